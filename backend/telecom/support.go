package telecom

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// SupportText returns what staff send to support about an action: Order ID, service, status, trail with codes verbatim,
// and the times, in UTC. ReadAt and now are in this desk's clock; skew is the portal's clock minus it.
func SupportText(s *Service, e *Event, c Clock, readAt, now time.Time, skew time.Duration) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-13s %s\n", label+":", value)
		}
	}
	line("Order ID", e.Order.ID)
	line("Service", s.Number)
	line("Service ID", s.ID)
	line("Type", cmp.Or(e.Order.KindWord, string(e.Order.Kind)))
	line("Status", cmp.Or(e.Order.State, "not given"))
	line("Placed", utc(e.Order.PlacedAt()))
	if !c.Since.IsZero() {
		least := ""
		if c.AtLeast {
			least = "at least "
		}
		line("Running for", fmt.Sprintf("%s%d minutes", least, int(now.Add(skew).Sub(c.Since)/time.Minute)))
	}
	line("Ended", utc(e.Order.EndedAt()))
	trail(&b, &e.Order)
	for i := range e.Parts {
		fmt.Fprintf(&b, "\nPart %s, %s\n", e.Parts[i].ID, cmp.Or(e.Parts[i].State, "status not given"))
		trail(&b, &e.Parts[i])
	}
	b.WriteString("\n")
	line("Read", utc(readAt))
	line("Written", utc(now))
	return b.String()
}

func trail(b *strings.Builder, o *Order) {
	for _, s := range o.Trail {
		code := ""
		if s.Code != "" {
			code = " (" + s.Code + ")"
		}
		fmt.Fprintf(b, "  %s  %s%s\n", cmp.Or(utc(s.At), "time not given"), s.Text, code)
		if s.More != "" {
			fmt.Fprintf(b, "  %23s  %s\n", "", s.More)
		}
	}
	for _, r := range o.Says {
		fmt.Fprintf(b, "  The portal says: %s\n", strings.TrimSpace(r.Code+" "+r.Text))
	}
}

func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}
