package portalsim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Each paging is asked for the third row and those behind it, as its kind understands it.
func TestPaging_EachGoesOnInItsOwnWay(t *testing.T) {
	for paging, c := range map[Paging]struct{ asks, from string }{
		ByRows:        {"offset=2&limit=2", "2"},
		FromOne:       {"offset=3&limit=2", "2"},
		PageNumber:    {"offset=1&limit=2", "2"},
		Rounded:       {"offset=3&limit=2", "2"},
		PagesFromZero: {"page=1&size=2&offset=7&limit=1", "2"},
		PagesFromOne:  {"page=2&size=2", "2"},
		Linked:        {"cursor=2&limit=2&offset=7", "2"},
		SamePage:      {"offset=2&limit=2", "0"},
		EndsEarly:     {"offset=20&limit=2", "none"},
	} {
		p, _, s := serve(t, Config{Services: 30, Orders: -1, Paging: paging, PageRows: 10})
		rows, res := listOf(t, s.ServiceInventory+"/service?"+c.asks)
		from := "none"
		if len(rows) > 0 {
			is := func(body json.RawMessage) bool { return read(t, body).text("id") == rows[0].text("id") }
			from = fmt.Sprint(slices.IndexFunc(p.Services(), is))
		}
		if from != c.from || from != "none" && len(rows) != 2 || res.Header.Get("X-Total-Count") != "30" {
			t.Errorf("%s: %d rows from %s, X-Total-Count %s", paging, len(rows), from, res.Header.Get("X-Total-Count"))
		}
		next := res.Header.Get("Link")
		if (paging == Linked) != strings.Contains(next, `&limit=2`) {
			t.Errorf("%s links to %s", paging, next)
		}
	}
	if len(Pagings()) != 9 {
		t.Error("a paging is not tested")
	}
}

func TestPaging_LinksLeadToEveryRowOnce(t *testing.T) {
	_, _, s := serve(t, Config{Services: 30, Orders: -1, Paging: Linked, PageRows: 10})
	seen := map[string]bool{}
	for query, pages := "limit=50", 1; query != ""; pages++ {
		rows, res := listOf(t, s.ServiceInventory+"/service?"+query)
		for _, r := range rows {
			seen[r.text("id")] = true
		}
		address, _, _ := strings.Cut(strings.TrimPrefix(res.Header.Get("Link"), "<"), ">")
		u, err := url.Parse(address)
		if err != nil || pages > 3 {
			t.Fatal(address, err)
		}
		query = u.RawQuery
	}
	if len(seen) != 30 {
		t.Errorf("%d services", len(seen))
	}
}
