package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// Words are a portal's own names for things, where they differ from the usual ones. They are compared without case and
// separators; none is empty, and no two in a table compare equal.
type Words struct {
	// Names of characteristics, tried before the usual ones.
	Number, SIM, SIMType, Plan, Platform []string

	Kinds   map[string]telecom.Kind // kinds of order
	States  map[string]string       // states of TMF641
	Actions map[string]string       // an item's add, modify, delete or noChange
}

// What a portal's words may stand for.
var (
	kinds   = slices.DeleteFunc(telecom.Kinds(), func(k telecom.Kind) bool { return k == telecom.KindUnknown })
	states  = append(slices.Clone(telecom.OpenWords), "completed", "failed", "partial", "rejected", "cancelled")
	actions = []string{"add", "modify", "delete", "noChange"}
)

// wordsEntry holds the words as written, a table for each sort.
type wordsEntry struct {
	Names   namesEntry        `toml:"names,omitempty"`
	Kinds   map[string]string `toml:"kinds,omitempty"`
	States  map[string]string `toml:"states,omitempty"`
	Actions map[string]string `toml:"actions,omitempty"`
}

// namesEntry holds what each characteristic is called: a name or a list of names.
type namesEntry struct {
	Number   any `toml:"number,omitempty"`
	SIM      any `toml:"sim,omitempty"`
	SIMType  any `toml:"sim_type,omitempty"`
	Plan     any `toml:"plan,omitempty"`
	Platform any `toml:"platform,omitempty"`
	UsageKey any `toml:"usage_key,omitempty"`
}

// entry returns the words as they are written. Empty tables are left out.
func (w *Words) entry() wordsEntry {
	list := func(names []string) any {
		if len(names) == 0 {
			return nil
		}
		return names
	}
	e := wordsEntry{
		Names: namesEntry{
			Number: list(w.Number), SIM: list(w.SIM), SIMType: list(w.SIMType), Plan: list(w.Plan), Platform: list(w.Platform),
		},
		Kinds: map[string]string{}, States: w.States, Actions: w.Actions,
	}
	for word, kind := range w.Kinds {
		e.Kinds[word] = string(kind)
	}
	return e
}

// check turns a written entry into words. Line returns the line of a key, so that of several mistakes in a table the first
// is always the one reported.
func (e *wordsEntry) check(line func(key string) int) (w Words, m *mistake) {
	if m = e.Names.check(&w, line); m != nil {
		return w, m
	}
	if w.Kinds, m = table("kinds", "a kind of order", e.Kinds, kinds, line); m != nil {
		return w, m
	}
	if w.States, m = table("states", "a state of TMF641", e.States, states, line); m != nil {
		return w, m
	}
	w.Actions, m = table("actions", "an action of TMF641", e.Actions, actions, line)
	return w, m
}

func (e *namesEntry) check(w *Words, line func(key string) int) *mistake {
	type naming struct {
		key     string
		written any
		names   *[]string
	}
	all := []naming{
		{"names.number", e.Number, &w.Number}, {"names.sim", e.SIM, &w.SIM}, {"names.sim_type", e.SIMType, &w.SIMType},
		{"names.plan", e.Plan, &w.Plan}, {"names.platform", e.Platform, &w.Platform},
	}
	slices.SortStableFunc(all, func(a, b naming) int { return line(a.key) - line(b.key) })
	seen := seenWords{}
	for _, n := range all {
		names, ok := namesOf(n.written)
		if !ok {
			return &mistake{n.key, "write a name in quotes, or a list such as [\"MSISDN\", \"lineNumber\"]"}
		}
		for _, name := range names {
			if why := seen.add(name); why != "" {
				return &mistake{n.key, why}
			}
		}
		*n.names = names
	}
	return nil
}

// usageKey checks the name of a characteristic of usage records. They are not services, so it may equal one of the other
// names.
func (e *namesEntry) usageKey() (string, *mistake) {
	if e.UsageKey == nil {
		return "", nil
	}
	name, is := e.UsageKey.(string)
	if !is {
		return "", &mistake{"names.usage_key", "write one name in quotes, such as \"subscriptionId\""}
	}
	name = strings.TrimSpace(name)
	if why := (seenWords{}).add(name); why != "" {
		return "", &mistake{"names.usage_key", why}
	}
	return name, nil
}

// namesOf reads one name or a list of them.
func namesOf(written any) (names []string, ok bool) {
	switch w := written.(type) {
	case nil:
		return nil, true
	case string:
		return []string{w}, true
	case []string:
		return w, true
	case []any:
		for _, one := range w {
			name, is := one.(string)
			if !is {
				return nil, false
			}
			names = append(names, name)
		}
		return names, true
	}
	return nil, false
}

// table checks what a portal's words stand for, and spells each meaning as the standard does.
func table[T ~string](name, what string, written map[string]string, choices []T, line func(key string) int) (map[string]T, *mistake) {
	key := func(word string) string { return name + "." + word }
	inOrder := slices.SortedFunc(maps.Keys(written), func(a, b string) int {
		return cmp.Or(line(key(a))-line(key(b)), strings.Compare(a, b))
	})
	var means map[string]T
	seen := seenWords{}
	for _, word := range inOrder {
		if why := seen.add(word); why != "" {
			return nil, &mistake{key(word), why}
		}
		i := slices.IndexFunc(choices, func(c T) bool { return telecom.Normalize(string(c)) == telecom.Normalize(written[word]) })
		if i < 0 {
			return nil, &mistake{key(word), fmt.Sprintf("%q is not %s; write one of %s", written[word], what, listed(choices))}
		}
		if means == nil {
			means = map[string]T{}
		}
		means[word] = choices[i]
	}
	return means, nil
}

func listed[T ~string](choices []T) string {
	var all []string
	for _, c := range choices {
		all = append(all, string(c))
	}
	return strings.Join(all, ", ")
}

// seenWords holds the words of a table so far, by what they are compared as.
type seenWords map[string]string

// add returns why a word cannot be in the table too, or an empty string.
func (s seenWords) add(word string) (why string) {
	key := telecom.Normalize(word)
	if key == "" {
		return fmt.Sprintf("%q has no letter and no digit", word)
	}
	if other, known := s[key]; known {
		return fmt.Sprintf("%q is the same word as %q: case and separators do not count", word, other)
	}
	s[key] = word
	return ""
}
