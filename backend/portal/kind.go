package portal

import (
	"strings"

	"commsdesk/backend/telecom"
)

// kindOf reads the activity type of an order and the portal's word for it: its category, else what the items'
// services are specified or named as, else, without any category, what an item's action can only mean. What the
// profile says of any of these words comes before what they usually mean.
func kindOf(category string, items []wireItem, words *Words) (telecom.Kind, string) {
	category = strings.TrimSpace(category)
	if k, word := kindNamed(category, items, words.kind, words.kind); k != telecom.KindUnknown {
		return k, word
	}
	if k, word := kindNamed(category, items, telecom.KindOf, kindWithin); k != telecom.KindUnknown || category != "" {
		return k, word
	}
	for _, i := range items {
		switch words.action(string(i.Action)) {
		case "add":
			return telecom.Activation, string(i.Action)
		case "delete":
			return telecom.CancelService, string(i.Action)
		}
	}
	if len(items) > 0 {
		return telecom.KindUnknown, strings.TrimSpace(string(items[0].Action))
	}
	return telecom.KindUnknown, ""
}

// kindNamed reads the kind from the category, else from a name in the items. The word is the category, if there is one,
// even where a name told the kind.
func kindNamed(category string, items []wireItem, ofCategory, ofName func(string) telecom.Kind) (telecom.Kind, string) {
	if k := ofCategory(category); k != telecom.KindUnknown {
		return k, category
	}
	for _, i := range items {
		s := &i.Service.is
		for _, word := range []text{s.Specification.is.Name, s.Name, s.Type} {
			if k := ofName(string(word)); k != telecom.KindUnknown {
				if category != "" {
					return k, category
				}
				return k, strings.TrimSpace(string(word))
			}
		}
	}
	return telecom.KindUnknown, category
}

// kindWithin looks for a kind in a name such as "Mobile SIM Swap": the whole of it, else two or three words in a row.
// One word of several proves nothing.
func kindWithin(name string) telecom.Kind {
	if k := telecom.KindOf(name); k != telecom.KindUnknown {
		return k
	}
	words := strings.Fields(name)
	if len(words) > 20 {
		return telecom.KindUnknown
	}
	for n := 3; n >= 2; n-- {
		for i := 0; i+n <= len(words); i++ {
			if k := telecom.KindOf(strings.Join(words[i:i+n], "")); k != telecom.KindUnknown {
				return k
			}
		}
	}
	return telecom.KindUnknown
}
