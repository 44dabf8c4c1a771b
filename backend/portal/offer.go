package portal

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// How much of a catalog is read at most. One for staff has some hundreds of rows.
const (
	offeringsAtMost     = 10_000
	offeringPagesAtMost = 200
)

// Offer returns what the portal offers now, in the portal's order: plans, travel packs and features, each once. It has
// prices only if the offering itself states them, not a reference. Without an address for a catalog it returns the zero
// Offer and no error; on an error it returns nothing.
func (p *Portal) Offer(ctx context.Context) (telecom.Offer, error) {
	if p.catalog == nil {
		return telecom.Offer{}, nil
	}
	now := time.Now().Round(0).UTC()
	ctx, ages := telecom.WithAges(ctx)
	of := func(raw jsontext.Value) (offeringRow, bool) { return offeringOf(raw, &p.words, now) }
	offer := telecom.Offer{ReadAt: now}
	named, rows := map[string]bool{}, 0
	for page, err := range pagesOf(ctx, p, p.catalog, listing{}, offeringPagesAtMost, of, func(r offeringRow) string { return r.key }) {
		if err != nil {
			return telecom.Offer{}, err
		}
		for _, r := range page.fresh {
			switch {
			case r.plan != nil:
				offer.Plans = append(offer.Plans, *r.plan)
			case r.pack != nil:
				offer.Packs = append(offer.Packs, *r.pack)
			case r.feature != "" && !named[telecom.Normalize(r.feature)]:
				named[telecom.Normalize(r.feature)] = true
				offer.Features = append(offer.Features, r.feature)
			}
		}
		if page.Page.Last {
			offer.ReadAt = now.Add(-ages.Oldest())
			return offer, nil
		}
		if rows += len(page.fresh); rows >= offeringsAtMost {
			break
		}
	}
	return telecom.Offer{}, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "more offerings than are read", status: http.StatusOK},
		Text: "The portal’s catalog is larger than Commsdesk reads. None of its plans are offered. Put the plans that staff order into a " +
			"catalog file, and set catalog_file in the profile."}
}

// The usual names of the characteristics of offerings, normalized; earlier ones win.
var (
	networkNames   = []string{"networktype", "network", "technology", "networkgeneration"}
	speedNames     = []string{"speedcap", "maxspeed", "speedlimit", "maxdownloadspeed", "downloadspeed", "speed"}
	inclusionNames = []string{"inclusions", "inclusion", "includes", "extras", "benefits"}
	dayNames       = []string{"days", "validity", "validitydays", "duration", "durationdays"}
	whereNames     = []string{"countries", "country", "destinations", "destination", "zone", "region", "coverage"}

	includedNames = map[telecom.UsageKind][]string{
		telecom.Data:  {"data", "dataallowance", "includeddata", "datavolume", "datalimit"},
		telecom.Voice: {"voice", "voiceallowance", "includedvoice", "minutes", "includedminutes", "calls"},
		telecom.SMS:   {"sms", "smsallowance", "includedsms", "texts", "messages"},
	}
)

// offeringRow is a record of the catalog: a plan, a travel pack, a feature, or something that this desk does not use.
type offeringRow struct {
	key     string // tells it from other rows
	plan    *telecom.Plan
	pack    *telecom.Pack
	feature string
}

// offeringOf converts a record; ok is false if it cannot be understood. What is not on sale is not used.
func offeringOf(raw jsontext.Value, words *rules, now time.Time) (offeringRow, bool) {
	var w wireOffering
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil {
		return offeringRow{}, false
	}
	r := offeringRow{key: string(w.ID)}
	if r.key == "" {
		r.key = string(raw)
	}
	name := first(w.Name)
	if name == "" || !w.onSale(now, words) {
		return r, true
	}
	c := w.characters()
	switch w.sort(c) {
	case aPlan:
		p := telecom.Plan{
			ID: string(w.ID), Name: name, Platform: platformOf(c.one(slices.Concat(foldedAll(words.Platform), platformNames)...).text),
			Allowances: c.allowances(words.comma), NetworkType: c.word(networkNames...), SpeedCap: c.word(speedNames...),
			Inclusions: c.all(inclusionNames...),
		}
		p.Price, p.Currency = w.price(wirePrice.monthly, words.comma)
		r.plan = &p
	case aPack:
		p := telecom.Pack{
			ID: string(w.ID), Name: name, Days: days(c.one(dayNames...)), Where: strings.Join(c.all(whereNames...), ", "),
			Allowances: c.allowances(words.comma),
		}
		p.Price, p.Currency = w.price(wirePrice.once, words.comma)
		r.pack = &p
	case aFeature:
		r.feature = name
	}
	return r, true
}

