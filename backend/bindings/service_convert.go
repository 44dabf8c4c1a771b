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

// list returns a list for the bridge: never null.
func list[T any](all []T) []T { return append([]T{}, all...) }

// rows converts a list for the bridge.
func rows[T, R any](all []T, row func(*T) R) []R {
	converted := make([]R, len(all))
	for i := range all {
		converted[i] = row(&all[i])
	}
	return converted
}

func rowOf(s *telecom.Summary, country string) ServiceRow {
	row := ServiceRow{
		ID: s.ID, Number: Written(s.Number, country), Customer: s.Customer, Plan: s.Plan, Platform: s.Platform,
		State: telecom.ServiceStateOf(s.State), StateWord: s.State, Open: s.Open,
		LastActivity: instant(s.LastActivity), ReadAt: instant(s.ReadAt), Found: s.Found,
	}
	if s.FoundOrder {
		row.FoundOrder = s.Found
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
		ActiveSince: instant(s.ActiveSince), EndedAt: instant(s.EndedAt), Features: list(s.Features),
		ReadAt: instant(readAt), UpdatedAt: instant(updatedAt), Submissions: []SubmissionRow{},
		Events: rows(events, func(e *telecom.Event) Event { return p.eventRow(e, s.Platform) }),
	}
	if from, to, ok := telecom.Cycle(&s, now, p.Profile.Zone); ok {
		page.CycleFrom, page.CycleTo = from.Format(time.DateOnly), to.Format(time.DateOnly)
	}
	if s.Platform == "2.0" {
		page.ChangeDay = telecom.NextChangeDay(now, p.Profile.Zone).Format(time.DateOnly)
	}
	return page
}

func (p *Deps) eventRow(e *telecom.Event, platform string) Event {
	return Event{Order: orderOf(&e.Order), Parts: rows(e.Parts, orderOf), Open: e.Open(), Clock: clockRow(clockOf(e, platform, &p.Profile))}
}

func clockOf(e *telecom.Event, platform string, p *Profile) telecom.Clock {
	clock, _ := telecom.ClockOfEvent(e, platform, p.Limits, p.Zone)
	return clock
}

func orderOf(o *telecom.Order) Order {
	return Order{
		OrderID: o.ID, Kind: o.Kind, KindWord: o.KindWord, Status: o.Status(), StatusWord: o.State, Open: o.Open(),
		Summary: o.Summary, PlacedBy: o.PlacedBy, PlacedAt: instant(o.PlacedAt()), PlacedHow: placedHow(o), EndedAt: instant(o.EndedAt()),
		Asked: list(o.Asked),
		Trail: rows(o.Trail, func(s *telecom.Stage) Stage {
			return Stage{At: instant(s.At), Code: s.Code, Text: s.Text, More: s.More}
		}),
		Says: rows(o.Says, func(r *telecom.Remark) Remark {
			return Remark{Kind: r.Kind, At: instant(r.At), Code: r.Code, Text: r.Text}
		}),
	}
}

func placedHow(o *telecom.Order) PlacedHow {
	switch {
	case o.PlacedAt().Equal(o.SeenAt):
		return PlacedFirstSeen
	case o.Zoneless:
		return PlacedNoZone
	}
	return PlacedGiven
}

func clockRow(c telecom.Clock) Clock {
	return Clock{Since: instant(c.Since), AtLeast: c.AtLeast, LimitMinutes: int(c.Limit / time.Minute), Until: instant(c.Until),
		StuckAt: instant(c.StuckAt)}
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
