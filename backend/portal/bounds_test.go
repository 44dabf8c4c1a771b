package portal

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

func TestBounds_EndlessOrdersOfOneServiceAreGivenUp(t *testing.T) {
	answered := 0
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		rows := make([]string, min(limit, 1000))
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"id":"%d","state":"held","description":"%s","serviceOrderItem":[{"service":{"id":"S"}}]}`, offset+i, strings.Repeat("x", 2000))
		}
		body := "[" + strings.Join(rows, ",") + "]"
		answered += len(body)
		answers(200, body)(w, r)
	})
	p.ordering.learn(telecom.FilterByService, telecom.AnsweredRight)
	page, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: "S"}, nil)
	if err == nil || proven || !strings.Contains(err.Error(), "larger than Commsdesk accepts") {
		t.Errorf("got %d orders, proven %t, %v; want words", len(page.Items), proven, err)
	}
	if answered > 2*pagesBytes {
		t.Errorf("got %d MB read, want some %d", answered>>20, pagesBytes>>20)
	}
}

func TestBounds_TooManyRecordsInOneAnswerAreSaid(t *testing.T) {
	rows := func(n int) string { return "[" + strings.Repeat(`{"id":"1"},`, n-1) + `{"id":"1"}]` }
	p := served(t, func(w http.ResponseWriter, r *http.Request) { answers(200, rows(rowsAtMost+1))(w, r) })
	if _, err := p.Services(t.Context(), 0, 0); err == nil || !strings.Contains(err.Error(), "more than 25,000 records") {
		t.Errorf("got %v, want words", err)
	}
	p = served(t, func(w http.ResponseWriter, r *http.Request) { answers(200, rows(rowsAtMost))(w, r) })
	if page, err := p.Services(t.Context(), 0, 0); err != nil || len(page.Items) != rowsAtMost {
		t.Errorf("got %d records, %v; want %d", len(page.Items), err, rowsAtMost)
	}
}
