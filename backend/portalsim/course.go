package portalsim

import (
	"math/rand/v2"
	"time"
)

// outcome is how an order goes.
type outcome int

const (
	goesWell outcome = iota
	isRejected
	fails
	isPartial
	isCancelled
	waitsForCustomer // pending for a while, then goes well
	isHeld           // held for a while, then goes well
	getsStuck        // at BPCN, for ever
)

// drawOutcome draws how an order of a kind goes. Only orders that arrive while
// somebody watches may get stuck: history is over.
func drawOutcome(r *rand.Rand, mayStick bool) outcome {
	switch n := r.IntN(1000); {
	case n < 890:
		return goesWell
	case n < 925:
		return fails
	case n < 950:
		return isRejected
	case n < 965:
		return isCancelled
	case n < 975:
		return waitsForCustomer
	case n < 985:
		return isHeld
	case n < 995:
		return isPartial
	case mayStick:
		return getsStuck
	}
	return goesWell
}

// pace turns the carrier's durations into moments: up to the world's start they
// take as long as they say, from there they are divided by the speed.
type pace struct {
	start int64
	speed float64
}

// after is the moment d after t, never earlier than t.
func (p pace) after(t int64, d time.Duration) int64 {
	ms := d.Milliseconds()
	if t+ms <= p.start {
		return t + ms
	}
	slow := max(p.start-t, 0)
	return t + slow + int64(float64(ms-slow)/p.speed)
}

// voyage writes the steps of one order.
type voyage struct {
	rand  *rand.Rand
	pace  pace
	at    int64
	since int64 // when the order was placed
	steps []step
}

func (v *voyage) pass(d time.Duration) { v.at = v.pace.after(v.at, d) }

func (v *voyage) note(state string, st *stage, re *remark) {
	v.steps = append(v.steps, step{v.at, state, st, re})
}

func (v *voyage) between(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(v.rand.Float64()*float64(hi-lo))
}

// sail plots the whole future of an order placed at v.at. The wait is how long
// it is pending or held, or how long a port takes; 0 draws something fit.
func (v *voyage) sail(kind, category string, is outcome, monthly bool, wait time.Duration) []step {
	legs, unit := courses[kind], time.Second
	v.since = v.at
	if kind == numberPort || kind == routingPart {
		if unit = portDuration(v.rand); wait != 0 {
			unit = wait
		}
	}
	if wait == 0 {
		wait = v.between(10*time.Minute, time.Hour)
	}
	v.steps = make([]step, 0, len(legs)+1)
	for i, l := range legs {
		v.pass(time.Duration((l.lo + v.rand.Float64()*(l.hi-l.lo)) * float64(unit)))
		switch {
		case i == 0 && is == isRejected:
			re := refusals[category].rejected
			v.note(rejected, invalid, &re)
			return v.steps
		case i == 0:
			v.note(inProgress, l.stage, nil)
			v.pause(is, wait)
		case i == len(legs)-1:
			if is == fails {
				re := refusals[category].failed
				v.note(failed, &stage{re.code, "Rejected by carrier", re.text}, &re)
				return v.steps
			}
			if monthly {
				v.waitForThe27th()
			}
			v.note("", l.stage, nil)
		default:
			v.note("", l.stage, nil)
		}
		if l.stage == sent && is == isCancelled {
			v.withdraw()
			return v.steps
		}
		if l.stage == awaiting && is == getsStuck {
			v.pass(25 * time.Minute)
			v.note("", nil, stuckAlert)
			return v.steps
		}
	}
	v.pass(v.between(time.Second, 4*time.Second))
	if is == isPartial && kind == featureUpdate {
		re := refusals[category].failed
		v.note(partial, nil, &re)
	} else {
		v.note(completed, nil, nil)
	}
	return v.steps
}

// pause keeps an order pending or held for a while, if that is its fate.
func (v *voyage) pause(is outcome, wait time.Duration) {
	if is != waitsForCustomer && is != isHeld {
		return
	}
	v.pass(v.between(2*time.Second, 6*time.Second))
	if is == isHeld {
		v.note(held, nil, holdAlert)
	} else {
		v.note(pending, nil, pendingNote)
	}
	v.pass(wait)
	v.note(inProgress, nil, nil)
}

// withdraw takes an order through its cancellation, which somebody has to look
// at first.
func (v *voyage) withdraw() {
	v.pass(v.between(4*time.Second, 15*time.Second))
	v.note(assessing, stopping, cancelNote)
	v.pass(v.between(30*time.Second, 25*time.Minute))
	v.note(cancelling, nil, nil)
	v.pass(v.between(10*time.Second, 40*time.Second))
	v.note(cancelled, withdrawn, nil)
}

// waitForThe27th lets the calendar pass, which no speed can hurry.
func (v *voyage) waitForThe27th() {
	v.note("", scheduled, nil)
	v.at = the27thAfter(time.UnixMilli(v.since)).UnixMilli() + int64(v.between(5*time.Minute, 40*time.Minute)/time.Millisecond)
}

// portDuration draws how long a port takes: nine in ten less than three hours,
// the rest up to two days.
func portDuration(r *rand.Rand) time.Duration {
	if r.IntN(100) < 91 {
		return 40*time.Minute + time.Duration(r.Float64()*float64(125*time.Minute))
	}
	return 3*time.Hour + time.Duration(r.Float64()*r.Float64()*float64(45*time.Hour))
}
