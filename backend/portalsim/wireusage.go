package portalsim

// ownHost is the address by which the portal knows itself. Where a
// specification wants a whole address, it is the one that is written.
const ownHost = "http://" + lineHost

type usageRow struct {
	usage
	portal *Portal
	now    int64
}

func (r usageRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.id(), true
	case "usageType":
		return usageKinds[r.kind].name, true
	case "status":
		return r.status(), true
	case "relatedParty.id":
		return r.service.customer.id, true
	}
	return "", false
}

func (r usageRow) status() string {
	if r.now >= r.cycle.to.UnixMilli() {
		return "billed"
	}
	return "rated"
}

func (r usageRow) write() any { return r.portal.traits.respelled(r.wire()) }

// wire writes usage as it stands. The standard has no reference to a service
// and no allowance, so characteristics carry them.
func (r usageRow) wire() wireUsage {
	kind := usageKinds[r.kind]
	out := wireUsage{
		ID: r.id(), Href: ownHost + usagePath + "/" + r.id(), Description: kind.name + " from " + r.cycle.first() + " to " + r.cycle.last(),
		UsageDate: instant(r.reported(r.now)), UsageType: kind.name, Status: r.status(), RelatedParty: []wireParty{r.service.customer.wire()}, Type: "Usage",
		UsageCharacteristic: []wireUsageCharacteristic{
			{r.portal.config.UsageKey, "string", r.service.id},
			{"cycleStart", "date", r.cycle.first()}, {"cycleEnd", "date", r.cycle.last()},
			{"unit", "string", kind.unit},
			{"used", "number", r.used(r.portal.config.Seed, r.now)},
		},
	}
	allowance := wireUsageCharacteristic{"allowance", "string", "unlimited"}
	if n := r.allowance(); n > 0 {
		allowance = wireUsageCharacteristic{"allowance", "number", n}
	}
	out.UsageCharacteristic = append(out.UsageCharacteristic, allowance)
	return out
}

type wireUsage struct {
	ID                  string                    `json:"id"`
	Href                string                    `json:"href"`
	Description         string                    `json:"description"`
	UsageDate           string                    `json:"usageDate"`
	UsageType           string                    `json:"usageType"`
	Status              string                    `json:"status"`
	RelatedParty        []wireParty               `json:"relatedParty"`
	UsageCharacteristic []wireUsageCharacteristic `json:"usageCharacteristic"`
	Type                string                    `json:"@type"`
}

type wireUsageCharacteristic struct {
	Name      string `json:"name"`
	ValueType string `json:"valueType"`
	Value     any    `json:"value"`
}
