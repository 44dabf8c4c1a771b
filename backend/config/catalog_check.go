package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"commsdesk/backend/telecom"
)

// check turns a written entry into a plan.
func (e *planEntry) check(currency string) (p telecom.Plan, m *mistake) {
	p = telecom.Plan{
		ID: strings.TrimSpace(e.ID), Name: strings.TrimSpace(e.Name), Platform: strings.TrimSpace(e.Platform),
		NetworkType: e.NetworkType, SpeedCap: e.SpeedCap, Inclusions: e.Inclusions,
	}
	if telecom.Normalize(p.Name) == "" {
		return p, &mistake{"name", "a plan needs the name that its services show"}
	}
	if m = checkPlatform(p.Platform); m != nil {
		return p, m
	}
	if p.Price, p.Currency, m = price(e.Price, e.Currency, currency); m != nil {
		return p, m
	}
	p.Allowances, m = e.included()
	return p, m
}

// check turns a written entry into a travel pack.
func (e *packEntry) check(currency string) (p telecom.Pack, m *mistake) {
	p = telecom.Pack{ID: strings.TrimSpace(e.ID), Name: strings.TrimSpace(e.Name), Days: e.Days, Where: e.Where}
	if telecom.Normalize(p.Name) == "" {
		return p, &mistake{"name", "a travel pack needs a name"}
	}
	if p.Days < 0 || p.Days > 3660 {
		return p, &mistake{"days", fmt.Sprintf("a travel pack cannot last %d days", p.Days)}
	}
	if p.Price, p.Currency, m = price(e.Price, e.Currency, currency); m != nil {
		return p, m
	}
	p.Allowances, m = e.included()
	return p, m
}

// otherPlatform matches a platform, however it is written.
var otherPlatform = regexp.MustCompile(`(?i)^(?:platform|v)?[ _-]*([12])(?:\.0)?$`)

func checkPlatform(word string) *mistake {
	if word == "" {
		return &mistake{"platform", "a plan needs a platform such as \"2.0\": a service can only change to a plan of its own platform"}
	}
	if m := otherPlatform.FindStringSubmatch(word); m != nil && word != m[1]+".0" {
		return &mistake{"platform", fmt.Sprintf("%q must be written %q", word, m[1]+".0")}
	}
	return nil
}

var decimal = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// price reads an amount, in quotes or without, and its currency: its own or else that of the catalog.
func price(written any, own, currency string) (amount, of string, m *mistake) {
	if own != "" && !isCurrency(own) {
		return "", "", &mistake{"currency", notCurrency(own)}
	}
	switch n := written.(type) {
	case nil:
		return "", "", nil
	case string:
		amount = strings.TrimSpace(n)
	case int64:
		amount = strconv.FormatInt(n, 10)
	case float64:
		amount = strconv.FormatFloat(n, 'f', -1, 64)
	}
	if !decimal.MatchString(amount) {
		return "", "", &mistake{"price", fmt.Sprintf("%q is not a price; write a number such as \"38.00\"", fmt.Sprint(written))}
	}
	if own == "" {
		own = currency
	}
	if own == "" {
		return "", "", &mistake{"price", "the price has no currency; write one such as currency = \"AUD\" at the top of the catalog"}
	}
	whole, fraction, _ := strings.Cut(amount, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return whole + "." + fraction, own, nil
}

func isCurrency(word string) bool { return len(word) == 3 && isCapitals(word) }

func isCapitals(word string) bool { return strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }

func notCurrency(word string) string {
	return fmt.Sprintf("%q is not a currency of three capital letters such as \"AUD\"", word)
}

// units holds the units that a catalog may use. Units of data are powers of a thousand.
var units = map[telecom.UsageKind][]string{
	telecom.Data: {"GB", "MB", "TB"}, telecom.Voice: {"min", "minutes", "h", "hours"}, telecom.SMS: {"messages", "SMS"},
}

var amount = regexp.MustCompile(`^([0-9]{1,12}(?:\.[0-9]{1,6})?) *(\pL+)$`)

// included reads the allowances of a plan or a pack.
func (e *includedEntry) included() (all []telecom.Allowance, m *mistake) {
	for _, kind := range telecom.UsageKinds() {
		written := map[telecom.UsageKind]string{telecom.Data: e.Data, telecom.Voice: e.Voice, telecom.SMS: e.SMS}[kind]
		switch telecom.Normalize(written) {
		case "":
			if written != "" {
				return nil, notAllowance(kind, written)
			}
			continue
		case "unlimited":
			all = append(all, telecom.Allowance{Kind: kind, Unlimited: true})
			continue
		}
		parts := amount.FindStringSubmatch(strings.TrimSpace(written))
		if parts == nil {
			return nil, notAllowance(kind, written)
		}
		n, err := strconv.ParseFloat(parts[1], 64)
		unit := ""
		for _, u := range units[kind] {
			if strings.EqualFold(u, parts[2]) {
				unit = u
			}
		}
		if err != nil || math.IsInf(n, 0) || unit == "" {
			return nil, notAllowance(kind, written)
		}
		all = append(all, telecom.Allowance{Kind: kind, Amount: n, Unit: unit})
	}
	return all, nil
}

func notAllowance(kind telecom.UsageKind, written string) *mistake {
	return &mistake{string(kind), fmt.Sprintf("%q is not an amount of %s; write one such as %q, with one of %s, or \"unlimited\"",
		written, kind, "60 "+units[kind][0], strings.Join(units[kind], ", "))}
}
