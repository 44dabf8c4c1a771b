package telecom

// OfItsKind is the draft with only what the form of its action asks for: what was typed under another choice, or came
// from elsewhere, is not sent.
func (d Draft) OfItsKind() Draft {
	only := Draft{Kind: d.Kind, ServiceID: d.ServiceID, Note: d.Note}
	switch d.Kind {
	case SIMSwap:
		only.SIMType, only.SIMNumber = d.SIMType, d.SIMNumber
	case ChangePlan:
		only.PlanID, only.PlanName = d.PlanID, d.PlanName
	case FeatureUpdate:
		only.Features = d.Features
	case TravelPack:
		only.PackID, only.PackName, only.StartOn = d.PackID, d.PackName, d.StartOn
	case CancelService:
		only.TypedNumber = d.TypedNumber
	case NumberPort:
		only.Port = d.Port.ofItsBilling()
	case Activation:
		only.Customer, only.PlanID, only.PlanName = d.Customer, d.PlanID, d.PlanName
		only.SIMType, only.SIMNumber = d.SIMType, d.SIMNumber
		if only.Origin = d.Origin; d.Origin == PortedNumber {
			only.Port = d.Port.ofItsBilling()
		}
	case CancelOrder:
		only.OrderID = d.OrderID
	}
	return only
}

// ofItsBilling is what is told of a customer who paid in one of the two ways.
func (p Port) ofItsBilling() Port {
	switch p.Billing {
	case Prepaid:
		p.AccountNumber = ""
	case Postpaid:
		p.BornOn = ""
	}
	return p
}
