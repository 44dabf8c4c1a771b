package telecom

import "time"

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
