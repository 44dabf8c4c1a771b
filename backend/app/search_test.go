package app

import (
	"testing"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
)

func TestSearch_NamesTheLetterO(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 2, Orders: -1})
	a := o.open(passphrase)
	o.fresh(a)
	for text, want := range map[string]bool{
		"O491 570 156": true, "\u200bO491\u00a057O\u20111o5\u202c": true, "+61 49l 570 156": false, "0499 999 998": false,
		"Otto 60": false, "no such": false, "ooooo": false,
	} {
		if got := o.find(a, bindings.ServicesQuery{Text: text}); got.Matching != 0 || got.LetterO != want {
			t.Errorf("%q: got %d services, letter O %v; want none and %v", text, got.Matching, got.LetterO, want)
		}
	}
}
