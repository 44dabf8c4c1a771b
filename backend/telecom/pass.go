package telecom

import "time"

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
