package telecom

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Order is one provisioning order: an event in the activity of a service. Times are UTC in the portal's clock; a zero
// time means the portal did not give one.
type Order struct {
	ID         string // the Order ID to quote to support, opaque
	ExternalID string
	ServiceIDs []string // the services its items touch; usually one
	Kind       Kind
	KindWord   string // the portal's word for the kind, verbatim
	State      string // the portal's word for the status, verbatim; may be empty
	StateMeans string // the TMF641 state that the profile maps State to; empty: State itself
	Summary    string // the portal's description, verbatim
	Asked      []Detail
	PlacedBy   string

	Zoneless bool // its times have no zone, and the profile does not say which is meant: they may be hours off

	OrderedAt   time.Time
	StartedAt   time.Time
	CompletedAt time.Time

	// SeenAt is when this desk first saw the order, in the portal's clock as far as known. The desk sets it.
	SeenAt time.Time

	Trail     []Stage
	Items     []Item
	Relations []Relation
	Says      []Remark

	// Raw is the portal's own JSON, so that unread fields are not lost.
	Raw []byte
}

// Status returns the meaning of the order's state word.
func (o *Order) Status() Status {
	if o.StateMeans != "" {
		return StatusOf(o.StateMeans)
	}
	return StatusOf(o.State)
}

// Open reports whether the order may still change something.
func (o *Order) Open() bool { return o.Status().Open() }

