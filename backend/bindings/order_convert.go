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
		SIMType: d.SIMType, SIMNumber: telecom.Clean(d.SIMNumber), PlanID: d.PlanID, PlanName: d.PlanName,
		PackID: d.PackID, PackName: d.PackName, StartOn: telecom.Clean(d.StartOn), TypedNumber: telecom.Clean(d.TypedNumber),
		Customer: strings.TrimSpace(d.Customer), Origin: d.Origin,
		Port: telecom.Port{Number: telecom.Clean(d.PortNumber), LosingProvider: strings.TrimSpace(d.LosingProvider), Billing: d.Billing,
			AccountNumber: telecom.Clean(d.AccountNumber), BornOn: telecom.Clean(d.BornOn), AuthorisedOn: telecom.Clean(d.AuthorisedOn)},
	}
	for _, f := range d.Features {
		draft.Features = append(draft.Features, telecom.FeatureChange(f))
	}
	return draft
}

func draftRow(d *telecom.Draft) Draft {
	return Draft{
		Kind: d.Kind, ServiceID: d.ServiceID, OrderID: d.OrderID, Note: d.Note,
		SIMType: d.SIMType, SIMNumber: d.SIMNumber, PlanID: d.PlanID, PlanName: d.PlanName,
		PackID: d.PackID, PackName: d.PackName, StartOn: d.StartOn, TypedNumber: d.TypedNumber,
		Customer: d.Customer, Origin: d.Origin,
		PortNumber: d.Port.Number, LosingProvider: d.Port.LosingProvider, Billing: d.Port.Billing,
		AccountNumber: d.Port.AccountNumber, BornOn: d.Port.BornOn, AuthorisedOn: d.Port.AuthorisedOn,
		Features: rows(d.Features, func(f *telecom.FeatureChange) FeatureChange { return FeatureChange(*f) }),
	}
}

// concernRows returns the concerns about a draft, each with the service where it can be looked at.
func (p *Deps) concernRows(all []telecom.Concern, serviceID string) []Concern {
	return rows(all, func(c *telecom.Concern) Concern {
		row := Concern{ID: c.ID(), Level: c.Level, OrderID: c.OrderID, Stuck: c.Stuck, Text: c.Text}
		if o, known, err := p.Copy.Order(c.OrderID); err == nil && known && len(o.ServiceIDs) > 0 {
			row.ServiceID = o.ServiceIDs[0]
			if slices.Contains(o.ServiceIDs, serviceID) {
				row.ServiceID = serviceID
			}
		}
		return row
	})
}

// planCards returns the plans of a service's platform; without a service, those for new services.
func planCards(o telecom.Offer, s *telecom.Service) []PlanCard {
	return rows(o.Choices(s), func(c *telecom.Choice) PlanCard {
		p := c.Plan
		return PlanCard{
			ID: p.ID, Name: p.Name, Price: p.Price, Currency: p.Currency, Allowances: rows(p.Allowances, allowanceRow),
			NetworkType: p.NetworkType, SpeedCap: p.SpeedCap, Inclusions: list(p.Inclusions), Current: c.Present,
		}
	})
}

func packCard(p *telecom.Pack) PackCard {
	return PackCard{
		ID: p.ID, Name: p.Name, Price: p.Price, Currency: p.Currency, Days: p.Days, Where: p.Where, Allowances: rows(p.Allowances, allowanceRow),
	}
}

func allowanceRow(a *telecom.Allowance) AllowanceRow {
	if a.Says != "" {
		return AllowanceRow{Kind: a.Kind, Amount: "“" + a.Says + "”"}
	}
	return AllowanceRow{Kind: a.Kind, Amount: decimal(a.Amount), Unit: a.Unit, Unlimited: a.Unlimited}
}

// featureRows returns the switches of a service, and those on offer that it does not have yet, as off.
func featureRows(o telecom.Offer, s *telecom.Service) []telecom.Feature {
	if s == nil {
		return []telecom.Feature{}
	}
	all := list(s.Features)
	for _, name := range o.Features {
		if !slices.ContainsFunc(all, func(f telecom.Feature) bool { return f.Name == name }) {
			all = append(all, telecom.Feature{Name: name})
		}
	}
	return all
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
	shown, now := []SubmissionRow{}, time.Now()
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
			OrderID: sub.OrderID, Named: sub.Named, By: sub.By, At: instant(sub.At), Asked: list(sub.Draft.Asked()),
			Candidates: rows(sub.Candidates(orders), candidate), Beside: p.concernRows(beside, ""),
		}
		if c, found := closed[sub.OrderID]; found && sub.OrderID != "" {
			row.ClosedHere = closedHereRow(&c)
		} else {
			row.Closable = p.submissionClosable(sub)
		}
		if sub.Sought() {
			row.Searches, row.DecideAt, row.Decidable = sub.Scans, instant(sub.DecideAt()), sub.Decidable(now)
		}
		shown = append(shown, row)
	}
	return shown, nil
}

func candidate(o *telecom.Order) Candidate {
	return Candidate{OrderID: o.ID, Status: o.Status(), StatusWord: o.State, PlacedAt: instant(o.PlacedAt()), PlacedBy: o.PlacedBy,
		Asked: list(o.Asked)}
}

func closedHereRow(c *telecom.ClosedHere) *ClosedHere {
	return &ClosedHere{By: c.By, Why: c.Why, At: instant(c.At)}
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

func usageRowOf(u *telecom.Usage) UsageRow {
	row := UsageRow{Kind: u.Kind, Used: decimal(u.Used), Unlimited: u.Unlimited, Unit: u.Unit, Thousandth: -1, From: date(u.From),
		To: date(u.To), MeasuredAt: instant(u.MeasuredAt)}
	if u.Says != "" {
		row.Used = "“" + u.Says + "”"
	}
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
