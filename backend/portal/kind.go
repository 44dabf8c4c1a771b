package portal

import (
	"strings"

	"commsdesk/backend"
)

// kindOf reads the activity type of an order and the portal's word for it: its category, else what the items'
// services are specified or named as, else, without any category, what an item's action can only mean. What the
// profile says of any of these words comes before what they usually mean.
func kindOf(category string, items []wireItem, words *Words) (backend.Kind, string) {
	category = strings.TrimSpace(category)
	if k, word := kindNamed(category, items, words.kind, words.kind); k != backend.KindUnknown {
		return k, word
	}
	if k, word := kindNamed(category, items, backend.KindOf, kindWithin); k != backend.KindUnknown || category != "" {
		return k, word
	}
	for _, i := range items {
		switch words.action(string(i.Action)) {
		case "add":
			return backend.Activation, string(i.Action)
		case "delete":
			return backend.CancelService, string(i.Action)
		}
	}
	if len(items) > 0 {
		return backend.KindUnknown, strings.TrimSpace(string(items[0].Action))
	}
	return backend.KindUnknown, ""
}

// kindNamed reads the kind from the category, else from a name in the items. The word is the category, if there is one,
// even where a name told the kind.
func kindNamed(category string, items []wireItem, ofCategory, ofName func(string) backend.Kind) (backend.Kind, string) {
	if k := ofCategory(category); k != backend.KindUnknown {
		return k, category
	}
	for _, i := range items {
		s := &i.Service.is
		for _, word := range []text{s.Specification.is.Name, s.Name, s.Type} {
			if k := ofName(string(word)); k != backend.KindUnknown {
				if category != "" {
					return k, category
				}
				return k, strings.TrimSpace(string(word))
			}
		}
	}
	return backend.KindUnknown, category
}

// kindWithin looks for a kind in a name such as "Mobile SIM Swap": the whole of it, else two or three words in a row.
// One word of several proves nothing.
func kindWithin(name string) backend.Kind {
	if k := backend.KindOf(name); k != backend.KindUnknown {
		return k
	}
	words := strings.Fields(name)
	if len(words) > 20 {
		return backend.KindUnknown
	}
	for n := 3; n >= 2; n-- {
		for i := 0; i+n <= len(words); i++ {
			if k := backend.KindOf(strings.Join(words[i:i+n], "")); k != backend.KindUnknown {
				return k
			}
		}
	}
	return backend.KindUnknown
}
