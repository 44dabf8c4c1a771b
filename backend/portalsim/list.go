package portalsim

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// row is a resource of a list: rows are written only when they are shown or
// when a question cannot be answered without.
type row interface {
	// attribute gives the one value at a path without writing the row, and
	// false when it does not know the path.
	attribute(path string) (string, bool)
	// write gives the resource as it is on the wire.
	write() any
}

type serviceRow struct {
	*service
	traits *traits
}

func (r serviceRow) write() any { return r.traits.respelled(wireOf(r.service)) }

func (r serviceRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.id, true
	case "state":
		return r.state, true
	case "category":
		return "mobile", true
	case "relatedParty.id":
		return r.customer.id, true
	case "relatedParty.name":
		return r.customer.name, true
	}
	return "", false
}

type orderRow struct {
	*order
	now    int64
	traits *traits
}

func (r orderRow) write() any { return r.traits.respelled(r.traits.wireOf(r.order, r.now)) }

func (r orderRow) attribute(path string) (string, bool) {
	item := "serviceOrderItem"
	if r.traits.olderWire {
		item = "orderItem"
	}
	switch path {
	case "id":
		return r.id, true
	case "state":
		return r.traits.shownState(r.stateAt(r.now)), true
	case "category":
		return r.traits.shownKind(r.category), true
	case "externalId":
		return r.traits.shownKey(r.order), true
	case "orderDate":
		return r.traits.shownDate(r.order, r.stateAt(r.now)), true
	case item + ".service.id":
		return r.service.id, true
	}
	return "", false
}

// meets reports whether a row passes a test.
func meets[R row](r R, t test) bool {
	if t.never {
		return false
	}
	if value, known := r.attribute(t.path); known {
		return t.passes(value)
	}
	body, err := json.Marshal(r.write())
	if err != nil {
		panic(err) // our own shapes
	}
	// Reading is much slower than searching: most rows do not have the text.
	if t.op == "" && !slices.ContainsFunc(t.values, func(v string) bool { return bytes.Contains(body, inJSON(v)) }) {
		return false
	}
	return slices.ContainsFunc(valuesIn(body, t.path), t.passes)
}

// inJSON is a text as it stands between the quotes.
func inJSON(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return b[1 : len(b)-1]
}

// valuesIn are the simple values at a path of a resource, through every list on
// the way.
func valuesIn(body []byte, path string) []string {
	var tree any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic(err)
	}
	var found []string
	collect(tree, strings.Split(path, "."), &found)
	return found
}

func collect(tree any, path []string, found *[]string) {
	switch v := tree.(type) {
	case []any:
		for _, one := range v {
			collect(one, path, found)
		}
	case map[string]any:
		if len(path) > 0 {
			collect(v[path[0]], path[1:], found)
		}
	case string:
		if len(path) == 0 {
			*found = append(*found, v)
		}
	case bool:
		if len(path) == 0 {
			*found = append(*found, strconv.FormatBool(v))
		}
	case json.Number:
		if len(path) == 0 {
			*found = append(*found, v.String())
		}
	}
}

// choose gives those of all that meet every test, in the order asked for. It
// may give all itself, which must then not be changed.
func choose[T any, R row](all []T, as func(T) R, q query) []T {
	out := all
	if len(q.tests) > 0 {
		out = nil
		for _, one := range all {
			r := as(one)
			if !slices.ContainsFunc(q.tests, func(t test) bool { return !meets(r, t) }) {
				out = append(out, one)
			}
		}
	}
	if q.sort == "" {
		return out
	}
	out = slices.Clone(out)
	if q.sort != "orderDate" && q.sort != "id" { // insertion order is both of these
		sortBy(out, func(one T) string { return strings.Join(valuesIn(writeRow(as(one), nil), q.sort), ",") })
	}
	if q.descending {
		slices.Reverse(out)
	}
	return out
}

// sortBy sorts by keys that are dear to make.
func sortBy[T any](all []T, key func(T) string) {
	type keyed struct {
		key string
		one T
	}
	keys := make([]keyed, len(all))
	for i, one := range all {
		keys[i] = keyed{key(one), one}
	}
	slices.SortStableFunc(keys, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	for i, k := range keys {
		all[i] = k.one
	}
}

// writeRow writes a row, or those of its fields that were asked for besides id
// and href.
func writeRow(r row, fields []string) json.RawMessage {
	body, err := json.Marshal(r.write())
	if err != nil {
		panic(err)
	}
	if len(fields) == 0 {
		return body
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		panic(err)
	}
	some := map[string]json.RawMessage{}
	for _, name := range append([]string{"id", "href"}, fields...) {
		if v, ok := all[strings.TrimSpace(name)]; ok {
			some[strings.TrimSpace(name)] = v
		}
	}
	if body, err = json.Marshal(some); err != nil {
		panic(err)
	}
	return body
}
