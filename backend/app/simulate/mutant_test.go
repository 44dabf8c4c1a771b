package simulate

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

// The simulation itself is tested with guards that are broken: it must find each within some hundred schedules.

// blindReader reads nothing before an order.
type blindReader struct{ outbox.Reader }

func (blindReader) Fresh(context.Context, *telecom.Draft) error { return nil }

// hastyLedger asks whether an order may be placed beside the promises that were there before the portal was read.
type hastyLedger struct {
	outbox.Ledger
	mu    sync.Mutex
	known []telecom.Submission
}

func (l *hastyLedger) All() ([]telecom.Submission, error) {
	all, err := l.Ledger.All()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known = all
	return all, err
}

func (l *hastyLedger) Promise(p telecom.Submission, at time.Time, allowed func([]telecom.Submission) error) error {
	l.mu.Lock()
	known := l.known
	l.mu.Unlock()
	return l.Ledger.Promise(p, at, func([]telecom.Submission) error { return allowed(known) })
}

// stubbornSender sends again what it heard no answer to; anew, under another key.
type stubbornSender struct {
	outbox.Sender
	anew bool
}

func (s stubbornSender) Place(ctx context.Context, p telecom.Submission) telecom.Outcome {
	o := s.Sender.Place(ctx, p)
	for range 2 {
		if o.State != telecom.SubmissionUnsure {
			break
		}
		if s.anew {
			p.Key = rand.Text()
		}
		o = s.Sender.Place(ctx, p)
	}
	return o
}

// lateLedger writes a submission down only once its outcome is known.
type lateLedger struct {
	outbox.Ledger
	mu   sync.Mutex
	held []telecom.Submission
	at   time.Time
}

func (l *lateLedger) All() ([]telecom.Submission, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, err := l.Ledger.All()
	return append(all, l.held...), err
}

func (l *lateLedger) Promise(p telecom.Submission, at time.Time, allowed func([]telecom.Submission) error) error {
	known, err := l.All()
	if err == nil {
		err = allowed(known)
	}
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p.State = telecom.SubmissionSending
	l.held, l.at = append(l.held, p), at
	return nil
}

func (l *lateLedger) Settle(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Submission) error) error {
	l.mu.Lock()
	n := slices.IndexFunc(l.held, func(p telecom.Submission) bool { return p.Key == key })
	var p telecom.Submission
	if n >= 0 {
		p, l.held = l.held[n], slices.Delete(l.held, n, n+1)
	}
	l.mu.Unlock()
	if n >= 0 {
		if err := l.Ledger.Promise(p, l.at, func([]telecom.Submission) error { return nil }); err != nil {
			return err
		}
	}
	return l.Ledger.Settle(key, deed, at, by, text, change)
}

// boldLedger says that a promise is written although there is no room for it.
type boldLedger struct{ outbox.Ledger }

func (l boldLedger) Promise(p telecom.Submission, at time.Time, allowed func([]telecom.Submission) error) error {
	err := l.Ledger.Promise(p, at, allowed)
	if errors.Is(err, errFull) {
		return nil
	}
	return err
}

func TestOrders_BrokenGuardsAreFound(t *testing.T) {
	type options = outbox.Options
	for name, broken := range map[string]mutant{
		"no fresh read":                  {parts: func(o options) options { o.Reader = blindReader{o.Reader}; return o }},
		"no check in the transaction":    {parts: func(o options) options { o.Ledger = &hastyLedger{Ledger: o.Ledger}; return o }},
		"resend after a time-out":        {parts: func(o options) options { o.Sender = stubbornSender{o.Sender, false}; return o }},
		"promise written after the send": {parts: func(o options) options { o.Ledger = &lateLedger{Ledger: o.Ledger}; return o }},
		"key made anew with a resend":    {parts: func(o options) options { o.Sender = stubbornSender{o.Sender, true}; return o }},
		"sent although the disk is full": {parts: func(o options) options { o.Ledger = boldLedger{o.Ledger}; return o }},

		"believes the id in an answer":         {lie: wrongID, parts: func(o options) options { o.Ledger = trustingLedger{o.Ledger}; return o }},
		"does not look at totals":              {lie: earlyEnd, wire: deaf("X-Total-Count", "X-Result-Count")},
		"counts pages and looks at no total":   {lie: pageNumber, wire: deaf("X-Total-Count", "X-Result-Count")},
		"takes a part of a list for the whole": {lie: samePage, parts: func(o options) options { o.Reader = contentReader{o.Reader}; return o }},
		"does not look at ages":                {lie: cacheKeeps, wire: deaf("Age")},
		"does not ask past caches":             {lie: cacheObeys, wire: careless},
		"does not count what was put back":     {spoils: setBack, parts: startsHastily},
		"sends although one may be missing":    {spoils: flipped, parts: looksAway},
	} {
		t.Run(name, func(t *testing.T) {
			p := simulate(t, 1, 2000, broken, func(p *proof) bool {
				p.mu.Lock()
				defer p.mu.Unlock()
				return p.duplicates+p.lost > 0
			})
			if p.duplicates+p.lost == 0 {
				t.Errorf("not found in %d schedules", p.schedules)
			}
			t.Logf("found in %d schedules: %s", p.schedules, p.tales)
		})
	}
}
