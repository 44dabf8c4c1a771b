package bindings

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

func (d *Draft) domain() telecom.Draft {
	draft := telecom.Draft{
		Kind: d.Kind, ServiceID: d.ServiceID, OrderID: d.OrderID, Note: strings.TrimSpace(d.Note),
		SIMType: d.SIMType, SIMNumber: d.SIMNumber, PlanID: d.PlanID, PlanName: d.PlanName,
		PackID: d.PackID, PackName: d.PackName, StartOn: strings.TrimSpace(d.StartOn), TypedNumber: d.TypedNumber,
		Customer: strings.TrimSpace(d.Customer), Origin: d.Origin,
		Port: telecom.Port{Number: d.PortNumber, LosingProvider: strings.TrimSpace(d.LosingProvider), Billing: d.Billing,
			AccountNumber: strings.TrimSpace(d.AccountNumber), BornOn: strings.TrimSpace(d.BornOn), AuthorisedOn: strings.TrimSpace(d.AuthorisedOn)},
	}
	for _, f := range d.Features {
		draft.Features = append(draft.Features, telecom.FeatureChange(f))
	}
	return draft
}

func draftRow(d *telecom.Draft) Draft {
	row := Draft{
		Kind: d.Kind, ServiceID: d.ServiceID, OrderID: d.OrderID, Note: d.Note,
		SIMType: d.SIMType, SIMNumber: d.SIMNumber, PlanID: d.PlanID, PlanName: d.PlanName,
		PackID: d.PackID, PackName: d.PackName, StartOn: d.StartOn, Features: []FeatureChange{}, TypedNumber: d.TypedNumber,
		Customer: d.Customer, Origin: d.Origin,
		PortNumber: d.Port.Number, LosingProvider: d.Port.LosingProvider, Billing: d.Port.Billing,
		AccountNumber: d.Port.AccountNumber, BornOn: d.Port.BornOn, AuthorisedOn: d.Port.AuthorisedOn,
	}
	for _, f := range d.Features {
		row.Features = append(row.Features, FeatureChange(f))
	}
	return row
}

func mistakeRows(all []telecom.Mistake) []Mistake {
	rows := make([]Mistake, 0, len(all))
	for _, m := range all {
		rows = append(rows, Mistake(m))
	}
	return rows
}

