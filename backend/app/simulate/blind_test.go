package simulate

import (
	"context"
	"net/http"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// Desks without a guard against lies. What they do not look at is kept from them on the wire, or they are told that all
// is well.

// deaf keeps headers of answers from a desk.
func deaf(headers ...string) func(http.Handler) http.Handler {
	return func(portal http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := answered(portal, r)
			for _, name := range headers {
				a.Header().Del(name)
			}
			a.send(w, a.Body.Bytes())
		})
	}
}

// careless removes the headers by which a desk asks for no cached answer.
func careless(portal http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Cache-Control")
		r.Header.Del("Pragma")
		portal.ServeHTTP(w, r)
	})
}

// contentReader takes what is not complete for all there is.
type contentReader struct{ outbox.Reader }

func (r contentReader) Fresh(ctx context.Context, d *telecom.Draft) error {
	err := r.Reader.Fresh(ctx, d)
	if err != nil && telecom.AsError(err).Code == telecom.Unconfirmed {
		return nil
	}
	return err
}

// trustingLedger writes that an order was placed as the one that the portal named.
type trustingLedger struct{ outbox.Ledger }

func (l trustingLedger) Settle(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Submission) error) error {
	return l.Ledger.Settle(key, deed, at, by, text, func(p *telecom.Submission) error {
		err := change(p)
		if p.State == telecom.SubmissionUnsure && p.Named != "" {
			p.State, p.OrderID, p.Named = telecom.SubmissionPlaced, p.Named, ""
		}
		return err
	})
}

// hastyStarter goes on as if nothing had been found at the start.
type hastyStarter struct {
	outbox.Ledger
	putBack map[string]bool
}

func startsHastily(o outbox.Options) outbox.Options {
	l := hastyStarter{o.Ledger, map[string]bool{}}
	entries, err := o.Ledger.(*watchedLedger).real.Journal(store.JournalEnd{})
	must(err)
	for _, e := range entries {
		if e.What == telecom.EntryPutBack {
			l.putBack[e.Key] = true
		}
	}
	o.Ledger = l
	return o
}

func (l hastyStarter) known(all []telecom.Submission) (known []telecom.Submission) {
	for _, p := range all {
		if !l.putBack[p.Key] {
			known = append(known, p)
		}
	}
	return known
}

func (l hastyStarter) All() ([]telecom.Submission, error) {
	all, err := l.Ledger.All()
	return l.known(all), err
}

func (l hastyStarter) Promise(p telecom.Submission, at time.Time, allowed func([]telecom.Submission) error) error {
	return l.Ledger.Promise(p, at, func(all []telecom.Submission) error { return allowed(l.known(all)) })
}

// looksAway says at the start that somebody has looked for what may be missing.
func looksAway(o outbox.Options) outbox.Options {
	if l := o.Ledger.(*watchedLedger); l.real.Held() != nil {
		must(l.real.Looked("nobody", "", time.Now()))
	}
	return o
}
