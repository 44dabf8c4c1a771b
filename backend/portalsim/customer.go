package portalsim

import (
	"fmt"
	"math/rand/v2"
)

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
	"Aroha", "Amina", "Anneke", "Arjun", "Beatriz", "Bilal", "Callum", "Chidi", "Clementine", "Daria", "Dominic",
	"Elias", "Esme", "Farid", "Fleur", "Gwen", "Hamish", "Hana", "Hugh", "Imogen", "Ines", "Ivo", "Jarrah", "Jun",
	"Kasper", "Keira", "Lachlan", "Leena", "Luca", "Maeve", "Marcus", "Mei-Lin", "Mirela", "Nikau", "Noor", "Oskar",
	"Paloma", "Petra", "Quentin", "Rania", "Ravi", "Rosalind", "Samir", "Siobhan", "Soren", "Tamsin", "Tariq",
	"Thea", "Umberto", "Vikram", "Wren", "Xanthe", "Yasmin", "Yusuf", "Zara", "Zoltan",
}

var familyNames = []string{
	"Abernathy", "Achterberg", "Baptiste", "Birdsall", "Brandt", "Carmody", "Castellano", "Chowdhury", "Clarke",
	"Danjuma", "Donnelly", "Eriksen", "Farrugia", "Feretti", "Fitzwater", "Galloway", "Haddad", "Hartigan", "Ishikawa",
	"Jankowski", "Jovanovic", "Kaplan", "Kovacs", "Lindqvist", "Macready", "Mulcahy", "Nakamura", "Ngata", "Novak",
	"O'Dwyer", "Okonkwo", "Osborne", "Papadakis", "Pemberton", "Petrov", "Price", "Quispe", "Rahimi", "Ramaswamy",
	"Ruane", "Saarinen", "Sefton", "Sokolova", "Takahashi", "Tran", "Ulrich", "Vandermeer", "Watanabe", "Whitlam",
	"Yilmaz", "Zhao", "Zimmer",
}

var firmWords = []string{
	"Kestrel", "Brightwater", "Wattle", "Saltbush", "Corella", "Tidewater", "Pardalote", "Sable Ridge", "Banksia",
	"Currawong", "Driftline", "Eucla", "Fernhollow", "Gumleaf", "Hillcrest", "Ironstone", "Jacaranda", "Kurrajong",
	"Lorikeet", "Mangrove", "Northbank", "Oystershell", "Paperbark", "Quandong", "Redgum", "Spinifex", "Tallowwood",
	"Upland", "Waratah", "Yarran",
}

var firmTrades = []string{
	"Joinery Pty Ltd", "Dental", "Plumbing", "Café", "Early Learning", "Surf School", "Books", "Wines", "Transport",
	"Physiotherapy", "Electrical Pty Ltd", "Landscapes", "Veterinary Clinic", "Freight", "Bakery", "Accounting",
	"Cycles", "Nursery", "Marine Pty Ltd", "Scaffolding", "Print & Sign", "Real Estate", "Optometry", "Robotics",
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
