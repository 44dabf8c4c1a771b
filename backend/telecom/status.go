package telecom

// Status is what the state word of an order means to this desk. The word itself stays on the order, verbatim.
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

// StatusOf reads the state word of an order without regard to case and separators.
func StatusOf(word string) Status {
	switch fold(word) {
	case "":
		return StatusMissing
	case "acknowledged":
		return Acknowledged
	case "inprogress":
		return InProgress
	case "completed", "complete":
		return Complete
	case "rejected":
		return Rejected
	case "failed":
		return Failed
	case "partial":
		return Partial
	case "cancelled", "canceled":
		return Cancelled
	case "pending":
		return Pending
	case "held":
		return Held
	case "assessingcancellation", "pendingcancellation":
		return Cancelling
	}
	return StatusUnknown
}

// Open says whether an order in this status may still change something. Only final statuses are closed: a word this
// desk does not know counts as open, because closing it by mistake is how duplicates are made.
func (s Status) Open() bool {
	switch s {
	case Complete, Rejected, Failed, Partial, Cancelled:
		return false
	}
	return true
}

// Waits says whether an order in this status waits for somebody and not for the carrier, so that its clock stands.
func (s Status) Waits() bool { return s == Pending || s == Held }
