package outbox

import (
	"context"
	"errors"
	"time"

	"commsdesk/backend"
)

// verdict is what became of a decision that was sent, and how its request stood then; nil: that was not read.
type verdict struct {
	backend.DecisionOutcome
	now *backend.Stand
}

// send reads how the request of a decision stands, and hands the decision to the portal if it stands as it was decided
// on. A reading that has grown old meanwhile is made again: the machine may have slept.
func (r *round) send(ctx context.Context, x backend.Decision) {
	for range readsAtMost {
		fresh := r.Wall()
		now, gone, ok := r.read(ctx, x.RequestID)
		if !ok {
			return
		}
		stand := standOf(&now, gone)
		if gone || !stand.Same(x.On) {
			_ = r.change(x.Key, backend.DeedConflict, x.By, "", func(p *backend.Decision) error {
				if !alike(p, &x) {
					return errElsewhere
				}
				p.State, p.Now = backend.DecisionConflict, &stand
				return nil
			})
			return
		}
		young := func() bool { age := r.Wall().Sub(fresh); return age >= 0 && age <= freshFor }
		r.flight.begin(x.Key)
		err := r.change(x.Key, backend.DeedPromised, x.By, "", func(p *backend.Decision) error {
			switch {
			case !alike(p, &x):
				return errElsewhere
			case !young():
				return errOld
			}
			p.State, p.SentAt, p.SentOn = backend.DecisionSending, r.Wall(), &stand
			x.State, x.SentAt, x.SentOn = p.State, p.SentAt, p.SentOn
			return nil
		})
		switch {
		case errors.Is(err, errOld):
			r.flight.end(x.Key)
			continue
		case err != nil:
			r.flight.end(x.Key)
			return
		}
		if young() {
			r.hand(ctx, x, now)
			return
		}
		never := verdict{DecisionOutcome: backend.DecisionOutcome{State: backend.DecisionWaiting}}
		if r.settle(x, never) != nil {
			return
		}
		x.State, x.SentAt, x.SentOn = backend.DecisionWaiting, time.Time{}, nil
	}
}

// alike says whether a decision still waits and is what it was when its request was read for it.
func alike(p, read *backend.Decision) bool {
	return p.State == backend.DecisionWaiting && p.Action == read.Action && p.To == read.To && p.Reason == read.Reason &&
		p.Text == read.Text && p.By == read.By && p.On.Same(read.On) && p.HoldUntil.Equal(read.HoldUntil)
}

// hand hands a promised decision to the portal, once, whatever happens to the context, and writes down what became of it.
func (r *round) hand(ctx context.Context, x backend.Decision, now backend.Request) {
	v := verdict{DecisionOutcome: r.Sender.Decide(context.WithoutCancel(ctx), x, now)}
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	if v.State == backend.DecisionConflict {
		v.now = r.standNow(ctx, x)
	}
	_ = r.settle(x, v) // a round writes it that can
	if v.State == backend.DecisionApplied {
		_, _, _ = r.read(ctx, x.RequestID) // so that it is seen here; the mirror reads it as well
	}
}

// standNow is how a request stands now that a portal has said that it changed; nil if that cannot be read.
func (r *round) standNow(ctx context.Context, x backend.Decision) *backend.Stand {
	now, gone, ok := r.read(ctx, x.RequestID)
	if !ok {
		return nil
	}
	stand := standOf(&now, gone)
	return &stand
}

// settle writes down what became of a decision that was sent. Whether it can or not, the decision is in flight no more,
// and what was heard of it is remembered until it is written.
func (d *Decisions) settle(x backend.Decision, v verdict) error {
	deed := map[backend.DecisionState]backend.Deed{
		backend.DecisionApplied: backend.DeedPlaced, backend.DecisionRefused: backend.DeedRefused,
		backend.DecisionWaiting: backend.DeedNotSent, backend.DecisionConflict: backend.DeedConflict,
	}[v.State]
	if deed == "" { // whatever else it is, nobody knows what became of it
		deed, v.State = backend.DeedUnsure, backend.DecisionUnsure
	}
	said := ""
	if v.Problem != nil {
		said = v.Problem.Said
	}
	defer d.flight.end(x.Key)
	err := d.change(x.Key, deed, x.By, said, func(p *backend.Decision) error {
		if p.State != backend.DecisionSending {
			return errElsewhere
		}
		switch p.State = v.State; v.State {
		case backend.DecisionWaiting:
			p.SentAt, p.SentOn = time.Time{}, nil
		case backend.DecisionRefused:
			p.Said = said
		case backend.DecisionConflict:
			p.Now = v.now
		}
		return nil
	})
	if errors.Is(err, errElsewhere) {
		err = nil
	}
	d.flight.remember(x.Key, v, err == nil)
	return err
}