func foldedAll(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, telecom.Normalize(name))
	}
	return all
}

// onSale reports whether a catalog offers this now. One that does not say, does.
func (w *wireOffering) onSale(now time.Time, words *rules) bool {
	if on, known := onOff(string(w.Sellable)); known && !on {
		return false
	}
	switch telecom.Normalize(string(w.Status)) {
	case "instudy", "indesign", "intest", "rejected", "retired", "obsolete", "inactive", "suspended":
		return false
	}
	from, to := words.date(w.ValidFor.is.Start), words.date(w.ValidFor.is.End)
	return !now.Before(from) && (to.IsZero() || now.Before(to))
}

// offeringSort is the use of an offering.
type offeringSort int

const (
	notOurs offeringSort = iota
	aPlan
	aPack
	aFeature
)

// sort tells it by the words of the categories and the specification, else by what only such an offering has.
func (w *wireOffering) sort(c characters) offeringSort {
	words := []text{w.Specification.is.Name}
	for _, category := range w.Category {
		words = append(words, category.Name, category.ID)
	}
	lasts := days(c.one(dayNames...)) > 0
	for _, word := range words {
		f := telecom.Normalize(string(word))
		has := func(part string) bool { return strings.Contains(f, part) }
		switch {
		case has("travel"), has("roaming") && lasts:
			return aPack
		case has("feature"), has("valueadded"), has("vas") && len(f) == 3:
			return aFeature
		case has("plan"), has("tariff"):
			return aPlan
		}
	}
	monthly, _ := w.price(wirePrice.monthly, false)
	included := len(c.allowances(false)) > 0
	if monthly != "" && included && len(c.find(platformNames...)) > 0 {
		return aPlan
	}
	return notOurs
}

// wirePrice is a price stated in the offering.
type wirePrice struct {
	wireOfferingPrice
	amount, currency string
}

// price returns the only price of a sort. If there are several, nobody knows which is meant, and it returns none.
func (w *wireOffering) price(is func(wirePrice) bool, comma bool) (amount, currency string) {
	for _, o := range w.Prices {
		p := wirePrice{wireOfferingPrice: o}
		if p.amount, p.currency = o.Price.is.price(comma); p.amount == "" || !is(p) {
			continue
		}
		if amount != "" && (amount != p.amount || currency != p.currency) {
			return "", ""
		}
		amount, currency = p.amount, p.currency
	}
	return amount, currency
}

// monthly reports whether a price is paid every month. A recurring one without a period is.
func (p wirePrice) monthly() bool {
	if f := telecom.Normalize(string(p.Type)); f != "recurring" && f != "recurringprice" {
		return false
	}
	if n := quantityOf(string(p.PeriodLength)); n.known && n.number != 1 {
		return false
	}
	switch telecom.Normalize(first(p.PeriodType, p.Period)) {
	case "", "month", "months", "monthly", "1month", "p1m":
		return true
	}
	return false
}

// once reports whether a price is paid once.
func (p wirePrice) once() bool {
	switch telecom.Normalize(string(p.Type)) {
	case "onetime", "once", "onetimeprice", "nonrecurring":
		return true
	}
	return false
}

// money formats an amount with at least two decimal places.
func money(n float64) string {
	s := strconv.FormatFloat(math.Round(n*1e4)/1e4, 'f', -1, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return whole + "." + fraction
}

// days returns a duration in days; zero if it is not given in whole days.
func days(q quantity) int {
	if !q.known {
		return 0
	}
	n := q.number
	switch telecom.Normalize(q.unit) {
	case "", "d", "day", "days":
	case "week", "weeks":
		n *= 7
	case "h", "hour", "hours":
		n /= 24
	default:
		return 0
	}
	if n != math.Trunc(n) || n > 3660 {
		return 0
	}
	return int(n)
}
