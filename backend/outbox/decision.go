package outbox

import (
	"context"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// DecisionSender is the portal as decisions are written to it.
type DecisionSender interface {
	// Patch hands a decision to the portal, once, on how its request was just read, and says what became of it.
	Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome
}

// DecisionReader is the portal as it is asked how a request stands now.
type DecisionReader interface {
	// ReadFresh reads a request; NotFound if the portal has it no more.
	ReadFresh(ctx context.Context, id string) (telecom.Request, error)
}

// DecisionLedger keeps the decisions on the disk.
type DecisionLedger interface {
	Record(d telecom.Decision, at time.Time, allowed func(known []telecom.Decision) error) error
	ChangeDecision(key string, deed telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Decision) error) error
	ScannedDecision(key string) error
	Decisions() ([]telecom.Decision, error) // in the order in which they were taken
}

// DecisionOptions are all that a Decisions needs.
type DecisionOptions struct {
	Sender DecisionSender
	Ledger DecisionLedger
	Reader DecisionReader
	Role   telecom.Role // who sits here: a decision that it may not take any more is not sent
	Portal string       // names the portal: nothing that was taken on another one is read or sent

	// SetBack says that the ledger may lack the end of what was done: what waits in it may have been sent, so that only
	// what is taken from now on goes without a person.
	SetBack bool

	// Changed is called after a decision changed, from any goroutine. Nil: nobody wants to know.
	Changed func()

	// Wall is the clock of this desk, which goes on while the machine sleeps. Nil: time.Now.
	Wall func() time.Time
}

// Decisions carries what staff decide about subscription requests to the portal, each at most once, and only where the
// request still stands as it was decided on. What was decided without a connection waits, for days if it must. Its
// methods may be called from any goroutine.
type Decisions struct {
	DecisionOptions

	drain    drain
	inflight inflight[verdict]
	carrying chan struct{} // holds one: the round that runs
	wake     chan struct{} // holds one: a round is wanted at once
	own      sync.Map      // keys of those that were taken since the program started

	// Of the round that runs.
	failed  map[string]int // by request, in which turn the portal did not answer about it
	turn    int
	backoff map[string]*backoff // by key, those that did not leave
}

// GoneState is the State of a conflict's stand whose request the portal has no more; nothing else of it is known.
const GoneState = "gone"

// NewDecisions makes one that sends nothing yet. What was being sent when the program ended is unsure from now on: nobody
// heard the answer. What cannot be written now is written by a later round.
func NewDecisions(o DecisionOptions) *Decisions {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	wall := o.Wall
	o.Wall = func() time.Time { return wall().Round(0).UTC() } // without the clock that stands still in sleep
	d := &Decisions{DecisionOptions: o, carrying: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		failed: map[string]int{}, backoff: map[string]*backoff{}}
	d.drain.open()
	all, err := d.Ledger.Decisions()
	if err != nil {
		return d // every round meets it as well
	}
	for _, x := range all {
		if x.State == telecom.DecisionSending {
			_ = d.doubt(x, "Commsdesk ended while this was being sent.")
		}
	}
	return d
}

// Ring asks for a round at once; one that runs is followed by another.
func (d *Decisions) Ring() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Wait ends the sending: what is on its way is heard out, and nothing is sent from here on. It returns when no round runs
// any more. Decisions may still be taken: they are sent another time.
func (d *Decisions) Wait() { d.drain.wait() }

// change writes a change of a decision down, and tells of it.
func (d *Decisions) change(key string, deed telecom.EntryKind, by, text string, change func(*telecom.Decision) error) error {
	err := d.Ledger.ChangeDecision(key, deed, d.Wall(), by, text, change)
	if err == nil {
		d.Changed()
	}
	return err
}

// doubt writes down that nobody knows what became of a decision that still counts as being sent.
func (d *Decisions) doubt(x telecom.Decision, why string) error {
	return d.change(x.Key, telecom.EntryUnsure, x.By, why, func(x *telecom.Decision) error {
		if x.State != telecom.DecisionSending {
			return errElsewhere
		}
		x.State = telecom.DecisionUnsure
		return nil
	})
}

// errElsewhere says that somebody else has changed a decision since it was looked at: there is nothing left to do.
var errElsewhere = &telecom.Error{Code: telecom.Internal, Text: "This decision was changed meanwhile. Nothing was done. Look at the request again."}
