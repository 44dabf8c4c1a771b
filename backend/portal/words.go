package portal

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"commsdesk/backend/telecom"
)

// Words are a portal's own words, where they are not the usual ones. All of them are compared without case and
// separators; none is empty, and no two of a table are the same when so compared.
type Words struct {
	// The names of characteristics, tried before the usual ones.
	Number, SIM, SIMType, Plan, Platform []string

	Kinds   map[string]telecom.Kind // what the portal calls a kind of order
	States  map[string]string       // what it calls a state of TMF641
	Actions map[string]string       // what it calls an item's add, modify, delete or noChange
}

// reading is the version of the rules by which JSON becomes words. Raise it when the same JSON would become other
// words, so that no copy keeps what the old rules made of it.
const reading = 2

// Fingerprint names the rules by which records are read: these words and the version of the decoder. It is kept with
// the copy, so that a change of either reads everything anew. It does not depend on the order in which a table is
// written, nor on case and separators, since records are read alike; the order of names is told, since the first wins.
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

// pairs lists a table in an order that depends on nothing but its words.
func pairs[T ~string](table map[string]T) []string {
	var all []string
	for own, means := range table {
		all = append(all, telecom.Normalize(own)+"="+string(means)) // a folded word holds no "="
	}
	slices.Sort(all)
	return all
}

func (w *Words) names() [][]string {
	return [][]string{w.Number, w.SIM, w.SIMType, w.Plan, w.Platform}
}

// taken reports whether the portal gives a name to something of its own choice, so that the usual names must not.
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

// kind is the kind that a word is said to stand for, KindUnknown if nothing is said of it.
func (w *Words) kind(word string) telecom.Kind {
	if k := meaning(w.Kinds, word); k != "" {
		return k
	}
	return telecom.KindUnknown
}

// state is the word of TMF641 that a state is said to stand for; empty: it stands for itself.
func (w *Words) state(word string) string { return meaning(w.States, word) }

// action is the action of TMF641 in an item's word, folded.
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
