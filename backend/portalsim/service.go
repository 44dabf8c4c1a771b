package portalsim

import (
	"math/rand/v2"
)

// Service states of the specification that occur here.
const (
	active     = "active"
	suspended  = "inactive"
	terminated = "terminated"
	reserved   = "reserved"
)

// service is one phone number and everything that is true of it now.
type service struct {
	id        string
	number    int
	customer  *customer
	plan      *plan
	simType   string // "eSIM" or "physical"
	iccid     string
	state     string
	because   string // why it is suspended
	features  uint8  // bit i: featureNames[i] is on
	pack      string
	start     int64 // Unix milliseconds; 0 while it is being activated
	end       int64
	quiet     int64 // placed when nothing is used, 0 while it is
	firstPlan *plan // the one it began with
	orders    []*order
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

const (
	inventoryPath = "/tmf-api/serviceInventory/v4"
	orderingPath  = "/tmf-api/serviceOrdering/v4"
	servicePath   = inventoryPath + "/service"
	orderPath     = orderingPath + "/serviceOrder"
)

type serviceRow struct {
	*service
	p *Portal
}

func (r serviceRow) attribute(path string) (string, bool) {
	return oneOf(path, "id", r.id, "state", r.state, "category", "mobile", "relatedParty.id", r.customer.id, "relatedParty.name",
		r.customer.name)
}

func (s *service) wire() doc {
	kind, ended := "Mobile ", int64(0)
	if s.plan.name == "Data SIM 80" {
		kind = "Data "
	}
	if s.state == terminated {
		ended = s.end
	}
	characteristics := []wireCharacteristic{
		text("msisdn", e164(s.number)), text("iccid", s.iccid), text("simType", s.simType),
		text("plan", s.plan.name), text("platform", s.plan.platform),
	}
	if s.because != "" {
		characteristics = append(characteristics, text("suspensionReason", s.because))
	}
	if s.pack != "" {
		characteristics = append(characteristics, text("travelPack", s.pack))
	}
	var switches, items []doc
	for i := range features {
		switches = append(switches, featureDoc(i, s.features&(1<<i) != 0, nil))
	}
	for _, o := range s.orders {
		for _, id := range o.itemIDs() {
			items = append(items, doc{
				{"itemId", id}, {"serviceOrderId", o.id}, {"serviceOrderHref", orderPath + "/" + o.id}, {"itemAction", o.action()},
				{"@referredType", "ServiceOrder"},
			})
		}
	}
	return doc{
		{"id", s.id}, {"href", servicePath + "/" + s.id}, {"category", "mobile"}, {"name", kind + national(s.number)}, {"serviceType", "CFS"},
		{"state", s.state}, {"startDate", instant(s.start)}, {"endDate", instant(ended)}, {"isServiceEnabled", s.state == active},
		{"feature", switches}, {"relatedParty", []wireParty{s.customer.wire()}}, {"serviceCharacteristic", characteristics},
		{"serviceOrderItem", items}, {"@type", "Service"},
	}
}

// featureDoc writes a feature with its settings; given none, with the usual one.
func featureDoc(i int, on bool, settings []wireCharacteristic) doc {
	f := features[i]
	if len(settings) == 0 {
		settings = []wireCharacteristic{text(f.setting, f.value)}
	}
	return doc{{"id", f.id}, {"name", f.name}, {"isEnabled", on}, {"featureCharacteristic", settings}}
}

func (c *customer) wire() wireParty {
	referred := "Individual"
	if c.firm {
		referred = "Organization"
	}
	return wireParty{ID: c.id, Name: c.name, Role: "customer", Type: "RelatedParty", ReferredType: referred}
}

// turn turns a feature on or off.
func (s *service) turn(sw featureSwitch) {
	s.features &^= 1 << sw.feature
	if sw.on {
		s.features |= 1 << sw.feature
	}
}
