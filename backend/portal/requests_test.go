package portal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

func TestRequests_SkipOtherProductOrders(t *testing.T) {
	p := reviewing(t, answers(200, `[{"id":"1","category":"subscription_request"},{"id":"2","category":"deviceReturn"},7,
		{"id":"3","category":"mobile","productCharacteristic":{"subscriptionRequestStatus":"Draft"}},{"id":"4"}]`))
	got, err := p.Requests(t.Context(), 0, 0)
	if err != nil || len(got.Items) != 2 || got.Items[0].ID != "1" || got.Items[1].ID != "3" || got.Unreadable != 1 || got.Next != 5 ||
		got.Last {
		t.Errorf("%+v %v", got, err)
	}
}

func TestRequests_UnlabelledOrdersAllCount(t *testing.T) {
	p := reviewing(t, answers(200, `[{"id":"1","state":"held"},{"id":"2"}]`))
	if got, err := p.Requests(t.Context(), 0, 0); err != nil || len(got.Items) != 2 {
		t.Errorf("%+v %v", got, err)
	}
}

// A page without a request is read over, and the same page again is the end of the list.
func TestRequests_SkipPagesWithoutRequests(t *testing.T) {
	row := func(i int) string {
		category := "deviceReturn"
		if i == 5 {
			category = "subscriptionRequest"
		}
		return fmt.Sprintf(`{"id":"%d","category":%q}`, i, category)
	}
	honest := func(w http.ResponseWriter, r *http.Request) {
		offset := 0
		fmt.Sscan(r.URL.Query().Get("offset"), &offset)
		var all []string
		for i := offset; i < min(offset+2, 6); i++ {
			all = append(all, row(i))
		}
		answers(200, "["+strings.Join(all, ",")+"]")(w, r)
	}
	for name, c := range map[string]struct {
		server http.HandlerFunc
		limit  int
		pages  int
		found  []string
	}{
		"a list of six":              {honest, 2, 2, []string{"5"}},
		"the same page for any page": {answers(200, "["+row(0)+","+row(1)+"]"), 3, 1, nil},
	} {
		p := reviewing(t, c.server)
		var found []string
		pages, offset := 0, 0
		for pages < 10 {
			got, err := p.Requests(t.Context(), offset, c.limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got.Items {
				found = append(found, r.ID)
			}
			pages++
			if offset = got.Next; got.Last {
				break
			}
		}
		if pages != c.pages || !slices.Equal(found, c.found) {
			t.Errorf("%s: %d pages, %v", name, pages, found)
		}
	}
}

func TestRequest_KeepsTheTag(t *testing.T) {
	p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/po/productOrder/SR-104431" {
			answers(404, `{"message":"No such order."}`)(w, r)
			return
		}
		w.Header().Set("ETag", `W/"7"`)
		answers(200, standing)(w, r)
	})
	r, err := p.Request(t.Context(), "SR-104431")
	if err != nil || r.Tag != `W/"7"` || r.Status != telecom.RequestGenerating {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := p.Request(t.Context(), "SR-1"); !isCode(err, telecom.NotFound) {
		t.Error(err)
	}
}

func isCode(err error, code telecom.Code) bool {
	var e *telecom.Error
	return errors.As(err, &e) && e.Code == code && e.Text != ""
}

func TestRequest_UnderstandsFailureForMissingOne(t *testing.T) {
	p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/po/productOrder":
			answers(200, `[{"id":"SR-1"},{"id":"SR-2"}]`)(w, r)
		case "/po/productOrder/SR-1", "/po/productOrder/SR-2":
			answers(200, `{"id":"`+r.URL.Path[len("/po/productOrder/"):]+`"}`)(w, r)
		default:
			answers(500, `{}`)(w, r)
		}
	}, func(c *Config) { c.Limits.Tries = 1 })
	for range 2 {
		if _, err := p.Request(t.Context(), "SR-404"); !isCode(err, telecom.NotFound) {
			t.Error(err)
		}
	}
	if r, err := p.Request(t.Context(), "SR-2"); err != nil || r.ID != "SR-2" {
		t.Errorf("%+v %v", r, err)
	}
	p = reviewing(t, answers(500, `{}`), func(c *Config) { c.Limits.Tries = 1 })
	if _, err := p.Request(t.Context(), "SR-404"); !isCode(err, telecom.Broken) {
		t.Errorf("a server that fails for everything: %v", err)
	}
}

func TestRequests_UnconfiguredAPIsSaySo(t *testing.T) {
	never := func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }
	p := reviewing(t, never, func(c *Config) { c.ProductOrdering, c.ProductInventory, c.Agreement = "", " ", "" })
	if _, err := p.Requests(t.Context(), 0, 0); !isCode(err, telecom.NotFound) {
		t.Error(err)
	}
	if _, err := p.Request(t.Context(), "1"); !isCode(err, telecom.NotFound) {
		t.Error(err)
	}
	if _, err := p.Agreement(t.Context(), "1"); !isCode(err, telecom.NotFound) {
		t.Error(err)
	}
	if got, err := p.Agreements(t.Context(), 5, 0); err != nil || !got.Last || len(got.Items) != 0 || got.Next != 5 {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := p.Products(t.Context(), 0, 0); err != nil || !got.Last || len(got.Items) != 0 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := New(Config{ServiceInventory: "https://p/a", ServiceOrdering: "https://p/b", Agreement: "portal"}); !isCode(err,
		telecom.Invalid) {
		t.Error(err)
	}
}

