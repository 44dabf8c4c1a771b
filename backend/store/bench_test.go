package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// The benchmarks compare two ways of doing the same: only their ratio within one run is meaningful.

// memory makes an index of a size without a file.
func memory(services_, each int) *Cache {
	c := &Cache{index: newIndex("61"), rules: testRules()}
	d := c.index.draft()
	byID := map[string]*orderRecord{}
	for i := range services_ {
		for n := range each {
			o := order(i*each+n, i)
			r := recordOfOrder(&o)
			byID[r.ID] = r
			_ = d.order(nil, r, nil)
		}
		s := service(i)
		d.service(recordOfService(&s), monday.UnixMilli())
	}
	_ = c.sum(d, func(id string) (*orderRecord, error) { return byID[id], nil })
	d.pack()
	c.index.publish(d)
	return c
}

func BenchmarkList(b *testing.B) {
	const n = 100_000
	c := memory(n, 4)
	rows := make([]telecom.Summary, n)
	for i, e := range c.index.entries {
		rows[i] = e.summary(0)
		rows[i].Found = strings.Join(e.orders(), " ")
	}
	now := monday
	ask := func(b *testing.B, queries ...telecom.Query) {
		for i := 0; b.Loop(); i++ {
			q := queries[i%len(queries)]
			q.Now = now
			if l, err := c.Query(q); err != nil || l.Total != n {
				b.Fatal(l.Total, err)
			}
		}
	}
	ask100 := func(offset int) telecom.Query { return telecom.Query{Sort: telecom.ByCustomer, Offset: offset} }
	b.Run("flat pass over memory", func(b *testing.B) {
		for b.Loop() {
			sum := 0
			for i := range rows {
				sum += len(rows[i].Number)
			}
			if sum == 0 {
				b.Fatal()
			}
		}
	})
	b.Run("first page", func(b *testing.B) { ask(b, ask100(0), ask100(100)) })
	b.Run("first page sorted by another column each time", func(b *testing.B) {
		ask(b, telecom.Query{}, ask100(0), telecom.Query{Sort: telecom.ByPlan}, telecom.Query{Sort: telecom.ByNumber})
	})
	b.Run("stuck first as time goes", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			_, _ = c.Query(telecom.Query{Sort: telecom.ByOpenOrders, Now: now.Add(time.Duration(i) * time.Second)})
		}
	})
	b.Run("naive search", func(b *testing.B) {
		for b.Loop() {
			var found []*telecom.Summary
			for i := range rows {
				r := &rows[i]
				text := strings.Join([]string{r.Customer, r.Number, r.Plan, r.Platform, r.State, r.SIM.Number, r.Found}, " ")
				if strings.Contains(strings.ToLower(text), "customer 4") {
					found = append(found, r)
				}
			}
			slices.SortFunc(found, func(a, b *telecom.Summary) int { return b.LastActivity.Compare(a.LastActivity) })
		}
	})
	for _, text := range []string{"c", "customer 4", "0491 05", "0491 050 123", "ord0000001234", "business 200 0491", "nobody has this"} {
		b.Run("search "+text, func(b *testing.B) {
			ask(b, telecom.Query{Text: text}, telecom.Query{Text: text, Sort: telecom.ByNumber})
		})
	}
}

func BenchmarkChangeOfAPageInMemory(b *testing.B) {
	c := memory(100_000, 4)
	for _, by := range telecom.Sorts() {
		_, _ = c.Query(telecom.Query{Sort: by})
	}
	for i := 0; b.Loop(); i++ {
		d := c.index.draft()
		for n := range 100 {
			slot := int32((i*100 + n*997) % 100_000)
			e := d.edit(slot)
			e.customer = fmt.Sprint("Customer ", i)
			e.buildText()
		}
		d.pack()
		c.index.publish(d)
		_, _ = c.Query(telecom.Query{})
	}
}

func BenchmarkOpen(b *testing.B) {
	path, _ := filled(b, 20_000, 80_000)
	b.Run("the index", func(b *testing.B) {
		for b.Loop() {
			_ = open(b, path).Close()
		}
	})
	c := open(b, path)
	b.Run("every record", func(b *testing.B) {
		for b.Loop() {
			err := c.file.view(func(tx *bolt.Tx) error {
				_ = tx.Bucket([]byte(bucketServices)).ForEach(func(k, v []byte) error {
					_,
						err := opened[serviceRecord](c, bucketServices, k, v)
					return err
				})
				return tx.Bucket([]byte(bucketOrders)).ForEach(func(k, v []byte) error {
					_,
						err := opened[orderRecord](c, bucketOrders, k, v)
					return err
				})
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkApply(b *testing.B) {
	path, _ := filled(b, 20_000, 80_000)
	c := open(b, path)
	page := orders(100, 20_000)
	b.Run("an unchanged page", func(b *testing.B) {
		for b.Loop() {
			apply(b, c, telecom.Changes{Orders: page, ReadAt: monday})
		}
	})
	b.Run("a page with one change", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			page[7].Summary = fmt.Sprint("Changed ", i)
			apply(b, c, telecom.Changes{Orders: page, ReadAt: monday})
		}
	})
	b.Run("a changed page", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			for n := range page {
				page[n].Summary = fmt.Sprint("Changed again ", i)
			}
			apply(b, c, telecom.Changes{Orders: page, ReadAt: monday})
		}
	})
}

func BenchmarkFirstCopy(b *testing.B) {
	list, all := services(20_000), orders(80_000, 20_000)
	for _, page := range []int{100, 1000} {
		b.Run(fmt.Sprint("in pages of ", page), func(b *testing.B) {
			for b.Loop() {
				c := open(b, cachePath(b))
				for p := range slices.Chunk(list, page) {
					apply(b, c, telecom.Changes{Services: p, ReadAt: monday})
				}
				for p := range slices.Chunk(all, page) {
					apply(b, c, telecom.Changes{Orders: p, ReadAt: monday})
				}
				_ = c.Close()
			}
		})
	}
}
