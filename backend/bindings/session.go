// Package bindings is what the window may call: one bound struct for each screen, rows it can show, and signals that tell
// it to ask again. It decides nothing and waits for no network: it reads the copy and hands it on.
package bindings

import (
	"context"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// Copy is the copy of the portal that the screens read. It answers at once and never from the network.
type Copy interface {
	Query(telecom.Query) (telecom.Listing, error)
	Neighbours(q telecom.Query, id string) (position int, previous, next string, ok bool)
	Service(id string) (service telecom.Service, readAt time.Time, ok bool, err error)
	Orders(serviceID string) ([]telecom.Order, error)
	OpenOrders() ([]telecom.Order, error) // ids and states are enough
	Order(id string) (telecom.Order, bool, error)
	Cursor() telecom.Cursor
}

// Outbox is where orders leave.
type Outbox interface {
	// Judge says whether a draft could be placed now, without asking the portal.
	Judge(d *telecom.Draft) (telecom.Verdict, error)
	Submit(ctx context.Context, d telecom.Draft, by string, read func(warning telecom.Concern) bool) (telecom.SubmitResult, error)
	Resolve(key, orderID, by, why string, now time.Time) error
	// Shows reports whether the copy shows what became of one from here.
	Shows(*telecom.Submission) bool
	// Beside are the other open orders that want what one from here wants.
	Beside(*telecom.Submission) []telecom.Concern
}

// Promises is what people have prepared and sent here.
type Promises interface {
	All() ([]telecom.Submission, error)
	Drafts() ([]telecom.KeptDraft, error)
	KeepDraft(telecom.KeptDraft) error
	DropDraft(id string) error
	ClosedHere() ([]telecom.ClosedHere, error)
	CloseHere(c telecom.ClosedHere, serviceID string, at time.Time) error
	ReopenHere(orderID, by, why string, at time.Time) error

	// Notice says that something may be missing here, until Looked is a person's word that he has looked.
	Notice() *telecom.Error
	Looked(by, why string, at time.Time) error
}

// Catalog is what the portal has on offer.
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

// Mirror keeps the copy equal to the portal. The screens ask it how fresh the copy is, and to hurry.
type Mirror interface {
	Freshness() telecom.Freshness
	Failures() []telecom.Failure
	Refresh()
	Watch(serviceID string)
	ReadService(ctx context.Context, id string) error
	Updated(serviceID string) time.Time
}

// Profile is what the screens need to know of the profile that is open.
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
	Catalog          string // base URL of TMF620, or the path of a file in its place; empty: none
}

// Deps are the parts of one opened profile.
type Deps struct {
	Profile   Profile
	Copy      Copy
	Mirror    Mirror
	Portal    Portal
	Outbox    Outbox
	Promises  Promises
	Catalog   Catalog
	Usage     Usage
	Requests  *RequestDeps // nil: the profile's portal has none
	KeepsData bool
	Notices   []*telecom.Error

	Rules          telecom.ActionRules // of the profile; the offer is the shelf's
	By             string              // who sits at this desk
	PlacesNoOrders string              // why no order may leave this desk, in words; empty: it may
}

// now is the time in the portal's clock.
func (p *Deps) now() time.Time { return time.Now().Add(p.skew()) }

func (p *Deps) rules() telecom.ActionRules {
	rules := p.Rules
	rules.Offer = p.Catalog.Offer()
	return rules
}

// skew is the portal's clock minus this desk's.
func (p *Deps) skew() time.Duration { return p.Copy.Cursor().Skew }

// Session is where the screens find the parts of the profile that is open, if one is.
type Session struct {
	ring func(Topic)

	mu    sync.RWMutex
	start Start
	parts *Deps
	link  string // that was given last
	links int    // how many were given
}

// NewSession makes a session in which nothing is open. Ring tells the window to ask again; it must not block.
func NewSession(ring func(Topic)) *Session {
	return &Session{ring: ring, start: Start{Step: StepOpening}}
}

// Open puts the parts of a profile into the session and rings.
func (r *Session) Open(p *Deps) {
	r.mu.Lock()
	r.parts, r.start = p, Start{Step: StepOpen, Profile: p.Profile.Name}
	r.mu.Unlock()
	r.ring(DeskChanged)
}

// Wait says which step comes before a profile can be opened, and rings.
func (r *Session) Wait(s Start) {
	r.mu.Lock()
	r.parts, r.start = nil, s
	r.mu.Unlock()
	r.ring(DeskChanged)
}

// Notify tells the window to ask again.
func (r *Session) Notify(s Topic) { r.ring(s) }

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
