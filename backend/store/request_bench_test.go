package store

import (
	"fmt"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

// requestMemory makes an index of a size without a file.
func requestMemory(n int) *Cache {
	c, ix := &Cache{index: newIndex("61")}, newRequestIndex()
	sealer := NewSealer(testKey)
	var all []datedRow
	for i := range n {
		r := request(i)
		all = append(all, datedRow{newRequestRow(rowOfRequest(recordOfRequest(&r), fingerprint{}), sealer.name(bucketRequests, r.ID),
			foldText), 1})
	}
	ix.fill(all)
	c.requests.index.Store(ix)
	return c
}

func BenchmarkRequests(b *testing.B) {
	const n = 50_000
	c := requestMemory(n)
	var texts []string
	for i := range n {
		r := request(i)
		texts = append(texts, foldText(strings.Join([]string{r.ID, r.InitiatedBy, r.Customer, r.Offering, r.Package, string(r.Status)},
			"\n")))
	}
	ask := func(name string, queries ...telecom.RequestQuery) {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				q := queries[i%len(queries)]
				if l, err := c.Requests(q); err != nil || l.Sums[telecom.CardTotal] != n {
					b.Fatal(l.Matching, err)
				}
			}
		})
	}
	b.Run("scan of a slice of strings", func(b *testing.B) {
		for b.Loop() {
			found := 0
			for _, t := range texts {
				if strings.Contains(t, "customer no 4") {
					found++
				}
			}
			if found == 0 {
				b.Fatal()
			}
		}
	})
	ask("list", telecom.RequestQuery{}, telecom.RequestQuery{Sort: telecom.ByRequestCustomer, Ascending: true})
	ask("filter", telecom.RequestQuery{Card: telecom.CardInProgress},
		telecom.RequestQuery{Statuses: []telecom.RequestStatus{telecom.RequestActive}, Offering: "Fleet Offering 3"},
		telecom.RequestQuery{From: monday.AddDate(0, 0, -3), To: monday.AddDate(0, 0, -1)})
	for _, text := range []string{"c", "customer 4", "req-0000123", "contract signed fleet", "nobody has this"} {
		ask("search "+text, telecom.RequestQuery{Text: text}, telecom.RequestQuery{Text: text, Sort: telecom.ByPackage})
	}
	b.Run("first list by a column", func(b *testing.B) {
		for b.Loop() {
			clear(c.requests.index.Load().views.orders)
			c.requests.index.Load().views.last = nil
			_, _ = c.Requests(telecom.RequestQuery{Sort: telecom.ByOffering})
		}
	})
	b.Run("a change, and the list after it", func(b *testing.B) {
		ix := c.requests.index.Load()
		for i := 0; b.Loop(); i++ {
			r := request(i % n)
			r.Package = fmt.Sprint("Package ", i)
			row := newRequestRow(rowOfRequest(recordOfRequest(&r), fingerprint{}), NewSealer(testKey).name(bucketRequests, r.ID), foldText)
			ix.publish(ix.plan(map[string]*requestRow{r.ID: row}, 2))
			_, _ = c.Requests(telecom.RequestQuery{})
		}
	})
}

func BenchmarkRequestsOnDisk(b *testing.B) {
	path := cachePath(b)
	c := open(b, path)
	all := requests(50_000)
	applyRequests(b, c, telecom.RequestChanges{Requests: all, ReadAt: monday})
	_ = c.Close()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_ = open(b, path).Close()
		}
	})
	b.Run("open and first list", func(b *testing.B) {
		for b.Loop() {
			c := open(b, path)
			if l := requestsIn(b, c, telecom.RequestQuery{}); l.Matching != len(all) {
				b.Fatal(l.Matching)
			}
			_ = c.Close()
		}
	})
	c = open(b, path)
	b.Run("an unchanged page", func(b *testing.B) {
		for b.Loop() {
			applyRequests(b, c, telecom.RequestChanges{Requests: all[:100], ReadAt: monday})
		}
	})
	b.Run("a page with one change", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			all[7].Summary = fmt.Sprint("Changed ", i)
			applyRequests(b, c, telecom.RequestChanges{Requests: all[:100], ReadAt: monday})
		}
	})
}
