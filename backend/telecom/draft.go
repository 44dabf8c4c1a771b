package telecom

import (
	"time"
)

// CancelOrder is the action that asks the portal to cancel an order. It is no activity type: the portal makes no order
// of it, and its outcome shows in the order to cancel. So it is the kind of a draft and of a submission, never of an
// order, and not among Kinds.
const CancelOrder Kind = "cancelOrder"

// DraftKinds lists every kind of draft once.
func DraftKinds() []Kind {
	return []Kind{Activation, FeatureUpdate, SIMSwap, NumberPort, ChangePlan, CancelService, TravelPack, CancelOrder}
}

// Draft is an order as typed into a form. Which fields count depends on the kind; the others are empty.
type Draft struct {
	Kind      Kind
	ServiceID string // empty for an activation, and for a number port without a service
	Note      string // for the journal; it stays on this desk

	SIMType   SIMType // SIM swap, new service
	SIMNumber string  // of a physical SIM, as typed

	PlanID   string // change plan, new service: a plan of the offer, by its id and its name
	PlanName string
	PackID   string // travel pack: one of the offer, by its id and its name
	PackName string
	StartOn  string // travel pack: the day it starts on, such as 2026-11-22

	Features []FeatureChange // feature update

	TypedNumber string // cancel service: the number, typed again

	Customer string       // new service: its customer
	Origin   NumberOrigin // activation
	Port     Port         // number port, and an activation that brings its number

	OrderID string // cancel order: the order to cancel
}

// FeatureChange is a switch to set, and its state when that was decided.
type FeatureChange struct {
	Name     string
	From, To bool
}

// NumberOrigin is where the number of a new service comes from.
type NumberOrigin string

// The origins of a number.
const (
	NewNumber    NumberOrigin = "new"
	PortedNumber NumberOrigin = "ported"
)

// Port is what the losing provider must be told.
type Port struct {
	Number         string // as typed
	LosingProvider string
	Billing        Billing // the customer's current billing
	AccountNumber  string  // there, if postpaid
	BornOn         string  // the customer's date of birth, if prepaid, such as 1990-02-28
	AuthorisedOn   string  // the day the customer signed on, such as 2026-11-22
}

// Billing is how a customer pays.
type Billing string

// The ways to pay.
const (
	Prepaid  Billing = "prepaid"
	Postpaid Billing = "postpaid"
)

// AuthorisationDays is how long a customer's authorisation of a number port is valid.
const AuthorisationDays = 60

// SIMToSend returns the SIM number as the portal gets it: digits only, without padding. An E-SIM sends none.
func (d *Draft) SIMToSend() string {
	if d.SIMType != SIMPhysical {
		return ""
	}
	return cardDigits(d.SIMNumber)
}

// creates reports whether a draft creates a service: an activation, or a number port without a service.
func (d *Draft) creates() bool {
	return d.Kind == Activation || d.Kind == NumberPort && d.ServiceID == ""
}

// number returns the phone number that a draft brings, as typed; empty if it brings none.
func (d *Draft) number() string {
	if d.Kind == NumberPort || d.Kind == Activation && d.Origin == PortedNumber {
		return d.Port.Number
	}
	return ""
}

// card returns the SIM number that a draft uses; empty if it uses none.
func (d *Draft) card() string {
	if d.Kind == SIMSwap || d.creates() {
		return d.SIMToSend()
	}
	return ""
}

// OfItsKind returns the draft with only the fields of its action: what was typed under another choice, or came from
// elsewhere, is not sent.
func (d Draft) OfItsKind() Draft {
	only := Draft{Kind: d.Kind, ServiceID: d.ServiceID, Note: d.Note}
	if d.creates() {
		only.Customer, only.PlanID, only.PlanName = d.Customer, d.PlanID, d.PlanName
		only.SIMType, only.SIMNumber = d.SIMType, d.SIMNumber
	}
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
		if only.Origin = d.Origin; d.Origin == PortedNumber {
			only.Port = d.Port.ofItsBilling()
		}
	case CancelOrder:
		only.OrderID = d.OrderID
	}
	return only
}

// ofItsBilling returns the fields for the chosen way of paying.
func (p Port) ofItsBilling() Port {
	switch p.Billing {
	case Prepaid:
		p.AccountNumber = ""
	case Postpaid:
		p.BornOn = ""
	}
	return p
}

