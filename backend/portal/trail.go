package portal

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// bracketed finds a carrier's code in a text, such as (PCN_CON).
var bracketed = regexp.MustCompile(`\(([A-Z][A-Z0-9_-]{1,31})\)`)

// trail returns the stages of an order in the carrier's systems, oldest first: its milestones, else its notes.
func trail(w *wireOrder, words *rules) (stages []telecom.Stage, ofNotes bool) {
	for _, m := range w.Milestones {
		s := stageOf(first(m.Name), first(m.Description, m.Message))
		if more := first(m.Message); !strings.Contains(s.Text, more) {
			s.More = more
		}
		if s.At = words.date(m.Date); s != (telecom.Stage{}) {
			stages = append(stages, s)
		}
	}
	if len(stages) == 0 {
		ofNotes = true
		for _, n := range w.Notes {
			s := stageOf("", first(n.Text))
			if s.At = words.date(n.Date); s != (telecom.Stage{}) {
				stages = append(stages, s)
			}
		}
	}
	sortByDate(stages, func(s telecom.Stage) time.Time { return s.At })
	return stages, ofNotes
}

// stageOf separates the code from the words. A name that is a sentence is no code; a code may be in brackets anywhere.
func stageOf(name, message string) telecom.Stage {
	bare := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(name, "("), ")"))
	if bare != "" && !strings.ContainsAny(bare, " \t\n()") {
		return telecom.Stage{Code: bare, Text: message}
	}
	s := telecom.Stage{Text: message}
	switch {
	case message == "":
		s.Text = name
	case name != "" && !strings.Contains(message, name):
		s.Text = name + ": " + message
	}
	if m := bracketed.FindStringSubmatch(s.Text); m != nil {
		s.Code = m[1]
	}
	return s
}

// sortByDate sorts oldest first. One without a date stays after its predecessor.
func sortByDate[T any](all []T, date func(T) time.Time) {
	type dated struct {
		at time.Time
		it T
	}
	keyed := make([]dated, len(all))
	var last time.Time
	for i, it := range all {
		if at := date(it); !at.IsZero() {
			last = at
		}
		keyed[i] = dated{last, it}
	}
	slices.SortStableFunc(keyed, func(a, b dated) int { return a.at.Compare(b.at) })
	for i, k := range keyed {
		all[i] = k.it
	}
}

// says returns the portal's remarks on an order, in its own words. Notes that serve as the trail are left out.
func says(w *wireOrder, items []wireItem, told bool, words *rules) []telecom.Remark {
	var all []telecom.Remark
	add := func(r telecom.Remark) {
		if r.Text == "" {
			r.Text, r.Code = r.Code, ""
		}
		if r.Text != "" && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	errors := slices.Clip(w.Errors)
	for _, i := range items {
		errors = append(errors, i.Errors...)
	}
	for _, e := range errors {
		add(telecom.Remark{Kind: telecom.RemarkError, At: words.date(e.Time), Code: first(e.Code), Text: both(first(e.Reason), first(e.Message))})
	}
	for _, a := range w.Alerts {
		r := telecom.Remark{Kind: telecom.RemarkAlert, At: words.date(a.Date), Text: first(a.Message, a.Exception, a.Name, a.Type)}
		if code := first(a.Name, a.Type); code != r.Text {
			r.Code = code
		}
		add(r)
	}
	add(telecom.Remark{Kind: telecom.RemarkNote, At: words.date(w.Cancellation), Text: first(w.CancelReason)})
	if !told {
		for _, n := range w.Notes {
			add(telecom.Remark{Kind: telecom.RemarkNote, At: words.date(n.Date), Text: first(n.Text)})
		}
	}
	return all
}

// both puts a short reason before the words that explain it, unless one contains the other.
func both(reason, message string) string {
	switch {
	case reason == "" || strings.Contains(message, reason):
		return message
	case message == "" || strings.Contains(reason, message):
		return reason
	}
	return reason + ": " + message
}
