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
	deeds []telecom.EntryKind
	said  string // the text of the last deed
	full  error  // of every write
	after int    // writes that work before it is full
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
	b.all, b.deeds = append(b.all, d), append(b.deeds, telecom.EntryTaken)
	return nil
}

func (b *decisionBook) ChangeDecision(key string, deed telecom.EntryKind, _ time.Time, _, text string, change func(*telecom.Decision) error) error {
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
	b.all[i], b.deeds, b.said = d, append(b.deeds, deed), text
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

// decisionPortal has one request of each id, reads it and carries out decisions.
type decisionPortal struct {
	mu       sync.Mutex
	requests map[string]telecom.Request
	err      error                                           // of a reading
	onRead   func()                                          // while one is on its way
	onSend   func()                                          // while a decision is
	answer   func(telecom.Decision) *telecom.DecisionOutcome // nil: it is carried out, and said so
	carry    func(*telecom.Request, telecom.Decision)        // what carrying out does; nil: the status
	sent     []string                                        // keys
	given    []telecom.Decision                              // as they were handed over
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

// done carries a decision out. Who calls it holds mu.
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
	slept  time.Duration // what the wall clock is ahead
	role   telecom.Role
	at     string // the name of the portal
}

func newDecisionWorld(t *testing.T) *decisionWorld {
	w := &decisionWorld{T: t, book: &decisionBook{}, portal: &decisionPortal{requests: map[string]telecom.Request{}}, role: telecom.RoleDelivery, at: "here"}
	for _, id := range []string{"R1", "R2"} {
		w.portal.requests[id] = telecom.Request{ID: id, Status: telecom.RequestReceived, State: "acknowledged", Offering: "SIMs"}
	}
	w.restart()
	return w
}

// restart is the program after a crash, on the same disk.
func (w *decisionWorld) restart() {
	w.restartWith(func(*outbox.DecisionOptions) {})
}

func (w *decisionWorld) restartWith(change func(*outbox.DecisionOptions)) {
	o := outbox.DecisionOptions{Sender: w.portal, Ledger: w.book, Reader: w.portal, Role: w.role, Portal: w.at,
		Wall: func() time.Time { return time.Now().Add(w.slept) }}
	change(&o)
	w.Decisions = outbox.NewDecisions(o)
}

// decide takes a decision on how a request stands now.
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
		w.Errorf("%s, not %s: %+v", got.State, s, got)
	}
}

// did says what was written down since the last time, and forgets it.
func (w *decisionWorld) did(deeds ...telecom.EntryKind) {
	w.Helper()
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	if !slices.Equal(w.book.deeds, deeds) {
		w.Errorf("%v, not %v", w.book.deeds, deeds)
	}
	w.book.deeds = nil
}

func (w *decisionWorld) sent(times int) {
	w.Helper()
	if n := w.portal.times(); n != times {
		w.Errorf("sent %d times, not %d", n, times)
	}
}

// round makes one.
func (w *decisionWorld) round() { w.Carry(w.Context()) }

// answers has the portal answer so.
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
