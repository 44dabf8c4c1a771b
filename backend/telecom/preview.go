package telecom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Consequence is something that will happen when a draft is placed.
type Consequence struct {
	Text  string `json:"text"`
	Grave bool   `json:"grave"` // it cannot be undone
}

// Preview returns what will happen when a draft is placed at a time, for staff to read and tell the customer. The
// service is nil if there is none yet.
func Preview(d *Draft, s *Service, offer Offer, now time.Time, zone *time.Location) []Consequence {
	if zone == nil {
		zone = time.UTC
	}
	var all consequences
	switch d.Kind {
	case CancelOrder:
		all.say("The portal is asked to cancel %s. It decides whether that is still possible: until it shows as Cancelled, the order "+
			"counts as open.", cmp.Or(d.OrderID, "the order"))
	case Activation, NumberPort:
		if d.creates() {
			all.newService(d)
		}
		if d.Kind == NumberPort || d.Origin == PortedNumber {
			all.port(&d.Port)
		}
	}
	if s == nil {
		return all
	}
	switch d.Kind {
	case SIMSwap:
		all.simSwap(d, s)
	case ChangePlan:
		all.changePlan(d, s, offer, now, zone)
	case CancelService:
		all.cancelService(s, now, zone)
	case FeatureUpdate:
		for _, c := range d.Features {
			all.say("%s changes from %s to %s.", c.Name, onOff(c.From), onOff(c.To))
		}
	case TravelPack:
		all.travelPack(d, offer, zone)
	}
	return all
}

// Irreversible reports whether a draft does something to a service that cannot be undone.
func (d *Draft) Irreversible(s *Service, offer Offer, now time.Time, zone *time.Location) bool {
	return slices.ContainsFunc(Preview(d, s, offer, now, zone), func(c Consequence) bool { return c.Grave })
}

type consequences []Consequence

func (c *consequences) say(format string, args ...any) {
	*c = append(*c, Consequence{Text: fmt.Sprintf(format, args...)})
}

func (c *consequences) warn(format string, args ...any) {
	*c = append(*c, Consequence{Text: fmt.Sprintf(format, args...), Grave: true})
}

func (c *consequences) simSwap(d *Draft, s *Service) {
	c.say("%s is out of service for a short time.", numberName(s))
	c.warn("%s stops working when the swap completes.", simName(s.SIM))
	if s.SIM.Type == SIMEmbedded {
		c.warn("That E-SIM cannot be activated again; going back needs a new one.")
	}
	if d.SIMType == SIMEmbedded {
		c.warn("The new E-SIM is issued once. Removed from the phone, it cannot be activated again.")
	}
	if s.Platform != "" {
		c.say("Only a SIM of platform %s works on this service.", s.Platform)
	}
	c.say("Wait for Complete before asking the customer to test.")
}

// simName names the SIM of a service by the last digits of its number.
func simName(s SIM) string {
	name := "The current SIM"
	switch s.Type {
	case SIMEmbedded:
		name = "The current E-SIM"
	case SIMPhysical:
		name = "The current physical SIM"
	}
	if n := len(s.Number); n > 4 {
		name += ", ending " + s.Number[n-4:] + ","
	}
	return name
}

func (c *consequences) newService(d *Draft) {
	c.say("A new service on platform 2.0 is created for %s, on %s.", cmp.Or(d.Customer, "the customer"), cmp.Or(d.PlanName, "the plan"))
	c.say("It is billed from the 28th to the 27th. Plans change on the 27th only, pay-as-you-go roaming is disabled, and travel packs are " +
		"ordered by SMS.")
	c.say("Only a SIM of platform 2.0 works on it.")
	if d.SIMType == SIMEmbedded {
		c.warn("The E-SIM is issued once. Removed from the phone, it cannot be activated again.")
	}
}

func (c *consequences) port(p *Port) {
	c.say("%s moves here from %s. That takes hours, "+
		"not minutes.", cmp.Or(p.Number, "The number"), cmp.Or(p.LosingProvider, "the losing provider"))
	proof := "the account number"
	if p.Billing == Prepaid {
		proof = "the date of birth"
	}
	c.say("Wrong data leads to a rejection. Compare the number and %s with the customer’s documents.", proof)
}

