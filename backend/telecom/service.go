package telecom

import (
	"time"
)

// Service is one mobile service of a customer, as the portal last described it. Times are UTC; a zero time means the
// portal did not give one.
type Service struct {
	ID       string // the portal's id, opaque
	Number   string // the phone number as the portal wrote it
	Customer string
	Plan     string
	Platform string // "1.0" or "2.0"; verbatim, empty if not given
	State    string // the portal's word, verbatim
	SIM      SIM
	Features []Feature

	ActiveSince time.Time
	EndedAt     time.Time

	// OrderIDs are the orders that the portal lists on the service itself. It may list none and still have some.
	OrderIDs []string

	// Raw is the portal's own JSON, so that unread fields are not lost.
	Raw []byte
}

// SIM is the card, or the profile, of a service.
type SIM struct {
	Type   SIMType
	Number string // digits as a string: leading zeros count
}

// SIMType tells a card from a downloaded profile.
type SIMType string

// The SIM types of the portal's form. SIMUnknown is for a portal that does not say.
const (
	SIMUnknown  SIMType = ""
	SIMPhysical SIMType = "physical"
	SIMEmbedded SIMType = "esim"
)

// Feature is one switch of a service.
type Feature struct {
	Name string `json:"name"`
	On   bool   `json:"on"`
}

// ServiceState is the meaning of a service's state word.
type ServiceState string

// The states of a service. The words on the wire are those of TMF638; ServiceUnknown stands for any other, which is
// shown verbatim.
const (
	ServiceActive     ServiceState = "active"
	ServiceActivating ServiceState = "activating" // feasibilityChecked, designed, reserved
	ServiceSuspended  ServiceState = "suspended"  // inactive
	ServiceEnded      ServiceState = "ended"      // terminated
	ServiceUnknown    ServiceState = "unknown"
)

// ServiceStates lists every state once, in the order of the filter.
func ServiceStates() []ServiceState {
	return []ServiceState{ServiceActive, ServiceActivating, ServiceSuspended, ServiceEnded, ServiceUnknown}
}

var serviceStateWords = map[string]ServiceState{
	"active": ServiceActive, "feasibilitychecked": ServiceActivating, "designed": ServiceActivating, "reserved": ServiceActivating,
	"inactive": ServiceSuspended, "suspended": ServiceSuspended, "terminated": ServiceEnded, "ended": ServiceEnded,
}

// ServiceStateOf parses a state word, ignoring case and separators.
func ServiceStateOf(word string) ServiceState {
	if s, known := serviceStateWords[Normalize(word)]; known {
		return s
	}
	return ServiceUnknown
}

// Cycle returns the billing cycle of a time: the start of its first and of its last day, in the provider's zone. Platform
// 2.0 bills from the 28th to the 27th; platform 1.0 from the day of the month on which the service was activated. Ok is
// false if the platform or the activation date is unknown.
func Cycle(s *Service, now time.Time, zone *time.Location) (from, to time.Time, ok bool) {
	first := ChangeDay + 1
	switch {
	case s.Platform == "2.0":
	case s.Platform == "1.0" && !s.ActiveSince.IsZero():
		first = s.ActiveSince.In(zone).Day()
	default:
		return
	}
	n := now.In(zone)
	from = dayOf(n.Year(), n.Month(), first, zone)
	if from.After(n) {
		from = dayOf(n.Year(), n.Month()-1, first, zone)
	}
	to = dayOf(from.Year(), from.Month()+1, first, zone).AddDate(0, 0, -1)
	return from, StartOfDay(to.Year(), to.Month(), to.Day(), zone), true
}

// dayOf returns a day of a month, or its last day if it has no such day.
func dayOf(year int, month time.Month, day int, zone *time.Location) time.Time {
	last := time.Date(year, month+1, 0, 12, 0, 0, 0, zone).Day()
	return StartOfDay(year, month, min(day, last), zone)
}

// StartOfDay returns the first instant of a day: midnight, or later where clocks skip midnight on that day.
func StartOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	noon, start := time.Date(year, month, day, 12, 0, 0, 0, zone), time.Date(year, month, day, 0, 0, 0, 0, zone)
	for start.Day() != noon.Day() {
		start = start.Add(15 * time.Minute) // clocks are set by quarters of an hour
	}
	return start
}
