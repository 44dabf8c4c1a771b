package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

// shop serves orders with filters by state and by service. A habit may change a question, its rows and the headers.
func shop(t *testing.T, orders []telecom.Order, habit func(q url.Values, rows []string, h http.Header) []string) *Portal {
	return served(t, func(w http.ResponseWriter, r *http.Request) {
		if id, ok := strings.CutPrefix(r.URL.Path, "/si/service/"); ok {
			answers(200, fmt.Sprintf(`{"id":%q}`, id))(w, r)
			return
		}
		q := r.URL.Query()
		rows := []string{}
		for _, o := range orders {
			if s := q.Get("state"); s != "" && s != o.State {
				continue
			}
			if s := q.Get("serviceOrderItem.service.id"); s != "" && !slices.Contains(o.ServiceIDs, s) {
				continue
			}
			row := `{"id":%q,"state":%q,"orderDate":%q,"serviceOrderItem":[{"id":"1","action":"modify","service":{"id":%q}}]}`
			rows = append(rows, fmt.Sprintf(row, o.ID, o.State, o.OrderedAt.Format(time.RFC3339), o.ServiceIDs[0]))
		}
		if habit != nil {
			rows = habit(q, rows, w.Header())
		}
		offset, _ := strconv.Atoi(q.Get("offset"))
		limit, err := strconv.Atoi(q.Get("limit"))
		if err != nil {
			limit = len(rows)
		}
		answers(200, "["+strings.Join(rows[min(offset, len(rows)):min(offset+limit, len(rows))], ",")+"]")(w, r)
	})
}

// halves are orders of which every other one is open, and of the service S1.
func halves(n int) (orders []telecom.Order) {
	for i := range n {
		placed := at("2026-01-01T00:00:00Z").Add(time.Duration(i) * time.Minute)
		o := telecom.Order{ID: fmt.Sprint("o", i), State: "completed", ServiceIDs: []string{"S2"}, OrderedAt: placed}
		if i%2 == 0 {
			o.State, o.ServiceIDs = "inProgress", []string{"S1"}
		}
		orders = append(orders, o)
	}
	return orders
}

func isFilter(q url.Values) bool { return q.Has("state") || q.Has("serviceOrderItem.service.id") }

func tens(q url.Values) {
	if n, err := strconv.Atoi(q.Get("limit")); err != nil || n > 10 {
		q.Set("limit", "10")
	}
}

func TestPaging_FilterThatIgnoresTheOffsetIsNotComplete(t *testing.T) {
	for ignores, whole := range map[bool]bool{true: false, false: true} {
		p := shop(t, halves(40), func(q url.Values, rows []string, _ http.Header) []string {
			if tens(q); ignores && isFilter(q) {
				q.Del("offset")
			}
			return rows
		})
		if err := p.Probe(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		open, err := p.AllOpenOrders(t.Context(), nil)
		if whole != open.Last || whole != (err == nil) || whole && len(open.Items) != 20 || !whole && !isCode(err, telecom.Unconfirmed) {
			t.Errorf("offset ignored %v: got %d open orders, last %v, %v", ignores, len(open.Items), open.Last, err)
		}
		of, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: "S1"}, nil)
		if whole != proven || whole != (err == nil) || whole && len(of.Items) != 20 {
			t.Errorf("offset ignored %v: got %d orders of the service, proven %v, %v", ignores, len(of.Items), proven, err)
		}
		if !whole && !strings.Contains(fmt.Sprint(err), "The portal returned 10 orders, and the same again when asked for more.") {
			t.Errorf("got %v", err)
		}
	}
}

// A server that shows its last page again behind the end, as some do, is read whole by its short page.
func TestPaging_LastPageAgainIsAnEndBehindAShortOne(t *testing.T) {
	p := shop(t, halves(46), func(q url.Values, rows []string, _ http.Header) []string {
		tens(q)
		if offset, _ := strconv.Atoi(q.Get("offset")); offset >= len(rows) {
			q.Set("offset", strconv.Itoa(len(rows)/10*10))
		}
		return rows
	})
	if err := p.Probe(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	of, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: "S1"}, nil)
	if len(of.Items) != 23 || !proven || err != nil {
		t.Errorf("got %d orders, proven %v, %v", len(of.Items), proven, err)
	}
}