func (c *consequences) travelPack(d *Draft, offer Offer, zone *time.Location) {
	name := cmp.Or(d.PackName, "The pack")
	if start, err := time.ParseInLocation(time.DateOnly, d.StartOn, zone); err == nil {
		c.say("%s starts on %s.", name, day(start))
	}
	p, known := offer.pack(d.PackID, d.PackName)
	if known && p.Days > 0 {
		c.say("It lasts %s.", counted(p.Days, "day"))
	}
	if known && p.Price != "" {
		c.say("It costs %s.", price(p.Price, p.Currency))
	}
}

// numberName names a service in a sentence, as the top of its page does.
func numberName(s *Service) string { return cmp.Or(s.Number, "The service") }

func price(amount, currency string) string { return strings.TrimSpace(currency + " " + amount) }

// NextStep returns what staff do when an order of a kind is Complete.
func NextStep(kind Kind) string {
	return cmp.Or(nextSteps[kind], "Now check in the portal that the service is as ordered.")
}

var nextSteps = map[Kind]string{
	SIMSwap:       "Now ask the customer to restart the phone with the new SIM and test a call, an SMS and data.",
	ChangePlan:    "Now tell the customer that the new plan is in effect, and check that the service shows it.",
	CancelService: "Now tell the customer that the service has ended.",
	FeatureUpdate: "Now ask the customer to restart the phone and test what was changed.",
	TravelPack:    "Now tell the customer when the travel pack starts.",
	Activation:    "Now ask the customer to insert the SIM, restart the phone and test a call, an SMS and data.",
	NumberPort:    "Now ask the customer to restart the phone and test a call in both directions, an SMS and data.",
	CancelOrder:   "Now check the order: it may be placed again only once it shows as Cancelled.",
}

func (c *consequences) changePlan(d *Draft, s *Service, offer Offer, now time.Time, zone *time.Location) {
	to, was := cmp.Or(d.PlanName, "The new plan"), cmp.Or(s.Plan, "the current plan")
	switch s.Platform {
	case "2.0":
		next := NextChangeDay(now, zone)
		c.say("%s takes effect on %s. Until then the service stays on %s.", to, day(next), was)
		if now.In(zone).Day() == ChangeDay {
			c.say("Today is the 27th: a change placed today waits for the next one.")
		}
		c.warn("Once placed, it cannot be undone: on platform 2.0 a plan change is irreversible.")
	case "1.0":
		c.say("%s replaces %s as soon as the order is Complete. Each is charged for its part of the cycle.", to, was)
		c.dataBank(d, s, offer)
	default:
		c.warn("The portal does not say which platform this service is on. On platform 2.0 a plan change takes effect on the 27th and is " +
			"irreversible; on 1.0 a downgrade clears the data bank. Check in the portal first.")
	}
	if p, known := offer.plan(d.PlanID, d.PlanName); known && p.Price != "" {
		c.say("It costs %s per month.", price(p.Price, p.Currency))
	}
}

// dataBank adds what happens to the saved data. If the catalog does not tell which plan is bigger, it gives both cases.
func (c *consequences) dataBank(d *Draft, s *Service, offer Offer) {
	to, known := offer.plan(d.PlanID, d.PlanName)
	from, alsoKnown := offer.present(s)
	step := 0
	if known && alsoKnown {
		step = to.against(from)
	}
	switch step {
	case 1:
		c.say("This is an upgrade: the data bank is kept.")
	case -1:
		c.warn("This is a downgrade: the data bank is cleared.")
	default:
		c.warn("A downgrade clears the data bank; an upgrade keeps it. The catalog does not say which this is.")
	}
}

func (c *consequences) cancelService(s *Service, now time.Time, zone *time.Location) {
	c.warn("%s is cancelled permanently: no undo, no grace period.", numberName(s))
	c.warn("If the customer keeps the number, a port-out to another provider must start first. Otherwise the number is lost.")
	c.warn("An active travel pack stops at once, without a refund.")
	switch s.Platform {
	case "1.0":
		c.say("Billing runs until the cancellation is Complete. The rest of the cycle is credited.")
	case "2.0":
		text := "Billing runs until the cancellation is Complete and then to the 27th, without a credit"
		if _, to, ok := Cycle(s, now, zone); ok {
			c.say("%s: to %s, if it is Complete by then.", text, day(to))
			return
		}
		c.say("%s.", text)
	default:
		c.say("Billing runs until the cancellation is Complete; on platform 2.0 to the 27th after it, without a credit.")
	}
}
