package portal

import (
	"bytes"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/nyaruka/phonenumbers"
)

// lenient are the options for all reading: servers repeat names and send broken UTF-8.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// text reads a string, a number or a boolean as its characters. A list counts as its first element, and an object with
// a single member as that member, as some databases write ids and dates. Anything else is empty.
type text string

func (t *text) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	whole := d.PeekKind() == '0'
	v, err := readValue(d)
	if whole {
		v.text = wholeNumber(v.text)
	}
	*t = text(v.text)
	return err
}

// value reads the value of a characteristic, of any shape, and remembers whether it was a boolean.
type value struct {
	text string
	bool bool // true or false on the wire, not a word for it
}

func (v *value) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	read, err := readValue(d)
	*v = read
	return err
}

func readValue(d *jsontext.Decoder) (value, error) {
	switch d.PeekKind() {
	case '"', '0':
		t, err := d.ReadToken()
		if err != nil {
			return value{}, err
		}
		return value{text: t.String()}, nil
	case 't', 'f':
		t, err := d.ReadToken()
		if err != nil {
			return value{}, err
		}
		return value{text: t.String(), bool: true}, nil
	case '[', '{':
		raw, err := d.ReadValue()
		if err != nil {
			return value{}, err
		}
		return inside(raw, 4), nil
	}
	return value{}, d.SkipValue()
}

// valueNames are the members that may hold the value if it is an object: the first one found counts.
var valueNames = []string{"value", "@value", "msisdn", "phonenumber", "number", "iccid", "simnumber", "code", "id", "name", "epochsecond"}

// inside finds the plain value within a list or an object, a few levels deep at most.
func inside(raw jsontext.Value, depth int) value {
	if depth == 0 {
		return value{}
	}
	d := jsontext.NewDecoder(bytes.NewReader(raw), lenient)
	plain := func() value {
		switch d.PeekKind() {
		case '[', '{':
			v, err := d.ReadValue()
			if err != nil {
				return value{}
			}
			return inside(v.Clone(), depth-1)
		}
		v, _ := readValue(d)
		return v
	}
	open, err := d.ReadToken()
	if err != nil {
		return value{}
	}
	if open.Kind() == '[' {
		var all []string
		var first value
		for d.PeekKind() != ']' {
			v := plain()
			if d.PeekKind() == 0 {
				break
			}
			if v.text != "" {
				if len(all) == 0 {
					first = v
				}
				all = append(all, v.text)
			}
		}
		if len(all) > 1 {
			return value{text: strings.Join(all, ", ")}
		}
		return first
	}
	members, n, only := map[string]value{}, 0, value{}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			break
		}
		key := strings.ToLower(name.String())
		only = plain()
		members[key] = only
		n++
	}
	if n == 1 {
		return only
	}
	for _, name := range valueNames {
		if v := members[name]; v.text != "" {
			return v
		}
	}
	return value{}
}

// one reads an object. A list counts as its first object; anything else leaves it empty.
type one[T any] struct{ is T }

func (o *one[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	var all list[T]
	err := all.UnmarshalJSONFrom(d)
	if len(all) > 0 {
		o.is = all[0]
	}
	return err
}

// list reads a list of objects. A single object is a list of one, null is none, and other values are left out, except
// words that stand for an object.
type list[T any] []T

// fromWorder can be read from a word where an object belongs, such as a note.
type fromWorder interface{ fromWord(word string) }

func (l *list[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '[' {
		return l.add(d)
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		if err := l.add(d); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (l *list[T]) add(d *jsontext.Decoder) error {
	var t T
	switch d.PeekKind() {
	case '{':
		if err := json.UnmarshalDecode(d, &t); err != nil {
			return err
		}
		*l = append(*l, t)
		return nil
	case '"', '0':
		if s, ok := any(&t).(fromWorder); ok {
			word, err := d.ReadToken()
			if err != nil {
				return err
			}
			s.fromWord(word.String())
			*l = append(*l, t)
			return nil
		}
	}
	return d.SkipValue()
}

// first returns the first text that is not empty.
func first(texts ...text) string {
	for _, t := range texts {
		if s := strings.TrimSpace(string(t)); s != "" {
			return s
		}
	}
	return ""
}

// normal writes a phone number as E.164 if it is valid in the country, with its extension if it has one. Several numbers
// stay as they are written, and so does what is no number, such as a date or an address.
func normal(number, country string) string {
	n := telecom.Clean(wholeNumber(number))
	if n == "" || len(n) > 40 {
		return n
	}
	if country == "" {
		country = "ZZ"
	}
	office, extension := n, ""
	if m := withExtension.FindStringSubmatch(n); m != nil {
		office, extension = m[1], " ext. "+m[2]
	}
	if !telecom.IsPhone(office) {
		return n
	}
	p, err := phonenumbers.Parse(office, country)
	if err != nil || !phonenumbers.IsValidNumber(p) {
		return n
	}
	return phonenumbers.Format(p, phonenumbers.E164) + extension
}

// withExtension is an office’s number with the extension of one line.
var withExtension = regexp.MustCompile(`(?i)^(.*\d)\s*(?:;\s*ext(?:ension)?\s*=|,?\s*(?:ext(?:ension)?|x)\b\.?\s*|#)\s*(\d{1,7})$`)

// wholeNumber writes a whole number as its digits if a server wrote it as a double, such as 1027.0 or 8.961E18.
func wholeNumber(s string) string {
	if !aDouble.MatchString(s) {
		return s
	}
	if f, err := strconv.ParseFloat(s, 64); err != nil || f > 1e25 {
		return s
	}
	if n, ok := new(big.Rat).SetString(s); ok && n.IsInt() {
		return n.Num().String()
	}
	return s
}

// aDouble is a number with a point or an exponent.
var aDouble = regexp.MustCompile(`^\d+(?:\.\d+(?:[eE]\+?\d{1,2})?|[eE]\+?\d{1,2})$`)
