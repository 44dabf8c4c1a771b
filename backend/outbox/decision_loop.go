package outbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// A decision that seems to have been taken more than clockSetBack from now was taken before the clock was set back.
// Nobody knows when its hold ends, so it counts as over.
const clockSetBack = time.Minute

// Run makes rounds until the context ends: every 30 seconds, after Wake, and when the hold of a decision ends.
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

// pause returns how long to wait after a round that began at a time.
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

// Carry makes one round: the first open decision of each request goes as far as it can. Only one round runs at a time.
// If the portal cannot be reached, nothing changes.
func (d *Decisions) Carry(ctx context.Context) {
	if !d.drain.begin() {
		return
	}
	defer d.drain.sending.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.drain.ctx, cancel)()
	select {
	case d.carrying <- struct{}{}:
		defer func() { <-d.carrying }()
	case <-ctx.Done():
		return
	}
	all, err := d.Ledger.Decisions()
	if err != nil {
		return // the next round meets the error again, and so does whoever takes a decision
	}
	d.bringBack(all)
	r := round{Decisions: d}
	turns := firstOpen(all)
	// A request about which the portal did not answer comes last the next time, so that it does not hold up the others.
	slices.SortStableFunc(turns, func(a, b []telecom.Decision) int {
		return cmp.Compare(d.failed[a[0].RequestID], d.failed[b[0].RequestID])
	})
	for _, open := range turns {
		if len(open) > 1 && returned(&open[0]) { // the program ended while it was being taken again
			if d.replaced(open[0], open[1].By) != nil {
				continue
			}
			open = open[1:]
		}
		r.carry(ctx, open[0])
	}
}

// firstOpen returns the open decisions of each request, oldest first.
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

// round is a round that is running.
type round struct {
	*Decisions
	away bool // the portal could not be reached and is not asked again in this round
}

// carry takes one decision as far as it can go.
func (r *round) carry(ctx context.Context, x telecom.Decision) {
	if x.State == telecom.DecisionSending && !r.inflight.has(x.Key) {
		x = r.unfinished(ctx, x)
	}
	waits := x.State == telecom.DecisionWaiting
	switch {
	case ctx.Err() != nil:
	case waits && r.otherPortal(&x):
		r.giveBack(x, telecom.AgainstOtherPortal, nil)
	case waits && r.SetBack && !r.isOwn(x.Key):
		r.giveBack(x, telecom.AgainstUnknown, nil)
	case x.State == telecom.DecisionUnsure && r.otherPortal(&x): // this portal cannot tell, so a person has to
		r.scanned(x)
	case r.away || r.otherPortal(&x):
	case waits && !held(&x, r.Wall()) && r.due(&x):
		r.send(ctx, x)
	case x.State == telecom.DecisionUnsure:
		r.lookBack(ctx, x)
	case (x.State == telecom.DecisionConflict || x.State == telecom.DecisionLater) && x.Now == nil:
		r.compare(ctx, x)
	}
}

// otherPortal reports whether a decision is about a request of another portal.
func (d *Decisions) otherPortal(x *telecom.Decision) bool {
	return x.Portal != "" && x.Portal != d.Portal
}

func (d *Decisions) isOwn(key string) bool {
	_, is := d.own.Load(key)
	return is
}

// reading is the result of reading a request.
type reading struct {
	request  telecom.Request
	ok       bool   // whether the state is known; if not, nothing is done
	gone     bool   // the portal no longer has it
	answered bool   // the portal answered, even if the answer was of no use
	why      string // for staff: why the state is not known; empty if the sync status says so
}

// read reads a request from the portal.
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
	case telecom.Cached: // the portal itself was not asked
		r.turn++
		r.failed[id] = r.turn
		return reading{why: telecom.AsError(err).Text}
	}
	return reading{answered: true}
}

func (g *reading) snapshot() telecom.Snapshot {
	if g.gone {
		return telecom.Snapshot{State: GoneState}
	}
	return g.request.Snapshot()
}

// A decision that cannot be sent although its request can be read is tried less and less often: each try adds two lines
// to the journal.
const (
	backoffFirst = time.Minute
	backoffMost  = time.Hour
)

// backoff remembers a decision that was tried and not sent.
type backoff struct {
	at    time.Time // the last try, in this desk's clock
	pause time.Duration
	hold  time.Time // its hold at that time: a decision that a person has changed since is tried at once
}

// backOff notes that a decision could not be sent.
func (r *round) backOff(x *telecom.Decision) {
	pause := backoffFirst
	if k := r.backoff[x.Key]; k != nil && k.hold.Equal(x.HoldUntil) {
		pause = min(2*k.pause, backoffMost)
	}
	r.backoff[x.Key] = &backoff{at: r.Wall(), pause: pause, hold: x.HoldUntil}
}

// due reports whether a decision may be tried. A clock that was set back delays nothing.
func (r *round) due(x *telecom.Decision) bool {
	k, now := r.backoff[x.Key], r.Wall()
	return k == nil || !k.hold.Equal(x.HoldUntil) || now.Before(k.at) || !now.Before(k.at.Add(k.pause))
}
