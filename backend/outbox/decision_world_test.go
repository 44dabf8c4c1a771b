package outbox_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

// decisionBook is a ledger of decisions in memory.
type decisionBook struct {
	mu    sync.Mutex
	all   []telecom.Decision
	kinds []telecom.EntryKind
	said  string // the text of the last entry
	full  error  // returned by every write
	after int    // writes that succeed before full
}

func (b *decisionBook) write() error {
	if b.full != nil && b.after == 0 {
		return b.full
	}
	b.after = max(b.after-1, 0)
	return nil
}

func (b *decisionBook) Record(d telecom.Decision, _ time.Time, allowed func([]telecom.Decision) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := allowed(slices.Clone(b.all)); err != nil {
		return err
	}
	if err := b.write(); err != nil {
		return err
	}
	b.all, b.kinds = append(b.all, d), append(b.kinds, telecom.EntryTaken)
	return nil
}

func (b *decisionBook) ChangeDecision(key string, kind telecom.EntryKind, _ time.Time, _, text string,
	change func(*telecom.Decision) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.all, func(d telecom.Decision) bool { return d.Key == key })
	if i < 0 {
		return &telecom.Error{Code: telecom.NotFound, Text: "Not there."}
	}
	d := b.all[i]
	if err := change(&d); err != nil {
		return err
	}
	if err := b.write(); err != nil {
		return err
	}
	b.all[i], b.kinds, b.said = d, append(b.kinds, kind), text
	return nil
}

func (b *decisionBook) ScannedDecision(key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.all {
		if b.all[i].Key == key {
			b.all[i].Scans++
		}
	}
	return nil
}

func (b *decisionBook) Decisions() ([]telecom.Decision, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.all), nil
}

// decisionPortal serves one request for each id and carries out decisions.
type decisionPortal struct {
	mu       sync.Mutex
	requests map[string]telecom.Request
	err      error                                           // returned by every reading
	onRead   func()                                          // called during a reading
	onSend   func()                                          // called during a patch
	answer   func(telecom.Decision) *telecom.DecisionOutcome // nil: the decision is carried out and answered so
	carry    func(*telecom.Request, telecom.Decision)        // how a decision is carried out; nil: sets the status
	sent     []string                                        // keys
	given    []telecom.Decision                              // as they were sent
}

func (p *decisionPortal) ReadFresh(ctx context.Context, id string) (telecom.Request, error) {
	if p.onRead != nil {
		p.onRead()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return telecom.Request{}, p.err
	}
	r, ok := p.requests[id]
	if !ok {
		return r, &telecom.Error{Code: telecom.NotFound, Text: "Not there."}
	}
	return r, ctx.Err()
}

func (p *decisionPortal) Patch(ctx context.Context, d telecom.Decision, _ telecom.Request) telecom.DecisionOutcome {
	if p.onSend != nil {
		p.onSend()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() != nil {
		panic("the context ended")
	}
	p.sent, p.given = append(p.sent, d.Key), append(p.given, d)
	if p.answer != nil {
		if o := p.answer(d); o != nil {
			return *o
		}
	}
	p.done(d)
	r := p.requests[d.RequestID]
	stand := r.Snapshot()
	return telecom.DecisionOutcome{State: telecom.DecisionApplied, Shown: &stand}
}

// done carries out a decision. Callers hold mu.
func (p *decisionPortal) done(d telecom.Decision) {
	r := p.requests[d.RequestID]
	if r.Status = d.To; p.carry != nil {
		p.carry(&r, d)
	}
	p.requests[d.RequestID] = r
}

func (p *decisionPortal) set(id string, change func(*telecom.Request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.requests[id]
	change(&r)
	p.requests[id] = r
}

func (p *decisionPortal) do(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *decisionPortal) times() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sent)
}

// decisionWorld is a desk with its decisions, and a portal.
type decisionWorld struct {
	*testing.T
	*outbox.Decisions
	book   *decisionBook
	portal *decisionPortal
	slept  time.Duration // how far the wall clock is ahead
	role   telecom.Role
	at     string // the name of the portal
}

func newDecisionWorld(t *testing.T) *decisionWorld {
	w := &decisionWorld{T: t, book: &decisionBook{}, portal: &decisionPortal{requests: map[string]telecom.Request{}},
		role: telecom.RoleDelivery, at: "here"}
	for _, id := range []string{"R1", "R2"} {
		w.portal.requests[id] = telecom.Request{ID: id, Status: telecom.RequestReceived, State: "acknowledged", Offering: "SIMs"}
	}
	w.restart()
	return w
}

// restart starts the program again after a crash, on the same disk.
func (w *decisionWorld) restart() {
	w.restartWith(func(*outbox.DecisionOptions) {})
}

func (w *decisionWorld) restartWith(change func(*outbox.DecisionOptions)) {
	o := outbox.DecisionOptions{Sender: w.portal, Ledger: w.book, Reader: w.portal, Role: w.role, Portal: w.at,
		Wall: func() time.Time { return time.Now().Add(w.slept) }}
	change(&o)
	w.Decisions = outbox.NewDecisions(o)
}

// decide takes a decision on a request as it is now.
func (w *decisionWorld) decide(id string, a telecom.RequestAction, to telecom.RequestStatus) string {
	w.Helper()
	d, err := w.Take(w.draft(id, a, to), 0)
	if err != nil {
		w.Fatal(err)
	}
	return d.Key
}

func (w *decisionWorld) draft(id string, a telecom.RequestAction, to telecom.RequestStatus) telecom.Decision {
	w.portal.mu.Lock()
	defer w.portal.mu.Unlock()
	r := w.portal.requests[id]
	return telecom.Decision{RequestID: id, Action: a, To: to, By: "Ada", On: r.Snapshot()}
}

func (w *decisionWorld) start(id string) string {
	w.Helper()
	return w.decide(id, telecom.StartContract, telecom.RequestGenerating)
}

func (w *decisionWorld) get(key string) telecom.Decision {
	w.Helper()
	all, _ := w.book.Decisions()
	for _, d := range all {
		if d.Key == key {
			return d
		}
	}
	w.Fatal("it is lost")
	return telecom.Decision{}
}

func (w *decisionWorld) is(key string, s telecom.DecisionState) {
	w.Helper()
	if got := w.get(key); got.State != s {
		w.Errorf("got %s, want %s: %+v", got.State, s, got)
	}
}

// did checks the entries written since the last call.
func (w *decisionWorld) did(kinds ...telecom.EntryKind) {
	w.Helper()
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	if !slices.Equal(w.book.kinds, kinds) {
		w.Errorf("got %v, want %v", w.book.kinds, kinds)
	}
	w.book.kinds = nil
}

func (w *decisionWorld) sent(times int) {
	w.Helper()
	if n := w.portal.times(); n != times {
		w.Errorf("sent %d times, want %d", n, times)
	}
}

func (w *decisionWorld) round() { w.Carry(w.Context()) }

// answers makes the portal answer with that state.
func (w *decisionWorld) answers(s telecom.DecisionState, carriesOut bool) {
	w.portal.answer = func(d telecom.Decision) *telecom.DecisionOutcome {
		if carriesOut {
			w.portal.done(d)
		}
		return &telecom.DecisionOutcome{State: s, Problem: &telecom.Error{Code: telecom.Broken, Text: "No.", Said: "credit is missing"}}
	}
}

func (w *decisionWorld) refuses(err error, says string) {
	w.Helper()
	var e *telecom.Error
	if !errors.As(err, &e) || e.Code != telecom.Invalid || !contains(e.Text, says) {
		w.Errorf("%v does not say %q", err, says)
	}
}
