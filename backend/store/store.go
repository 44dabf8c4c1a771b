// Package store keeps what the desk knows on this computer: a copy of the portal that may be deleted at any time
// (Cache), and promises that may not (Promises). Each is one bbolt file, and every value in it is sealed: what is
// read from the file without the key says nothing about a customer.
//
// A method is one business sentence and at most one transaction. What goes wrong comes back as a *backend.Error.
package store

import (
	"fmt"
	"runtime/debug"

	"commsdesk/backend/telecom"
)

// The sentences for staff. None names a file by its content, a customer or an id.

func damaged(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Damaged, Cause: cause,
		Text: "The copy of the portal on this computer is damaged. Nothing is lost: the portal has everything. Close Commsdesk and start it again; it then makes a new copy."}
}

func closed() *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Text: "The data on this computer is closed already. Nothing was changed. Start Commsdesk again."}
}

func unwritable(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "Commsdesk could not write its data on this computer. Nothing was changed. Check that the disk is not full and that you may write to Commsdesk’s data folder, then try again."}
}

func unopenable(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "Commsdesk could not open its data on this computer. Nothing was changed. Check that you may read and write Commsdesk’s data folder, then start Commsdesk again."}
}

func inUse(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.InUse, Cause: cause,
		Text: "Commsdesk is already open on this data. Nothing was opened here. Use the other window, or close it and start Commsdesk again."}
}

// guard runs what reads or writes pages of a bbolt file. bbolt trusts its pages: a bad one makes it panic, and a
// page that the file no longer has makes the machine fault. Both come back as an error; panicked says that bbolt
// may still hold its locks and must not be used again.
func guard(do func() error) (err error, panicked bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err, panicked = fmt.Errorf("panic while reading pages: %v\n%s", p, debug.Stack()), true
		}
	}()
	return do(), false
}
