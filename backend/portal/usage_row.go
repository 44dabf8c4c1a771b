package portal

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// defaultUsageKey is the characteristic that usually names the service.
const defaultUsageKey = "serviceId"

// The usual names of the characteristics of usage, normalized; earlier ones win.
var (
	usedNames = []string{"used", "usedamount", "amountused", "usedvalue", "consumed", "consumption", "usage", "total",
		"amount", "quantity", "volume", "duration"}
	allowanceNames = []string{"allowance", "included", "quota", "limit", "allowed", "bundle"}
	remainingNames = []string{"remaining", "left", "balance"}
	unitNames      = []string{"unit", "units", "unitofmeasure", "uom"}
	cycleFrom      = []string{"cyclestart", "billingcyclestart", "periodstart", "cyclefrom", "startdate", "from", "start"}
	cycleTo        = []string{"cycleend", "billingcycleend", "periodend", "cycleto", "enddate", "to", "end"}
	measuredNames  = []string{"measuredat", "asof", "lastupdate", "timestamp"}
)

// usageRow is a record of usage of any service.
type usageRow struct {
	key     string   // tells it from other rows: its id, else all of it
	service string   // the service; empty: not given
	values  []string // of its characteristics, as a filter sees them
	billed  bool     // of an earlier cycle
	each    []telecom.Usage
}

// says reports whether a filter for a value may return this row.
func (r *usageRow) says(value string) bool {
	return r.service == value || slices.Contains(r.values, value)
}

// usageOf converts a record; ok is false if it is no object. Key is the characteristic that names the service; days are
// in the zone; comma is whether numbers may have a decimal comma.
func usageOf(raw jsontext.Value, key string, zone *time.Location, comma bool) (usageRow, bool) {
	var w wireUsage
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil {
		return usageRow{}, false
	}
	m := w.Measures
	r := usageRow{key: string(w.ID), service: m.find(telecom.Normalize(key)).text, billed: w.billed()}
	if r.key == "" {
		r.key = string(raw)
	}
	if r.service == "" {
		r.service = first(w.Service.is.ID)
	}
	for _, it := range m {
		if it.Value.text != "" {
			r.values = append(r.values, it.Value.text)
		}
	}
	var all []telecom.Usage
	if kind := w.kind(); kind != "" {
		all = append(all, m.amount(kind, "", comma))
	} else { // one record for every kind: dataUsed, voiceUsed
		for _, kind := range telecom.UsageKinds() {
			all = append(all, m.amount(kind, string(kind), comma))
		}
	}
	from := dayIn(text(first(text(m.find(cycleFrom...).text), w.Period.is.Start, w.Billing.is.Start)), zone, false)
	to := dayIn(text(first(text(m.find(cycleTo...).text), w.Period.is.End, w.Billing.is.End)), zone, true)
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		from, to = time.Time{}, time.Time{}
	}
	at, _ := dates{provider: zone}.read(text(first(w.Date, text(m.find(measuredNames...).text))))
	for _, u := range all {
		if u.Kind != "" {
			u.From, u.To, u.MeasuredAt = from, to, at
			r.each = append(r.each, u)
		}
	}
	return r, true
}

func (w *wireUsage) billed() bool {
	if s := telecom.Normalize(string(w.Status)); s == "billed" || s == "rejected" || s == "recycled" {
		return true
	}
	for _, rating := range w.Rated {
		if on, _ := onOff(string(rating.Billed)); on {
			return true
		}
	}
	return false
}

// kind returns what a record measures: by its type or specification, else by its unit.
func (w *wireUsage) kind() telecom.UsageKind {
	for _, word := range []text{w.Type, w.Specification.is.Name, w.Specification.is.ID} {
		if kind := usageKind(string(word)); kind != "" {
			return kind
		}
	}
	if unit := w.Measures.find(unitNames...).text; unit != "" {
		return kindOfUnit(unit)
	}
	return kindOfUnit(w.Measures.find(usedNames...).unit)
}

// usageKind returns the kind of a word such as "MOBILE_DATA"; empty if it names none.
func usageKind(word string) telecom.UsageKind {
	f := telecom.Normalize(word)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(f, part) })
	}
	switch {
	case has("sms", "messag") || f == "text" || f == "texts":
		return telecom.SMS
	case has("voice", "call", "talk", "minute"):
		return telecom.Voice
	case has("data", "internet", "gprs"):
		return telecom.Data
	}
	return ""
}

