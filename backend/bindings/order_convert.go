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

// concernRows returns the concerns about a draft, each with the service where it can be looked at.
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

// planCards returns the plans of a service's platform; without a service, those for new services.
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

// featureRows returns the switches of a service, and those on offer that it does not have yet, as off.
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

// submissionRows returns the open submissions of a service that the portal does not show yet. Without a service it returns
// those that create one, and those whose service is not on this desk: they have no page.
func (p *Deps) submissionRows(serviceID string, orders []telecom.Order) ([]SubmissionRow, error) {
	all, err := p.Promises.All()
	if err != nil {
		return nil, err
	}
	closed, err := p.closedHere()
	if err != nil {
		return nil, err
	}
	rows, now := []SubmissionRow{}, time.Now()
	for i := range all {
		sub := &all[i]
		if !sub.Open() || sub.Draft.ServiceID != serviceID && (serviceID != "" || !p.lost(sub)) {
			continue
		}
		var beside []telecom.Concern // for an existing service, its activity shows the other one
		if sub.Draft.ServiceID == "" && sub.State != telecom.SubmissionSending {
			beside = p.Outbox.Beside(sub)
		}
		if p.Outbox.Shows(sub) && len(beside) == 0 {
			continue
		}
		row := SubmissionRow{
			Key: sub.Key, Kind: sub.Draft.Kind, ServiceID: sub.Draft.ServiceID, State: sub.State,
			OrderID: sub.OrderID, Named: sub.Named, By: sub.By, At: instant(sub.At), Asked: detailRows(sub.Draft.Asked()), Candidates: []Candidate{},
			Beside: p.concernRows(beside, ""),
		}
		if c, found := closed[sub.OrderID]; found && sub.OrderID != "" {
			row.ClosedHere = &ClosedHere{By: c.By, Why: c.Why, At: instant(c.At)}
		} else {
			row.Closable = p.submissionClosable(sub)
		}
		if sub.Sought() {
			row.Searches, row.DecideAt, row.Decidable = sub.Scans, instant(sub.DecideAt()), sub.Decidable(now)
		}
		for _, o := range sub.Candidates(orders) {
			row.Candidates = append(row.Candidates, Candidate{OrderID: o.ID, Status: o.Status(), StatusWord: o.State,
				PlacedAt: instant(o.PlacedAt()), PlacedBy: o.PlacedBy, Asked: detailRows(o.Asked)})
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// lost reports whether a submission is for a service that is not on this desk: the portal no longer has it, or the copy
// is being rebuilt.
func (p *Deps) lost(sub *telecom.Submission) bool {
	if sub.Draft.ServiceID == "" {
		return false
	}
	_, _, known, err := p.Copy.Service(sub.Draft.ServiceID)
	return err == nil && !known
}

// submissionClosable reports whether a person may close the order of a submission here: it was placed, and the portal
// has not shown it for longer than it should take to end.
func (p *Deps) submissionClosable(sub *telecom.Submission) bool {
	late := sub.At.Add(p.Profile.Limits.For(sub.Draft.Kind))
	return sub.State == telecom.SubmissionPlaced && sub.OrderID != "" && sub.Draft.Kind != telecom.CancelOrder && p.now().After(late)
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

// decimal formats an amount with at most two decimal places.
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
