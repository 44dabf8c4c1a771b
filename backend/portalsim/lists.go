package portalsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is a resource of a list. It is written only when it is shown, or when a question cannot be answered without.
type row interface {
	// attribute returns the one value at a path without writing the row, and false when it does not know the path.
	attribute(path string) (string, bool)
	// wire returns the resource in the shape of its specification.
	wire() doc
}

// oneOf returns the value that follows a path in pairs of both.
func oneOf(path string, pairs ...string) (string, bool) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == path {
			return pairs[i+1], true
		}
	}
	return "", false
}

// list is one kind of resource. Callers of its functions hold the portal's mutex.
type list struct {
	word string
	// page returns the rows of a page, how many met the tests, and how many there are at all.
	page func(p *Portal, q query) (rows []row, met, all int)
	// find returns the row with an id, or nil.
	find func(p *Portal, id string) row
}

var lists = map[string]list{
	servicePath: newList("service", func(p *Portal, s *service) serviceRow { return serviceRow{s, p} },
		(*Portal).servicesShown,
		func(p *Portal, id string) *service {
			if s := p.world.serviceByID[id]; s != nil && p.traits.shows(s) {
				return s
			}
			return nil
		}),
	orderPath: newList("service order", func(p *Portal, o *order) orderRow { return orderRow{o, p} }, (*Portal).ordersAmong,
		func(p *Portal, id string) *order { return p.world.orderByID[id] }),
	cancelPath: newList("cancellation of a service order", func(p *Portal, c *cancellation) cancelRow { return cancelRow{c, p} },
		func(p *Portal, _ query) ([]*cancellation, int) { return p.world.cancels, len(p.world.cancels) },
		func(p *Portal, id string) *cancellation {
			return first(p.world.cancels, func(c *cancellation) bool { return c.id == id })
		}),
	usagePath: newList("usage", func(p *Portal, u usage) usageRow { return usageRow{u, p} }, (*Portal).usagesAmong, (*Portal).findUsage),
	requestPath: newList("product order", func(p *Portal, r *request) requestRow { return requestRow{r, p} },
		func(p *Portal, _ query) ([]*request, int) { return p.book.all, len(p.book.all) },
		func(p *Portal, id string) *request { return p.book.find(id) }),
	productPath: newList("product", func(p *Portal, r *request) productRow { return productRow{r, p} },
		func(p *Portal, _ query) ([]*request, int) { all := p.book.products(); return all, len(all) },
		func(p *Portal, id string) *request { return p.book.withProduct(id) }),
	agreementPath: newList("agreement", func(_ *Portal, c contractRow) contractRow { return c },
		func(p *Portal, _ query) ([]contractRow, int) { all := p.contracts(); return all, len(all) },
		func(p *Portal, id string) contractRow { return p.contract(id, "AGR") }),
	offeringPath: newList("product offering", func(_ *Portal, o *offering) *offering { return o },
		func(*Portal, query) ([]*offering, int) { return offerings, len(offerings) },
		func(_ *Portal, id string) *offering {
			return first(offerings, func(o *offering) bool { return o.id == id })
		}),
}

// newList makes a list of things in the order of their insertion. among returns those that can meet a query, and how
// many there are at all; find returns the zero value when there is none with the id.
func newList[T comparable, R row](word string, as func(*Portal, T) R, among func(*Portal, query) ([]T, int),
	find func(*Portal, string) T) list {
	return list{word, func(p *Portal, q query) ([]row, int, int) {
		p.present()
		some, all := among(p, q)
		met := choose(p, some, as, q)
		if q.doubled {
			met = double(met)
		}
		page := met[min(q.offset, len(met)):]
		page = page[:min(q.limit, len(page))]
		rows := make([]row, len(page))
		for i, one := range page {
			rows[i] = as(p, one)
		}
		return rows, len(met), all
	}, func(p *Portal, id string) row {
		p.present()
		var none T
		if one := find(p, id); one != none {
			return as(p, one)
		}
		return nil
	}}
}

// first returns the first one that is meant, or the zero value.
func first[T any](all []T, meant func(T) bool) (one T) {
	if i := slices.IndexFunc(all, meant); i >= 0 {
		return all[i]
	}
	return one
}

