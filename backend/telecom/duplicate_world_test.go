package telecom

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

const worlds = 5000

// world is a random draft and what is known, drawn from few numbers, cards and people, so that they often meet.
type world struct {
	*rand.Rand
	draft Draft
	known Known
	named int // orders that were given an id
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func draw(seed uint64, now time.Time) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 1))}
	w.known = Known{Now: now, Zone: time.UTC}
	if w.IntN(5) > 0 {
		w.known.Service = &Service{ID: "SVC1", Number: "+61491570110", Customer: "Harriet Lowe", Plan: "Everyday 25",
			Platform: pick(w.Rand, "1.0", "2.0", "")}
	}
	for range w.IntN(5) {
		w.known.Orders = append(w.known.Orders, w.order())
	}
	for range w.IntN(3) {
		a := Activity{}
		if w.IntN(2) == 0 {
			a.Service = &Service{ID: "SVC2", Number: pick(w.Rand, "0491570110", "0491570111"), Customer: "Harriet Lowe", Plan: "Everyday 25"}
		}
		for range w.IntN(3) {
			a.Orders = append(a.Orders, w.order())
		}
		w.known.Elsewhere = append(w.known.Elsewhere, a)
	}
	for i := range w.IntN(4) {
		w.known.Promises = append(w.known.Promises, Submission{Key: fmt.Sprintf("K%d", i), Draft: w.anyDraft(),
			State: pick(w.Rand, append(SubmissionStates(), "resting")...),
			At:    now.Add(-time.Minute), OrderID: pick(w.Rand, "", w.id())})
	}
	for range w.IntN(3) {
		w.known.Closed = append(w.known.Closed, ClosedHere{OrderID: w.id(), By: pick(w.Rand, "Priya", "Tom"),
			At: now.Add(-time.Duration(w.IntN(3)) * time.Hour)})
	}
	w.draft = w.anyDraft()
	return w
}

func (w *world) id() string { return fmt.Sprintf("ORD%d", w.IntN(8)) }

func (w *world) anyDraft() Draft {
	return Draft{Kind: pick(w.Rand, DraftKinds()...), ServiceID: pick(w.Rand, "SVC1", "SVC1", "SVC2", ""), OrderID: w.id(),
		SIMType: pick(w.Rand, SIMPhysical, SIMEmbedded), SIMNumber: pick(w.Rand, "0610023941175", "0610023941176"),
		Origin: pick(w.Rand, NewNumber, PortedNumber),
		Port:   Port{Number: pick(w.Rand, "0491570110", "0491570111")}, Customer: pick(w.Rand, "Harriet Lowe", "Tom Okafor"), PlanID: "P4",
		PlanName: pick(w.Rand, "Everyday 25", "Everyday 60")}
}

func (w *world) order() Order {
	o := Order{ID: fmt.Sprintf("ORD%d", w.named), Kind: pick(w.Rand, Kinds()...),
		ExternalID: pick(w.Rand, "", "", fmt.Sprintf("K%d", w.IntN(4))),
		State: pick(w.Rand, "acknowledged", "inProgress", "held", "pending", "pendingCancellation", "", "assigned", "completed", "failed",
			"cancelled", "partial", "rejected"),
		StartedAt: w.known.Now.Add(-time.Duration(w.IntN(300)) * time.Minute)}
	w.named++
	if w.IntN(4) == 0 {
		o.Asked = append(o.Asked, Detail{Value: pick(w.Rand, "+61491570110", "+61491570111", "0610023941175", "Harriet Lowe")},
			Detail{Value: "Everyday 25"})
	}
	if w.IntN(3) == 0 {
		o.Relations = append(o.Relations, Relation{Type: pick(w.Rand, "partOf", "hasPart", "replaces", "string"), OrderID: w.id()})
	}
	return o
}

// proves reports whether an order proves to be a submission's, as the service lists it.
func (w *world) proves(o *Order, p *Submission) bool {
	is := *o
	if w.known.Service != nil && slices.ContainsFunc(w.known.Orders, func(k Order) bool { return k.ID == o.ID }) {
		is = o.ListedOn(w.known.Service.ID)
	}
	return p.ProvedBy(&is)
}

// speaks reports whether an order counts in place of a submission.
func (w *world) speaks(o *Order, p *Submission) bool {
	named := o.ID != "" && slices.Contains(p.names(), o.ID) || o.ExternalID != "" && slices.Contains(p.names(), bareKey(o.ExternalID))
	return named && (o.Open() || w.proves(o, p))
}

// everyOrder returns every known order, to look at or to change.
func (w *world) everyOrder() []*Order {
	var all []*Order
	for i := range w.known.Orders {
		all = append(all, &w.known.Orders[i])
	}
	for i := range w.known.Elsewhere {
		for k := range w.known.Elsewhere[i].Orders {
			all = append(all, &w.known.Elsewhere[i].Orders[k])
		}
	}
	return all
}

func eachWorld(t *testing.T, check func(t *testing.T, w *world)) {
	t.Helper()
	now := at(t, "2026-11-22T00:00:00Z")
	for seed := range uint64(worlds) {
		w := draw(seed, now)
		if check(t, w); t.Failed() {
			t.Fatalf("seed %d: %+v\n%+v", seed, w.draft, w.known)
		}
	}
}

