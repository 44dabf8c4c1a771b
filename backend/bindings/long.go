package bindings

import (
	"unicode/utf8"

	"commsdesk/backend/telecom"
)

// What may be typed at most, in characters: what is kept is kept for good, and read with every look at a form.
const (
	longestNote = 2000
	longestText = 200
)

// short says which text of a draft is too long to be kept or sent.
func (d *Draft) short() error {
	texts := []string{d.SIMNumber, d.PlanID, d.PlanName, d.PackID, d.PackName, d.StartOn, d.TypedNumber, d.Customer, d.PortNumber, d.LosingProvider,
		d.AccountNumber, d.BornOn, d.AuthorisedOn, d.OrderID, d.ServiceID}
	for _, f := range d.Features {
		texts = append(texts, f.Name)
	}
	for _, text := range texts {
		if utf8.RuneCountInString(text) > longestText {
			return tooLong("One of the fields holds more than 200 characters.")
		}
	}
	return shortNote(d.Note)
}

// shortNote says that a note, or a reason, is too long to be kept.
func shortNote(text string) error {
	if utf8.RuneCountInString(text) > longestNote {
		return tooLong("The note holds more than 2,000 characters.")
	}
	return nil
}

func tooLong(what string) error {
	return &telecom.Error{Code: telecom.Invalid, Text: what + " It was not kept and nothing was sent. Shorten it."}
}
