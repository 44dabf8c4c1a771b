//go:build !race

package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"commsdesk/backend/telecom"
)

// naiveRequests answers a query in the simplest way.
func naiveRequests(known map[string]telecom.Request, q telecom.RequestQuery) (ids []string, l telecom.RequestListing) {
	l.Sums = map[telecom.Card]int{}
	of := [5]map[string]int{{}, {}, {}, {}, {}}
	label := func(r telecom.Request) string { return cmp.Or(string(r.Status), r.State) }
	var list []telecom.Request
	for _, r := range known {
		cards := 0
		for _, card := range telecom.Cards() {
			if card.Counts(r.Status) {
				l.Sums[card]++
				cards++
			}
		}
		if cards == 1 {
			l.Others++
		}
		for i, v := range []string{string(r.Status), r.Customer, r.Offering, r.Package, r.InitiatedBy} {
			of[i][v]++
		}
		fields := []string{r.ID, r.InitiatedBy, r.Customer, r.Offering, r.Package, label(r)}
		every := true
		for _, w := range strings.Fields(foldText(q.Text)) {
			every = every && slices.ContainsFunc(fields, func(f string) bool { return strings.Contains(foldText(f), w) })
		}
		if every && (q.Card == "" || q.Card.Counts(r.Status)) && (len(q.Statuses) == 0 || slices.Contains(q.Statuses, r.Status)) &&
			(q.Customer == "" || q.Customer == r.Customer) && (q.Offering == "" || q.Offering == r.Offering) &&
			(q.Package == "" || q.Package == r.Package) && (q.Initiator == "" || q.Initiator == r.InitiatedBy) &&
			(q.From.IsZero() || !r.OrderedAt.Before(q.From)) && (q.To.IsZero() || !r.OrderedAt.IsZero() && r.OrderedAt.Before(q.To)) &&
			(!q.Asks || r.Asks()) && (q.Of == nil || slices.Contains(q.Of, r.ID)) {
			list = append(list, r)
		}
	}
	l.Statuses, l.Customers, l.Offerings = statusCounts(of[0]), counts(of[1]), counts(of[2])
	l.Packages, l.Initiators = counts(of[3]), counts(of[4])
	key := func(r telecom.Request) string {
		switch q.Sort {
		case telecom.ByRequestID:
			return r.ID
		case telecom.ByInitiator:
			return r.InitiatedBy
		case telecom.ByRequestCustomer:
			return r.Customer
		case telecom.ByOffering:
			return r.Offering
		case telecom.ByPackage:
			return r.Package
		case telecom.ByRequestStatus:
			return label(r)
		}
		return fmt.Sprintf("%020d", timestampOf(r.OrderedAt))
	}
	slices.SortFunc(list, func(a, b telecom.Request) int {
		c := cmp.Compare(foldText(key(a)), foldText(key(b)))
		if !q.Ascending || q.Sort == "" {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.ID, b.ID))
	})
	for _, r := range list {
		ids = append(ids, r.ID)
		l.Rows = append(l.Rows, telecom.RequestSummary{ID: r.ID, InitiatedBy: r.InitiatedBy, Customer: r.Customer, Offering: r.Offering,
			Package:   r.Package,
			OrderedAt: r.OrderedAt, Status: r.Status, State: r.State, CancelAsked: r.CancelAsked != nil})
	}
	l.Matching = len(list)
	return ids, l
}

