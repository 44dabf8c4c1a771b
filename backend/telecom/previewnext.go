package telecom

// NextStep says what staff do when an order of a kind is Complete.
func NextStep(kind Kind) string {
	switch kind {
	case SIMSwap:
		return "Now ask the customer to restart the phone with the new SIM and test a call, an SMS and data."
	case ChangePlan:
		return "Now tell the customer that the new plan is in effect, and check that the service shows it."
	case CancelService:
		return "Now tell the customer that the service has ended."
	case FeatureUpdate:
		return "Now ask the customer to restart the phone and test what was changed."
	case TravelPack:
		return "Now tell the customer from when the travel pack counts."
	case Activation:
		return "Now ask the customer to put in the SIM, restart the phone and test a call, an SMS and data."
	case NumberPort:
		return "Now ask the customer to restart the phone and test a call in both directions, an SMS and data."
	case CancelOrder:
		return "Now look at the order: only when it shows as Cancelled may it be placed anew."
	}
	return "Now look at the service in the portal and check that it is as it was asked for."
}
