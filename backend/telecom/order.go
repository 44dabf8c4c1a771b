package telecom

import "time"

// Order is one provisioning order: an event in the activity of a service. Times are UTC in the portal's clock; a zero
// time means the portal did not give one.
type Order struct {
	ID         string // the Order ID to quote to support, opaque
	ExternalID string
	ServiceIDs []string // the services its items touch; usually one
	Kind       Kind
	KindWord   string // the portal's word for the kind, verbatim
	State      string // the portal's word for the status, verbatim; may be empty
	StateMeans string // the word of TMF641 that the profile says State stands for; empty: it stands for itself
	Summary    string // the portal's description, verbatim
	Asked      []Detail
	PlacedBy   string

	OrderedAt   time.Time
	StartedAt   time.Time
	CompletedAt time.Time

	// SeenAt is when this desk first saw the order, in the portal's clock as far as it is known. The desk sets it.
	SeenAt time.Time

	Trail     []Stage
	Items     []Item
	Relations []Relation
	Says      []Remark

	// Raw is the portal's own JSON, so that fields nobody reads yet are not lost.
	Raw []byte
}

// Status says what the order's state word means.
func (o *Order) Status() Status {
	if o.StateMeans != "" {
		return StatusOf(o.StateMeans)
	}
	return StatusOf(o.State)
}

// Open says whether the order may still change something.
func (o *Order) Open() bool { return o.Status().Open() }

// PlacedAt is when the order was placed: its order date, else its start, else its first stage, else when this desk
// first saw it.
func (o *Order) PlacedAt() time.Time {
	for _, t := range []time.Time{o.OrderedAt, o.StartedAt, o.firstStage(), o.SeenAt} {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// LastChange is the latest time the order itself carries: its completion, its last stage, its start or its placing.
func (o *Order) LastChange() time.Time {
	last := o.PlacedAt()
	for _, t := range append([]time.Time{o.StartedAt, o.CompletedAt}, stageTimes(o.Trail)...) {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// EndedAt is when a closed order ended: its completion date, else its last stage. Zero for an open order.
func (o *Order) EndedAt() time.Time {
	if o.Open() {
		return time.Time{}
	}
	if !o.CompletedAt.IsZero() {
		return o.CompletedAt
	}
	if n := len(o.Trail); n > 0 {
		return o.Trail[n-1].At
	}
	return time.Time{}
}

func (o *Order) firstStage() time.Time {
	for _, s := range o.Trail {
		if !s.At.IsZero() {
			return s.At
		}
	}
	return time.Time{}
}

// Stage is one step of the trail: where an order was in the carrier's systems. The code is the carrier's and needs no
// action.
type Stage struct {
	At   time.Time
	Code string // verbatim, without brackets, such as BPCN; may be empty
	Text string // the portal's label, else the carrier's words
	More string // the carrier's words beside a label; may be empty
}

func stageTimes(trail []Stage) []time.Time {
	times := make([]time.Time, len(trail))
	for i, s := range trail {
		times[i] = s.At
	}
	return times
}

// Item is one item of an order, with a state of its own.
type Item struct {
	ID        string
	Action    string // add, modify, delete; verbatim
	ServiceID string
	State     string // verbatim
}

// Detail is something the order asks for, by the portal's name: the new plan, the SIM number.
type Detail struct {
	Name  string
	Value string
	Was   string // what it replaces, if the portal says
}

// Relation ties an order to another one: parts of one action are told by it.
type Relation struct {
	Type    string // verbatim
	OrderID string
}

// Remark is something the portal says about an order, verbatim: why it failed, what delays it, what it waits for.
type Remark struct {
	Kind RemarkKind
	At   time.Time
	Code string
	Text string
}

// RemarkKind says where on the order the portal said it.
type RemarkKind string

// The places a portal speaks in.
const (
	RemarkError RemarkKind = "error" // errorMessage, on the order or an item
	RemarkAlert RemarkKind = "alert" // jeopardyAlert
	RemarkNote  RemarkKind = "note"  // note
)
