package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// errand is what a person may want done.
type errand int

const (
	newSIM errand = iota
	newFeature
	newPlan
	endOfService
	journey
	portOnto
	portAlone
	newService
	endOfOrder
	errands
)

var errandNames = [errands]string{"SIM swap", "feature update", "plan change", "cancel service", "travel pack",
	"number port onto a service",
	"number port without a service", "activation", "cancel order"}

// errandOf is what a draft is for.
func errandOf(d *telecom.Draft) errand {
	switch d.Kind {
	case telecom.FeatureUpdate:
		return newFeature
	case telecom.ChangePlan:
		return newPlan
	case telecom.CancelService:
		return endOfService
	case telecom.TravelPack:
		return journey
	case telecom.NumberPort:
		if d.ServiceID == "" {
			return portAlone
		}
		return portOnto
	case telecom.Activation:
		return newService
	case telecom.CancelOrder:
		return endOfOrder
	}
	return newSIM
}

// target is a service that something may be wanted of.
type target struct {
	id, plan string
	old      bool // of platform 1.0
}

// plansOf are plans of each platform, and those a service is moved to.
var plansOf = map[bool][]string{true: {"Classic 12", "Classic 30", "Classic 70"},
	false: {"Everyday 25", "Everyday 60", "Everyday 120", "Business 80", "Business 200", "Data SIM 80"}}

// targets are the active services of a portal. Kinds of servers spell them differently: what matters is searched for.
func targets(sim *portalsim.Portal) (all []target) {
	for _, raw := range sim.Services() {
		var row struct {
			ID    string `json:"id"`
			State string `json:"state"`
		}
		must(json.Unmarshal(raw, &row))
		if row.State != "active" {
			continue
		}
		t := target{id: row.ID}
		for old, plans := range plansOf {
			for _, plan := range plans {
				if bytes.Contains(raw, []byte(`"`+plan+`"`)) {
					t.plan, t.old = plan, old
				}
			}
		}
		all = append(all, t)
	}
	return all
}

// wanted is a draft that nothing tells from others but its kind, its service and the numbers in it.
func wanted(d *dice, services []target, n int) telecom.Draft {
	of := services[d.n(len(services))]
	card := fmt.Sprintf("00777%08d", n)
	port := telecom.Port{Number: fmt.Sprintf("0480 %06d", n), LosingProvider: "Southern Cell", Billing: telecom.Postpaid,
		AccountNumber: "SC-1", AuthorisedOn: "1999-12-20"}
	switch d.n(12) {
	case 0, 1:
		return telecom.Draft{Kind: telecom.FeatureUpdate, ServiceID: of.id,
			Features: []telecom.FeatureChange{{Name: "Voicemail", To: d.percent(50)}}}
	case 2:
		next := plansOf[of.old]
		plan := next[(slices.Index(next, of.plan)+1)%3]
		return telecom.Draft{Kind: telecom.ChangePlan, ServiceID: of.id, PlanName: plan}
	case 3:
		return telecom.Draft{Kind: telecom.CancelService, ServiceID: of.id}
	case 4, 5:
		for _, s := range services {
			if s.old {
				return telecom.Draft{Kind: telecom.TravelPack, ServiceID: s.id, PackName: "World 30 days", StartOn: "2000-01-03"}
			}
		}
	case 6:
		return telecom.Draft{Kind: telecom.NumberPort, ServiceID: of.id, Port: port}
	case 7:
		return telecom.Draft{Kind: telecom.NumberPort, Port: port}
	case 8:
		return telecom.Draft{Kind: telecom.Activation, PlanName: "Everyday 60", SIMType: telecom.SIMPhysical, SIMNumber: card,
			Origin: telecom.NewNumber, Customer: "Harriet Lowe"}
	case 9:
		return telecom.Draft{Kind: telecom.CancelOrder, ServiceID: of.id}
	}
	return telecom.Draft{Kind: telecom.SIMSwap, ServiceID: of.id, SIMType: telecom.SIMPhysical, SIMNumber: card}
}

// earlier is an order of the portal's own pages that somebody wants to cancel.
type earlier struct {
	kind   telecom.Kind
	placed sync.Once
	id     string
}

func newEarlier(d *dice) *earlier {
	return &earlier{kind: []telecom.Kind{telecom.SIMSwap, telecom.FeatureUpdate, telecom.ChangePlan}[d.n(3)]}
}

// place places it, for the first who comes.
func (e *earlier) place(s *schedule, service string) string {
	e.placed.Do(func() {
		id, err := s.sim.PlaceOrder(service, string(e.kind))
		must(err)
		e.id = id
	})
	return e.id
}
