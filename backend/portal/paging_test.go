package portal

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// pages reads a list to its end as a mirror does.
func pages[T any](
	ctx context.Context, limit int, id func(T) string, page func(ctx context.Context, offset, limit int) (telecom.Page[T], error),
) (map[string]T, error) {
	all := map[string]T{}
	for offset := 0; ; {
		got, err := page(ctx, offset, limit)
		if err != nil {
			return all, err
		}
		for _, it := range got.Items {
			all[id(it)] = it
		}
		if got.Last {
			return all, nil
		}
		offset = got.Next
	}
}

func pagesOfOrders(t *testing.T, p *Portal) (map[string]telecom.Order, error) {
	return pages(t.Context(), 0, func(o telecom.Order) string { return o.ID }, p.Orders)
}

func TestPaging_EveryHabitIsReadWholeOrRefused(t *testing.T) {
	for _, habit := range portalsim.Pagings() {
		for _, kind := range portalsim.Personalities() {
			if kind == portalsim.Mock || kind == portalsim.Independent { // one has no lists, the other pages as the ideal one does
				continue
			}
			t.Run(fmt.Sprintf("%s/%s", habit, kind), func(t *testing.T) {
				sim, p := simulated(t, portalsim.Config{Services: 43, Orders: 57, Personality: kind, Paging: habit, PageRows: 10})
				ctx := t.Context()
				services, err := pages(ctx, 0, func(s telecom.Service) string { return s.ID }, p.Services)
				orders, err2 := pages(ctx, 7, func(o telecom.Order) string { return o.ID }, p.Orders)
				whole := len(services) == len(sim.Services()) && len(orders) == len(sim.Orders())
				switch {
				case habit == portalsim.EndsEarly && kind == portalsim.OpenNamed: // it counts nothing, so nobody can tell
				case habit == portalsim.SamePage || habit == portalsim.EndsEarly:
					if !isCode(err, telecom.Unconfirmed) || !isCode(err2, telecom.Unconfirmed) {
						t.Errorf("%d services, %v; %d orders, %v", len(services), err, len(orders), err2)
					}
				case err != nil || err2 != nil || !whole:
					t.Fatalf("%d services, %v; %d orders, %v", len(services), err, len(orders), err2)
				}
				if !whole {
					return
				}
				open := openOf(orders)
				if err := p.Probe(ctx, open); err != nil {
					t.Fatal(err)
				}
				got, err := p.AllOpenOrders(ctx, open)
				if err != nil {
					t.Fatal(err)
				}
				found := map[string]bool{}
				for _, o := range got.Items {
					found[o.ID] = true
				}
				for _, o := range open {
					if got.Last && o.State != "" && !found[o.ID] {
						t.Errorf("%s, %s, is missing among %d open orders", o.ID, o.State, len(got.Items))
					}
				}
			})
		}
	}
}

func TestPaging_WhatWorksIsAFinding(t *testing.T) {
	for habit, want := range map[portalsim.Paging]string{
		portalsim.ByRows: "yes .", portalsim.FromOne: "no yes", portalsim.PageNumber: "no yes", portalsim.Rounded: "no yes",
		portalsim.PagesFromZero: "no yes", portalsim.PagesFromOne: "no yes", portalsim.Linked: "no yes", portalsim.SamePage: "no no",
	} {
		_, p := simulated(t, portalsim.Config{Services: 40, Paging: habit, PageRows: 10})
		if err := p.Probe(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		for _, api := range []telecom.API{telecom.ServiceInventory, telecom.ServiceOrdering} {
			var found []string
			for _, a := range []telecom.Capability{telecom.PagesByOffset, telecom.PagesOtherwise} {
				switch it, known := p.Findings().Of(api, a); {
				case !known:
					found = append(found, ".")
				case it.Works:
					found = append(found, "yes")
				default:
					found = append(found, "no")
				}
			}
			if got := strings.Join(found, " "); got != want {
				t.Errorf("%s, %s: got %s, want %s", habit, api, got, want)
			}
		}
	}
}

// rowsFrom serves orders, at most some a page, whose list may change before each question.
func rowsFrom(t *testing.T, most int, list func(w http.ResponseWriter, r *http.Request, offset int) []string) *Portal {
	return served(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		ids := list(w, r, offset)
		var rows []string
		for _, id := range ids[min(offset, len(ids)):min(offset+min(limit, most), len(ids))] {
			rows = append(rows, fmt.Sprintf(`{"id":%q,"state":"held"}`, id))
		}
		answers(200, "["+strings.Join(rows, ",")+"]")(w, r)
	})
}

