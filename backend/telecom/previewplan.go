package telecom

import (
	"cmp"
	"time"
)

func (c *consequences) changePlan(d *Draft, s *Service, offer Offer, now time.Time, zone *time.Location) {
	to, was := cmp.Or(d.PlanName, "The new plan"), cmp.Or(s.Plan, "the present plan")
	switch s.Platform {
	case "2.0":
		next := NextChangeDay(now, zone)
		c.say("%s takes effect on %s. Until then the service stays on %s.", to, day(next), was)
		if now.In(zone).Day() == ChangeDay {
			c.say("Today is the 27th: a change placed today waits for the next one.")
		}
		c.warn("Once placed, it cannot be taken back: on platform 2.0 a plan change is irreversible.")
	case "1.0":
		c.say("%s takes effect as soon as the order is Complete, in place of %s. Both are charged for their part of the cycle.", to, was)
		c.dataBank(d, s, offer)
	default:
		c.warn("The portal does not say which platform this service is on. On platform 2.0 a plan change takes effect on the 27th and is irreversible; on 1.0 a downgrade clears the data bank. Look in the portal first.")
	}
	if p, known := offer.plan(d.PlanID, d.PlanName); known && p.Price != "" {
		c.say("It costs %s a month.", price(p.Price, p.Currency))
	}
}

// dataBank says what becomes of the saved data. Where the catalog does not tell which plan is the bigger, both ways are
// said.
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
		c.warn("If this is a downgrade, the data bank is cleared; an upgrade keeps it. The catalog does not tell which it is.")
	}
}

func (c *consequences) cancelService(s *Service, now time.Time, zone *time.Location) {
	c.warn("%s is cancelled for good: no undo, no grace period.", numberName(s))
	c.warn("If the customer keeps the number, a port-out to another provider must start first. Otherwise the number is lost.")
	c.warn("A travel pack that is active stops at once, without a refund.")
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