// amount reads the usage of a kind, under names that may begin with a word. If there is none the kind is empty: no
// usage is not a usage of zero. An amount that may be a thousand times another is given in the portal's words.
func (m measures) amount(kind telecom.UsageKind, word string, comma bool) telecom.Usage {
	named := func(names []string) []string {
		all := make([]string, len(names))
		for i, name := range names {
			all[i] = word + name
		}
		return all
	}
	used, allowance, left := m.find(named(usedNames)...), m.find(named(allowanceNames)...), m.find(named(remainingNames)...)
	beside := first(text(m.find(named(unitNames)...).text), text(m.find(unitNames...).text))
	for _, q := range []*quantity{&used, &allowance, &left} {
		if q.unit == "" {
			q.unit = beside
		}
		*q = q.as(comma)
	}
	if on, _ := onOff(m.find(word + "unlimited").text); on {
		allowance = quantity{endless: true}
	}
	if !used.known && allowance.known && left.known {
		if n, ok := sameUnit(kind, left, allowance.unit); ok && n <= allowance.number {
			used = quantity{number: allowance.number - n, known: true, unit: allowance.unit}
		}
	}
	if !used.known && used.doubtful {
		return telecom.Usage{Kind: kind, Says: used.words(), Unlimited: allowance.endless}
	}
	if !used.known {
		return telecom.Usage{}
	}
	u := telecom.Usage{Kind: kind, Used: used.number, Unit: used.unit, Unlimited: allowance.endless}
	if allowance.known && allowance.number > 0 {
		switch n, ok := sameUnit(kind, used, allowance.unit); {
		case ok:
			u.Used, u.Allowance, u.Unit = n, allowance.number, allowance.unit
		case used.unit == "" || allowance.unit == "":
			u.Allowance, u.Unit = allowance.number, cmp.Or(used.unit, allowance.unit)
		} // otherwise nobody knows how much of it was used
	}
	if unit := u.Unit; tooSmall(kind, unit) {
		u.Unit = readable(kind, max(u.Used, u.Allowance), unit)
		u.Used, _ = inUnit(kind, u.Used, unit, u.Unit)
		u.Allowance, _ = inUnit(kind, u.Allowance, unit, u.Unit)
	}
	return u
}

// sameUnit converts an amount to a unit.
func sameUnit(kind telecom.UsageKind, q quantity, unit string) (float64, bool) {
	if telecom.Normalize(q.unit) == telecom.Normalize(unit) {
		return q.number, true
	}
	return inUnit(kind, q.number, q.unit, unit)
}

// dayIn returns the first or the last day of a cycle, at its start in the zone. An end at midnight is the beginning of
// the day after the cycle, unless only the day is given.
func dayIn(t text, zone *time.Location, last bool) time.Time {
	at, _ := dates{zone, zone}.read(t)
	if at.IsZero() {
		return at
	}
	_, plain := parsed(telecom.Clean(string(t)), withoutTime, time.UTC)
	at = at.In(zone)
	day := telecom.StartOfDay(at.Year(), at.Month(), at.Day(), zone)
	if last && !plain && at.Equal(day) {
		day = telecom.StartOfDay(at.Year(), at.Month(), at.Day()-1, zone)
	}
	return day
}

// presentUsage returns the usage of the current cycle from the rows of one service. Of several of a kind the latest
// cycle counts, and the latest measurement. A record without a cycle counts if it is not billed yet. Events reports
// that there were only records of single uses: several of a kind, without a cycle and without an allowance.
func presentUsage(rows []usageRow, now time.Time) (present []telecom.Usage, events bool) {
	for _, kind := range telecom.UsageKinds() {
		var best, loose []telecom.Usage
		single, totals := 0, true
		for _, r := range rows {
			for _, u := range r.each {
				switch {
				case u.Kind != kind:
				case u.From.IsZero() && u.To.IsZero():
					if !r.billed {
						loose = newest(loose, u)
						single++
						totals = totals && (u.Unlimited || u.Allowance > 0)
					}
				case holds(u, now):
					best = newest(best, u)
				}
			}
		}
		switch {
		case len(best) > 0:
			present = append(present, best...)
		case totals || single == 1:
			present = append(present, loose...)
		default:
			events = true
		}
	}
	return present, events
}

// newest adds a usage to the newest ones, or replaces older ones.
func newest(all []telecom.Usage, u telecom.Usage) []telecom.Usage {
	if len(all) == 0 {
		return []telecom.Usage{u}
	}
	switch n := newerUsage(u, all[0]); {
	case n > 0:
		return []telecom.Usage{u}
	case n == 0 && !slices.Contains(all, u):
		return append(all, u)
	}
	return all
}

func newerUsage(a, b telecom.Usage) int {
	if n := a.From.Compare(b.From); n != 0 {
		return n
	}
	return a.MeasuredAt.Compare(b.MeasuredAt)
}

// holds reports whether a moment is in a cycle, one end of which may be unknown.
func holds(u telecom.Usage, now time.Time) bool {
	return !now.Before(u.From) && (u.To.IsZero() || now.Before(u.To.AddDate(0, 0, 1)))
}