// port checks what the losing provider is told. The service is nil if there is none yet.
func (m *mistakes) port(p *Port, s *Service, zone *time.Location, now time.Time) {
	if m.filled(FieldNumber, p.Number, "The number is missing. Enter the number to port.") {
		switch {
		case LettersO(p.Number):
			m.add(FieldNumber, letterO)
		case !IsPhone(p.Number):
			m.add(FieldNumber, "This is not a phone number. Enter the number to port, such as 0491 570 156.")
		case s != nil && SameNumber(p.Number, s.Number):
			m.add(FieldNumber, "This service already has this number. Enter the number to port.")
		}
	}
	m.filled(FieldLosingProvider, p.LosingProvider, "The losing provider is missing. Enter the provider that has the number now.")
	today := today(now, zone)
	switch p.Billing {
	case Postpaid:
		m.filled(FieldAccountNumber, p.AccountNumber, "The account number is missing. Enter the customer’s account number at the "+
			"losing provider.")
		if p.BornOn != "" {
			m.add(FieldBornOn, "A postpaid number is identified by its account number. Leave the date of birth empty.")
		}
	case Prepaid:
		if born, ok := m.day(FieldBornOn, p.BornOn, "The date of birth is missing. Enter the customer’s date of birth, as the losing "+
			"provider has it.", zone); ok && (born.After(today) || born.Year() < 1900) {
			m.add(FieldBornOn, "No customer can have been born on that day. Enter the customer’s date of birth.")
		}
		if p.AccountNumber != "" {
			m.add(FieldAccountNumber, "A prepaid number is identified by the date of birth. Leave the account number empty.")
		}
	default:
		m.add(FieldBilling, "The current billing is missing. Choose prepaid or postpaid.")
	}
	if signed, ok := m.day(FieldAuthorisedOn, p.AuthorisedOn, "The authorisation date is missing. Enter the day on which the "+
		"customer signed.", zone); ok {
		switch {
		case signed.After(today):
			m.add(FieldAuthorisedOn, "The authorisation is dated in the future. Enter the day on which the customer signed.")
		case signed.AddDate(0, 0, AuthorisationDays).Before(today):
			m.add(FieldAuthorisedOn, "The authorisation is older than %d days and no longer valid. Ask the customer "+
				"for a new one.", AuthorisationDays)
		}
	}
}

// letterO is the mistake for a number typed with the letter O.
const letterO = "This contains the letter O. Type the digit 0 instead."

// sim checks the SIM of a draft. The service is nil if there is none yet.
func (m *mistakes) sim(d *Draft, s *Service, rules ActionRules) {
	switch d.SIMType {
	case SIMPhysical:
		m.card(d, s, &rules)
	case SIMEmbedded:
		if untyped(d.SIMNumber) != "" {
			m.add(FieldSIMNumber, "An E-SIM has no number to enter. Leave this empty, or choose Physical SIM.")
		}
	default:
		m.add(FieldSIMType, "No SIM type is chosen. Choose Physical SIM or E-SIM.")
	}
}

func (m *mistakes) card(d *Draft, s *Service, rules *ActionRules) {
	digits, want := d.SIMToSend(), rules.Digits()
	switch {
	case digits == "":
		m.add(FieldSIMNumber, "The SIM number is missing. Enter the %s digits printed on the card.", want)
	case isPhone(d, s, rules):
		m.add(FieldSIMNumber, "This looks like a phone number. Enter the %s digits of the SIM number printed on the card.", want)
	case LettersO(digits):
		m.add(FieldSIMNumber, letterO)
	case !onlyDigits(digits):
		m.add(FieldSIMNumber, "A SIM number has only digits. Enter the %s digits printed on the card.", want)
	case !rules.fits(len(digits)):
		m.add(FieldSIMNumber, "This has %s; a SIM number has %s. Enter all digits printed on the card, with "+
			"leading zeros.", counted(len(digits), "digit"), want)
	case s != nil && SameSIM(digits, s.SIM.Number):
		m.add(FieldSIMNumber, "This service already uses this SIM. Enter the number of the new card.")
	}
}

// isPhone reports whether a phone number was typed instead of a SIM number. One with as many digits as a SIM number
// counts as a phone number only if it looks like one, or is the number of this service or port.
func isPhone(d *Draft, s *Service, rules *ActionRules) bool {
	phone := dial(d.SIMNumber)
	n := len(phone.digits)
	switch {
	case n < fewestDigits || n > mostDigits:
		return false
	case untyped(d.SIMNumber)[0] == '+':
		return true
	case s != nil && SameNumber(s.Number, d.SIMNumber), SameNumber(d.number(), d.SIMNumber):
		return true
	}
	typed := len(untyped(d.SIMNumber))
	return !rules.fits(typed) && typed >= 9 && typed <= 12
}
