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
	clashes          // fails, because one of its kind was open
	usedSIM          // fails, because the SIM is in use
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

// lot is how one order goes, and how long the parts of it take that are not the
// carrier's routine. A duration of 0 is drawn.
type lot struct {
	is    outcome
	wait  time.Duration // pending or held
	takes time.Duration // the whole of a port
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

// sail plots the whole future of an order placed at v.at. The kind names
// the course, the category the refusals; monthly orders wait for the 27th.
func (v *voyage) sail(kind, category string, lot lot, monthly bool) []step {
	legs, takes, is := courses[kind], v.durations(kind, lot.takes), lot.is
	v.since = v.at
	v.steps = make([]step, 0, len(legs)+1)
	for i, l := range legs {
		v.pass(takes[i])
		switch {
		case i == 0 && is == isRejected:
			re := refusals[category].rejected
			v.note(rejected, invalid, &re)
			return v.steps
		case i == 0:
			v.note(inProgress, l.stage, nil)
			v.pause(is, lot.wait)
		case i == len(legs)-1:
			if is == fails || is == clashes || is == usedSIM {
				re := refusals[category].failed
				switch is {
				case clashes:
					re = clashError
				case usedSIM:
					re = refusals[simSwap].failed
				}
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

// durations draws how long each leg of a course takes. The legs of a port share
// out the whole, and routing is done at three quarters of it.
func (v *voyage) durations(kind string, whole time.Duration) []time.Duration {
	legs := courses[kind]
	drawn, sum := make([]float64, len(legs)), 0.0
	for i, l := range legs {
		drawn[i] = l.lo + v.rand.Float64()*(l.hi-l.lo)
		sum += drawn[i]
	}
	unit := float64(time.Second)
	if kind == numberPort {
		unit = float64(whole) / sum
	}
	if kind == routingPart {
		unit = float64(whole) * 3 / 4 / sum
	}
	out := make([]time.Duration, len(legs))
	for i, d := range drawn {
		out[i] = time.Duration(d * unit)
	}
	return out
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
	if wait == 0 {
		wait = v.between(10*time.Minute, time.Hour)
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
