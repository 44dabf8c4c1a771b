package portalsim

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// shortestSecret keeps words out of the list of personal data that would be found in every text.
const shortestSecret = 5

// notePeople notes what a client sent about people, also in an order that is refused.
func (w *world) notePeople(o sentOrder) {
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
	for _, it := range o.items {
		for _, name := range []string{"iccid", "accountNumber", "dateOfBirth", "msisdn"} {
			note(it.characteristic(name))
		}
		if number, ok := readNumber(it.characteristic("msisdn")); ok {
			w.noteNumber(number)
		}
		if s := w.serviceByID[it.service().ID]; s != nil {
			w.noteNumber(s.number) // a port may give it another
		}
	}
}

// noteNumber notes a phone number in the three ways it is written.
func (w *world) noteNumber(number int) {
	for _, way := range written(number) {
		w.personal[way] = true
	}
}

// customer is a person or a firm that has services.
type customer struct {
	id, name string
	firm     bool
}

// staffMember is somebody who places orders.
type staffMember struct{ id, name string }

var staff = []staffMember{
	{"STF-0117", "Tom Ellery"}, {"STF-0121", "Priya Raman"}, {"STF-0134", "Grace Adeyemi"},
	{"STF-0140", "Jonas Weber"}, {"STF-0152", "Leilani Kahale"}, {"STF-0166", "Owen Blackwood"},
}

var givenNames = []string{
	"Aroha", "Amina", "Anneke", "Arjun", "Beatriz", "Bilal", "Callum", "Chidi", "Clementine", "Daria", "Dominic", "Elias", "Esme",
	"Farid", "Fleur", "Gwen", "Hamish", "Hana", "Hugh", "Imogen", "Ines", "Ivo", "Jarrah", "Jun", "Kasper", "Keira", "Lachlan",
	"Leena", "Luca", "Maeve", "Marcus", "Mei-Lin", "Mirela", "Nikau", "Noor", "Oskar", "Paloma", "Petra", "Quentin", "Rania", "Ravi",
	"Rosalind", "Samir", "Siobhan", "Soren", "Tamsin", "Tariq", "Thea", "Umberto", "Vikram", "Wren", "Xanthe", "Yasmin", "Yusuf",
	"Zara", "Zoltan",
}

var familyNames = []string{
	"Abernathy", "Achterberg", "Baptiste", "Birdsall", "Brandt", "Carmody", "Castellano", "Chowdhury", "Clarke", "Danjuma", "Donnelly",
	"Eriksen", "Farrugia", "Feretti", "Fitzwater", "Galloway", "Haddad", "Hartigan", "Ishikawa", "Jankowski", "Jovanovic", "Kaplan",
	"Kovacs", "Lindqvist", "Macready", "Mulcahy", "Nakamura", "Ngata", "Novak", "O'Dwyer", "Okonkwo", "Osborne", "Papadakis",
	"Pemberton", "Petrov", "Price", "Quispe", "Rahimi", "Ramaswamy", "Ruane", "Saarinen", "Sefton", "Sokolova", "Takahashi", "Tran",
	"Ulrich", "Vandermeer", "Watanabe", "Whitlam", "Yilmaz", "Zhao", "Zimmer",
}

var firmWords = []string{
	"Kestrel", "Brightwater", "Wattle", "Saltbush", "Corella", "Tidewater", "Pardalote", "Sable Ridge", "Banksia", "Currawong",
	"Driftline", "Eucla", "Fernhollow", "Gumleaf", "Hillcrest", "Ironstone", "Jacaranda", "Kurrajong", "Lorikeet", "Mangrove",
	"Northbank", "Oystershell", "Paperbark", "Quandong", "Redgum", "Spinifex", "Tallowwood", "Upland", "Waratah", "Yarran",
}

var firmTrades = []string{
	"Joinery Pty Ltd", "Dental", "Plumbing", "Café", "Early Learning", "Surf School", "Books", "Wines", "Transport", "Physiotherapy",
	"Electrical Pty Ltd", "Landscapes", "Veterinary Clinic", "Freight", "Bakery", "Accounting", "Cycles", "Nursery", "Marine Pty Ltd",
	"Scaffolding", "Print & Sign", "Real Estate", "Optometry", "Robotics",
}

// newCustomer invents somebody, in one case of three a firm.
func newCustomer(r *rand.Rand, n int) *customer {
	c := &customer{id: fmt.Sprintf("CUS%07d", 2041800+n*3), firm: r.IntN(3) == 0}
	if c.firm {
		c.name = firmWords[r.IntN(len(firmWords))] + " " + firmTrades[r.IntN(len(firmTrades))]
	} else {
		c.name = givenNames[r.IntN(len(givenNames))] + " " + familyNames[r.IntN(len(familyNames))]
	}
	return c
}

// furtherNumbers is where a world larger than the cast goes on. The cast has the mobile numbers Australia keeps free
// for stories.
const furtherNumbers = 491570160

// numberOf returns the phone number of the nth service. Each is different.
func numberOf(n int) int {
	if n < len(cast) {
		return cast[n].number
	}
	number := furtherNumbers + n - len(cast)
	for _, r := range cast { // ascending, so one pass steps over all of them
		if r.number >= furtherNumbers && r.number <= number {
			number++
		}
	}
	return number
}

// e164 writes a number as the wire does: +61491570156.
func e164(number int) string { return fmt.Sprintf("+61%09d", number) }

// national writes a number as people say it: 0491 570 156.
func national(number int) string {
	return fmt.Sprintf("0%03d %03d %03d", number/1000000, number/1000%1000, number%1000)
}

// compact writes a number as people type it: 0491570156.
func compact(number int) string { return fmt.Sprintf("0%09d", number) }

// written returns the three ways in which a number is written.
func written(number int) []string { return []string{e164(number), compact(number), national(number)} }

// readNumber reads a phone number in any of the three ways.
func readNumber(s string) (number int, ok bool) {
	s = strings.ReplaceAll(s, " ", "")
	digits, ok := strings.CutPrefix(s, "+61")
	if !ok {
		digits, ok = strings.CutPrefix(s, "0")
	}
	if !ok || len(digits) != 9 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	return number, err == nil && number > 0
}

// newSIM invents the 13 digits on a SIM, one in three with leading zeros.
func newSIM(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return fmt.Sprintf("00%011d", r.Int64N(1e11))
	case 1:
		return fmt.Sprintf("06100%08d", r.Int64N(1e8))
	default:
		return fmt.Sprintf("8961%09d", r.Int64N(1e9))
	}
}
