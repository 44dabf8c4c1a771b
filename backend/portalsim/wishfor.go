package portalsim

import (
	"slices"
	"strings"
	"time"
)

// simDigits is how long the number on a SIM is.
const simDigits = 13

// readSIM reads which SIM is wished for.
func (w *wish) readSIM(it sentItem) *complaint {
	number := it.characteristic("iccid")
	switch plainWord(it.characteristic("simType")) {
	case "esim":
		w.change.simType = "eSIM"
		if number != "" {
			return invalidly("An eSIM has no number to send.")
		}
	case "physical", "physicalsim":
		w.change.simType, w.change.iccid = "physical", number
		if len(number) != simDigits || strings.Trim(number, "0123456789") != "" {
			return invalidly("A SIM number has exactly %d digits.", simDigits)
		}
	case "":
		return invalidly("The characteristic simType is missing.")
	default:
		return invalidly("There is no SIM type %q; it is physical or eSIM.", it.characteristic("simType"))
	}
	return nil
}

// planAsked reads the plan that an item names, by its name or the id of its
// offering.
func planAsked(it sentItem) (*plan, *complaint) {
	asked := it.characteristic("plan")
	if asked == "" {
		return nil, invalidly("The characteristic plan is missing.")
	}
	for _, p := range plans {
		if p.name == asked || p.id() == asked {
			return p, nil
		}
	}
	return nil, invalidly("There is no plan %q.", asked)
}

func (w *wish) readPlan(it sentItem) (c *complaint) {
	w.change.plan, c = planAsked(it)
	if c != nil {
		return c
	}
	w.change.previous = w.service.plan
	if w.change.plan.platform != w.service.plan.platform {
		w.lot.is = isRejected
	}
	return nil
}

func (w *wish) readPack(it sentItem) *complaint {
	asked := it.characteristic("travelPack")
	i := slices.IndexFunc(packs, func(p pack) bool { return p.name == asked || p.id() == asked })
	switch {
	case asked == "":
		return invalidly("The characteristic travelPack is missing.")
	case i < 0:
		return invalidly("There is no travel pack %q.", asked)
	case w.service.plan.platform != "1.0":
		return invalidly("On platform %s a travel pack is ordered by SMS.", w.service.plan.platform)
	}
	if start := it.characteristic("start"); start != "" {
		if _, ok := readDay(start); !ok {
			return invalidly("The characteristic start needs a date such as 2026-11-22.")
		}
	}
	w.change.pack = packs[i].name
	return nil
}

// readNumber reads a phone number, if the item has one.
func (w *wish) readNumber(of *world, it sentItem) *complaint {
	asked := it.characteristic("msisdn")
	if asked == "" {
		return nil
	}
	number, ok := readNumber(asked)
	if !ok {
		return invalidly("The characteristic msisdn is not a phone number.")
	}
	if of.uses(number) {
		return invalidly("The number is with this provider already.")
	}
	w.change.number = number
	return nil
}

// authorisationLasts is how long a customer's word is good for a port.
const authorisationLasts = 60 * 24 * time.Hour

func (w *wish) readPort(of *world, it sentItem, now int64) *complaint {
	if c := w.readNumber(of, it); c != nil {
		return c
	}
	w.change.losing = it.characteristic("losingProvider")
	switch {
	case w.change.number == 0:
		return invalidly("The characteristic msisdn is missing.")
	case w.change.losing == "":
		return invalidly("The characteristic losingProvider is missing.")
	case it.characteristic("accountNumber") == "" && it.characteristic("dateOfBirth") == "":
		return invalidly("A port needs the characteristic accountNumber or dateOfBirth.")
	}
	if given := it.characteristic("authorisationDate"); given != "" {
		at, ok := readDay(given)
		if !ok {
			return invalidly("The characteristic authorisationDate needs a date such as 2026-11-22.")
		}
		if time.UnixMilli(now).Sub(at) > authorisationLasts {
			w.lot.is = isRejected
		}
	}
	return nil
}

// readDay reads a date, with or without a time.
func readDay(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.ParseInLocation(layout, s, sydney); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// featureNamed is which feature is meant, by its id or its name; -1 for none.
func featureNamed(f sentFeature) int {
	return slices.IndexFunc(features, func(one feature) bool {
		return f.ID == one.id || f.ID == "" && (f.Name == one.name || f.Name == one.id)
	})
}
