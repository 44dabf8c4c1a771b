package portalsim

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
)

// doc is a JSON object whose members keep their order, as in the specification files. Members without a value are left
// out, as the specifications ask of optional attributes: empty texts and lists.
type doc []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (d doc) MarshalJSON() ([]byte, error) { return d.appendTo(nil), nil }

func (d doc) appendTo(out []byte) []byte {
	out = append(out, '{')
	empty := len(out)
	for _, m := range d {
		if v := reflect.ValueOf(m.value); (v.Kind() == reflect.String || v.Kind() == reflect.Slice) && v.Len() == 0 {
			continue
		}
		if len(out) > empty {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), m.name...), `":`...)
		switch v := m.value.(type) {
		case doc:
			out = v.appendTo(out)
		case []doc:
			for i, one := range v {
				out = one.appendTo(append(out, "[,"[min(i, 1)]))
			}
			out = append(out, ']')
		case string:
			if strings.ContainsFunc(v, escaped) {
				out = append(out, marshal(v)...)
			} else {
				out = append(append(append(out, '"'), v...), '"')
			}
		default:
			out = append(out, marshal(v)...)
		}
	}
	return append(out, '}')
}

// escaped reports whether a character may be written otherwise in JSON.
func escaped(r rune) bool {
	return r < ' ' || r > '~' || r == '"' || r == '\\' || r == '<' || r == '>' || r == '&'
}

// set changes a member that is there.
func (d doc) set(name string, value any) {
	d[slices.IndexFunc(d, func(m member) bool { return m.name == name })].value = value
}

// entity refers to something of another API.
func entity(id, href, name, referred string) doc {
	return doc{{"id", id}, {"href", href}, {"name", name}, {"@referredType", referred}}
}

// The shapes that are also read from what clients send.

type wireCharacteristic struct {
	Name      string `json:"name"`
	ValueType string `json:"valueType"`
	Value     any    `json:"value"`
}

type wireParty struct {
	ID           string `json:"id,omitempty"`
	Name         string `json:"name,omitempty"`
	Role         string `json:"role,omitempty"`
	Type         string `json:"@type,omitempty"`
	ReferredType string `json:"@referredType,omitempty"`

	V5 *wireParty `json:"partyOrPartyRole,omitempty"` // in version 5: who it is
}

type wireExternal struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Kind string `json:"externalReferenceType,omitempty"`
	Type string `json:"@type,omitempty"`
}

type wireNote struct {
	ID     string `json:"id"`
	Author string `json:"author"`
	Date   string `json:"date"`
	Text   string `json:"text"`
	Type   string `json:"@type"`
}

// instant writes a moment: UTC, milliseconds, always the same width, so that texts sort as times do. There is none at 0.
func instant(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
}

func text(name, value string) wireCharacteristic {
	return wireCharacteristic{name, "string", value}
}

// placeholderWord is what a specification shows for a text.
const placeholderWord = "string"

//go:embed placeholders.json
var placeholderRows []byte

// placeholders are the rows of a server that was made from a specification and has no data: every attribute, with the
// first word of an enumeration, and no words of its own.
var placeholders = func() map[string]json.RawMessage {
	rows := map[string]json.RawMessage{}
	if err := json.Unmarshal(placeholderRows, &rows); err != nil {
		panic(err) // our own file
	}
	for path, row := range rows {
		rows[path] = marshal(row)
	}
	return rows
}()
