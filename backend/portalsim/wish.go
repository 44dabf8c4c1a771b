package portalsim

// customerRole is the role of the customer among the related parties.
const customerRole = "customer"

// wish is what a client's order comes to, once the portal has understood it.
type wish struct {
	kind     string
	service  *service // nil for a new one
	plan     *plan    // of a new one, as are the two next
	customer *customer
	switches []featureSwitch
	change   change
	lot      lot
}

// understand reads what the items wish for. It changes nothing.
func (p *Portal) understand(o sentOrder, items []sentItem, now int64) (wish, *complaint) {
	kind, c := p.traits.kindOf(o.Category, items)
	if c != nil {
		return wish{}, c
	}
	w, it := wish{kind: kind, lot: lot{is: goesWell}}, items[0]
	if c := w.findService(p.world, items); c != nil {
		return w, c
	}
	for _, one := range items {
		for _, f := range one.features() {
			i := featureNamed(f)
			if i < 0 {
				return w, invalidly("There is no feature %q.", f.ID+f.Name)
			}
			w.switches = append(w.switches, featureSwitch{i, f.enabled()})
		}
	}
	switch kind {
	case simSwap:
		return w, w.readSIM(it)
	case changePlan:
		return w, w.readPlan(it)
	case featureUpdate:
		if len(w.switches) == 0 {
			return w, invalidly("A feature update needs a feature.")
		}
		w.change.switches = w.switches
	case travelPack:
		return w, w.readPack(it)
	case numberPort:
		if c := w.readPort(p.world, it, now); c != nil || w.service != nil {
			return w, c
		}
		return w, w.readNew(p.world, o, it)
	case activation:
		if c := w.readNumber(p.world, it); c != nil {
			return w, c
		}
		return w, w.readNew(p.world, o, it)
	}
	return w, nil
}

// findService looks for the one service that all items must name.
func (w *wish) findService(of *world, items []sentItem) *complaint {
	id := items[0].serviceID()
	for _, it := range items {
		if it.serviceID() != id || it.Action != items[0].Action {
			return invalidly("This portal takes an order for one service and one action at a time.")
		}
	}
	if len(items) > 1 && w.kind != featureUpdate {
		return invalidly("This portal takes one %s at a time.", w.kind)
	}
	if w.kind == activation {
		if id != "" {
			return invalidly("An activation makes a new service and cannot name one.")
		}
		return nil
	}
	if id == "" {
		if w.kind == numberPort {
			return nil
		}
		return invalidly("The item has no service.id.")
	}
	w.service = of.serviceByID[id]
	if w.service == nil {
		return invalidly("There is no service with the id %q.", id)
	}
	if w.service.state == terminated {
		return invalidly("The service %s has ended. Nothing can be ordered on it.", id)
	}
	return nil
}

func (it sentItem) serviceID() string {
	if it.Service == nil {
		return ""
	}
	return it.Service.ID
}

func (it sentItem) features() []sentFeature {
	if it.Service == nil {
		return nil
	}
	return it.Service.Feature
}