func TestJudge_MoreOrdersNeverMakeItMilder(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		before := Judge(&w.draft, w.known)
		o := w.order()
		o.State = pick(w.Rand, "acknowledged", "inProgress", "held", "", "assigned", "pendingCancellation")
		if w.draft.Kind == CancelOrder {
			// Whatever belongs to the order to cancel goes with it: an order that becomes its part is no longer against
			// it.
			o.Relations, o.ID = nil, "ORD99"
		}
		if slices.ContainsFunc(w.known.Closed, func(c ClosedHere) bool { return c.OrderID == o.ID }) {
			return // a person has said that it ended
		}
		w.known.Orders = append(slices.Clip(w.known.Orders), o)
		if after := Judge(&w.draft, w.known); before.Level.Stricter(after.Level) {
			t.Errorf("from %+v to %+v with %+v", before, after, o)
		}
	})
}

func TestJudge_MoreSubmissionsNeverMakeItMilder(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		before := Judge(&w.draft, w.known)
		p := Submission{Key: "K9", Draft: w.anyDraft(), State: pick(w.Rand, SubmissionSending, SubmissionPlaced, SubmissionUnsure),
			OrderID: pick(w.Rand, "", w.id()), At: w.known.Now}
		w.known.Promises = append(slices.Clip(w.known.Promises), p)
		if after := Judge(&w.draft, w.known); before.Level.Stricter(after.Level) {
			t.Errorf("from %+v to %+v with %+v", before, after, p)
		}
	})
}

func TestJudge_EndedOrderNeverMakesItStricter(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		before := Judge(&w.draft, w.known)
		for _, o := range w.everyOrder() {
			was := o.State
			o.State = pick(w.Rand, "completed", "failed", "cancelled", "partial", "rejected")
			if after := Judge(&w.draft, w.known); after.Level.Stricter(before.Level) {
				t.Errorf("from %+v to %+v when %s ended", before, after, o.ID)
			}
			o.State = was
		}
		for i := range w.known.Promises {
			p := &w.known.Promises[i]
			was := p.State
			p.State = pick(w.Rand, SubmissionClosed, SubmissionRefused, SubmissionNotSent)
			if after := Judge(&w.draft, w.known); after.Level.Stricter(before.Level) {
				t.Errorf("from %+v to %+v when %s ended", before, after, p.Key)
			}
			p.State = was
		}
		for _, o := range w.everyOrder() {
			k := w.known
			k.Closed = append(slices.Clip(k.Closed), ClosedHere{OrderID: o.ID})
			if after := Judge(&w.draft, k); after.Level.Stricter(before.Level) {
				t.Errorf("from %+v to %+v when %s was closed here", before, after, o.ID)
			}
		}
	})
}

func TestJudge_IgnoresInputOrder(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		before := Judge(&w.draft, w.known)
		w.Shuffle(len(w.known.Orders), reflect.Swapper(w.known.Orders))
		w.Shuffle(len(w.known.Elsewhere), reflect.Swapper(w.known.Elsewhere))
		for _, a := range w.known.Elsewhere {
			w.Shuffle(len(a.Orders), reflect.Swapper(a.Orders))
		}
		w.Shuffle(len(w.known.Promises), reflect.Swapper(w.known.Promises))
		w.Shuffle(len(w.known.Closed), reflect.Swapper(w.known.Closed))
		if after := Judge(&w.draft, w.known); !reflect.DeepEqual(before, after) {
			t.Errorf("from %+v to %+v", before, after)
		}
	})
}

func TestJudge_AllowsOnlyWithNothingOpen(t *testing.T) {
	allowed := 0
	eachWorld(t, func(t *testing.T, w *world) {
		v := Judge(&w.draft, w.known)
		if v.Level != Allowed {
			return
		}
		allowed++
		if len(v.Reasons) > 0 {
			t.Errorf("%+v", v)
		}
		if w.draft.Kind == CancelOrder {
			return
		}
		for i := range w.known.Orders {
			if o := &w.known.Orders[i]; o.Open() {
				t.Errorf("%s is open", o.ID)
			}
		}
		for i := range w.known.Promises {
			p := &w.known.Promises[i]
			readBack := slices.ContainsFunc(w.everyOrder(), func(o *Order) bool { return !o.Open() && w.proves(o, p) })
			if p.Open() && w.known.Service != nil && p.Draft.ServiceID == "SVC1" && !readBack {
				t.Errorf("promise %s is open", p.Key)
			}
		}
	})
	if allowed < worlds/50 {
		t.Errorf("only %d worlds allow anything: the test says little", allowed)
	}
}

func TestJudge_LevelIsStrictestReason(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		v := Judge(&w.draft, w.known)
		strictest, seen := Allowed, map[string]bool{}
		for i, r := range v.Reasons {
			strictest = stricter(strictest, r.Level)
			if i > 0 && r.Level.Stricter(v.Reasons[i-1].Level) || r.Level == Allowed || r.Text == "" {
				t.Errorf("%+v", v)
			}
			if name := r.OrderID + "/" + r.Key; seen[name] {
				t.Errorf("%s is counted twice: %+v", name, v)
			} else {
				seen[name] = true
			}
			if i := slices.IndexFunc(w.known.Promises, func(p Submission) bool { return p.Key == r.Key }); r.Key != "" &&
				slices.ContainsFunc(w.everyOrder(), func(o *Order) bool { return w.speaks(o, &w.known.Promises[i]) }) {
				t.Errorf("promise %s is counted beside its order: %+v", r.Key, v)
			}
		}
		if v.Level != strictest {
			t.Errorf("%s, but the strictest reason is %s", v.Level, strictest)
		}
	})
}
