package portalsim

import (
	"fmt"
	"strings"
)

// Personality names a kind of server: what it can do and what it gets wrong.
type Personality string

// The personalities there are.
const (
	// Ideal does everything the guidelines say and conforms to the
	// specifications to the letter.
	Ideal Personality = "ideal"
	// Reference behaves like the reference implementation: no state on new
	// orders, an older wire, date filters that find nothing.
	Reference Personality = "reference"
)

// traits is everything in which personalities differ. The zero value of a field
// is what the ideal server does, wherever that can be arranged.
type traits struct {
	name Personality
	// defaultLimit and maxLimit are rows of a page.
	defaultLimit, maxLimit int
	// etags: answers carry an ETag and If-None-Match gives 304.
	etags bool
	// olderWire: orders carry orderItem in place of serviceOrderItem.
	olderWire bool
	// noStateWhenNew: an order has no state until it starts.
	noStateWhenNew bool
	// digitsMatchNothing: a filter value of digits only is read as a number,
	// which equals none of the stored strings.
	digitsMatchNothing bool
	// oneValue: a filter is one value, never a list separated by commas.
	oneValue bool
	// datesFindNothing: a date filter always gives an empty list.
	datesFindNothing bool
	// totalUnfiltered: X-Total-Count counts everything there is.
	totalUnfiltered bool
	// numericCode: the code of an error is a number, not a string.
	numericCode bool
	// stateWords replaces words of the specification with the server's own.
	stateWords map[string]string
}

// personalities are the rows to choose from, in the order they are offered.
var personalities = []traits{
	{
		name:         Ideal,
		defaultLimit: 100, maxLimit: 1000,
		etags: true,
	},
	{
		name:         Reference,
		defaultLimit: 100, maxLimit: 100,
		olderWire:          true,
		noStateWhenNew:     true,
		digitsMatchNothing: true,
		oneValue:           true,
		datesFindNothing:   true,
		totalUnfiltered:    true,
		numericCode:        true,
		stateWords:         map[string]string{held: "onHold"},
	},
}

// Personalities lists every personality, the default first.
func Personalities() []Personality {
	var all []Personality
	for _, t := range personalities {
		all = append(all, t.name)
	}
	return all
}

// ParsePersonality reads a personality's name, in any case. Its error names the
// choices.
func ParsePersonality(s string) (Personality, error) {
	var names []string
	for _, t := range personalities {
		if strings.EqualFold(strings.TrimSpace(s), string(t.name)) {
			return t.name, nil
		}
		names = append(names, string(t.name))
	}
	return "", fmt.Errorf("there is no personality %q; choose one of %s", s, strings.Join(names, ", "))
}

func traitsOf(name Personality) traits {
	for _, t := range personalities {
		if t.name == name {
			return t
		}
	}
	return personalities[0]
}