// concernRows are what speaks against a draft, each with where it is to be looked at.
func (p *Deps) concernRows(all []telecom.Concern, serviceID string) []Concern {
	rows := make([]Concern, 0, len(all))
	for _, c := range all {
		row := Concern{ID: c.ID(), Level: c.Level, OrderID: c.OrderID, Stuck: c.Stuck, Text: c.Text}
		if o, known, err := p.Copy.Order(c.OrderID); err == nil && known && len(o.ServiceIDs) > 0 {
			row.ServiceID = o.ServiceIDs[0]
			if slices.Contains(o.ServiceIDs, serviceID) {
				row.ServiceID = serviceID
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// planCards are the plans of a service's platform; without a service, those of new services.
func planCards(o telecom.Offer, s *telecom.Service) []PlanCard {
	cards := []PlanCard{}
	for _, choice := range o.Choices(s) {
		p := choice.Plan
		cards = append(cards, PlanCard{
			ID: p.ID, Name: p.Name, Price: p.Price, Currency: p.Currency, Allowances: allowanceRows(p.Allowances),
			NetworkType: p.NetworkType, SpeedCap: p.SpeedCap, Inclusions: append([]string{}, p.Inclusions...), Current: choice.Present,
		})
	}
	return cards
}

func packCards(all []telecom.Pack) []PackCard {
	cards := []PackCard{}
	for _, p := range all {
		cards = append(cards, PackCard{
			ID: p.ID, Name: p.Name, Price: p.Price, Currency: p.Currency, Days: p.Days, Where: p.Where, Allowances: allowanceRows(p.Allowances),
		})
	}
	return cards
}

func allowanceRows(all []telecom.Allowance) []AllowanceRow {
	rows := []AllowanceRow{}
	for _, a := range all {
		rows = append(rows, AllowanceRow{Kind: a.Kind, Amount: decimal(a.Amount), Unit: a.Unit, Unlimited: a.Unlimited})
	}
	return rows
}

// featureRows are the switches of a service, and those on offer that it does not have yet: they are off.
func featureRows(o telecom.Offer, s *telecom.Service) []FeatureRow {
	rows := []FeatureRow{}
	if s == nil {
		return rows
	}
	for _, f := range s.Features {
		rows = append(rows, FeatureRow(f))
	}
	for _, name := range o.Features {
		if !slices.ContainsFunc(rows, func(r FeatureRow) bool { return r.Name == name }) {
			rows = append(rows, FeatureRow{Name: name})
		}
	}
	return rows
}

// promiseRows are the open promises of a service that the portal shows nothing of yet; without a service, of those
// that make one, and those whose service is not on this desk: they have no page.
func (p *Deps) promiseRows(serviceID string, orders []telecom.Order) ([]PromiseRow, error) {
	all, err := p.Promises.All()
	if err != nil {
		return nil, err
	}
	closed, err := p.closedHere()
	if err != nil {
		return nil, err
	}
	rows, now := []PromiseRow{}, time.Now()
	for i := range all {
		promise := &all[i]
		if !promise.Open() || promise.Draft.ServiceID != serviceID && (serviceID != "" || !p.lost(promise)) {
			continue
		}
		var beside []telecom.Concern // of a service that is there already its activity shows the other one
		if promise.Draft.ServiceID == "" && promise.State != telecom.SubmissionSending {
			beside = p.Outbox.Beside(promise)
		}
		if p.Outbox.Shows(promise) && len(beside) == 0 {
			continue
		}
		row := PromiseRow{
			Key: promise.Key, Kind: promise.Draft.Kind, ServiceID: promise.Draft.ServiceID, State: promise.State,
			OrderID: promise.OrderID, Named: promise.Named, By: promise.By, At: instant(promise.At), Asked: detailRows(promise.Draft.Asked()), Candidates: []Candidate{},
			Beside: p.concernRows(beside, ""),
		}
		if c, said := closed[promise.OrderID]; said && promise.OrderID != "" {
			row.ClosedHere = &ClosedHere{By: c.By, Why: c.Why, At: instant(c.At)}
		} else {
			row.Closable = p.promiseClosable(promise)
		}
		if promise.Sought() {
			row.Searches, row.DecideAt, row.Decidable = promise.Scans, instant(promise.DecideAt()), promise.Decidable(now)
		}
		for _, o := range promise.Candidates(orders) {
			row.Candidates = append(row.Candidates, Candidate{OrderID: o.ID, Status: o.Status(), StatusWord: o.State,
				PlacedAt: instant(o.PlacedAt()), PlacedBy: o.PlacedBy, Asked: detailRows(o.Asked)})
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// lost says whether a promise is for a service that is not on this desk: the portal has it no more, or the copy is being
// rebuilt.
func (p *Deps) lost(promise *telecom.Submission) bool {
	if promise.Draft.ServiceID == "" {
		return false
	}
	_, _, known, err := p.Copy.Service(promise.Draft.ServiceID)
	return err == nil && !known
}

// promiseClosable says whether a person may declare the order of a promise closed here: it was placed, and the portal has
// not shown it for longer than it should take to end.
func (p *Deps) promiseClosable(promise *telecom.Submission) bool {
	late := promise.At.Add(p.Profile.Limits.For(promise.Draft.Kind))
	return promise.State == telecom.SubmissionPlaced && promise.OrderID != "" && promise.Draft.Kind != telecom.CancelOrder && p.now().After(late)
}

func detailRows(all []telecom.Detail) []Detail {
	rows := make([]Detail, 0, len(all))
	for _, d := range all {
		rows = append(rows, Detail(d))
	}
	return rows
}

func usageRowOf(u *telecom.Usage) UsageRow {
	row := UsageRow{Kind: u.Kind, Used: decimal(u.Used), Unlimited: u.Unlimited, Unit: u.Unit, Thousandth: -1, From: date(u.From), To: date(u.To), MeasuredAt: instant(u.MeasuredAt)}
	if u.Allowance > 0 && !u.Unlimited {
		row.Allowance, row.Thousandth = decimal(u.Allowance), int(min(u.Used/u.Allowance, 1000)*1000)
	}
	return row
}

// decimal writes an amount as it is, with two places at most.
func decimal(x float64) string {
	text := strconv.FormatFloat(x, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
