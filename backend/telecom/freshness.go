package telecom

import (
	"context"
	"sync"
	"time"
)

// SyncStatus is the state of the sync between this desk and its portal.
type SyncStatus string

// The statuses, in the order of the header's icons.
const (
	Fresh      SyncStatus = "fresh"      // the last pass was complete and recent
	FirstCopy  SyncStatus = "firstCopy"  // nothing is complete yet; a first pass is running
	Refreshing SyncStatus = "refreshing" // a pass is running over existing data
	Stale      SyncStatus = "stale"      // the portal answers slowly or in part: the data is older than it should be
	Offline    SyncStatus = "offline"    // the portal cannot be reached
	Refused    SyncStatus = "refused"    // the portal answers, but refuses
	Unsure     SyncStatus = "unsure"     // the portal shows less than it did
)

// StaleAfter is how old the last complete pass may be before the data counts as stale: three missed passes.
const StaleAfter = 90 * time.Second

// Freshness is how old the data is, why, and when the next try comes. Times are in this desk's clock.
type Freshness struct {
	Status  SyncStatus
	ReadAt  time.Time // start of the last complete pass; zero: never
	Since   time.Time // since when the status is bad; zero while it is good
	NextTry time.Time // zero while a pass is running
	Problem *Error    // why; nil while the status is good

	// Copied and Expected are the progress of a first copy, in services and orders; Expected is the portal's guess and
	// may be zero.
	Copied, Expected int

	// Unreadable counts the records of the last complete pass that could not be understood.
	Unreadable int

	// SweepWithin is how long a sweep takes to check everything once; zero if unknown.
	SweepWithin time.Duration
}

// Aged returns the freshness at a time: fresh data that has grown old is stale.
func (f Freshness) Aged(now time.Time) Freshness {
	if f.Status == Fresh && now.Sub(f.ReadAt) > StaleAfter {
		f.Status = Stale
	}
	return f
}

// FreshAge is how old a cached answer may be where an order or a decision depends on it.
const FreshAge = 10 * time.Second

// Ages collects the ages of the answers read with one context: a cache between desk and portal may have kept them. It
// may be used from several goroutines; nil collects nothing.
type Ages struct {
	fresh  bool
	mu     sync.Mutex
	oldest time.Duration
}

type agesKey struct{}

// WithAges returns a context that collects the ages of its answers.
func WithAges(ctx context.Context) (context.Context, *Ages) {
	a := &Ages{}
	return context.WithValue(ctx, agesKey{}, a), a
}

// WithFreshAges returns such a context for readings that an order or a decision depends on: an answer older than
// FreshAge does not count.
func WithFreshAges(ctx context.Context) context.Context {
	return context.WithValue(ctx, agesKey{}, &Ages{fresh: true})
}

// AgesOf returns the ages of a context; nil if it collects none.
func AgesOf(ctx context.Context) *Ages {
	a, _ := ctx.Value(agesKey{}).(*Ages)
	return a
}

// OnlyFresh reports whether an answer older than FreshAge does not count.
func (a *Ages) OnlyFresh() bool { return a != nil && a.fresh }

// Note records the age of an answer.
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
	Last       bool          // it is empty, and nothing the portal says contradicts that being the end
	Strict     bool          // the portal gives whole pages only: they cannot overlap
	Unreadable int           // records that could not be understood
	Total      int           // rows, as the portal counts; zero if it does not, or counts others as well
	Skew       time.Duration // the portal's clock minus this desk's, from the Date header
}

// SkewAtMost is how far a portal's clock may be off. Beyond that this desk uses its own clock.
const SkewAtMost = 24 * time.Hour

// Believed returns a skew if it is plausible; otherwise zero.
func Believed(skew time.Duration) time.Duration {
	if skew.Abs() > SkewAtMost {
		return 0
	}
	return skew
}

// Stub is what a list may give of an order instead of the whole.
type Stub struct {
	ID        string
	State     string    // the portal's word, verbatim
	OrderedAt time.Time // zero if it is not told
}

// Changes is the result of a reading. Records that equal the known ones change nothing.
type Changes struct {
	Services []Service
	Orders   []Order
	Gone     Gone
	ReadAt   time.Time // in this desk's clock: when the reading began, less the age of a cached answer
	SeenAt   time.Time // in this desk's clock: when the answer arrived; zero: ReadAt
	Cursor   *Cursor   // nil: unchanged
}

// Gone are the ids of records that the portal no longer has. That takes two complete sweeps, or one reading of
// everything that no other follows, and a question for the id itself.
type Gone struct {
	Services []string
	Orders   []string
}

// Applied is what Changes changed.
type Applied struct {
	Revision  uint64   // grows by one with every visible change
	Services  []string // ids of services that changed or are gone
	Orders    []string // ids of orders that changed or are gone
	NewOrders int      // how many of the orders are new
}

// Cursor is how far the reading of a portal has come. It is kept with the data.
type Cursor struct {
	CompleteAt time.Time     // start of the last complete pass, in this desk's clock; zero: none yet
	Skew       time.Duration // the portal's clock minus this desk's
	ReadWith   string        // names the rules by which the portal's words were interpreted; with others everything is read anew

	// The sweep of each list.
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
