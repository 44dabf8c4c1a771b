package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// prompt is a portal that answers at once, and a copy in memory: what is left is the cost of the guard and of the disk.
type prompt struct {
	service telecom.Service
	orders  []telecom.Order
	n       int
}

func (p *prompt) Place(context.Context, telecom.Submission) telecom.Outcome {
	p.n++
	return telecom.Outcome{State: telecom.SubmissionRefused, Problem: &telecom.Error{Code: telecom.Invalid, Text: "No."}}
}
func (p *prompt) Fresh(context.Context, *telecom.Draft) error { return nil }
func (p *prompt) Now() time.Time                              { return time.Now() }
func (p *prompt) Known(*telecom.Draft) (telecom.Known, error) {
	return telecom.Known{Service: &p.service, Orders: p.orders, Limits: telecom.DefaultLimits(), Now: time.Now(), Zone: time.UTC}, nil
}
func (p *prompt) Since(time.Time) ([]telecom.Order, error)  { return nil, nil }
func (p *prompt) ReadOrder(context.Context, string) error   { return nil }
func (p *prompt) Order(string) (telecom.Order, bool, error) { return telecom.Order{}, false, nil }

func crowded(orders int) *prompt {
	p := &prompt{service: telecom.Service{ID: "S", State: "active"}}
	for i := range orders {
		o := telecom.Order{ID: fmt.Sprint("ORD", i), Kind: telecom.Kinds()[i%7], State: "completed", ServiceIDs: []string{"S"},
			OrderedAt: time.Now().Add(-time.Duration(i) * time.Hour)}
		if i%10 == 3 {
			o.Relations = []telecom.Relation{{Type: "partOf", OrderID: fmt.Sprint("ORD", i-1)}}
		}
		p.orders = append(p.orders, o)
	}
	return p
}

// syncing is how long one write of a page and its way to the disk take, in the folder of a benchmark.
func syncing(b *testing.B, dir string) time.Duration {
	f, err := os.Create(filepath.Join(dir, "page"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const times = 50
	page := make([]byte, 4096)
	began := time.Now()
	for i := range times {
		page[0] = byte(i)
		if _, err := f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began) / times
}

// BenchmarkSubmit is what a submit costs beside the network: two writes of promises that must be on the disk, each with
// its line of the journal. It says how many times one write to the disk that is.
func BenchmarkSubmit(b *testing.B) {
	for _, orders := range []int{1, 1000} {
		b.Run(fmt.Sprintf("beside %d orders", orders), func(b *testing.B) {
			dir := b.TempDir()
			promises, err := store.OpenPromises(filepath.Join(dir, "promises.db"), store.NewSealer([32]byte{1}))
			if err != nil {
				b.Fatal(err)
			}
			defer promises.Close()
			portal := crowded(orders)
			o, err := outbox.New(outbox.Options{Sender: portal, Ledger: promises, Reader: portal})
			if err != nil {
				b.Fatal(err)
			}
			once := syncing(b, dir)
			for b.Loop() {
				d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: "S", SIMType: telecom.SIMEmbedded}
				if _, err := o.Submit(b.Context(), d, "ada", nil); err != nil {
					b.Fatal(err)
				}
			}
			once = (once + syncing(b, dir)) / 2 // a disk has its moods
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(once), "fsyncs/op")
		})
	}
}

// BenchmarkVerdict is how long it takes to say whether a draft may be placed on a service, against what one with a
// tenth of the orders takes: the cost grows with the orders and not faster.
func BenchmarkVerdict(b *testing.B) {
	draft := &telecom.Draft{Kind: telecom.SIMSwap, ServiceID: "S", SIMType: telecom.SIMEmbedded}
	judge := func(portal *prompt) {
		known, _ := portal.Known(draft)
		telecom.Judge(draft, known)
	}
	small, large := crowded(100), crowded(1000)
	const times = 50
	began := time.Now()
	for range times {
		judge(small)
	}
	tenth := time.Since(began) / times
	for b.Loop() {
		judge(large)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(tenth), "times-of-100-orders/op")
}
