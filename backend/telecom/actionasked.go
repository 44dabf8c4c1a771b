package telecom

import (
	"cmp"
	"strings"
)

// Asked is what a draft asks for, as the activity shows it of an order: names and values, without what was left empty.
func (d *Draft) Asked() []Detail {
	var all []Detail
	add := func(name, value string) {
		if strings.TrimSpace(value) != "" {
			all = append(all, Detail{Name: name, Value: strings.TrimSpace(value)})
		}
	}
	add("Customer", d.Customer)
	add("Plan", cmp.Or(d.PlanName, d.PlanID))
	switch d.SIMType {
	case SIMEmbedded:
		add("SIM", "E-SIM")
	case SIMPhysical:
		add("SIM", strings.TrimSpace("Physical SIM "+d.SIMToSend()))
	}
	if d.Kind == Activation && d.Origin == NewNumber {
		add("Number", "A new one")
	}
	add("Number", d.number())
	if d.number() != "" {
		add("From", d.Port.LosingProvider)
	}
	add("Travel pack", cmp.Or(d.PackName, d.PackID))
	add("Starts", d.StartOn)
	for _, f := range d.Features {
		all = append(all, Detail{Name: f.Name, Value: onOff(f.To), Was: onOff(f.From)})
	}
	if d.Kind == CancelOrder {
		add("Order", d.OrderID)
	}
	return all
}
