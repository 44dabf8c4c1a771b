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

// drawOutcome draws how an order of a kind goes. Only orders that arrive while somebody watches may get stuck: history
// is over.
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

// fate is how one order goes, and how long the parts of it take that are not the carrier's routine. A duration of 0 is
// drawn.
type fate struct {
	is    outcome
	wait  time.Duration // pending or held
	takes time.Duration // the whole of a port
}

// pace turns the carrier's durations into moments: up to the world's start they take as long as they say, from there
// they are divided by the speed.
type pace struct {
	start int64
	speed float64
}

// later returns the moment d after t, never earlier than t.
func (p pace) later(t int64, d time.Duration) int64 {
	ms := d.Milliseconds()
	if t+ms <= p.start {
		return t + ms
	}
	slow := max(p.start-t, 0)
	return t + slow + int64(float64(ms-slow)/p.speed)
}

// timeline writes the steps of one order as time passes.
type timeline struct {
	rand   *rand.Rand
	pace   pace
	at     int64
	placed int64 // when the order was placed
	steps  []step
}

func (v *timeline) pass(d time.Duration) { v.at = v.pace.later(v.at, d) }

func (v *timeline) note(state string, st *stage, re *remark) {
	v.steps = append(v.steps, step{v.at, state, st, re})
}

func (v *timeline) between(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(v.rand.Float64()*float64(hi-lo))
}

// plan writes the whole future of an order placed at v.at, or of a part of one. Monthly orders wait for the 27th.
func (v *timeline) plan(category, part string, fate fate, monthly bool) []step {
	kind, is := kinds[category], fate.is
	script, whole := kind.script, 0.0
	if part != "" {
		script = partScripts[part]
	}
	switch {
	case part == routingPart: // done at three quarters of the port
		whole = float64(fate.takes) * 3 / 4
	case part == "" && category == numberPort:
		whole = float64(fate.takes)
	}
	takes := v.durations(script, whole)
	v.placed = v.at
	v.steps = make([]step, 0, len(script)+1)
	for i, next := range script {
		last := i == len(script)-1
		v.pass(takes[i])
		switch {
		case i == 0 && is == isRejected:
			v.note(rejected, invalid, &kind.rejected)
			return v.steps
		case i == 0:
			v.note(inProgress, next.stage, nil)
			v.pause(is, fate.wait)
		case last && (is == fails || is == clashes || is == usedSIM):
			re := kind.failed
			switch is {
			case clashes:
				re = clashError
			case usedSIM:
				re = kinds[simSwap].failed
			}
			v.note(failed, &stage{re.code, "Rejected by carrier", re.text}, &re)
			return v.steps
		default:
			if last && monthly {
				v.waitForThe27th()
			}
			v.note("", next.stage, nil)
		}
		if next.stage == sent && is == isCancelled {
			v.withdraw()
			return v.steps
		}
		if next.stage == awaiting && is == getsStuck {
			v.pass(25 * time.Minute)
			v.note("", nil, stuckAlert)
			return v.steps
		}
	}
	v.pass(v.between(time.Second, 4*time.Second))
	if is == isPartial && category == featureUpdate {
		v.note(partial, nil, &kind.failed)
	} else {
		v.note(completed, nil, nil)
	}
	return v.steps
}

// durations draws how long each stage of a script takes, which is seconds, or a share of the whole if there is one.
func (v *timeline) durations(script []scriptStage, whole float64) []time.Duration {
	drawn, sum := make([]float64, len(script)), 0.0
	for i, s := range script {
		drawn[i] = s.lo + v.rand.Float64()*(s.hi-s.lo)
		sum += drawn[i]
	}
	unit := float64(time.Second)
	if whole > 0 {
		unit = whole / sum
	}
	out := make([]time.Duration, len(script))
	for i, d := range drawn {
		out[i] = time.Duration(d * unit)
	}
	return out
}

