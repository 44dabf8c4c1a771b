package portal

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// trait is a characteristic whose value may be more than a word: a list, an object, or the JSON of one as a string. An
// empty one was not given.
type trait = named[jsontext.Value]

// traits are characteristics in their order, each with a name.
type traits []trait

func (s *traits) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	all, err := readNamed[jsontext.Value](d, false)
	*s = slices.DeleteFunc(all, func(t trait) bool { return first(t.Name) == "" })
	return err
}

// member is a member of an object.
type member struct {
	name  string
	value jsontext.Value
}

// members lists the members of an object in order; none if it is no object.
func members(raw jsontext.Value) []member {
	d := jsontext.NewDecoder(bytes.NewReader(raw), lenient)
	if open, err := d.ReadToken(); err != nil || open.Kind() != '{' {
		return nil
	}
	var all []member
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			break
		}
		m := member{name: name.String()}
		value, err := d.ReadValue()
		if err != nil {
			break
		}
		m.value = value.Clone()
		all = append(all, m)
	}
	return all
}

// find returns the value of the first characteristic of some normalized names that has one; null counts as none.
func (s traits) find(names ...string) jsontext.Value {
	return valueOf(s, names, func(v jsontext.Value) bool { return len(v) > 0 && v.Kind() != 'n' }).Value
}

// word returns the first value of some normalized names that is not empty, in words.
func (s traits) word(names ...string) string {
	return wordOf(valueOf(s, names, func(v jsontext.Value) bool { return wordOf(v) != "" }).Value)
}

// details returns the characteristics that are not empty and not left out, by readable names.
func (s traits) details(out func(name string) bool) []telecom.Detail {
	var all []telecom.Detail
	seen := map[telecom.Detail]bool{}
	for _, t := range s {
		d := telecom.Detail{Name: spelled(string(t.Name)), Value: wordOf(t.Value)}
		if d.Value == "" || out(telecom.Normalize(string(t.Name))) || seen[d] {
			continue
		}
		seen[d] = true
		all = append(all, d)
	}
	return all
}

// wordOf returns a value in words: a list by its elements, an amount with its unit, another object by its members.
func wordOf(raw jsontext.Value) string { return wordWithin(raw, 4) }

func wordWithin(raw jsontext.Value, depth int) string {
	if depth == 0 || len(raw) == 0 {
		return ""
	}
	switch raw.Kind() {
	case '[':
		var words []string
		for _, it := range elements(raw) {
			if w := wordWithin(it, depth-1); w != "" {
				words = append(words, w)
			}
		}
		return strings.Join(words, ", ")
	case '{':
		var apart struct {
			Amount text `json:"amount"`
			Unit   text `json:"unit"`
			Units  text `json:"units"`
		}
		if json.Unmarshal(raw, &apart, lenient) == nil && first(apart.Amount) != "" {
			return strings.TrimSpace(first(apart.Amount) + " " + first(apart.Units, apart.Unit))
		}
		if w := inside(raw, depth).text; w != "" {
			return strings.TrimSpace(w)
		}
		var words []string
		for _, m := range members(raw) {
			if w := wordWithin(m.value, depth-1); w != "" && !strings.HasPrefix(m.name, "@") {
				words = append(words, spelled(m.name)+": "+w)
			}
		}
		return strings.Join(words, ", ")
	}
	var t text
	_ = json.Unmarshal(raw, &t, lenient)
	return strings.TrimSpace(string(t))
}

// elements returns the elements of a list; none of anything else.
func elements(raw jsontext.Value) []jsontext.Value {
	var all []jsontext.Value
	_ = json.Unmarshal(raw, &all, lenient)
	return all
}

// unpacked removes what may surround a value: a string that holds the JSON of a list or an object, and an object that
// holds only the value and its type.
func unpacked(raw jsontext.Value) jsontext.Value {
	for range 3 {
		switch raw.Kind() {
		case '"':
			var t text
			_ = json.Unmarshal(raw, &t, lenient)
			within := jsontext.Value(strings.TrimSpace(string(t)))
			if len(within) == 0 || within[0] != '[' && within[0] != '{' || !within.IsValid(lenient) {
				return raw
			}
			raw = within
		case '{':
			i := -1
			all := members(raw)
			for j, m := range all {
				switch {
				case m.name == "value" || m.name == "@value":
					i = j
				case !strings.HasPrefix(m.name, "@"):
					return raw
				}
			}
			if i < 0 {
				return raw
			}
			raw = all[i].value
		default:
			return raw
		}
	}
	return raw
}

// spelled makes a programmer's name readable: contractTermMonths becomes Contract term months. A word of capitals, such
// as SIM, keeps them.
func spelled(name string) string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
		}
		word = nil
	}
	runes := []rune(strings.TrimSpace(name))
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && (r == '_' || r == '-' || r == '.' || unicode.IsSpace(r)) {
			end()
			continue
		}
		if i > 0 && unicode.IsUpper(r) {
			before := runes[i-1]
			starts := i+2 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsLower(runes[i+2]) // in SIMs the s is no word
			if unicode.IsDigit(before) || unicode.IsLower(before) && (len(word) > 1 || starts) || unicode.IsUpper(before) && starts {
				end()
			}
		}
		word = append(word, r)
	}
	end()
	for i, w := range words {
		letters := []rune(w)
		capitals := len(letters) > 1 && unicode.IsUpper(letters[1])
		switch {
		case i == 0 && !capitals: // eSIM keeps its spelling
			letters[0] = unicode.ToUpper(letters[0])
		case !capitals && !strings.ContainsFunc(name, unicode.IsSpace): // names with spaces keep their spelling
			letters[0] = unicode.ToLower(letters[0])
		}
		words[i] = string(letters)
	}
	if len(words) == 0 {
		return strings.TrimSpace(name)
	}
	return strings.Join(words, " ")
}
