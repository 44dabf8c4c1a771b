package portal

import (
	"strings"

	"commsdesk/backend"
)

// kindOf reads the activity type of an order and the portal's word for it: its category, else what the items'
// services are specified or named as, else, without any category, what an item's action can only mean.
func kindOf(category string, items []wireItem) (backend.Kind, string) {
	category = strings.TrimSpace(category)
	if k := backend.KindOf(category); k != backend.KindUnknown {
		return k, category
	}
	for _, i := range items {
		s := &i.Service.is
		for _, word := range []text{s.Specification.is.Name, s.Name, s.Type} {
			if k := kindWithin(string(word)); k != backend.KindUnknown {
				if category != "" {
					return k, category
				}
				return k, strings.TrimSpace(string(word))
			}
		}
	}
	if category != "" {
		return backend.KindUnknown, category
	}
	for _, i := range items {
		switch folded(string(i.Action)) {
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
