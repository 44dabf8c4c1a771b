package outbox

import (
	"context"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// DecisionSender writes decisions to the portal.
type DecisionSender interface {
	// Patch sends a decision to the portal, once, given the request as it was just read, and returns the outcome.
	Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome
}

// DecisionReader reads requests from the portal.
type DecisionReader interface {
	// ReadFresh reads a request from the portal. Its error is NotFound if the portal no longer has it.
	ReadFresh(ctx context.Context, id string) (telecom.Request, error)
}

// DecisionLedger keeps the decisions on disk.
type DecisionLedger interface {
	Record(d telecom.Decision, at time.Time, allowed func(known []telecom.Decision) error) error
	ChangeDecision(key string, kind telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Decision) error) error
	ScannedDecision(key string) error
	Decisions() ([]telecom.Decision, error) // oldest first
}

// DecisionOptions are what a Decisions needs.
type DecisionOptions struct {
	Sender DecisionSender
	Ledger DecisionLedger
	Reader DecisionReader
	Role   telecom.Role // of the profile: a decision that it no longer allows is not sent
	Portal string       // names the portal: decisions about another portal's requests are neither sent nor looked up

	// SetBack reports that the ledger may lack its last entries: decisions that wait in it may have been sent already.
	// Only decisions taken from now on are sent without a person.
	SetBack bool

	// Changed is called from any goroutine after a decision changed. It may be nil.
	Changed func()

	// Wall is this desk's clock, which keeps running while the machine sleeps. Nil means time.Now.
	Wall func() time.Time
}

// Decisions sends what staff decide about subscription requests, each decision at most once, and only while the request
// is as it was when the decision was taken. Decisions taken offline wait, for days if they must. Its methods may be
// called from any goroutine.
type Decisions struct {
	DecisionOptions

	drain    drain
	inflight inflight[verdict]
	carrying chan struct{} // holds one: the round that is running
	wake     chan struct{} // holds one: a round is wanted at once
	own      sync.Map      // keys of the decisions taken since the program started

	// The rest belongs to the round that is running.
	failed  map[string]int // by request: in which turn the portal did not answer about it
	turn    int
	backoff map[string]*backoff // by key: decisions that could not be sent
}

// GoneState is the State in the snapshot of a conflict whose request the portal no longer has. The rest of that
// snapshot is empty.
const GoneState = "gone"

// NewDecisions returns a Decisions that sends nothing yet. A decision that was being sent when the program ended
// becomes unsure: nobody heard the answer. What cannot be written now is written by a later round.
func NewDecisions(o DecisionOptions) *Decisions {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	wall := o.Wall
	o.Wall = func() time.Time { return wall().Round(0).UTC() } // without the monotonic clock, which stops during sleep
	d := &Decisions{DecisionOptions: o, carrying: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		failed: map[string]int{}, backoff: map[string]*backoff{}}
	d.drain.open()
	all, err := d.Ledger.Decisions()
	if err != nil {
		return d // every round meets the error again
	}
	for _, x := range all {
		if x.State == telecom.DecisionSending {
			_ = d.doubt(x, "Commsdesk ended while this was being sent.")
		}
	}
	return d
}

// Wake asks for a round at once. If one is running, another follows.
func (d *Decisions) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Wait stops sending. It awaits the answers to what is being sent, and returns when no round is running. Decisions may still be
// taken; they are sent another time.
func (d *Decisions) Wait() { d.drain.wait() }

// change writes a change of a decision and reports it.
func (d *Decisions) change(key string, kind telecom.EntryKind, by, text string, change func(*telecom.Decision) error) error {
	err := d.Ledger.ChangeDecision(key, kind, d.Wall(), by, text, change)
	if err == nil {
		d.Changed()
	}
	return err
}

// doubt marks a decision that still counts as being sent as unsure.
func (d *Decisions) doubt(x telecom.Decision, why string) error {
	return d.change(x.Key, telecom.EntryUnsure, x.By, why, func(x *telecom.Decision) error {
		if x.State != telecom.DecisionSending {
			return errElsewhere
		}
		x.State = telecom.DecisionUnsure
		return nil
	})
}

// errElsewhere means that somebody else changed the decision since it was read: nothing is left to do.
var errElsewhere = &telecom.Error{Code: telecom.Internal, Text: "This decision has changed since you opened it. Nothing was done. " +
	"Check the request again."}
