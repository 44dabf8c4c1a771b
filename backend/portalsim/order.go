package portalsim

// Order states of the specification.
const (
	acknowledged = "acknowledged"
	rejected     = "rejected"
	pending      = "pending"
	held         = "held"
	inProgress   = "inProgress"
	cancelled    = "cancelled"
	completed    = "completed"
	failed       = "failed"
	partial      = "partial"
	assessing    = "assessingCancellation"
	cancelling   = "pendingCancellation"
)

func final(state string) bool {
	switch state {
	case completed, failed, rejected, cancelled, partial:
		return true
	}
	return false
}

// Order kinds, in the portal's words.
const (
	simSwap       = "simSwap"
	changePlan    = "changePlan"
	featureUpdate = "featureUpdate"
	numberPort    = "numberPort"
	activation    = "activation"
	cancelService = "cancelService"
	travelPack    = "travelPack"
)

// Kinds that only a server with action words of its own takes.
const (
	suspendService = "suspendService"
	resumeService  = "resumeService"
)

var categories = []string{simSwap, changePlan, featureUpdate, numberPort, activation, cancelService, travelPack}

// order is something staff asked for. Its whole future is written in its steps
// when it is placed; what it shows is what lies before the present.
type order struct {
	id         string
	serial     int
	service    *service
	category   string
	part       string // what a part of an action is called; empty for a whole one
	first      *order // the order a part belongs to
	parts      []*order
	ordered    int64 // Unix milliseconds, as every moment here
	by         *staffMember
	externalID string
	sent       *sending // what a client sent; nil for one that nobody sent
	change     change
	steps      []step
	settled    bool   // its outcome has reached its service
	byHand     bool   // a hand took it off its course
	reason     string // why it is cancelled; empty: the usual
}

// change is what an order asks for; only the fields of its kind are set.
type change struct {
	plan, previous *plan
	simType, iccid string
	switches       []featureSwitch
	losing         string
	number         int // to be moved here, or given
	pack           string
}

type featureSwitch struct {
	feature int
	on      bool
}

// step is something that happens to an order at a moment: any of a new state, a
// carrier stage, a remark.
type step struct {
	at     int64
	state  string
	stage  *stage
	remark *remark
}

// stage is a point in the carrier's systems.
type stage struct{ code, label, text string }

// remark is something the portal tells people about an order: a note, an alert
// or an error.
type remark struct{ kind, code, text string }

const (
	noteRemark  = "note"
	alertRemark = "alert"
	errorRemark = "error"
)

// stateAt is the state at a moment.
func (o *order) stateAt(now int64) string {
	for i := len(o.steps) - 1; i >= 0; i-- {
		if s := o.steps[i]; s.state != "" && s.at <= now {
			return s.state
		}
	}
	return acknowledged
}

// settlesAt is when the order reaches its last state, and whether it ever does.
func (o *order) settlesAt() (int64, bool) {
	for i := len(o.steps) - 1; i >= 0; i-- {
		if s := o.steps[i]; final(s.state) {
			return s.at, true
		}
	}
	return 0, false
}

// settle brings the outcome of a finished order to its service.
func (o *order) settle(at int64) {
	if o.settled {
		return
	}
	o.settled = true
	s, state := o.service, o.stateAt(at)
	if o.first != nil {
		return // what a part does shows with the whole
	}
	if state != completed && state != partial {
		if s.state == reserved && o.begins() {
			s.state, s.end = terminated, at
		}
		return
	}
	switch o.category {
	case simSwap:
		s.simType, s.iccid = o.change.simType, o.change.iccid
	case changePlan:
		s.plan = o.change.plan
	case featureUpdate:
		for i, sw := range o.change.switches {
			if state == partial && i > 0 {
				break
			}
			s.turn(sw)
		}
	case travelPack:
		s.pack = o.change.pack
	case activation:
		s.start = at
		if s.state == reserved {
			s.state = active
		}
	case numberPort:
		if o.change.number != 0 {
			s.number = o.change.number
		}
		if s.state == reserved && o.begins() {
			s.state, s.start = active, at
		}
	case cancelService:
		s.state, s.end, s.because = terminated, at, ""
	case suspendService:
		s.state, s.because, s.quiet = suspended, suspensions[2], at
	case resumeService:
		s.state, s.because, s.quiet = active, "", 0
	}
}

// begins reports whether the order is the one that brings its service to life.
func (o *order) begins() bool {
	return o.category == activation || o.category == numberPort && len(o.service.orders) > 0 && o.service.orders[0] == o
}
