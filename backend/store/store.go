// Package store keeps the program's data on this computer: Cache, a copy of the portal that may be deleted at any time, and
// Promises, the drafts, orders and decisions of this computer, which must never be lost. Each is one bbolt file in which
// every value is encrypted (sealed): without the key, the file reveals nothing about a customer.
//
// A method is one business operation and at most one transaction. Errors are of type *telecom.Error.
package store

import (
	"fmt"
	"runtime/debug"

	"commsdesk/backend/telecom"
)

// The errors for staff. None names a customer or an ID.

func damaged(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Damaged, Cause: cause,
		Text: "The copy of the portal on this computer is damaged. Nothing is lost: the portal has everything. " +
			"Close Commsdesk and start it again; it then makes a new copy."}
}

func closed() *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Text: "The data on this computer is already closed. Nothing was changed. " +
		"Start Commsdesk again."}
}

func unwritable(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "Commsdesk could not write its data on this computer. Nothing was changed. " +
			"Check that the disk is not full and that you may write to Commsdesk’s data folder, then try again."}
}

func unopenable(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "Commsdesk could not open its data on this computer. Nothing was changed. " +
			"Check that you may read and write Commsdesk’s data folder, then start Commsdesk again."}
}

func inUse(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.InUse, Cause: cause,
		Text: "Commsdesk is already open on this data. Nothing was opened here. " +
			"Use the other window, or close it and start Commsdesk again."}
}

// guard runs a function that reads or writes pages of a bbolt file. bbolt trusts its pages: a bad one makes it panic, and a
// page beyond the end of the file causes a fault. Both are returned as an error; panicked reports that bbolt may still hold
// its locks and must not be used again.
func guard(do func() error) (err error, panicked bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err, panicked = fmt.Errorf("panic while reading pages: %v\n%s", p, debug.Stack()), true
		}
	}()
	return do(), false
}
