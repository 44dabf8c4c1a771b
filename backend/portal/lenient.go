package portal

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient are the options everything is read with: servers repeat names and send broken UTF-8.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// text reads a string, a number or a boolean as its characters. A list with something in it is its first element, an
// object with a single member is that member, as some databases write ids and dates. Anything else is empty.
type text string

func (t *text) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	v, err := readValue(d)
	*t = text(v.text)
	return err
}

// value reads the value of a characteristic, which may be of any shape, and remembers whether it was a switch.
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

// valueNames are the members that hold the value, where a value is an object: the first one found counts.
var valueNames = []string{"value", "@value", "msisdn", "phonenumber", "number", "iccid", "simnumber", "code", "id", "name"}

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

// one reads an object. A list is its first object; anything else leaves it empty.
type one[T any] struct{ is T }

func (o *one[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	var all list[T]
	err := all.UnmarshalJSONFrom(d)
	if len(all) > 0 {
		o.is = all[0]
	}
	return err
}

// list reads a list of objects. An object alone is a list of one, null is none, and what is no object is left out,
// unless it is a word and the thing can be told by a word.
type list[T any] []T

// spoken is what can be told by a word where an object belongs, such as a note.
type spoken interface{ speak(word string) }

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
		if s, ok := any(&t).(spoken); ok {
			word, err := d.ReadToken()
			if err != nil {
				return err
			}
			s.speak(word.String())
			*l = append(*l, t)
			return nil
		}
	}
	return d.SkipValue()
}

// first is the first of some texts that says something.
func first(texts ...text) string {
	for _, t := range texts {
		if s := strings.TrimSpace(string(t)); s != "" {
			return s
		}
	}
	return ""
}