// double repeats every third row.
func double[T any](met []T) []T {
	var out []T
	for i, one := range met {
		out = append(out, one)
		if i%3 == 0 {
			out = append(out, one)
		}
	}
	return out
}

// shows reports whether the portal has a service: some have one only once it is active.
func (t *traits) shows(s *service) bool { return !t.lateServices || s.state != reserved }

func (p *Portal) servicesShown(query) ([]*service, int) {
	all := p.world.services
	if p.traits.lateServices {
		all = slices.DeleteFunc(slices.Clone(all), func(s *service) bool { return !p.traits.shows(s) })
	}
	return all, len(all)
}

// ordersAmong returns those of one service when a query asks for one, because that is what a desk asks most.
func (p *Portal) ordersAmong(q query) ([]*order, int) {
	some := p.world.orders
	for _, t := range q.tests {
		if (t.path == "serviceOrderItem.service.id" || t.path == "orderItem.service.id") && t.op == "" && len(t.values) == 1 {
			some = nil
			if s := p.world.serviceByID[t.values[0]]; s != nil {
				some = s.orders
			}
			break
		}
	}
	return some, len(p.world.orders)
}

// choose returns those that meet every test, in the order asked for. The result may be all itself and must not be
// changed.
func choose[T any, R row](p *Portal, all []T, as func(*Portal, T) R, q query) []T {
	out := all
	if len(q.tests) > 0 {
		out = nil
		for _, one := range all {
			r := as(p, one)
			if !slices.ContainsFunc(q.tests, func(t test) bool { return !meets(p, r, t) }) {
				out = append(out, one)
			}
		}
	}
	if q.sort == "" {
		return out
	}
	out = slices.Clone(out)
	if q.sort != "orderDate" && q.sort != "id" { // insertion order is both of these
		sortBy(out, func(one T) string { return strings.Join(valuesIn(p.write(as(p, one), nil), q.sort), ",") })
	}
	if q.descending {
		slices.Reverse(out)
	}
	return out
}

// sortBy sorts by keys that are expensive to make.
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

// meets reports whether a row passes a test.
func meets[R row](p *Portal, r R, t test) bool {
	if t.never {
		return false
	}
	if value, known := r.attribute(t.path); known {
		return t.passes(value)
	}
	body := p.write(r, nil)
	// Reading is much slower than searching: most rows do not have the text.
	if t.op == "" && !slices.ContainsFunc(t.values, func(v string) bool { return bytes.Contains(body, inJSON(v)) }) {
		return false
	}
	return slices.ContainsFunc(valuesIn(body, t.path), t.passes)
}

// inJSON returns a text as it is written between the quotes.
func inJSON(s string) []byte {
	b := marshal(s)
	return b[1 : len(b)-1]
}

// valuesIn returns the simple values at a path of a resource, through every list on the way.
func valuesIn(body []byte, path string) (found []string) {
	collect(treeOf(body), strings.Split(path, "."), &found)
	return found
}

func collect(tree any, path []string, found *[]string) {
	switch v := tree.(type) {
	case []any:
		for _, one := range v {
			collect(one, path, found)
		}
		return
	case map[string]any:
		if len(path) > 0 {
			collect(v[path[0]], path[1:], found)
		}
		return
	}
	if len(path) > 0 {
		return
	}
	switch v := tree.(type) {
	case string:
		*found = append(*found, v)
	case bool:
		*found = append(*found, strconv.FormatBool(v))
	case json.Number:
		*found = append(*found, v.String())
	}
}

// write returns a row as this kind of server spells it, or those of its fields that were asked for besides id and href.
func (p *Portal) write(r row, fields []string) json.RawMessage {
	body := marshal(p.traits.respelled(r.wire()))
	if len(fields) == 0 {
		return body
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		panic(err)
	}
	some := map[string]json.RawMessage{}
	for _, name := range append([]string{"id", "href"}, fields...) {
		name = strings.TrimSpace(name)
		if v, ok := all[name]; ok {
			some[name] = v
		}
	}
	return marshal(some)
}

