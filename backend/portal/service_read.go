package portal

import (
	"regexp"
	"slices"
	"strings"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// serviceOf converts a record; ok is false if it is no object or has no id.
func serviceOf(raw jsontext.Value, country string, words *rules) (telecom.Service, bool) {
	var w wireService
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return telecom.Service{}, false
	}
	cs := w.Characteristics
	number := cs.find(words.Number, numberNames, words)
	if name := strings.TrimSpace(string(w.Name)); number == "" && telecom.IsPhone(name) {
		number = name
	}
	plan := cs.find(words.Plan, planNames, words)
	if plan == "" {
		plan = first(w.Specification.is.Name)
	}
	s := telecom.Service{
		ID:       string(w.ID),
		Number:   normal(number, country),
		Customer: partyName(w.Parties, true, "customer", "subscriber", "owner", "enduser"),
		Plan:     plan,
		Platform: platformOf(cs.find(words.Platform, platformNames, words)),
		State:    string(w.State),
		SIM: telecom.SIM{
			Type:   simType(cs.find(words.SIMType, simTypeNames, words)),
			Number: telecom.Clean(wholeNumber(cs.find(words.SIM, simNames, words))),
		},
		Features:    features(w.Features, cs),
		ActiveSince: words.date(w.StartDate),
		EndedAt:     words.date(w.EndDate),
		Raw:         tidy(raw),
	}
	for _, item := range w.OrderItems {
		if id := string(item.OrderID); id != "" && !slices.Contains(s.OrderIDs, id) {
			s.OrderIDs = append(s.OrderIDs, id)
		}
	}
	return s, true
}

// partyName returns the party in the first of some roles, by name, else by id. With anyone, it may be the first party.
func partyName(parties []wireParty, anyone bool, roles ...string) string {
	for _, role := range roles {
		for _, p := range parties {
			if telecom.Normalize(string(p.Role)) == role {
				if name := p.called(); name != "" {
					return name
				}
			}
		}
	}
	if anyone {
		for _, p := range parties {
			if name := p.called(); name != "" {
				return name
			}
		}
	}
	return ""
}

func simType(word string) telecom.SIMType {
	switch w := telecom.Normalize(word); {
	case w == "":
		return telecom.SIMUnknown
	case strings.Contains(w, "esim"), strings.Contains(w, "euicc"), strings.Contains(w, "embedded"):
		return telecom.SIMEmbedded
	case strings.Contains(w, "physical"), strings.Contains(w, "usim"), w == "psim", w == "sim", w == "card":
		return telecom.SIMPhysical
	}
	return telecom.SIMUnknown
}

// tidy returns the record without white space and with sorted members, so that the same record has the same bytes
// however a server writes it. Numbers and strings stay as written.
func tidy(raw jsontext.Value) []byte {
	v := raw.Clone()
	if err := v.Format(lenient, jsontext.ReorderRawObjects(true), jsontext.PreserveRawStrings(true)); err != nil {
		return raw.Clone()
	}
	return v
}

// platformWord fits "2", "2.0", "v2" and "Platform 2.0".
var platformWord = regexp.MustCompile(`(?i)^(?:platform|v)?[ _-]*([12])(?:\.0)?$`)

// platformOf returns "1.0" or "2.0" however a server writes it, since rules depend on it; any other word stays
// verbatim.
func platformOf(word string) string {
	if m := platformWord.FindStringSubmatch(strings.TrimSpace(word)); m != nil {
		return m[1] + ".0"
	}
	return word
}
