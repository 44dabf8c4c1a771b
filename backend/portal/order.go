package portal

import (
	"slices"
	"strings"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// orderOf makes an order of a record, or says that no sense can be made of it: it is no object or has no id. A state
// that is not given stays empty, whatever the items say.
func orderOf(raw jsontext.Value, words *Words) (telecom.Order, bool) {
	var w wireOrder
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return telecom.Order{}, false
	}
	items := everyItem(append(slices.Clip(w.Items), w.OldItems...), nil)
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
		OrderedAt:   readDate(w.OrderDate),
		StartedAt:   readDate(w.StartDate),
		CompletedAt: readDate(w.Completion),
		Relations:   relations(&w),
		Raw:         tidy(raw),
	}
	if o.CompletedAt.IsZero() && o.Status() == telecom.Cancelled {
		o.CompletedAt = readDate(w.Cancellation)
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
	stages, ofNotes := trail(&w)
	o.Trail, o.Says = stages, says(&w, items, ofNotes)
	return o, true
}

// key is what the client that placed an order called it: some servers keep only the reference, some only its externalId, and
// some give every order an externalId of their own.
func (w *wireOrder) key() string {
	for _, r := range w.References {
		if key := first(r.ID, r.Name); telecom.Normalize(string(r.Type)) == telecom.Normalize(clientRequest) && key != "" {
			return key
		}
	}
	return string(w.ExternalID)
}

// everyItem lists items with the items inside them.
func everyItem(items, all []wireItem) []wireItem {
	for _, i := range items {
		all = append(all, i)
		all = everyItem(i.Items, all)
	}
	return all
}

// asked is what an item wants of its service: characteristics and features. A name that says it is the former value
// of another one becomes what that one was.
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