// marshal writes one of our own shapes, which never fails.
func marshal(shape any) []byte {
	if d, ok := shape.(doc); ok {
		return d.appendTo(make([]byte, 0, 2048))
	}
	body, err := json.Marshal(shape)
	if err != nil {
		panic(err)
	}
	return body
}

// treeOf reads what marshal wrote.
func treeOf(body []byte) (tree any) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic(err)
	}
	return tree
}

// query is what a request for a list asks.
type query struct {
	offset, limit int
	fields        []string
	sort          string // attribute to sort by; empty: insertion order
	descending    bool
	tests         []test
	doubled       bool // every third row comes twice
}

// test is one condition a row must meet.
type test struct {
	path   string   // as in the query: serviceOrderItem.service.id
	values []string // equality with any of them
	op     string   // gt, lt, gte, lte for a date; not for any other; empty for equality
	moment time.Time
	never  bool // nothing meets it
}

// readQuery reads the parameters of a list, as this kind of server understands them. Its errors are sentences for the
// 400 answer.
func (t *traits) readQuery(values url.Values) (query, error) {
	q := query{limit: t.defaultLimit}
	if t.placeholders {
		return q, nil // nothing is read, so nothing is wrong
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch first := values.Get(name); {
		case name == t.paging.place || name == t.paging.size || t.paging.ignores(name):
		case name == "fields":
			q.fields = t.readFields(first)
		case name == "sort" && t.sorts == sortWorks:
			q.sort = strings.TrimLeft(first, "+- ") // a plus sign arrives as a space
			q.descending = strings.HasPrefix(first, "-")
		case name == "sort" && t.sorts == sortFilters:
			q.tests = append(q.tests, test{path: name, values: values[name], never: true})
		case name == "sort":
		default:
			if err := t.readTest(&q, name, values[name]); err != nil {
				return query{}, err
			}
		}
	}
	err := t.paging.cut(&q, values, t.maxLimit)
	return q, err
}

func count(name, s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s must be a number that is not negative, not %q", name, s)
	}
	return n, nil
}

// ownDates are the names some servers have for what the guidelines call orderDate.gte and orderDate.lte.
var ownDates = map[string]string{"starttime": "gte", "endtime": "lte"}

// readTest reads a condition, unless this kind of server ignores it.
func (t *traits) readTest(q *query, name string, values []string) (err error) {
	one := test{path: name}
	for _, suffix := range []string{"gte", "lte", "gt", "lt"} {
		if cut, ok := strings.CutSuffix(name, "."+suffix); ok {
			one.path, one.op = cut, suffix
		}
	}
	dates := t.dates
	if own := ownDates[name]; own != "" && dates == datesOwnNames {
		one.path, one.op, dates = "orderDate", own, datesWork
	}
	switch {
	case one.op != "" && dates == datesFindNothing:
		one.op, one.never = "", true
	case one.op != "" && dates != datesWork, one.op == "" && (t.filters == filterNone || t.filters == filterState && name != "state"):
		return nil
	case one.op != "":
		if one.moment, err = time.Parse(time.RFC3339, values[0]); err != nil {
			return fmt.Errorf("%s needs a date and time such as 2026-11-22T04:30:00Z, not %q", name, values[0])
		}
	case t.oneValue:
		one.values = values
	default:
		for _, v := range values {
			one.values = append(one.values, strings.Split(v, ",")...)
		}
	}
	if one.values != nil && t.digitsMatchNothing && strings.Trim(one.values[0], "0123456789") == "" {
		one.never = true
	}
	q.tests = append(q.tests, one)
	return nil
}

// readFields returns the attributes that are asked for, none for all.
func (t *traits) readFields(asked string) []string {
	if asked == "" || t.noFields {
		return nil
	}
	return strings.Split(asked, ",")
}

// passes reports whether one value found at the path meets the test.
func (t test) passes(value string) bool {
	switch t.op {
	case "":
		return slices.Contains(t.values, value)
	case "not":
		return !slices.Contains(t.values, value)
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return false
	}
	switch c := at.Compare(t.moment); t.op {
	case "gt":
		return c > 0
	case "gte":
		return c >= 0
	case "lt":
		return c < 0
	default:
		return c <= 0
	}
}
