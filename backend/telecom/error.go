package telecom

import (
	"errors"
	"fmt"
)

// Code is the kind of an error, for programs.
type Code string

// The codes.
const (
	Unreachable Code = "unreachable" // the portal could not be reached, or did not answer in time
	Denied      Code = "denied"      // the portal refused: 401, 403
	Busy        Code = "busy"        // the portal is busy: 429, 503
	Broken      Code = "broken"      // the portal failed: other 5xx, a cut answer
	NotPortal   Code = "notPortal"   // something else answered, such as a sign-in page of the network
	Cached      Code = "cached"      // a cache on the way answered with old data
	NotFound    Code = "notFound"
	Unconfirmed Code = "unconfirmed" // an empty answer where data was known
	Invalid     Code = "invalid"     // the input is wrong
	InUse       Code = "inUse"       // another Commsdesk holds the data
	TooNew      Code = "tooNew"      // the data was written by a newer Commsdesk
	Damaged     Code = "damaged"
	Locked      Code = "locked" // the key of the data is not available
	Internal    Code = "internal"
)

// Codes lists every code once.
func Codes() []Code {
	return []Code{Unreachable, Denied, Busy, Broken, NotPortal, Cached, NotFound, Unconfirmed, Invalid, InUse, TooNew, Damaged,
		Locked, Internal}
}

// Error is an error for staff: a code for programs, a sentence for people, the portal's own words if it said something,
// and the cause for the log.
type Error struct {
	Code  Code
	Text  string // what happened, what was not done, what to do now
	Said  string // the portal's words, verbatim; empty if it said nothing
	Cause error  // for the log; may be nil; never shown
}

// Error returns the sentence, with the portal's words in quotes.
func (e *Error) Error() string {
	if e.Said == "" {
		return e.Text
	}
	return fmt.Sprintf("%s The portal says: “%s”", e.Text, e.Said)
}

func (e *Error) Unwrap() error { return e.Cause }

// AsError converts any error. One of another type becomes Internal and shows no detail.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: Internal, Text: "Commsdesk had an internal error. Nothing was changed. Try again; if it happens again, send the " +
		"log to your administrator.", Cause: err}
}
