// Package bindings is what the window may call: a bound struct for each screen, the rows it shows, and topics that tell
// it to read again. Screens read the copy at once; only calls that place an order, read a service or its usage, or open
// a document wait for the portal.
package bindings

import (
	"context"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// Copy is the copy of the portal. It answers at once and never from the network.
type Copy interface {
	Query(telecom.Query) (telecom.Listing, error)
	Neighbours(q telecom.Query, id string) (position int, previous, next string, ok bool)
	Service(id string) (service telecom.Service, readAt time.Time, ok bool, err error)
	Orders(serviceID string) ([]telecom.Order, error)
	OpenOrders() ([]telecom.Order, error) // ids and states are enough
	Order(id string) (telecom.Order, bool, error)
	OrderList(telecom.OrderQuery) (telecom.OrderListing, error)
	OrderNeighbours(q telecom.OrderQuery, id string) (position int, previous, next string, ok bool)
	OrderCounts(now time.Time) (open, stuck int)
	Action(orderID string) (event telecom.Event, serviceID string, ok bool, err error)
	Cursor() telecom.Cursor
}

// Outbox sends orders to the portal.
type Outbox interface {
	// Judge returns whether a draft could be placed now, without asking the portal.
	Judge(d *telecom.Draft) (telecom.Verdict, error)
	Submit(ctx context.Context, d telecom.Draft, by string, read func(warning telecom.Concern) bool) (telecom.SubmitResult, error)
	Resolve(key, orderID, by, why string, now time.Time) error
	// Shows reports whether the copy shows the result of a submission.
	Shows(*telecom.Submission) bool
	// Beside returns the other open orders of the same kind as a submission.
	Beside(*telecom.Submission) []telecom.Concern
}

// Promises is what people prepared and sent here.
type Promises interface {
	All() ([]telecom.Submission, error)
	Drafts() ([]telecom.KeptDraft, error)
	KeepDraft(telecom.KeptDraft) error
	DropDraft(id string) error
	ClosedHere() ([]telecom.ClosedHere, error)
	CloseHere(c telecom.ClosedHere, serviceID string, at time.Time) error
	ReopenHere(orderID, by, why string, at time.Time) error

	// Notice says that submissions may be missing here, until Looked records that a person has looked.
	Notice() *telecom.Error
	Looked(by, why string, at time.Time) error
}

// Catalog is what the portal offers.
type Catalog interface {
	Offer() telecom.Offer
	Problem() *telecom.Error
}

// Usage is what services have used.
type Usage interface {
	Available() bool
	Of(serviceID string) ([]telecom.Usage, time.Time, error)
	Read(ctx context.Context, serviceID string) error
}

// Mirror keeps the copy equal to the portal.
type Mirror interface {
	Freshness() telecom.Freshness
	Failures() []telecom.Failure
	Refresh()
	Watch(serviceID string)
	ReadService(ctx context.Context, id string) error
	ReadOrder(ctx context.Context, id string) error
	Updated(serviceID string) time.Time
}

// Profile is what the screens need to know of the open profile.
type Profile struct {
	Name    string
	Place   Place
	Zone    *time.Location // the provider's
	Country string         // ISO region of the provider's phone numbers, such as AU
	Limits  telecom.Limits
	Support Support

	ServiceInventory string // base URL of TMF638
	ServiceOrdering  string // base URL of TMF641
	Usage            string // base URL of TMF635; empty: none
	Catalog          string // base URL of TMF620, or the path of a file instead; empty: none
}

// Deps are the parts of one open profile.
type Deps struct {
	Profile   Profile
	Copy      Copy
	Mirror    Mirror
	Portal    Portal
	Outbox    Outbox
	Promises  Promises
	Catalog   Catalog
	Usage     Usage
	Requests  *RequestDeps // nil: the portal has none
	KeepsData bool
	Notices   []*telecom.Error

	Rules          telecom.ActionRules // of the profile, without the catalog's offer
	By             string              // who works at this desk
	PlacesNoOrders string              // for staff: why no order may leave this desk; empty if it may
}

// now returns the time by the portal's clock.
func (p *Deps) now() time.Time { return time.Now().Add(p.skew()) }

func (p *Deps) rules() telecom.ActionRules {
	rules := p.Rules
	rules.Offer = p.Catalog.Offer()
	return rules
}

// skew returns the portal's clock minus this desk's.
func (p *Deps) skew() time.Duration { return p.Copy.Cursor().Skew }

// Session holds the parts of the open profile, if one is open.
type Session struct {
	notify func(Topic)

	mu    sync.RWMutex
	start Start
	parts *Deps
	link  string // the last one opened
	links int    // how many were opened
}

// NewSession returns a session without an open profile. Notify tells the window to read again; it must not block.
func NewSession(notify func(Topic)) *Session {
	return &Session{notify: notify, start: Start{Step: StepOpening}}
}

// Open sets the parts of a profile.
func (r *Session) Open(p *Deps) {
	r.mu.Lock()
	r.parts, r.start = p, Start{Step: StepOpen, Profile: p.Profile.Name}
	r.mu.Unlock()
	r.notify(DeskChanged)
}

// Wait sets the step before a profile can be opened.
func (r *Session) Wait(s Start) {
	r.mu.Lock()
	r.parts, r.start = nil, s
	r.mu.Unlock()
	r.notify(DeskChanged)
}

// Notify tells the window to read again.
func (r *Session) Notify(s Topic) { r.notify(s) }

func (r *Session) now() Start {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.start
}

func (r *Session) open() (*Deps, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.parts == nil {
		return nil, &telecom.Error{Code: telecom.NotFound, Text: "No profile is open. Open the demo or connect a portal first."}
	}
	return r.parts, nil
}

// with hands the open profile to a function, and returns its error in words for staff.
func (r *Session) with(do func(*Deps) error) error {
	p, err := r.open()
	if err != nil {
		return err
	}
	return shown(do(p))
}

// answer is with for a function that returns something.
func answer[T any](r *Session, do func(*Deps) (T, error)) (found T, err error) {
	err = r.with(func(p *Deps) (err error) {
		found, err = do(p)
		return err
	})
	return found, err
}