func TestAgreements_ReadInPages(t *testing.T) {
	p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		switch r.URL.Path {
		case "/ag/agreement":
			answers(200, `[{"id":"AGR-1","version":"1"},null]`)(w, r)
		case "/ag/agreement/AGR-1":
			answers(200, `[{"id":"AGR-1","version":"1"}]`)(w, r)
		case "/pi/product":
			answers(200, `[{"id":"PRD-1","status":"active"}]`)(w, r)
		default:
			answers(404, `{}`)(w, r)
		}
	})
	agreements, err := p.Agreements(t.Context(), 0, 0)
	if err != nil || len(agreements.Items) != 1 || agreements.Unreadable != 1 || agreements.Next != 2 || agreements.Skew > -59*time.Minute {
		t.Errorf("%+v %v", agreements, err)
	}
	if a, err := p.Agreement(t.Context(), "AGR-1"); err != nil || a.Version != "1" {
		t.Errorf("%+v %v", a, err)
	}
	if products, err := p.Products(t.Context(), 0, 0); err != nil || len(products.Items) != 1 || products.Last {
		t.Errorf("%+v %v", products, err)
	}
}

func TestReach_IncludesAPIsOfRequests(t *testing.T) {
	p := reviewing(t, answers(200, `[{"id":"1"}]`))
	var asked []telecom.API
	for _, r := range p.Reach(t.Context()) {
		if r.Problem != nil {
			t.Errorf("%s: got %v, want no problem", r.API, r.Problem)
		}
		asked = append(asked, r.API)
	}
	if want := []telecom.API{telecom.ServiceInventory, telecom.ServiceOrdering, telecom.ProductOrdering, telecom.ProductInventory,
		telecom.Agreements}; !slices.Equal(asked, want) {
		t.Errorf("got %v, want %v", asked, want)
	}
}

func TestDocument_FetchedFromThePortalOnly(t *testing.T) {
	pdf := "%PDF-1.7 not really"
	var strangers atomic.Int32
	stranger := reviewing(t, func(http.ResponseWriter, *http.Request) { strangers.Add(1) })
	signed := func(c *Config) { c.Token = func(context.Context) (string, error) { return "T", nil } }
	p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer T" {
			t.Error("no token")
		}
		switch r.URL.Path {
		case "/documents/1", "/ag/near":
			w.Header().Set("Content-Type", "application/pdf")
			fmt.Fprint(w, pdf)
		case "/documents/moved":
			http.Redirect(w, r, "/documents/1", http.StatusFound)
		case "/documents/away":
			http.Redirect(w, r, stranger.inventory.base, http.StatusFound)
		case "/documents/huge":
			part := make([]byte, 1<<20)
			for range 26 {
				if _, err := w.Write(part); err != nil {
					return
				}
			}
		case "/documents/cut":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, pdf)
		case "/documents/page":
			page(200)(w, r)
		case "/documents/empty":
		default:
			answers(404, `{"message":"No such document."}`)(w, r)
		}
	}, signed)
	home := strings.TrimSuffix(p.contracts.base, "/ag")
	for name, c := range map[string]struct {
		address string
		code    telecom.Code // empty: it is there
	}{
		"at the portal":         {home + "/documents/1#page=2", ""},
		"in other letters":      {strings.Replace(home, "http://", "HTTP://", 1) + "/documents/1", ""},
		"moved at the portal":   {home + "/documents/moved", ""},
		"without a server":      {"/documents/1", ""},
		"beside the agreements": {"near", ""},
		"elsewhere":             {stranger.inventory.base + "/documents/1", telecom.Invalid},
		"sent elsewhere":        {home + "/documents/away", telecom.Invalid},
		"another scheme":        {strings.Replace(home, "http://", "https://", 1) + "/documents/1", telecom.Invalid},
		"a file here":           {"file:///etc/hosts", telecom.Invalid},
		"a server in disguise":  {strings.TrimPrefix(stranger.inventory.base, "http:") + "/x", telecom.Invalid},
		"with a name":           {strings.Replace(home, "http://", "http://me:secret@", 1) + "/documents/1", telecom.Invalid},
		"no address":            {" ", telecom.Invalid},
		"no sense":              {"http://%zz", telecom.Invalid},
		"larger than allowed":   {home + "/documents/huge", telecom.Broken},
		"cut":                   {home + "/documents/cut", telecom.Broken},
		"empty":                 {home + "/documents/empty", telecom.Broken},
		"a page to sign in":     {home + "/documents/page", telecom.NotPortal},
		"gone":                  {home + "/documents/2", telecom.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := p.Document(t.Context(), telecom.Document{Name: "Contract.pdf", Type: "application/pdf", Address: c.address})
			switch {
			case c.code == "" && (err != nil || string(got) != pdf):
				t.Errorf("got %q %v, want the document", got, err)
			case c.code != "" && (got != nil || !isCode(err, c.code)):
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	if strangers.Load() != 0 {
		t.Errorf("a stranger was asked %d times", strangers.Load())
	}
}

func TestDocument_LogsNoBadAddress(t *testing.T) {
	p := reviewing(t, answers(200, `{}`))
	_, err := p.Document(t.Context(), telecom.Document{Address: "https://kestrel.example/%zz?token=secret"})
	var e *telecom.Error
	if !errors.As(err, &e) || e.Cause == nil || strings.Contains(e.Cause.Error(), "%zz") || strings.Contains(e.Cause.Error(), "secret") {
		t.Errorf("got %v %v, want a cause without the address", err, e.Cause)
	}
}