// Whatever is read, gone, closed and opened again in whatever order, lists match a naive filter.
func TestRequests_MatchNaiveFilter(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 9))
		pick := func(from ...string) string { return from[random.IntN(len(from))] }
		customer := func() string {
			return pick("", "Kestrel Freight", "KESTREL", "Société Élan", "Straße 5", "Acme\nTwo")
		}
		offering := func() string { return pick("", "Fleet", "fleet gold", "Données") }
		pack := func() string { return pick("", "Gold", "Silver 2") }
		by := func() string { return pick("", "bob@kestrel.example", "Ana@elan.example") }
		status := func() telecom.RequestStatus {
			return telecom.RequestStatus(pick("", "Odd", "Active", "Denied", "Contract Signed", "Subscription Request Received", "Draft"))
		}
		date := func() time.Time {
			if random.IntN(5) == 0 {
				return time.Time{}
			}
			return monday.Add(time.Duration(random.IntN(6)) * time.Hour)
		}
		anID := func() string { return fmt.Sprint(pick("R", "r", "ä"), random.IntN(30)) }
		path, known := cachePath(t), map[string]telecom.Request{}
		c := open(t, path)
		for step := range 40 {
			changes := telecom.RequestChanges{ReadAt: monday.Add(time.Duration(step) * time.Minute)}
			for range random.IntN(12) {
				r := telecom.Request{ID: anID(), Status: status(), State: pick("acknowledged", "held"), InitiatedBy: by(),
					Customer: customer(), Offering: offering(), Package: pack(), OrderedAt: date()}
				if random.IntN(3) == 0 {
					r.CancelAsked = &telecom.CancellationRequest{At: monday}
				}
				changes.Requests = append(changes.Requests, r)
				known[r.ID] = r
			}
			for range random.IntN(5) {
				id := anID()
				changes.Gone = append(changes.Gone, id)
				if !slices.ContainsFunc(changes.Requests, func(r telecom.Request) bool { return r.ID == id }) {
					delete(known, id)
				}
			}
			applyRequests(t, c, changes)
			if random.IntN(6) == 0 {
				_ = c.Close()
				c = open(t, path)
			}
			for range 8 {
				q := telecom.RequestQuery{Ascending: random.IntN(2) == 0, Sort: append(telecom.RequestSorts(), "")[random.IntN(8)],
					Text: pick("", "", "kestrel", "ELAN e", "fleet bob", "  strasse  ", "r1", "a", "signed", "held odd", "two acme", "Ä1",
						"nobody")}
				for range random.IntN(3) {
					switch random.IntN(9) {
					case 0:
						q.Card = telecom.Cards()[random.IntN(4)]
					case 1:
						q.Statuses = []telecom.RequestStatus{status(), "Active"}
					case 2:
						q.Customer = customer()
					case 3:
						q.Offering = offering()
					case 4:
						q.Package = pack()
					case 5:
						q.Initiator = by()
					case 6:
						q.From, q.To = date(), date()
					case 7:
						q.Asks = true
					case 8:
						q.Of = []string{anID(), anID(), "R1", "R1"}[:random.IntN(5)]
					}
				}
				ids, want := naiveRequests(known, q)
				q.Limit = 1000
				got := requestsIn(t, c, q)
				for i := range got.Rows {
					if got.Rows[i].Version == "" {
						t.Error("no version")
					}
					got.Rows[i].Version = ""
				}
				got.Revision = 0
				if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty(),
					cmpopts.IgnoreMapEntries(func(_ telecom.Card, n int) bool { return n == 0 })); diff != "" {
					t.Fatalf("seed %d, step %d, %+v: %s", seed, step, q, diff)
				}
				q.Offset, q.Limit = random.IntN(8), 1+random.IntN(4)
				rows := requestsIn(t, c, q).Rows
				for i, r := range rows {
					if r.ID != ids[q.Offset+i] {
						t.Fatalf("seed %d, %+v: page %+v of %v: got %v, want %v", seed, q, rows, ids, r.ID, ids[q.Offset+i])
					}
				}
				if len(rows) != max(0, min(q.Limit, len(ids)-q.Offset)) {
					t.Fatalf("got %+v; want len(rows) == max(0, min(q.Limit, len(ids)-q.Offset))", len(rows))
				}
				q.Text += pick("", " ", "l", "a", " bob", "1") // somebody types on
				ids, _ = naiveRequests(known, q)
				id := anID()
				place, before, after, ok := c.RequestNeighbours(q, id)
				at := slices.Index(ids, id)
				around := append(append([]string{""}, ids...), "")
				if ok != (at >= 0) || place != at+1 || ok && (before != around[at] || after != around[at+2]) {
					t.Fatalf("seed %d, %+v: %d %q %q %v", seed, q, place, before, after, ok)
				}
			}
		}
	}
}
