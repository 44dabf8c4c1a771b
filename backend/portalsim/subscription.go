package portalsim

import "fmt"

// firstSubscription is the number in the id of the oldest request. The newest of
// the default world is SR-104431.
const firstSubscription = 104020

// subscription is a customer's request to subscribe to a service offering.
type subscription struct {
	serial    int
	ordered   int64
	status    string
	version   int // rises with everything that a decision stands on
	service   *service
	by        contact
	changes   []statusChange
	contracts []int64    // when each version of the contract was begun
	key       string     // of the last decision that a client sent
	echo      []wireFact // what it asked for, where that is stored and not carried out
	asked     *cancelWish
	notes     []wireNote
	begun     int64 // when it became active first; 0: never
	due       int64 // when provisioning goes on; 0: never by itself
	place     int   // on its shelf
}

// contact is the person who initiated a request.
type contact struct{ name, mail string }

// statusChange is one line of a request's history.
type statusChange struct {
	at                int64
	by, from, to, why string
}

// cancelWish is a customer's wish that a request be canceled.
type cancelWish struct {
	at      int64
	by, why string
}

func (s *subscription) number() int       { return firstSubscription + s.serial }
func (s *subscription) id() string        { return fmt.Sprintf("SR-%d", s.number()) }
func (s *subscription) productID() string { return fmt.Sprintf("PRD-%d", s.number()) }

// hasProduct reports whether there is a product: from the moment on that the
// request is submitted.
func (s *subscription) hasProduct() bool { return s.status != subDraft }

// turn gives the request a status. It is how every change is made, so that the
// history, the version and the contract always go with it.
func (s *subscription) turn(to string, at int64, by, why string) {
	s.changes = append(s.changes, statusChange{at, by, s.status, to, why})
	s.status = to
	s.version++
	if wants, _ := subStatusOf(to); to == subGenerating || len(s.contracts) == 0 && wants.contract != "" && to != subDenied && to != subCanceled {
		s.contracts = append(s.contracts, at)
	}
	if to == subActive && s.begun == 0 {
		s.begun = at
	}
	if to != subCanceled && to != subPendingCancel && to != subDecommissioning {
		s.asked = nil // whatever else is decided answers the wish
	}
}

// stay notes a decision that leaves the status as it is: the contract is sent
// once more, or a wish to cancel is not granted.
func (s *subscription) stay(at int64, by, why string) {
	s.changes = append(s.changes, statusChange{at, by, s.status, s.status, why})
	s.version++
	s.asked = nil
}

// ask notes a customer's wish to cancel.
func (s *subscription) ask(at int64, why string) {
	s.asked = &cancelWish{at, s.by.mail, why}
	s.version++
}

// withdraw forgets that wish.
func (s *subscription) withdraw() {
	s.asked = nil
	s.version++
}

// redraft begins a new version of the contract while it is being written.
func (s *subscription) redraft(at int64) {
	s.contracts = append(s.contracts, at)
	s.version++
}

// remark adds a note, which changes nothing that a decision stands on.
func (s *subscription) remark(at int64, author, text string) {
	s.notes = append(s.notes, wireNote{ID: fmt.Sprint(len(s.notes) + 1), Author: author, Date: instant(at), Text: text, Type: "Note"})
}

// changedTo is when the request last came to a status; 0: never.
func (s *subscription) changedTo(status string) int64 {
	for i := len(s.changes) - 1; i >= 0; i-- {
		if s.changes[i].to == status && s.changes[i].from != status {
			return s.changes[i].at
		}
	}
	return 0
}
