package portal

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// wireChange is a step in the history of a request, whatever the server calls its members.
type wireChange struct {
	At      text `json:"at"`
	Date    text `json:"date"`
	Changed text `json:"changeDate"`
	Time    text `json:"timestamp"`
	By      text `json:"by"`
	Author  text `json:"author"`
	User    text `json:"user"`
	From    text `json:"from"`
	Old     text `json:"oldStatus"`
	To      text `json:"to"`
	New     text `json:"newStatus"`
	Status  text `json:"status"`
	Why     text `json:"why"`
	Reason  text `json:"reason"`
	Comment text `json:"comment"`
	Key     text `json:"decisionKey"`
}

// historyOf reads the history of a request, oldest first. Given is false if the portal gives none, or none that can be
// understood: this desk's own counts then.
func historyOf(value jsontext.Value, words *rules) (all []telecom.RequestChange, given bool) {
	raw := unpacked(value)
	if kind := raw.Kind(); kind != '[' && kind != '{' {
		return nil, false
	}
	var rows list[wireChange]
	if json.Unmarshal(raw, &rows, lenient) != nil {
		return nil, false
	}
	for _, w := range rows {
		c := telecom.RequestChange{
			At: words.date(text(first(w.At, w.Date, w.Changed, w.Time))), By: first(w.By, w.Author, w.User),
			From: telecom.RequestStatusOf(first(w.From, w.Old)), To: telecom.RequestStatusOf(first(w.To, w.New, w.Status)),
			Why: first(w.Why, w.Reason, w.Comment), Key: first(w.Key),
		}
		if c != (telecom.RequestChange{}) {
			all = append(all, c)
		}
	}
	sortByDate(all, func(c telecom.RequestChange) time.Time { return c.At })
	return all, len(all) > 0 || len(elements(raw)) == 0
}

// allowedOf reads the possible actions: a list, or words separated by commas or spaces. An empty list counts as given:
// nothing may be done.
func allowedOf(value jsontext.Value) (words []string, given bool) {
	raw := unpacked(value)
	if len(raw) == 0 {
		return nil, false
	}
	add := func(word string) {
		if word = strings.TrimSpace(word); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if raw.Kind() == '[' {
		for _, it := range elements(raw) {
			for _, word := range strings.FieldsFunc(allowedWord(it), isBetween) {
				add(word)
			}
		}
		return words, true
	}
	line := allowedWord(raw)
	switch {
	case strings.ContainsFunc(line, isBetween):
		for _, word := range strings.FieldsFunc(line, isBetween) {
			add(word)
		}
	case slices.ContainsFunc(telecom.RequestActions(), func(a telecom.RequestAction) bool {
		return telecom.Normalize(
			string(a)) == telecom.Normalize(line)
	}):
		add(line) // one action, in words with spaces
	default:
		for _, word := range strings.Fields(line) {
			add(word)
		}
	}
	return words, true
}

func isBetween(r rune) bool { return strings.ContainsRune(",;|\n", r) }

// allowedWord returns an action given as a word, or as an object that has one.
func allowedWord(raw jsontext.Value) string {
	var w struct {
		Action text `json:"action"`
		Name   text `json:"name"`
	}
	if raw.Kind() == '{' && json.Unmarshal(raw, &w, lenient) == nil {
		if word := first(w.Action, w.Name); word != "" {
			return word
		}
	}
	return wordOf(raw)
}