func numbered(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprint("o", i))
	}
	return ids
}

func TestPaging_CountAboveRowsReadIsNotComplete(t *testing.T) {
	for name, says := range map[string]func(w http.ResponseWriter, offset int){
		"X-Total-Count": func(w http.ResponseWriter, _ int) { w.Header().Set("X-Total-Count", "25") },
		"X-Total-Count of the first page": func(w http.ResponseWriter, offset int) {
			w.Header()["X-Total-Count"] = []string{"25"}[:max(1-offset, 0)]
		},
		"Content-Range": func(w http.ResponseWriter, _ int) { w.Header().Set("Content-Range", "items 1-10/25") },
	} {
		p := rowsFrom(t, 10, func(w http.ResponseWriter, _ *http.Request, offset int) []string {
			says(w, offset)
			return numbered(23)
		})
		all, err := pagesOfOrders(t, p)
		if len(all) != 23 || !isCode(err, telecom.Unconfirmed) || !strings.Contains(err.Error(), "The portal returned 23 orders but says "+
			"that there are 25.") {
			t.Errorf("%s: %d orders, %v", name, len(all), err)
		}
	}
}

// A link to what follows counts where it leads to something.
func TestPaging_LinkOnTheLastPageIsFollowed(t *testing.T) {
	for leads, whole := range map[string]bool{"offset=0&limit=5": false, "offset=23&limit=5": true} {
		p := rowsFrom(t, 10, func(w http.ResponseWriter, r *http.Request, offset int) []string {
			w.Header().Set("Link", `<http://elsewhere/so?offset=0>; rel="first", <http://elsewhere/so?`+leads+`>; title="on"; rel="next"`)
			return numbered(23)
		})
		all, err := pagesOfOrders(t, p)
		if len(all) != 23 || whole != (err == nil) {
			t.Errorf("%s: %d orders, %v", leads, len(all), err)
		}
	}
}

func TestPaging_ListThatMovedIsReadOnceMore(t *testing.T) {
	for name, says := range map[string]func(offset int) bool{
		"counted on each page":       func(int) bool { return true },
		"counted on the first alone": func(offset int) bool { return offset == 0 },
	} {
		list, shrunk := numbered(23), false
		p := rowsFrom(t, 10, func(w http.ResponseWriter, _ *http.Request, offset int) []string {
			if says(offset) {
				w.Header().Set("X-Total-Count", fmt.Sprint(len(list)))
			}
			if offset == 20 && !shrunk { // what was behind it goes while it is read
				list, shrunk = list[:20], true
			}
			return list
		})
		all, err := pagesOfOrders(t, p)
		if len(all) != 20 || err != nil || !shrunk {
			t.Errorf("%s: %d orders, %v", name, len(all), err)
		}
	}
}

// filtering serves orders with a filter by state that hides the last of what matches, and counts in some way.
func filtering(t *testing.T, count func(all, matches int) int) *Portal {
	states := map[string][]string{"held": numbered(12), "pending": {"p1", "p2", "p3"}}
	return served(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		offset, _ := strconv.Atoi(q.Get("offset"))
		limit, _ := strconv.Atoi(q.Get("limit"))
		var rows []string
		for _, state := range slices.Sorted(maps.Keys(states)) {
			if wanted := q.Get("state"); wanted != "" && wanted != state {
				continue
			}
			for _, id := range states[state] {
				rows = append(rows, fmt.Sprintf(`{"id":%q,"state":%q}`, id, state))
			}
		}
		w.Header().Set("X-Total-Count", fmt.Sprint(count(15, len(rows))))
		if len(rows) == 12 { // the filtered list ends early
			rows = rows[:10]
		}
		answers(200, "["+strings.Join(rows[min(offset, len(rows)):min(offset+limit, len(rows))], ",")+"]")(w, r)
	})
}

