package portal

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// Words are a portal's own words, where they differ from the usual ones. They are compared without case and separators;
// none is empty, and no two in a table are then equal.
type Words struct {
	// The names of characteristics, tried before the usual ones.
	Number, SIM, SIMType, Plan, Platform []string

	Kinds   map[string]telecom.Kind // the portal's words for kinds of orders
	States  map[string]string       // its words for states of TMF641
	Actions map[string]string       // its words for add, modify, delete and noChange of an item
}

// rules are what the JSON of this portal is read by.
type rules struct {
	Words
	dates dates
	comma bool // numbers may have a decimal comma
}

// date reads a date; one that cannot be read is the zero time.
func (w *rules) date(t text) time.Time {
	at, _ := w.dates.read(t)
	return at
}

// reading is the version of the rules that interpret JSON. Raise it when the same JSON would be interpreted
// differently, so that no copy keeps the old interpretation.
const reading = 3

// Fingerprint identifies the rules that interpret records: these words and the version of the decoder. It is kept with
// the copy, so that a change of either reads everything anew. It does not depend on the order of a table, nor on case
// and separators; the order of names matters, since the first wins.
func (w *Words) Fingerprint() string {
	h := sha256.New()
	for _, names := range w.names() {
		for _, name := range names {
			fmt.Fprintf(h, "%q ", telecom.Normalize(name))
		}
		fmt.Fprintln(h)
	}
	fmt.Fprintf(h, "%q\n%q\n%q\n", pairs(w.Kinds), pairs(w.States), pairs(w.Actions))
	return fmt.Sprintf("%d-%x", reading, h.Sum(nil)[:16])
}

// pairs lists a table in sorted order.
func pairs[T ~string](table map[string]T) []string {
	var all []string
	for own, means := range table {
		all = append(all, telecom.Normalize(own)+"="+string(means)) // a normalized word has no "="
	}
	slices.Sort(all)
	return all
}

func (w *Words) names() [][]string {
	return [][]string{w.Number, w.SIM, w.SIMType, w.Plan, w.Platform}
}

// taken reports whether the portal uses a name for something else, so that the usual names must not.
func (w *Words) taken(name string) bool {
	for _, names := range w.names() {
		for _, own := range names {
			if telecom.Normalize(own) == name {
				return true
			}
		}
	}
	return false
}

// kind returns the kind of a word; KindUnknown if the profile does not map it.
func (w *Words) kind(word string) telecom.Kind {
	if k := meaning(w.Kinds, word); k != "" {
		return k
	}
	return telecom.KindUnknown
}

// state returns the TMF641 state of a word; empty: the word itself.
func (w *Words) state(word string) string { return meaning(w.States, word) }

// action returns the TMF641 action of an item's word, normalized.
func (w *Words) action(word string) string {
	if a := meaning(w.Actions, word); a != "" {
		return telecom.Normalize(a)
	}
	return telecom.Normalize(word)
}

// meaning looks a word up. One without a letter or a digit is in no table.
func meaning[T ~string](table map[string]T, word string) T {
	if want := telecom.Normalize(word); len(table) > 0 && want != "" {
		for own, means := range table {
			if telecom.Normalize(own) == want {
				return means
			}
		}
	}
	return ""
}
