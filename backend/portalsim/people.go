package portalsim

// shortestSecret keeps words out of the list of personal data that would be
// found in every text.
const shortestSecret = 5

// rememberPeople notes what a client sent about people, also in an order that
// is refused.
func (w *world) rememberPeople(o sentOrder, items []sentItem) {
	note := func(s string) {
		if len(s) >= shortestSecret {
			w.personal[s] = true
		}
	}
	for _, p := range o.RelatedParty {
		if p.Role == customerRole {
			note(p.Name)
		}
	}
	for _, it := range items {
		for _, name := range []string{"iccid", "accountNumber", "dateOfBirth", "msisdn"} {
			note(it.characteristic(name))
		}
		if number, ok := readNumber(it.characteristic("msisdn")); ok {
			w.noteNumber(number)
		}
		if s := w.serviceByID[it.serviceID()]; s != nil {
			w.noteNumber(s.number) // a port may give it another
		}
	}
}

// noteNumber notes a phone number in the three ways it is written.
func (w *world) noteNumber(number int) {
	w.personal[e164(number)], w.personal[compact(number)], w.personal[national(number)] = true, true, true
}
