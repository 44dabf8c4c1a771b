package store

import (
	"fmt"
	"time"

	"commsdesk/backend/telecom"

	"pgregory.net/rapid"
)

var (
	genService = rapid.Custom(func(t *rapid.T) telecom.Service {
		return telecom.Service{
			ID:       drawServiceID(t),
			Number:   fmt.Sprintf("+6149157%04d", rapid.IntRange(0, 12).Draw(t, "number")),
			Customer: rapid.SampledFrom([]string{"", "Kestrel", "kestrel", "Saltbush", "Acme 4"}).Draw(t, "customer"),
			Plan:     rapid.SampledFrom([]string{"", "Business 50", "Business 200"}).Draw(t, "plan"),
			Platform: rapid.SampledFrom([]string{"", "1.0", "2.0"}).Draw(t, "platform"),
			State:    rapid.SampledFrom([]string{"", "active", "inactive", "terminated", "strange"}).Draw(t, "state"),
			OrderIDs: rapid.SliceOfN(rapid.Custom(drawOrderID), 0, 2).Draw(t, "orders"),
		}
	})
	genOrder = rapid.Custom(func(t *rapid.T) telecom.Order {
		o := telecom.Order{
			ID:         drawOrderID(t),
			ServiceIDs: rapid.SliceOfNDistinct(rapid.Custom(drawServiceID), 0, 2, rapid.ID).Draw(t, "services"),
			Kind:       rapid.SampledFrom(telecom.Kinds()).Draw(t, "kind"),
			State:      rapid.SampledFrom([]string{"", "inProgress", "completed", "held", "failed"}).Draw(t, "state"),
		}
		if o.State == "" {
			o.StateMeans = rapid.SampledFrom([]string{"", "", "completed", "held"}).Draw(t, "means")
		}
		if n := rapid.IntRange(-1, 300).Draw(t, "at"); n >= 0 {
			o.OrderedAt = monday.Add(time.Duration(n) * time.Minute)
		}
		if rapid.Bool().Draw(t, "related") {
			o.Relations = []telecom.Relation{{Type: "parent", OrderID: drawOrderID(t)}}
		}
		return o
	})
	genGone = rapid.Custom(func(t *rapid.T) telecom.Gone {
		return telecom.Gone{
			Services: rapid.SliceOfN(rapid.Custom(drawServiceID), 0, 12).Draw(t, "services"),
			Orders:   rapid.SliceOfN(rapid.Custom(drawOrderID), 0, 12).Draw(t, "orders"),
		}
	})
	genQuery = rapid.Custom(func(t *rapid.T) telecom.Query {
		return telecom.Query{
			Text:       rapid.SampledFrom([]string{"", "", "kestrel", "saltbush", "200", "491570", "acme"}).Draw(t, "text"),
			State:      rapid.SampledFrom(append(telecom.ServiceStates(), "", "", "")).Draw(t, "state"),
			Platform:   rapid.SampledFrom([]string{"", "", "2.0"}).Draw(t, "platform"),
			Plan:       rapid.SampledFrom([]string{"", "", "Business 50"}).Draw(t, "plan"),
			Open:       rapid.Bool().Draw(t, "open"),
			Stuck:      rapid.Bool().Draw(t, "stuck"),
			Sort:       rapid.SampledFrom(append(telecom.Sorts(), "")).Draw(t, "sort"),
			Descending: rapid.Bool().Draw(t, "descending"),
			Offset:     rapid.IntRange(0, 20).Draw(t, "offset"),
			Limit:      rapid.IntRange(0, 10).Draw(t, "limit"),
			Now:        monday.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "now")) * time.Minute),
		}
	})
)

func drawServiceID(t *rapid.T) string {
	return fmt.Sprintf("s%02d", rapid.IntRange(0, 30).Draw(t, "service"))
}

func drawOrderID(t *rapid.T) string {
	return fmt.Sprintf("o%02d", rapid.IntRange(0, 40).Draw(t, "order"))
}
