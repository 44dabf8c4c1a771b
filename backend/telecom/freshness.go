package telecom

import (
	"context"
	"sync"
	"time"
)

// SyncStatus is how things stand between this desk and its portal.
type SyncStatus string

// The weathers, in the order of the header's pictures.
const (
	Fresh      SyncStatus = "fresh"      // the last pass was complete and recent
	FirstCopy  SyncStatus = "firstCopy"  // nothing was complete yet; a first pass is running
	Refreshing SyncStatus = "refreshing" // a pass is running over data that is already here
	Stale      SyncStatus = "stale"      // the portal answers slowly or in part: older than it should be
	Offline    SyncStatus = "offline"    // the portal cannot be reached
	Refused    SyncStatus = "refused"    // the portal answers, and refuses
	Unsure     SyncStatus = "unsure"     // the portal shows less than it did
)

// StaleAfter is how old the last complete pass may be before what is shown counts as stale: three missed passes.
const StaleAfter = 90 * time.Second

// Freshness says how old what you see is, why, and when the next try comes. Times are in this desk's clock.
type Freshness struct {
	Status  SyncStatus
	ReadAt  time.Time // start of the last complete pass; zero: never
	Since   time.Time // since when the weather is bad; zero while it is good
	NextTry time.Time // zero while a pass is running
	Problem *Error    // why; nil while the weather is good

	// Copied and Expected measure a first copy, in services and orders; Expected is a guess of the portal's and may
	// be zero.
	Copied, Expected int

	// Unreadable counts the records of the last complete pass that no sense could be made of.
	Unreadable int

	// SweepWithin is how long a paced sweep takes until everything was checked once; zero before it is known.
	SweepWithin time.Duration
}

// Aged is the freshness as it stands at a time: fresh data that has grown old is stale.
func (f Freshness) Aged(now time.Time) Freshness {
	if f.Status == Fresh && now.Sub(f.ReadAt) > StaleAfter {
		f.Status = Stale
	}
	return f
}

// FreshAge is how old an answer may be that a cache gave, where an order or a decision depends on it.
const FreshAge = 10 * time.Second

// Ages gathers how old the answers are that are read with one context: a cache between desk and portal may have kept
// them. It may be used by several goroutines; nil gathers nothing.
type Ages struct {
	fresh  bool
	mu     sync.Mutex
	oldest time.Duration
}

type agesKey struct{}

// WithAges returns a context that gathers the ages of what is read with it.
func WithAges(ctx context.Context) (context.Context, *Ages) {
	a := &Ages{}
	return context.WithValue(ctx, agesKey{}, a), a
}

// WithFreshAges returns such a context for what an order or a decision depends on: nothing older than FreshAge counts
// as an answer.
func WithFreshAges(ctx context.Context) context.Context {
	return context.WithValue(ctx, agesKey{}, &Ages{fresh: true})
}

// AgesOf returns what gathers ages in a context; nil if nothing does.
func AgesOf(ctx context.Context) *Ages {
	a, _ := ctx.Value(agesKey{}).(*Ages)
	return a
}

// OnlyFresh reports whether nothing older than FreshAge counts as an answer.
func (a *Ages) OnlyFresh() bool { return a != nil && a.fresh }

// Note is told how old an answer is.
func (a *Ages) Note(age time.Duration) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.oldest = max(a.oldest, age)
}

// Oldest returns the age of the oldest answer so far.
func (a *Ages) Oldest() time.Duration {
	if a == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.oldest
}

// Page is a part of a list as a portal gave it.
type Page[T any] struct {
	Items      []T
	Next       int           // offset of the next page
	Last       bool          // it is empty, and the portal says nothing against that being the end
	Strict     bool          // the portal gives whole pages only: they cannot overlap
	Unreadable int           // records no sense could be made of
	Total      int           // how many rows the portal says there are; zero if it did not, or counts others as well
	Skew       time.Duration // the portal's clock minus this desk's, from the Date header
}

// SkewAtMost is how far a portal's clock may be off. What it tells beyond that is not believed: this desk goes by its
// own clock then.
const SkewAtMost = 24 * time.Hour

// Believed returns how far the portal's clock is off as far as that can be true; zero if it cannot.
func Believed(skew time.Duration) time.Duration {
	if skew.Abs() > SkewAtMost {
		return 0
	}
	return skew
}

// Stub is what a list may say of an order where it does not give the whole of it.
type Stub struct {
	ID        string
	State     string    // the portal's word, verbatim
	OrderedAt time.Time // zero if it is not told
}

// Changes is what a read brought. Records that equal what is known change nothing.
type Changes struct {
	Services []Service
	Orders   []Order
	Gone     Gone
	ReadAt   time.Time // in this desk's clock: when the read began, less the age of what a cache gave
	SeenAt   time.Time // in this desk's clock: when the answer was here; zero: ReadAt
	Cursor   *Cursor   // nil: as it was
}

// Gone are the ids of records that the portal has no more. It takes two complete sweeps, or one reading of everything
// that no other follows, and a question for the id itself to say so.
type Gone struct {
	Services []string
	Orders   []string
}

// Applied says what Changes changed.
type Applied struct {
	Revision  uint64   // grows by one with every change that can be seen
	Services  []string // ids whose service differs from before, or is gone
	Orders    []string // ids whose order differs from before, or is gone
	NewOrders int      // how many of the orders were not known
}

// Cursor is how far the reading of a portal has come. It is kept with the data it describes.
type Cursor struct {
	CompleteAt time.Time     // start of the last complete pass, in this desk's clock; zero: none yet
	Skew       time.Duration // the portal's clock minus this desk's
	ReadWith   string        // names the rules by which wire became words; with others everything is read anew

	// A sweep reads a whole list, a page at a time.
	Services Sweep
	Orders   Sweep
}

// Sweep is how far the reading of one whole list has come.
type Sweep struct {
	Offset int
	Began  time.Time // in this desk's clock
	Done   time.Time // when the last whole one was done; zero: never
	Length int       // records the last whole one found
}