// pause keeps an order pending or held for a while, if that is its fate.
func (v *timeline) pause(is outcome, wait time.Duration) {
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

// withdraw takes an order through its cancellation, which somebody has to look at first.
func (v *timeline) withdraw() {
	v.pass(v.between(4*time.Second, 15*time.Second))
	v.note(assessing, stopping, cancelNote)
	v.pass(v.between(30*time.Second, 25*time.Minute))
	v.note(cancelling, nil, nil)
	v.pass(v.between(10*time.Second, 40*time.Second))
	v.note(cancelled, withdrawn, nil)
}

// waitForThe27th lets the calendar pass, which no speed can hurry.
func (v *timeline) waitForThe27th() {
	v.note("", scheduled, nil)
	v.at = the27thAfter(time.UnixMilli(v.placed)).UnixMilli() + int64(v.between(5*time.Minute, 40*time.Minute)/time.Millisecond)
}

// portDuration draws how long a port takes: nine in ten less than three hours, the rest up to two days.
func portDuration(r *rand.Rand) time.Duration {
	if r.IntN(100) < 91 {
		return 40*time.Minute + time.Duration(r.Float64()*float64(125*time.Minute))
	}
	return 3*time.Hour + time.Duration(r.Float64()*r.Float64()*float64(45*time.Hour))
}

// scriptStage is a stage and how many seconds it takes to get there from the last one.
type scriptStage struct {
	stage  *stage
	lo, hi float64
}

var (
	validated  = &stage{"VAL_OK", "Request validated", "Service and entitlement checked, request accepted."}
	simHeld    = &stage{"SIM_RSV", "SIM reserved", "SIM set aside for this number."}
	numberHeld = &stage{"NUM_RSV", "Number reserved", "Number set aside for this service."}
	sent       = &stage{"PCN_CON", "Sent to carrier", "Provisioning change sent, receipt confirmed."}
	awaiting   = &stage{"BPCN", "Awaiting carrier confirmation", "Before provisioning change notification."}
	scheduled  = &stage{"PLN_SCH", "Scheduled for the 27th", "Plan change is in the queue of the next cycle."}
	stopping   = &stage{"CXL_REQ", "Cancellation asked", "Request to withdraw the change received."}
	withdrawn  = &stage{"CXL_OK", "Withdrawn", "Change withdrawn before it took effect."}
	invalid    = &stage{"VAL_ERR", "Request not accepted", "Request failed validation."}
	tooLate    = &stage{"CXL_REJ", "Cancellation refused", "Too late: the carrier is at work on the change."}
)

// orderKind is what all orders of a kind have in common.
type orderKind struct {
	loud             string   // its word in the variant LoudKinds
	actions          []string // those that go with it, its own first
	description      string   // where that is always the same
	script           []scriptStage
	failed, rejected remark // how it goes wrong, at the carrier and at the portal
}

// kinds are all there are. The seconds of a port are shares of the whole, because ports take hours.
var kinds = map[string]orderKind{
	simSwap: {loud: "SIM_SWAP", actions: []string{"modify", "change"},
		script: []scriptStage{{validated, 3, 8}, {simHeld, 6, 16}, {sent, 8, 18}, {awaiting, 5, 15},
			{&stage{"SIM_ACT", "New SIM active", "Subscriber profile moved to the new SIM."}, 12, 30}},
		failed:   remark{errorRemark, "SIM_REJ", "The carrier reports that this SIM is already in use."},
		rejected: remark{errorRemark, "SIM_INV", "The SIM number is not one of this provider."}},
	changePlan: {loud: "PLAN_CHANGE", actions: []string{"modify", "change"},
		script: []scriptStage{{validated, 3, 8}, {&stage{"RAT_CHK", "Rating checked", "Tariff and allowance agreed."}, 5, 12}, {sent, 6, 16},
			{awaiting, 5, 15}, {&stage{"PLN_ACT", "New plan active", "Rating plan replaced."}, 10, 25}},
		failed:   remark{errorRemark, "PLN_REJ", "The carrier could not rate this plan for the service."},
		rejected: remark{errorRemark, "PLN_INV", "The plan is not offered on this platform."}},
	featureUpdate: {loud: "FEATURE_UPDATE", actions: []string{"modify", "change"},
		script: []scriptStage{{validated, 3, 7}, {sent, 5, 14}, {awaiting, 5, 12},
			{&stage{"FTR_SET", "Feature set", "Home location register updated."}, 6, 18}},
		failed:   remark{errorRemark, "FTR_REJ", "Roaming is barred on this account."},
		rejected: remark{errorRemark, "FTR_INV", "The feature is not part of this plan."}},
	numberPort: {loud: "NUMBER_PORT", actions: []string{"add", "modify", "change"},
		script: []scriptStage{{validated, .002, .004}, {&stage{"PRT_REQ", "Losing provider asked", "Port request sent."}, .01, .03},
			{&stage{"PRT_ACK", "Losing provider answered", "Port acknowledged, cutover slot given."}, .3, .5},
			{sent, .1, .2}, {awaiting, .1, .2},
			{&stage{"PRT_CUT", "Number moved", "Cutover done, routing table published."}, .1, .3}},
		failed:   remark{errorRemark, "PRT_REJ", "The losing provider does not know this account number."},
		rejected: remark{errorRemark, "PRT_INV", "The authorisation is older than 60 days."}},
	activation: {loud: "ACTIVATION", actions: []string{"add"},
		script: []scriptStage{{validated, 3, 8}, {numberHeld, 5, 12}, {simHeld, 6, 16}, {sent, 8, 18}, {awaiting, 8, 20},
			{&stage{"ACT_OK", "Service active", "First registration seen on the network."}, 15, 40}},
		failed:   remark{errorRemark, "ACT_REJ", "The carrier could not register the SIM."},
		rejected: remark{errorRemark, "ACT_INV", "The customer's identity is not confirmed."}},
	cancelService: {loud: "CANCEL_SERVICE", actions: []string{"delete"}, description: "Cancel the service",
		script: []scriptStage{{validated, 3, 8}, {sent, 6, 15}, {awaiting, 8, 20},
			{&stage{"DSC_OK", "Disconnected", "Subscriber profile removed."}, 10, 30}},
		failed:   remark{errorRemark, "DSC_REJ", "The carrier holds an open order on this service."},
		rejected: remark{errorRemark, "DSC_INV", "The contract has a minimum term that has not ended."}},
	travelPack: {loud: "TRAVEL_PACK", actions: []string{"modify", "change"},
		script: []scriptStage{{validated, 3, 7}, {sent, 5, 12}, {awaiting, 4, 10},
			{&stage{"PCK_ADD", "Pack added", "Allowance granted."}, 5, 15}},
		failed:   remark{errorRemark, "PCK_REJ", "The pack cannot be combined with the active one."},
		rejected: remark{errorRemark, "PCK_INV", "The pack is no longer offered."}},
	suspendService: {loud: "SUSPEND_SERVICE", actions: []string{"suspend"}, description: "Suspend the service",
		script: []scriptStage{{validated, 3, 8}, {sent, 5, 12}, {awaiting, 5, 12},
			{&stage{"SUS_OK", "Service suspended", "Subscriber profile barred."}, 5, 15}}},
	resumeService: {loud: "RESUME_SERVICE", actions: []string{"resume"}, description: "Resume the service",
		script: []scriptStage{{validated, 3, 8}, {sent, 5, 12}, {awaiting, 5, 12},
			{&stage{"RSM_OK", "Service resumed", "Bar removed from the subscriber profile."}, 5, 15}}},
}

// Names of the parts of a number port.
const (
	simPart     = "SIM provisioning"
	routingPart = "Number routing"
)

// partScripts are the stages of the parts.
var partScripts = map[string][]scriptStage{
	simPart: {{simHeld, 5, 15}, {sent, 8, 20}, {awaiting, 8, 20},
		{&stage{"SIM_ACT", "SIM active", "Subscriber profile written to the SIM."}, 12, 30}},
	routingPart: {{&stage{"RTE_REQ", "Routing prepared", "Routing record drafted."}, .02, .06}, {sent, .3, .5}, {awaiting, .1, .2},
		{&stage{"RTE_OK", "Routing published", "Number routed here."}, .1, .2}},
}

// clashCode is what the carrier calls two orders of one kind on one service.
const clashCode = "CONFLICT"

var clashError = remark{errorRemark, clashCode, "Another order of this kind was open on the service. The carrier could not carry out both."}

var (
	stuckAlert = &remark{alertRemark, "NO_CONFIRMATION", "The carrier has not confirmed this change. It is with the provider's " +
		"operations team."}
	holdAlert   = &remark{alertRemark, "ON_HOLD", "Put on hold by the provider: an unpaid balance is being checked."}
	pendingNote = &remark{noteRemark, "", "Waiting for the customer: a photo of an identity document is needed."}
	clashAlert  = &remark{alertRemark, clashCode, "Another order of this kind came in while this one was open. The carrier has stopped it."}
	cancelNote  = &remark{noteRemark, "", "The customer changed their mind."}
)
