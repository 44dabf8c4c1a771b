package outbox

import (
	"context"
	"time"

	"commsdesk/backend"
)

// clockSetBack is how long before it was taken a decision must seem to be for the clock to count as having been set back:
// when its hold is over is not known then, so it is.
const clockSetBack = time.Minute

// Run makes rounds until the context ends: every 30 seconds, at Ring, and when the hold of a decision is over.
func (d *Decisions) Run(ctx context.Context) {
	for ctx.Err() == nil {
		began := d.Wall()
		d.Carry(ctx)
		timer := time.NewTimer(d.pause(began))
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// pause is how long to wait after a round that began at a time.
func (d *Decisions) pause(began time.Time) time.Duration {
	wait := lookEvery
	all, err := d.Ledger.Decisions()
	if err != nil {
		return wait
	}
	for _, x := range all {
		if x.State == backend.DecisionWaiting && held(&x, began) {
			wait = min(wait, max(0, x.HoldUntil.Sub(d.Wall())))
		}
	}
	return wait
}

func held(x *backend.Decision, now time.Time) bool {
	return now.Before(x.HoldUntil) && !now.Before(x.At.Add(-clockSetBack))
}

// Carry makes one round: of each request the first decision that is open goes as far as it can. Rounds are made one after
// the other. A portal that cannot be reached keeps everything where it is.
func (d *Decisions) Carry(ctx context.Context) {
	if !d.leaving.begin() {
		return
	}
	defer d.leaving.sending.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.leaving.ends, cancel)()
	select {
	case d.carrying <- struct{}{}:
		defer func() { <-d.carrying }()
	case <-ctx.Done():
		return
	}
	all, err := d.Ledger.Decisions()
	if err != nil {
		return // the next round meets it as well, and whoever takes a decision is told
	}
	r := round{Decisions: d}
	for _, open := range firstOpen(all) {
		if len(open) > 1 && returned(&open[0]) { // the program ended while it was taken again
			if d.replaced(open[0], open[1].By) != nil {
				continue
			}
			open = open[1:]
		}
		r.carry(ctx, open[0])
	}
}

// firstOpen gives of each request the open decisions, in the order in which they were taken.
func firstOpen(all []backend.Decision) [][]backend.Decision {
	var open [][]backend.Decision
	at := map[string]int{}
	for _, x := range all {
		if !x.Open() {
			continue
		}
		i, met := at[x.RequestID]
		if !met {
			i = len(open)
			at[x.RequestID], open = i, append(open, nil)
		}
		open[i] = append(open[i], x)
	}
	return open
}

// round is one round on its way.
type round struct {
	*Decisions
	away bool // the portal could not be reached: it is not asked again in this round
}

// carry takes one decision as far as it can go.
func (r *round) carry(ctx context.Context, x backend.Decision) {
	if x.State == backend.DecisionSending && !r.flight.has(x.Key) {
		x = r.unfinished(ctx, x)
	}
	switch {
	case ctx.Err() != nil || r.away:
	case x.State == backend.DecisionWaiting && !held(&x, r.Wall()):
		r.send(ctx, x)
	case x.State == backend.DecisionUnsure:
		r.lookBack(ctx, x)
	case (x.State == backend.DecisionConflict || x.State == backend.DecisionLater) && x.Now == nil:
		r.compare(ctx, x)
	}
}

// read reads how a request stands now. Not ok: that is not known, and nothing is done.
func (r *round) read(ctx context.Context, id string) (now backend.Request, gone, ok bool) {
	now, err := r.Reader.ReadFresh(ctx, id)
	if err == nil || ctx.Err() != nil {
		return now, false, err == nil && ctx.Err() == nil
	}
	switch backend.AsError(err).Code {
	case backend.NotFound:
		return now, true, true
	case backend.Unreachable, backend.Busy:
		r.away = true
	}
	return now, false, false
}

// standOf is how a request was read to stand.
func standOf(now *backend.Request, gone bool) backend.Stand {
	if gone {
		return backend.Stand{State: GoneState}
	}
	return now.Stand()
}
