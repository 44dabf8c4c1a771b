package telecom

import (
	"strings"
	"unicode"
)

// CancelOrder is the action that asks the portal to cancel an order. It is no activity type: the portal makes no order
// of it, and what became of it is read from the order it was asked for. So it is the kind of a draft and of a promise,
// never of an order, and not among Kinds.
const CancelOrder Kind = "cancelOrder"

// DraftKinds lists once what a draft can ask for.
func DraftKinds() []Kind {
	return []Kind{Activation, FeatureUpdate, SIMSwap, NumberPort, ChangePlan, CancelService, TravelPack, CancelOrder}
}

// Draft is what somebody wants the portal to do, as it was typed. Which fields count depends on the kind; the others
// are empty.
type Draft struct {
	Kind      Kind
	ServiceID string // empty for an activation, and for a number port without a service yet
	Note      string // for the journal; it stays on this desk

	SIMType   SIMType // SIM swap, activation
	SIMNumber string  // of a physical SIM, as typed

	PlanID   string // change plan, activation: a plan of the offer, by its id and its name
	PlanName string
	PackID   string // travel pack: one of the offer, by its id and its name
	PackName string
	StartOn  string // travel pack: the day it starts on, such as 2026-11-22

	Features []FeatureChange // feature update

	TypedNumber string // cancel service: the number, typed again

	Customer string       // activation: whose service it will be
	Origin   NumberOrigin // activation
	Port     Port         // number port, and an activation that brings its number

	OrderID string // cancel order: the one to cancel
}

// FeatureChange is one switch to be set, and how it stood when that was decided.
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

// Port is what a provider must be told to let a number go.
type Port struct {
	Number         string // as typed
	LosingProvider string
	Billing        Billing // how the customer paid there
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

// SIMToSend is the SIM number as the portal gets it: digits as a string, without the spaces and dashes of the typing.
// An E-SIM sends none.
func (d *Draft) SIMToSend() string {
	if d.SIMType != SIMPhysical {
		return ""
	}
	return untyped(d.SIMNumber)
}

// number is the phone number that a draft would bring, as typed; empty if it brings none.
func (d *Draft) number() string {
	if d.Kind == NumberPort || d.Kind == Activation && d.Origin == PortedNumber {
		return d.Port.Number
	}
	return ""
}

// card is the SIM number that a draft would use; empty if it uses none.
func (d *Draft) card() string {
	if d.Kind == SIMSwap || d.Kind == Activation {
		return d.SIMToSend()
	}
	return ""
}

// untyped takes out what people put between digits, and the invisible marks that come with a number from a clipboard.
func untyped(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || r == '−' {
			return -1
		}
		return r
	}, text)
}