func TestPaging_CountOfAFilterCountsOnceProved(t *testing.T) {
	for name, c := range map[string]struct {
		count  func(all, matches int) int
		proved bool
	}{
		"counts what matches":  {func(_, matches int) int { return matches }, true},
		"counts everything":    {func(all, _ int) int { return all }, false},
		"says zero, as a mock": {func(int, int) int { return 0 }, false},
	} {
		p := filtering(t, c.count)
		if err := p.Probe(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if got := p.ordering.works(telecom.CountsMatches); got != c.proved {
			t.Errorf("%s: proved %v", name, got)
		}
		page, err := p.AllOpenOrders(t.Context(), nil)
		if c.proved != isCode(err, telecom.Unconfirmed) || !c.proved && len(page.Items) != 13 {
			t.Errorf("%s: %d orders, %v", name, len(page.Items), err)
		}
	}
}

// Rows that come push known ones down, and the page that shows those is no end.
func TestPaging_NothingNewEndsAListOnlyAtItsCount(t *testing.T) {
	for name, c := range map[string]struct {
		shown   func(offset int) []string
		refused bool
		orders  int
	}{
		"ten came": {func(offset int) []string {
			if offset < 10 {
				return numbered(30)
			}
			return slices.Concat(make([]string, 10), numbered(30))
		}, false, 30},
		"the last page again": {func(offset int) []string {
			if offset < 2 {
				return numbered(30)
			}
			return slices.Concat(make([]string, offset), numbered(10))
		}, true, 10},
	} {
		p := rowsFrom(t, 10, func(w http.ResponseWriter, _ *http.Request, offset int) []string {
			w.Header().Set("X-Total-Count", "30")
			if !c.refused && offset >= 10 {
				w.Header().Set("X-Total-Count", "40")
			}
			return c.shown(offset)
		})
		page, fit, err := p.matching(t.Context(), listing{limit: 10, sure: true}, 1000, func(telecom.Order) bool { return true })
		if len(page.Items) != c.orders || fit == c.refused || c.refused != isCode(err, telecom.Unconfirmed) {
			t.Errorf("%s: %d orders, %v", name, len(page.Items), err)
		}
	}
}

// What the other APIs list is read in the same ways, and refused where it cannot be read whole.
func TestPaging_TheOtherListsAreReadWholeToo(t *testing.T) {
	type read struct {
		requests, agreements, products, offered, used int
		refused                                       int
	}
	reading := func(c portalsim.Config) (n read) {
		c.Services, c.Requests, c.PageRows = 12, 33, 10
		_, market := marketplace(t, c)
		_, shelf := measured(t, c)
		ctx := t.Context()
		count := func(to *int, rows int, err error) {
			if *to = rows; isCode(err, telecom.Unconfirmed) {
				n.refused++
			} else if err != nil {
				t.Fatalf("%s: got %v, want no error", c.Paging, err)
			}
		}
		requests, err := pages(ctx, 0, func(r telecom.Request) string { return r.ID }, market.Requests)
		count(&n.requests, len(requests), err)
		agreements, err := pages(ctx, 0, func(a telecom.Agreement) string { return a.ID }, market.Agreements)
		count(&n.agreements, len(agreements), err)
		products, err := pages(ctx, 0, func(p telecom.Product) string { return p.ID }, market.Products)
		count(&n.products, len(products), err)
		offer, err := shelf.Offer(ctx)
		count(&n.offered, len(offer.Plans)+len(offer.Packs)+len(offer.Features), err)
		services, err := shelf.Services(ctx, 0, 5)
		if err != nil {
			t.Fatal(err)
		}
		used, err := shelf.Usage(ctx, services.Items[4].ID)
		count(&n.used, len(used), err)
		return n
	}
	for _, kind := range []portalsim.Personality{portalsim.Ideal, portalsim.Certified} {
		want := reading(portalsim.Config{Personality: kind})
		if want.requests != 33 || want.agreements < 11 || want.products < 1 || want.offered < 11 || want.used < 1 || want.refused > 0 {
			t.Fatalf("%s: got %+v, want 33 requests and some of everything", kind, want)
		}
		for _, habit := range portalsim.Pagings() {
			got := reading(portalsim.Config{Personality: kind, Paging: habit})
			if refuses := habit == portalsim.SamePage || habit == portalsim.EndsEarly; !refuses && got != want || refuses && got.refused < 3 {
				t.Errorf("%s, %s: got %+v, want %+v", kind, habit, got, want)
			}
		}
	}
}

func TestPaging_RowWithoutAnIdKeepsItsPlace(t *testing.T) {
	rows := []string{`{"state":"held"}`, `{"id":"b"}`, `{"id":"c"}`, `{"id":"d"}`}
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		answers(200, "["+strings.Join(rows[min(offset, 4):min(offset+limit, 4)], ",")+"]")(w, r)
	})
	all, err := pages(t.Context(), 3, func(o telecom.Order) string { return o.ID }, p.Orders)
	if len(all) != 3 || err != nil || !p.ordering.works(telecom.PagesByOffset) {
		t.Errorf("%v, %v, %v", all, err, p.Findings())
	}
}
