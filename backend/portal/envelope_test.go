package portal

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

func TestEnvelope_ListInsideIsRead(t *testing.T) {
	const rows = `[{"id":"S1"},{"id":"S2"}]`
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"result":          {`{"result":` + rows + `}`, 2},
		"of Spring":       {`{"content":` + rows + `,"pageable":{"sort":[]},"sort":[{"direction":"ASC"}],"totalElements":2,"size":20}`, 2},
		"of HAL":          {`{"_embedded":{"serviceList":` + rows + `},"_links":{"next":[{"href":"/x"}]}}`, 2},
		"deep":            {`{"data":{"result":{"rows":` + rows + `}}}`, 2},
		"empty":           {`{"data":[],"errors":[],"totalElements":0}`, 0},
		"a single record": {`{"id":"S1","serviceCharacteristic":[{"name":"msisdn","value":"0412345678"}]}`, 1},
	} {
		p := served(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("offset") > "0" {
				answers(200, strings.ReplaceAll(c.body, rows, "[]"))(w, r)
				return
			}
			answers(200, c.body)(w, r)
		})
		page, err := p.Services(t.Context(), 0, 0)
		if err != nil || len(page.Items) != c.want || page.Unreadable != 0 {
			t.Errorf("%s: got %d services, %d unreadable, %v, want %d", name, len(page.Items), page.Unreadable, err, c.want)
		}
	}
}

func TestEnvelope_WithoutOneListIsAnError(t *testing.T) {
	for _, body := range []string{`{}`, `{"status":"UP"}`, `{"message":"hello","codes":[1,2]}`,
		`{"services":[{"id":"S1"}],"orders":[{"id":"O1"}]}`} {
		p := served(t, answers(200, body))
		var e *telecom.Error
		if _, err := p.Services(t.Context(), 0, 0); !errors.As(err, &e) || e.Code != telecom.Broken ||
			!strings.Contains(e.Text, "an object where a list belongs") {
			t.Errorf("%s: got %v, want words about an object", body, err)
		}
	}
}

func TestAddress_OfTheListItselfIsNamed(t *testing.T) {
	p := served(t, answers(404, `{"code":"404","message":"not found"}`), func(c *Config) { c.ServiceInventory += "service/" })
	_, err := p.Services(t.Context(), 0, 0)
	if e := telecom.AsError(err); e.Code != telecom.NotFound || !strings.Contains(e.Text, "/si/service/service (error 404)") ||
		!strings.Contains(e.Text, "remove /service from the end of service_inventory") {
		t.Errorf("got %v, want the address and what to write instead", err)
	}
}
