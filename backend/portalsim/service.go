package portalsim

import "math/rand/v2"

// Service states of the specification that occur here.
const (
	active     = "active"
	suspended  = "inactive"
	terminated = "terminated"
	reserved   = "reserved"
)

// service is one phone number and everything that is true of it now.
type service struct {
	id       string
	number   int
	customer *customer
	plan     *plan
	simType  string // "eSIM" or "physical"
	iccid    string
	state    string
	because  string // why it is suspended
	features uint8  // bit i: featureNames[i] is on
	pack     string
	start    int64 // Unix milliseconds; 0 while it is being activated
	end      int64
	quiet    int64 // since when nothing is used, 0 while it is
	first    *plan // the one it began with
	orders   []*order
}

// feature is a switch of a service, with the words the wire uses for it.
type feature struct{ id, name, setting, value string }

var features = []feature{
	{"voicemail", "Voicemail", "greeting", "standard"},
	{"callerId", "Caller ID", "display", "number"},
	{"callForwarding", "Call forwarding", "condition", "noAnswer"},
	{"internationalCalls", "International calls", "zone", "all"},
	{"roaming", "International roaming", "zone", "world"},
}

func anySIMType(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return "eSIM"
	}
	return "physical"
}

// openOrder reports whether an order of this service was still open at a moment.
func (s *service) openOrder(now int64) bool {
	for i := len(s.orders) - 1; i >= 0; i-- {
		if !final(s.orders[i].stateAt(now)) {
			return true
		}
	}
	return false
}