func TestPaging_ServerWithoutPagingIsReadWhole(t *testing.T) {
	for rows, refused := range map[int]bool{40: false, 43: false, 64: false, 640: false, 20: true, 100: true} {
		p := served(t, func(w http.ResponseWriter, r *http.Request) {
			var all []string
			for _, id := range numbered(rows) {
				all = append(all, fmt.Sprintf(`{"id":%q,"state":"held"}`, id))
			}
			answers(200, "["+strings.Join(all, ",")+"]")(w, r)
		})
		all, err := pagesOfOrders(t, p)
		if len(all) != rows || refused != isCode(err, telecom.Unconfirmed) {
			t.Errorf("%d rows: got %d, %v", rows, len(all), err)
		}
	}
}

// Where a limit is honoured and nothing else, as many rows as the longest page had may be a part.
func TestPaging_LongestPageMayBeAPart(t *testing.T) {
	for _, most := range []int{12, 24, 50} {
		p := rowsFrom(t, most, func(_ http.ResponseWriter, _ *http.Request, offset int) []string {
			return slices.Concat(make([]string, offset), numbered(57)) // the offset is ignored
		})
		all, err := pagesOfOrders(t, p)
		says := fmt.Sprintf("The portal returned %d orders. There may be more,", most)
		if !isCode(err, telecom.Unconfirmed) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("pages of %d: got %d orders, %v", most, len(all), err)
		}
	}
}

func TestProbe_SortTakenForAFilterIsNoFault(t *testing.T) {
	p := shop(t, halves(40), func(q url.Values, rows []string, h http.Header) []string {
		h.Set("X-Total-Count", "40")
		if q.Has("sort") || q.Has("fields") {
			return nil
		}
		return rows
	})
	if err := p.Probe(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for _, a := range []telecom.Capability{telecom.NewestFirst, telecom.SomeFields} {
		if it, known := p.Findings().Of(telecom.ServiceOrdering, a); !known || it.Works || it.Reason != telecom.AnsweredNone {
			t.Errorf("%s: got %+v", a, it)
		}
	}
	p.ordering.learn(telecom.NewestFirst, telecom.AnsweredRight) // it could once
	p.ordering.learn(telecom.SomeFields, telecom.AnsweredRight)
	if page, ok, err := p.Stubs(t.Context(), 0, 10, false); ok || err != nil {
		t.Errorf("got %+v, %v, %v, want no stubs", page, ok, err)
	}
	if page, ok, err := p.NewestOrders(t.Context(), 0, false); ok || err != nil {
		t.Errorf("got %+v, %v, %v, want no order of newest first", page, ok, err)
	}
}

func TestOrdersOf_UnreadableOrderIsNotProof(t *testing.T) {
	orders := halves(4)
	p := shop(t, orders, func(q url.Values, rows []string, _ http.Header) []string {
		switch id := q.Get("serviceOrderItem.service.id"); id {
		case "S1", "S3":
			return append(rows, fmt.Sprintf(`{"state":"inProgress","serviceOrderItem":[{"service":{"id":%q}}]}`, id))
		}
		return rows
	})
	if err := p.Probe(t.Context(), nil); err != nil || !p.ordering.works(telecom.FilterByService) {
		t.Fatal(err, p.Findings())
	}
	for id, want := range map[string]int{"S1": 2, "S2": 2, "S3": 0} {
		page, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: id}, nil)
		if bad := id != "S2"; len(page.Items) != want || proven == bad || bad != isCode(err, telecom.Unconfirmed) {
			t.Errorf("%s: got %d orders, proven %v, %v", id, len(page.Items), proven, err)
		}
	}
}

func TestProbe_OrderThatGoesMeanwhileProvesNoCount(t *testing.T) {
	all := 40
	p := shop(t, halves(40), func(q url.Values, rows []string, h http.Header) []string {
		if q.Has("state") { // an order goes before each question with a filter
			all--
		}
		h.Set("X-Total-Count", strconv.Itoa(all)) // of everything, whatever is asked
		return rows
	})
	if err := p.Probe(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if it, known := p.ordering.finding(telecom.CountsMatches); !known || it.Works {
		t.Errorf("got %+v, want no count that matches", it)
	}
}
