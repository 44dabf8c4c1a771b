package portalsim

import "slices"

// readNew reads what a new service needs.
func (w *wish) readNew(of *world, o sentOrder, it sentItem) (c *complaint) {
	if w.kind == numberPort && it.characteristic("plan") == "" {
		return w.bringNumber()
	}
	if w.plan, c = planAsked(it); c != nil {
		return c
	}
	if w.plan.platform != "2.0" {
		return invalidly("New services are on platform 2.0, the plan %s is not.", w.plan.name)
	}
	w.change.plan = w.plan
	if c := w.readSIM(it); c != nil {
		return c
	}
	for _, p := range o.RelatedParty {
		if p.Role != customerRole {
			continue
		}
		if w.customer = of.customerByID(p.ID); w.customer != nil {
			return nil
		}
		if p.Name == "" {
			return invalidly("A new customer needs a name.")
		}
		w.customer = &customer{id: p.ID, name: p.Name, firm: p.ReferredType == "Organization"}
		return nil
	}
	return invalidly("A new service needs a related party with the role %s.", customerRole)
}

// bringNumber is a port that names no service and no plan: the number comes
// first, and the rest is settled with the customer once it is here.
func (w *wish) bringNumber() *complaint {
	w.plan = planNamed("Everyday 25")
	w.change.plan, w.change.simType = w.plan, "eSIM"
	w.customer = &customer{name: "Owner of " + national(w.change.number)}
	return nil
}

func (w *world) customerByID(id string) *customer {
	for _, c := range w.customers {
		if c.id == id && id != "" {
			return c
		}
	}
	return nil
}

// uses reports whether a service that runs has a phone number.
func (w *world) uses(number int) bool {
	return slices.ContainsFunc(w.services, func(s *service) bool {
		return s.number == number && s.state != terminated && s.state != reserved
	})
}