// PlacedAt returns when the order was placed: its order date, else its start, else its first stage, else when this desk
// first saw it.
func (o *Order) PlacedAt() time.Time {
	for _, t := range []time.Time{o.OrderedAt, o.StartedAt, o.firstStage(), o.SeenAt} {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// LastChange returns the latest time on the order: its completion, its last stage, its start or its placing.
func (o *Order) LastChange() time.Time {
	times := []time.Time{o.PlacedAt(), o.StartedAt, o.CompletedAt}
	for _, s := range o.Trail {
		times = append(times, s.At)
	}
	return slices.MaxFunc(times, time.Time.Compare)
}

// EndedAt returns when a closed order ended: its completion date, else its last stage. It is zero for an open order.
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

// Item is one item of an order, with a state of its own.
type Item struct {
	ID        string
	Action    string // add, modify, delete; verbatim
	ServiceID string
	State     string // verbatim
}

// Detail is something the order asks for, by the portal's name: the new plan, the SIM number.
type Detail struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Was   string `json:"was"` // what it replaces, if the portal says
}

// Relation ties an order to another one; it tells which orders are parts of one action.
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

// RemarkKind is where on the order the portal said it.
type RemarkKind string

// The kinds of remarks.
const (
	RemarkError RemarkKind = "error" // errorMessage, on the order or an item
	RemarkAlert RemarkKind = "alert" // jeopardyAlert
	RemarkNote  RemarkKind = "note"  // note
)

// Kind is the activity type of an order. The list is open: an order of an unknown kind keeps the portal's word, and
// KindUnknown.
type Kind string

// The kinds that staff place, and KindUnknown.
const (
	Activation    Kind = "activation"
	FeatureUpdate Kind = "featureUpdate"
	SIMSwap       Kind = "simSwap"
	NumberPort    Kind = "numberPort"
	ChangePlan    Kind = "changePlan"
	CancelService Kind = "cancelService"
	TravelPack    Kind = "travelPack"
	KindUnknown   Kind = "unknown"
)

// Kinds lists every kind once.
func Kinds() []Kind {
	return []Kind{Activation, FeatureUpdate, SIMSwap, NumberPort, ChangePlan, CancelService, TravelPack, KindUnknown}
}

var kindWords = map[string]Kind{
	"activation": Activation, "activate": Activation, "activateservice": Activation, "newservice": Activation,
	"featureupdate": FeatureUpdate, "updatefeature": FeatureUpdate, "featurechange": FeatureUpdate, "changefeature": FeatureUpdate,
	"feature": FeatureUpdate,
	"simswap": SIMSwap, "swapsim": SIMSwap, "simchange": SIMSwap, "changesim": SIMSwap, "simreplacement": SIMSwap,
	"numberport": NumberPort, "portin": NumberPort, "numberportin": NumberPort, "port": NumberPort, "mnp": NumberPort,
	"changeplan": ChangePlan, "planchange": ChangePlan,
	"cancelservice": CancelService, "cancellation": CancelService, "servicecancellation": CancelService, "disconnect": CancelService,
	"termination": CancelService, "terminate": CancelService,
	"travelpack": TravelPack, "addtravelpack": TravelPack, "travelpackactivation": TravelPack,
}

// KindOf parses an activity type, ignoring case and separators.
func KindOf(word string) Kind {
	if k, ok := kindWords[Normalize(word)]; ok {
		return k
	}
	return KindUnknown
}

// Status is the meaning of an order's state word. The word itself stays on the order, verbatim.
type Status string

// The statuses. The first three are the portal's documented parent statuses; the rest are the other states of TMF641
// and what real servers add to them.
const (
	Acknowledged  Status = "acknowledged"
	InProgress    Status = "inProgress"
	Complete      Status = "complete"
	Rejected      Status = "rejected"
	Failed        Status = "failed"
	Partial       Status = "partial"
	Cancelled     Status = "cancelled"
	Pending       Status = "pending"
	Held          Status = "held"
	Cancelling    Status = "cancelling" // assessingCancellation, pendingCancellation
	StatusMissing Status = "notGiven"   // real servers return new orders without a state
	StatusUnknown Status = "unknown"    // any other word, shown verbatim
)

// Statuses lists every status once.
func Statuses() []Status {
	return []Status{Acknowledged, InProgress, Complete, Rejected, Failed, Partial, Cancelled, Pending, Held, Cancelling,
		StatusMissing, StatusUnknown}
}

var statusWords = map[string]Status{
	"": StatusMissing, "acknowledged": Acknowledged, "inprogress": InProgress, "completed": Complete, "complete": Complete,
	"rejected": Rejected, "failed": Failed, "partial": Partial, "cancelled": Cancelled, "canceled": Cancelled, "pending": Pending,
	"held": Held, "assessingcancellation": Cancelling, "pendingcancellation": Cancelling,
}

// StatusOf parses the state word of an order, ignoring case and separators.
func StatusOf(word string) Status {
	if s, known := statusWords[Normalize(word)]; known {
		return s
	}
	return StatusUnknown
}

// Open reports whether an order in this status may still change something. Only final statuses are closed: an unknown
// word counts as open, because closing it by mistake leads to duplicates.
func (s Status) Open() bool {
	switch s {
	case Complete, Rejected, Failed, Partial, Cancelled:
		return false
	}
	return true
}

// Waits reports whether an order in this status waits for somebody other than the carrier, so that its clock is stopped.
func (s Status) Waits() bool { return s == Pending || s == Held }

// Digest returns a digest of an order's progress: another one means that the portal has news. It reveals nothing.
func (o *Order) Digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d %d\n", o.State, o.Summary, o.StartedAt.UnixNano(), o.CompletedAt.UnixNano())
	for _, s := range o.Trail {
		fmt.Fprintf(h, "stage %d %q %q %q\n", s.At.UnixNano(), s.Code, s.Text, s.More)
	}
	for _, r := range o.Says {
		fmt.Fprintf(h, "says %q %d %q %q\n", r.Kind, r.At.UnixNano(), r.Code, r.Text)
	}
	for _, i := range o.Items {
		fmt.Fprintf(h, "item %q %q\n", i.ID, i.State)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Holds reports whether an order still counts as closed here: the portal has had no news of it since.
func (c *ClosedHere) Holds(o *Order) bool { return c.Digest == o.Digest() }

// Normalize makes words of different servers comparable: "SIM_SWAP", "simSwap" and "sim swap" become one word of
// lower-case letters and digits.
func Normalize(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}
