package bindings

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"

	"commsdesk/backend/telecom"
)

func problemOf(e *telecom.Error) *Problem {
	if e == nil {
		return nil
	}
	return &Problem{Code: e.Code, Text: e.Text, Said: e.Said}
}

// ProblemOf converts any error for the window. A rejected call carries it.
func ProblemOf(err error) *Problem { return problemOf(telecom.AsError(err)) }

// JSON returns the problem as text, since the bridge carries errors as text only.
func (p *Problem) JSON() string {
	text, _ := json.Marshal(p) // strings always marshal
	return string(text)
}

// Sentence returns the problem as one line, with the portal's words in quotes.
func (p *Problem) Sentence() string {
	return (&telecom.Error{Text: p.Text, Said: p.Said}).Error()
}

func freshnessOf(f telecom.Freshness, skew time.Duration) Freshness {
	return Freshness{
		Status: f.Status, ReadAt: instant(f.ReadAt), Since: instant(f.Since), NextTry: instant(f.NextTry),
		Problem: problemOf(f.Problem), Copied: f.Copied, Expected: f.Expected, Unreadable: f.Unreadable,
		SweepMinutes: minutes(f.SweepWithin), SkewMillis: int(skew / time.Millisecond),
	}
}

func choicesOf(counts []telecom.Count) []Choice {
	choices := make([]Choice, 0, len(counts))
	for _, c := range counts {
		choices = append(choices, Choice{Value: c.Value, Count: c.N})
	}
	return choices
}

func rowOf(s *telecom.Summary, country string) ServiceRow {
	row := ServiceRow{
		ID: s.ID, Number: Written(s.Number, country), Customer: s.Customer, Plan: s.Plan, Platform: s.Platform,
		State: telecom.ServiceStateOf(s.State), StateWord: s.State, Open: s.Open,
		LastActivity: instant(s.LastActivity), ReadAt: instant(s.ReadAt), Found: s.Found,
	}
	if t := s.Top; t != nil {
		row.Top = &OpenOrder{OrderID: t.ID, Kind: t.Kind, KindWord: t.KindWord, Status: t.Status, StatusWord: t.State, Clock: clockRow(t.Clock)}
	}
	return row
}

func pageOf(p *Deps, s telecom.Service, events []telecom.Event, readAt, updatedAt, now time.Time) ServicePage {
	number := Written(s.Number, p.Profile.Country)
	page := ServicePage{
		ID: s.ID, Number: number, NumberPlain: strings.ReplaceAll(number, " ", ""),
		Customer: s.Customer, Plan: s.Plan, Platform: s.Platform,
		State: telecom.ServiceStateOf(s.State), StateWord: s.State, SIMType: s.SIM.Type, SIMNumber: s.SIM.Number,
		ActiveSince: instant(s.ActiveSince), EndedAt: instant(s.EndedAt), Features: make([]FeatureRow, 0, len(s.Features)),
		ReadAt: instant(readAt), UpdatedAt: instant(updatedAt), Events: make([]Event, 0, len(events)), Submissions: []SubmissionRow{},
	}
	for _, f := range s.Features {
		page.Features = append(page.Features, FeatureRow(f))
	}
	if from, to, ok := telecom.Cycle(&s, now, p.Profile.Zone); ok {
		page.CycleFrom, page.CycleTo = from.Format(time.DateOnly), to.Format(time.DateOnly)
	}
	if s.Platform == "2.0" {
		page.ChangeDay = telecom.NextChangeDay(now, p.Profile.Zone).Format(time.DateOnly)
	}
	for i := range events {
		e := &events[i]
		row := Event{Order: orderOf(&e.Order), Parts: make([]Order, 0, len(e.Parts)), Open: e.Open(), Clock: clockRow(clockOf(e, s.Platform, &p.Profile))}
		for j := range e.Parts {
			row.Parts = append(row.Parts, orderOf(&e.Parts[j]))
		}
		page.Events = append(page.Events, row)
	}
	return page
}

func clockOf(e *telecom.Event, platform string, p *Profile) telecom.Clock {
	clock, _ := telecom.ClockOfEvent(e, platform, p.Limits, p.Zone)
	return clock
}

func orderOf(o *telecom.Order) Order {
	row := Order{
		OrderID: o.ID, Kind: o.Kind, KindWord: o.KindWord, Status: o.Status(), StatusWord: o.State, Open: o.Open(),
		Summary: o.Summary, PlacedBy: o.PlacedBy, PlacedAt: instant(o.PlacedAt()), PlacedHow: PlacedGiven, EndedAt: instant(o.EndedAt()),
		Asked: make([]Detail, 0, len(o.Asked)), Trail: make([]Stage, 0, len(o.Trail)), Says: make([]Remark, 0, len(o.Says)),
	}
	switch {
	case o.PlacedAt().Equal(o.SeenAt):
		row.PlacedHow = PlacedFirstSeen
	case o.Zoneless:
		row.PlacedHow = PlacedNoZone
	}
	for _, d := range o.Asked {
		row.Asked = append(row.Asked, Detail(d))
	}
	for _, s := range o.Trail {
		row.Trail = append(row.Trail, Stage{At: instant(s.At), Code: s.Code, Text: s.Text, More: s.More})
	}
	for _, r := range o.Says {
		row.Says = append(row.Says, Remark{Kind: r.Kind, At: instant(r.At), Code: r.Code, Text: r.Text})
	}
	return row
}

func clockRow(c telecom.Clock) Clock {
	return Clock{Since: instant(c.Since), AtLeast: c.AtLeast, LimitMinutes: int(c.Limit / time.Minute), Until: instant(c.Until), StuckAt: instant(c.StuckAt)}
}

// instant formats a time for the bridge: RFC 3339 in UTC, empty for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Written formats a phone number as people of a country write it, with its extension. Several numbers, and a text that is
// no number of any country, stay as they are.
func Written(number, country string) string {
	office, _, _ := strings.Cut(number, " ext. ")
	if !telecom.IsPhone(office) {
		return number
	}
	n, err := phonenumbers.Parse(number, country)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return number
	}
	if phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode())) == country {
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}
