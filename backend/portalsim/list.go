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
	// attribute gives the values at a path without writing the row, and false
	// when it does not know the path.
	attribute(path string) ([]string, bool)
	// write gives the resource as it is on the wire.
	write() any
}

type serviceRow struct{ *service }

func (r serviceRow) write() any { return wireOf(r.service) }

func (r serviceRow) attribute(path string) ([]string, bool) {
	switch path {
	case "id":
		return []string{r.id}, true
	case "state":
		return []string{r.state}, true
	case "category":
		return []string{"mobile"}, true
	case "relatedParty.id":
		return []string{r.customer.id}, true
	case "relatedParty.name":
		return []string{r.customer.name}, true
	}
	return nil, false
}

type orderRow struct {
	*order
	now    int64
	traits *traits
}

func (r orderRow) write() any { return r.traits.wireOf(r.order, r.now) }

func (r orderRow) attribute(path string) ([]string, bool) {
	item := "serviceOrderItem"
	if r.traits.olderWire {
		item = "orderItem"
	}
	switch path {
	case "id":
		return []string{r.id}, true
	case "state":
		return []string{r.traits.shownState(r.stateAt(r.now))}, true
	case "category":
		return []string{r.category}, true
	case "externalId":
		return []string{r.externalID}, true
	case "orderDate":
		return []string{instant(r.ordered)}, true
	case item + ".service.id":
		return []string{r.service.id}, true
	}
	return nil, false
}

// valuesAt are the simple values at a path of a row, through every list on the
// way.
func valuesAt(r row, path string) []string {
	if found, known := r.attribute(path); known {
		return found
	}
	body, err := json.Marshal(r.write())
	if err != nil {
		panic(err) // our own shapes
	}
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

// choose gives the rows that meet every test, in the order asked for.
func choose[R row](rows []R, q query) []R {
	var out []R
	if len(q.tests) == 0 {
		out = rows
	}
	for _, r := range rows {
		if len(q.tests) == 0 {
			break
		}
		if !slices.ContainsFunc(q.tests, func(t test) bool { return t.never || !t.meets(valuesAt(r, t.path)) }) {
			out = append(out, r)
		}
	}
	if q.sort == "" {
		return out
	}
	out = slices.Clone(out)
	if q.sort != "orderDate" && q.sort != "id" { // insertion order is both of these
		keys := make(map[any]string, len(out))
		for _, r := range out {
			keys[any(r)] = strings.Join(valuesAt(r, q.sort), ",")
		}
		slices.SortStableFunc(out, func(a, b R) int { return strings.Compare(keys[any(a)], keys[any(b)]) })
	}
	if q.descending {
		slices.Reverse(out)
	}
	return out
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
