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
	// wire gives the resource as it is on the wire.
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

// list knows one kind of resource. Its functions run under the portal's mutex.
type list struct {
	word string
	// page gives the rows of a page, how many met the tests, and how many there
	// are at all.
	page func(p *Portal, q query) (rows []row, met, all int)
	// find gives the row with an id, or nil.
	find func(p *Portal, id string) row
}

var lists = map[string]list{
	servicePath: {"service", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(s *service) serviceRow { return serviceRow{s, &p.traits} }
		met := double(choose(p.world.services, as, q), q)
		return page(met, as, q), len(met), len(p.world.services)
	}, func(p *Portal, id string) row {
		p.present()
		if s := p.world.serviceByID[id]; s != nil {
			return serviceRow{s, &p.traits}
		}
		return nil
	}},
	orderPath: {"service order", func(p *Portal, q query) ([]row, int, int) {
		now := p.present()
		as := func(o *order) orderRow { return orderRow{o, now, &p.traits} }
		met := double(choose(p.among(q), as, q), q)
		return page(met, as, q), len(met), len(p.world.orders)
	}, func(p *Portal, id string) row {
		now := p.present()
		if o := p.world.orderByID[id]; o != nil {
			return orderRow{o, now, &p.traits}
		}
		return nil
	}},
	cancelPath: {"cancellation of a service order", func(p *Portal, q query) ([]row, int, int) {
		now := p.present()
		as := func(t *cancellation) cancelRow { return cancelRow{t, now, &p.traits} }
		met := double(choose(p.world.tasks, as, q), q)
		return page(met, as, q), len(met), len(p.world.tasks)
	}, func(p *Portal, id string) row {
		now := p.present()
		for _, t := range p.world.tasks {
			if t.id == id {
				return cancelRow{t, now, &p.traits}
			}
		}
		return nil
	}},
	usagePath: {"usage", func(p *Portal, q query) ([]row, int, int) {
		now := p.present()
		as := func(u usage) usageRow { return usageRow{u, p, now} }
		all := p.allUsages(now, q)
		met := double(choose(all, as, q), q)
		return page(met, as, q), len(met), len(all)
	}, findUsage},
	requestPath: {"product order", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(s *request) requestRow { return requestRow{s, p.book, &p.traits} }
		met := double(choose(p.book.all, as, q), q)
		return page(met, as, q), len(met), len(p.book.all)
	}, func(p *Portal, id string) row {
		p.present()
		if s := p.book.find(id); s != nil {
			return requestRow{s, p.book, &p.traits}
		}
		return nil
	}},
	productPath: {"product", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(s *request) productRow { return productRow{s, p.book, &p.traits} }
		all := p.book.products()
		met := double(choose(all, as, q), q)
		return page(met, as, q), len(met), len(all)
	}, func(p *Portal, id string) row {
		p.present()
		if s := p.book.withProduct(id); s != nil {
			return productRow{s, p.book, &p.traits}
		}
		return nil
	}},
	agreementPath: {"agreement", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(c contractRow) contractRow { return c }
		all := p.contracts()
		met := double(choose(all, as, q), q)
		return page(met, as, q), len(met), len(all)
	}, func(p *Portal, id string) row {
		p.present()
		if c, ok := p.contract(id, "AGR"); ok {
			return c
		}
		return nil
	}},
	offeringPath: {"product offering", func(p *Portal, q query) ([]row, int, int) {
		as := func(o wireOffering) offeringRow { return offeringRow{o, &p.traits} }
		met := double(choose(offerings, as, q), q)
		return page(met, as, q), len(met), len(offerings)
	}, func(p *Portal, id string) row {
		for _, o := range offerings {
			if o.ID == id {
				return offeringRow{o, &p.traits}
			}
		}
		return nil
	}},
}

// double repeats every third row, if the query is answered so.
func double[T any](met []T, q query) []T {
	if !q.doubled {
		return met
	}
	var out []T
	for i, one := range met {
		out = append(out, one)
		if i%3 == 0 {
			out = append(out, one)
		}
	}
	return out
}

// page gives the rows that the query's offset and limit cut out.
func page[T any, R row](met []T, as func(T) R, q query) []row {
	met = met[min(q.offset, len(met)):]
	met = met[:min(q.limit, len(met))]
	rows := make([]row, len(met))
	for i, one := range met {
		rows[i] = as(one)
	}
	return rows
}

// among gives the orders that can meet a query: those of one service when it
// asks for one, because that is what a desk asks most.
func (p *Portal) among(q query) []*order {
	for _, t := range q.tests {
		if (t.path == "serviceOrderItem.service.id" || t.path == "orderItem.service.id") && t.op == "" && len(t.values) == 1 {
			if s := p.world.serviceByID[t.values[0]]; s != nil {
				return s.orders
			}
			return nil
		}
	}
	return p.world.orders
}
