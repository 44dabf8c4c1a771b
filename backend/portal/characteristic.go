package portal

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// The usual names of characteristics, normalized; earlier ones win.
var (
	numberNames   = []string{"msisdn", "phonenumber", "number", "mobilenumber", "subscribernumber"}
	simNames      = []string{"iccid", "simnumber", "sim"}
	simTypeNames  = []string{"simtype"}
	planNames     = []string{"plan", "planname", "tariff"}
	platformNames = []string{"platform", "networkplatform"}
	wasNames      = []string{"previous", "from", "old"}
)

type characteristic = named[value]

type characteristics []characteristic

func (c *characteristics) UnmarshalJSONFrom(d *jsontext.Decoder) (err error) {
	*c, err = readNamed[value](d, true)
	return err
}

// find returns the value of the first of some names: the portal's own, then the usual ones. A usual name that the
// portal uses for something else is not tried: its "number" may be the SIM's.
func (c characteristics) find(own, usual []string, words *rules) string {
	for _, name := range own {
		if s := c.named(telecom.Normalize(name)); s != "" {
			return s
		}
	}
	for _, name := range usual {
		if s := c.named(name); s != "" && !words.taken(name) {
			return s
		}
	}
	return ""
}

// named returns the first value under a normalized name. An empty name has none.
func (c characteristics) named(name string) string {
	return strings.TrimSpace(valueOf(c, []string{name}, func(v value) bool { return strings.TrimSpace(v.text) != "" }).Value.text)
}

// onOff parses the words for a switch.
func onOff(word string) (on, known bool) {
	switch telecom.Normalize(word) {
	case "true", "on", "yes", "enabled", "1", "active":
		return true, true
	case "false", "off", "no", "disabled", "0", "inactive":
		return false, true
	}
	return false, false
}

// isSwitch reports whether a characteristic is a feature under another name. Digits are no switch unless the name says
// so.
func isSwitch(c characteristic) bool {
	name := strings.ToLower(strings.TrimSpace(string(c.Name)))
	_, known := onOff(c.Value.text)
	if strings.HasPrefix(name, "feature.") {
		return known && len(name) > len("feature.")
	}
	if c.Value.bool {
		return true
	}
	f := telecom.Normalize(c.Value.text)
	return known && f != "1" && f != "0" && f != "active" && f != "inactive"
}

// switchName returns the feature's name without the part that marks it as one.
func switchName(c characteristic) string {
	name := strings.TrimSpace(string(c.Name))
	if len(name) > len("feature.") && strings.EqualFold(name[:len("feature.")], "feature.") {
		return name[len("feature."):]
	}
	return name
}

// domain converts a feature: TMF638 says that one without a state is enabled.
func (f wireFeature) domain() (telecom.Feature, bool) {
	name := first(f.Name, f.ID)
	if name == "" {
		return telecom.Feature{}, false
	}
	if on, known := onOff(string(f.Enabled)); known {
		return telecom.Feature{Name: name, On: on}, true
	}
	for _, c := range f.Characteristics {
		switch telecom.Normalize(string(c.Name)) {
		case "enabled", "isenabled", "status", "state", "value", "active":
			if on, known := onOff(c.Value.text); known {
				return telecom.Feature{Name: name, On: on}, true
			}
		}
	}
	return telecom.Feature{Name: name, On: true}, true
}

// features merges the features of a service and the switches among its characteristics, each name once.
func features(own []wireFeature, also characteristics) []telecom.Feature {
	var all []telecom.Feature
	seen := map[string]bool{}
	add := func(f telecom.Feature) {
		if key := telecom.Normalize(f.Name); f.Name != "" && !seen[key] {
			seen[key] = true
			all = append(all, f)
		}
	}
	for _, f := range own {
		if w, ok := f.domain(); ok {
			add(w)
		}
	}
	for _, c := range also {
		if isSwitch(c) {
			on, _ := onOff(c.Value.text)
			add(telecom.Feature{Name: switchName(c), On: on})
		}
	}
	return all
}
