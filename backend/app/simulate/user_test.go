package simulate

import (
	"context"
	"errors"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// intent is one person on one desk who wants one action on one service, once.
type intent struct {
	who       string // no other intent is by the same person, so that an order tells whose it is
	draft     telecom.Draft
	at        *station
	begins    time.Duration
	clicks    int           // at once
	patient   bool          // clicks once more only after an answer that says nothing was sent
	warnings  bool          // reads them
	colleague bool          // somebody in the portal's own pages is a little quicker
	second    bool          // wants what another one wants
	earlier   *earlier      // the order to cancel, if that is what is wanted
	looks     time.Duration // how long it was placed before

	mu      sync.Mutex
	began   []time.Time // the clicks
	sent    []time.Time // of each click that reached the sender: when it began
	beside  bool        // was told of another order after its own was placed
	blocked bool        // was told of another before
	unheard bool        // the answer or the reading after it did not arrive
}

// click is in the context of a submit.
type click struct {
	by *intent
	at time.Time
}

type clickKey struct{}

// act is a person at work.
func (i *intent) act(ctx context.Context) {
	time.Sleep(i.begins)
	s := i.at
	if i.earlier != nil {
		i.draft.OrderID = i.earlier.place(s.schedule, i.draft.ServiceID)
		time.Sleep(i.looks)
	}
	if i.colleague {
		if _, err := s.sim.PlaceOrder(i.draft.ServiceID, string(i.draft.Kind)); err == nil {
			s.met(staleCopy)
		}
		time.Sleep(s.dice.upTo(5 * time.Second))
	}
	var clicks sync.WaitGroup
	for n := range i.clicks {
		wait := time.Duration(0)
		if n > 0 {
			wait = s.dice.upTo([]time.Duration{200 * time.Millisecond, 1500 * time.Millisecond}[s.dice.n(2)])
		}
		clicks.Go(func() {
			time.Sleep(wait)
			i.tries(ctx, n == 0)
		})
	}
	if i.clicks > 1 {
		s.met(doubleClick)
	}
	clicks.Wait()
}

// tries clicks, and again where the answer makes a person do so.
func (i *intent) tries(ctx context.Context, persists bool) {
	s, warned := i.at, false
	for range 4 {
		if !persists && !s.up() { // the second of two quick clicks meets no window any more
			return
		}
		l := s.alive(ctx)
		if l == nil {
			return
		}
		if s.isCut() {
			s.met(offline)
		}
		r, err := i.click(ctx, l, warned)
		if !persists {
			return
		}
		var b *telecom.Objection
		again := false
		switch {
		case errors.As(err, &b):
			i.mu.Lock()
			i.blocked = true
			i.mu.Unlock()
			if b.Verdict.Level == telecom.Warned && i.warnings {
				warned = true
				continue
			}
			again = s.dice.percent(20)
		case r.Submission.State == telecom.SubmissionRefused:
			again = s.dice.percent(20)
		case err != nil, r.Submission.State == telecom.SubmissionNotSent:
			again = s.dice.percent(70)
		case r.Submission.State == telecom.SubmissionUnsure, r.Submission.State == telecom.SubmissionSending:
			again = !i.patient
		}
		if !again {
			return
		}
		time.Sleep(s.dice.upTo(20 * time.Second))
		if l := s.alive(ctx); l == nil || i.sees(l) {
			return
		}
	}
}

// click submits once.
func (i *intent) click(ctx context.Context, l *life, warned bool) (telecom.SubmitResult, error) {
	now := time.Now()
	i.mu.Lock()
	i.began = append(i.began, now)
	i.mu.Unlock()
	r, err := l.outbox.Submit(context.WithValue(ctx, clickKey{}, click{i, now}), i.draft, i.who, func(telecom.Concern) bool { return warned })
	i.mu.Lock()
	i.beside = i.beside || len(r.Beside) > 0
	i.unheard = i.unheard || err != nil || r.Submission.State != telecom.SubmissionPlaced || l.dead.Load()
	i.mu.Unlock()
	return r, err
}

// sees reports whether the desk shows to a person who looks that the order was placed.
func (i *intent) sees(l *life) bool {
	all, _ := l.parts.Promises.All()
	for _, p := range all {
		if p.By == i.who && (p.State == telecom.SubmissionPlaced || p.State == telecom.SubmissionClosed) {
			return true
		}
	}
	return false
}

// sent notes that a click comes to the sending.
func (s *schedule) sent(ctx context.Context) {
	c := ctx.Value(clickKey{}).(click)
	c.by.mu.Lock()
	c.by.sent = append(c.by.sent, c.at)
	c.by.mu.Unlock()
}

// read notes how it went to read the portal for a click.
func (s *schedule) read(ctx context.Context, err error) {
	c, ok := ctx.Value(clickKey{}).(click)
	if !ok {
		return
	}
	c.by.mu.Lock()
	c.by.unheard = c.by.unheard || err != nil
	c.by.mu.Unlock()
}
