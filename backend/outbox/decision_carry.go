package outbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"commsdesk/backend/telecom"
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
		if x.State == telecom.DecisionWaiting && held(&x, began) {
			wait = min(wait, max(0, x.HoldUntil.Sub(d.Wall())))
		}
	}
	return wait
}

func held(x *telecom.Decision, now time.Time) bool {
	return now.Before(x.HoldUntil) && !now.Before(x.At.Add(-clockSetBack))
}

// Carry makes one round: of each request the first decision that is open goes as far as it can. Rounds are made one after
// the other. A portal that cannot be reached keeps everything where it is.
func (d *Decisions) Carry(ctx context.Context) {
	if !d.drain.begin() {
		return
	}
	defer d.drain.sending.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.drain.ends, cancel)()
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
	d.bringBack(all)
	r := round{Decisions: d}
	turns := firstOpen(all)
	// A request that the portal does not answer about comes last the next time, so that it keeps no other one waiting.
	slices.SortStableFunc(turns, func(a, b []telecom.Decision) int {
		return cmp.Compare(d.failed[a[0].RequestID], d.failed[b[0].RequestID])
	})
	for _, open := range turns {
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
func firstOpen(all []telecom.Decision) [][]telecom.Decision {
	var open [][]telecom.Decision
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
func (r *round) carry(ctx context.Context, x telecom.Decision) {
	if x.State == telecom.DecisionSending && !r.inflight.has(x.Key) {
		x = r.unfinished(ctx, x)
	}
	waits := x.State == telecom.DecisionWaiting
	switch {
	case ctx.Err() != nil:
	case waits && r.elsewhere(&x):
		r.comeBack(x, telecom.AgainstOtherPortal, nil)
	case waits && r.SetBack && !r.isOwn(x.Key):
		r.comeBack(x, telecom.AgainstUnknown, nil)
	case x.State == telecom.DecisionUnsure && r.elsewhere(&x): // this portal cannot tell, so that a person does
		r.scanned(x)
	case r.away || r.elsewhere(&x):
	case waits && !held(&x, r.Wall()) && r.due(&x):
		r.send(ctx, x)
	case x.State == telecom.DecisionUnsure:
		r.lookBack(ctx, x)
	case (x.State == telecom.DecisionConflict || x.State == telecom.DecisionLater) && x.Now == nil:
		r.compare(ctx, x)
	}
}

// elsewhere says whether a decision is about a request of another portal.
func (d *Decisions) elsewhere(x *telecom.Decision) bool {
	return x.Portal != "" && x.Portal != d.Portal
}

func (d *Decisions) isOwn(key string) bool {
	_, is := d.own.Load(key)
	return is
}

// reading is how a request was read to stand.
type reading struct {
	request  telecom.Request
	ok       bool   // it is known; else nothing is done
	gone     bool   // the portal has it no more
	answered bool   // the portal answered, even if it did not tell
	why      string // it is not known, for a person; empty: the weather says it
}

// read reads how a request stands now.
func (r *round) read(ctx context.Context, id string) reading {
	within, cancel := context.WithTimeout(ctx, leaveWithin)
	defer cancel()
	now, err := r.Reader.ReadFresh(within, id)
	delete(r.failed, id)
	switch {
	case ctx.Err() != nil:
		return reading{}
	case err == nil:
		return reading{request: now, ok: true, answered: true}
	}
	code := telecom.AsError(err).Code
	if within.Err() != nil {
		code = telecom.Unreachable // it answers too slowly
	}
	switch code {
	case telecom.NotFound:
		return reading{ok: true, gone: true, answered: true}
	case telecom.Unreachable, telecom.Busy:
		r.turn++
		r.failed[id], r.away = r.turn, true
		return reading{}
	case telecom.Cached: // the portal was not asked
		r.turn++
		r.failed[id] = r.turn
		return reading{why: telecom.AsError(err).Text}
	}
	return reading{answered: true}
}

func (g *reading) stand() telecom.Snapshot {
	if g.gone {
		return telecom.Snapshot{State: GoneState}
	}
	return g.request.Snapshot()
}

// What never leaves although its request can be read is tried less and less often: each try is two lines of the journal.
const (
	keptFirst = time.Minute
	keptMost  = time.Hour
)

// backoff is a decision that did not leave when it was tried.
type backoff struct {
	at    time.Time // the last try, in this desk's clock
	pause time.Duration
	hold  time.Time // it was held until then: one that a person has changed since is tried at once
}

// keepBack notes that a decision did not leave.
func (r *round) keepBack(x *telecom.Decision) {
	pause := keptFirst
	if k := r.backoff[x.Key]; k != nil && k.hold.Equal(x.HoldUntil) {
		pause = min(2*k.pause, keptMost)
	}
	r.backoff[x.Key] = &backoff{at: r.Wall(), pause: pause, hold: x.HoldUntil}
}

// due says whether a decision may be tried. A clock that was set back keeps nothing back.
func (r *round) due(x *telecom.Decision) bool {
	k, now := r.backoff[x.Key], r.Wall()
	return k == nil || !k.hold.Equal(x.HoldUntil) || now.Before(k.at) || !now.Before(k.at.Add(k.pause))
}
