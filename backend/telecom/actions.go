package telecom

import (
	"fmt"
	"slices"
)

// Possible is an action that a page offers, or shows as unavailable with the reason.
type Possible struct {
	Kind Kind
	Off  string // why not, and what to do instead; empty if it is offered
}

// Actions returns the actions on the page of a service, in the order shown; without a service, those that create one.
// Whether open orders allow an action is another question: see Judge.
func Actions(s *Service, offer Offer) []Possible {
	kinds := []Kind{SIMSwap, ChangePlan, CancelService, FeatureUpdate, TravelPack, NumberPort}
	if s == nil {
		kinds = []Kind{Activation, NumberPort}
	}
	all := make([]Possible, len(kinds))
	for i, kind := range kinds {
		all[i] = Possible{Kind: kind, Off: whyOff(kind, s, offer)}
	}
	return all
}

// whyOff returns why an action is impossible, whatever is entered; empty if it is possible.
func whyOff(kind Kind, s *Service, offer Offer) string {
	switch kind {
	case CancelOrder:
		return ""
	case Activation:
		return offNewService(offer, "Activate")
	}
	if s == nil {
		if kind == NumberPort {
			return offNewService(offer, "Port the number")
		}
		return "This action needs a service. Open the service and start there."
	}
	if ServiceStateOf(s.State) == ServiceEnded {
		return "This service has ended. Nothing can be ordered for it."
	}
	switch kind {
	case SIMSwap:
		return offUnlessActive("A SIM swap", s)
	case ChangePlan:
		return offChangePlan(s, offer)
	case FeatureUpdate:
		if len(s.Features)+len(offer.Features) == 0 {
			return "The portal lists no features for this service, so there is nothing to change here."
		}
	case TravelPack:
		return offTravelPack(s, offer)
	}
	return ""
}

func offUnlessActive(what string, s *Service) string {
	if ServiceStateOf(s.State) == ServiceActive {
		return ""
	}
	word := "the portal does not give the state of this service"
	if s.State != "" {
		word = fmt.Sprintf("the portal gives its state as “%s”", s.State)
	}
	return fmt.Sprintf("%s is only for an active service; %s. Wait until it is active, or ask support.", what, word)
}

func offChangePlan(s *Service, offer Offer) string {
	if off := offUnlessActive("A plan change", s); off != "" {
		return off
	}
	if len(offer.Plans) == 0 {
		return "No plans are known: this profile has no catalog. Change the plan in the portal, or add a catalog to the profile."
	}
	if len(offer.PlansFor(s)) == 0 {
		if s.Platform == "" {
			return "The portal does not say which platform this service is on, so no plan can be chosen here. Change the plan in the portal."
		}
		return fmt.Sprintf("The catalog has no other plan of platform %s. A plan of another platform needs a new SIM and a port, never a "+
			"plan change.", s.Platform)
	}
	return ""
}

func offTravelPack(s *Service, offer Offer) string {
	switch {
	case s.Platform == "2.0":
		return "On platform 2.0 travel packs are ordered by SMS from the customer’s phone. Ask the customer to send the SMS."
	case s.Platform != "1.0":
		return "Travel packs can be ordered here on platform 1.0 only, and the portal does not say that this service is on it. Check in " +
			"the portal."
	case len(offer.Packs) == 0:
		return "No travel packs are known: this profile has no catalog with travel packs. Order the pack in the portal, or add a catalog to " +
			"the profile."
	}
	return ""
}

func offNewService(offer Offer, do string) string {
	if slices.ContainsFunc(offer.Plans, func(p Plan) bool { return p.Platform == newPlatform }) {
		return ""
	}
	return "No plans of platform 2.0 are known, and new services are on 2.0 only. " + do + " in the portal, or add a catalog to the profile."
}

// newPlatform is the platform of all new services.
const newPlatform = "2.0"
