package portal

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// orderOf converts a record; ok is false if it is no object or has no id. A missing state stays empty, whatever the
// items say.
func orderOf(raw jsontext.Value, words *rules) (telecom.Order, bool) {
	var w wireOrder
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return telecom.Order{}, false
	}
	items := withInner(slices.Concat(w.Items, w.OldItems), func(i wireItem) []wireItem { return i.Items })
	kind, word := kindOf(string(w.Category), items, words)
	o := telecom.Order{
		ID:          string(w.ID),
		ExternalID:  w.key(),
		Kind:        kind,
		KindWord:    word,
		State:       string(w.State),
		StateMeans:  words.state(string(w.State)),
		Summary:     strings.TrimSpace(string(w.Description)),
		PlacedBy:    partyName(w.Parties, false, "requester", "requestor", "placedby", "agent", "user"),
		StartedAt:   words.date(w.StartDate),
		CompletedAt: words.date(w.Completion),
		Relations:   relations(&w),
		Raw:         tidy(raw),
	}
	o.OrderedAt, o.Zoneless = words.dates.read(w.OrderDate)
	if o.CompletedAt.IsZero() && o.Status() == telecom.Cancelled {
		o.CompletedAt = words.date(w.Cancellation)
	}
	for _, i := range items {
		service := string(i.Service.is.ID)
		if service != "" && !slices.Contains(o.ServiceIDs, service) {
			o.ServiceIDs = append(o.ServiceIDs, service)
		}
		item := telecom.Item{ID: string(i.ID), Action: string(i.Action), ServiceID: service, State: string(i.State)}
		if item != (telecom.Item{}) {
			o.Items = append(o.Items, item)
		}
		o.Asked = append(o.Asked, asked(&i.Service.is)...)
	}
	stages, ofNotes := trail(&w, words)
	o.Trail, o.Says = stages, says(&w, items, ofNotes, words)
	return o, true
}

// key returns what the client that placed an order called it: some servers keep only the reference, some only the
// externalId, and some give every order an externalId of their own.
func (w *wireOrder) key() string {
	for _, r := range w.References {
		if key := first(r.ID, r.Name); telecom.Normalize(string(r.Type)) == telecom.Normalize(clientRequest) && key != "" {
			return key
		}
	}
	return string(w.ExternalID)
}

// withInner lists items, each followed by those inside it.
func withInner[T any](items []T, inner func(T) []T) (all []T) {
	for _, it := range items {
		all = append(append(all, it), withInner(inner(it), inner)...)
	}
	return all
}

// asked returns what an item wants of its service: characteristics and features. A name that marks a former value
// becomes the Was of that one.
func asked(s *wireTouched) []telecom.Detail {
	var details []telecom.Detail
	at := map[string]int{}
	for _, c := range s.Characteristics {
		if name := strings.TrimSpace(string(c.Name)); name != "" {
			at[telecom.Normalize(name)] = len(details)
			details = append(details, telecom.Detail{Name: name, Value: strings.TrimSpace(c.Value.text)})
		}
	}
	var drop []int
	for i, d := range details {
		for _, prefix := range wasNames {
			rest, is := strings.CutPrefix(telecom.Normalize(d.Name), prefix)
			if j, known := at[rest]; is && known && j != i {
				details[j].Was = d.Value
				drop = append(drop, i)
				break
			}
		}
	}
	for _, i := range slices.Backward(drop) {
		details = slices.Delete(details, i, i+1)
	}
	for _, f := range s.Features {
		if w, ok := f.domain(); ok {
			d := telecom.Detail{Name: w.Name, Value: "off"}
			if w.On {
				d.Value = "on"
			}
			details = append(details, d)
		}
	}
	return details
}

func relations(w *wireOrder) []telecom.Relation {
	var all []telecom.Relation
	add := func(kind, id string) {
		r := telecom.Relation{Type: kind, OrderID: id}
		if id != "" && id != string(w.ID) && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	for _, r := range w.Relations {
		add(first(r.Type, r.Older), first(r.ID, r.Order.is.ID))
	}
	for _, p := range w.Parent {
		add("parent", string(p.ID))
	}
	add("parent", string(w.ParentID))
	return all
}

// kindOf returns the activity type of an order and the portal's word for it: from its category, else from the items'
// services, else, without any category, from an action with only one meaning. The profile's mapping of any of these
// words comes first.
func kindOf(category string, items []wireItem, words *rules) (telecom.Kind, string) {
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

// kindNamed returns the kind from the category, else from a name in the items. The word is the category, if there is
// one, even if a name told the kind.
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
