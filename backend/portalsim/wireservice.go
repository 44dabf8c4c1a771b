package portalsim

import "strconv"

const (
	inventoryPath = "/tmf-api/serviceInventory/v4"
	orderingPath  = "/tmf-api/serviceOrdering/v4"
	servicePath   = inventoryPath + "/service"
	orderPath     = orderingPath + "/serviceOrder"
)

// wireOf writes a service as it is now.
func wireOf(s *service) wireService {
	out := wireService{
		ID: s.id, Href: servicePath + "/" + s.id, Category: "mobile", Name: "Mobile " + national(s.number),
		ServiceType: "CFS", State: s.state, IsServiceEnabled: s.state == active, Type: "Service",
		RelatedParty: []wireParty{s.customer.wire()},
		ServiceCharacteristic: []wireCharacteristic{
			text("msisdn", e164(s.number)), text("iccid", s.iccid), text("simType", s.simType),
			text("plan", s.plan.name), text("platform", s.plan.platform),
		},
	}
	if s.plan.name == "Data SIM 80" {
		out.Name = "Data " + national(s.number)
	}
	if s.start != 0 {
		out.StartDate = instant(s.start)
	}
	if s.state == terminated {
		out.EndDate = instant(s.end)
	}
	if s.because != "" {
		out.ServiceCharacteristic = append(out.ServiceCharacteristic, text("suspensionReason", s.because))
	}
	if s.pack != "" {
		out.ServiceCharacteristic = append(out.ServiceCharacteristic, text("travelPack", s.pack))
	}
	for i := range features {
		out.Feature = append(out.Feature, wireFeatureOf(i, s.features&(1<<i) != 0))
	}
	for _, o := range s.orders {
		for _, id := range o.itemIDs() {
			out.ServiceOrderItem = append(out.ServiceOrderItem, wireItemRef{
				ItemID: id, ServiceOrderID: o.id, ServiceOrderHref: orderPath + "/" + o.id,
				ItemAction: o.action(), ReferredType: "ServiceOrder",
			})
		}
	}
	return out
}

// itemIDs are the ids of what the order asks for.
func (o *order) itemIDs() []string {
	var out []string
	if o.sent != nil {
		for _, it := range o.sent.items {
			out = append(out, it.ID)
		}
		return out
	}
	for i := range max(1, len(o.change.switches)) {
		out = append(out, strconv.Itoa(i+1))
	}
	return out
}

func wireFeatureOf(i int, on bool) wireFeature {
	f := features[i]
	return wireFeature{ID: f.id, Name: f.name, IsEnabled: on, FeatureCharacteristic: []wireCharacteristic{text(f.setting, f.value)}}
}

func (c *customer) wire() wireParty {
	referred := "Individual"
	if c.firm {
		referred = "Organization"
	}
	return wireParty{ID: c.id, Name: c.name, Role: "customer", Type: "RelatedParty", ReferredType: referred}
}
