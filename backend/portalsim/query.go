package portalsim

import (
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

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

// readQuery reads the parameters of a list, as this kind of server understands
// them. Its errors are sentences for the 400 answer.
func (t *traits) readQuery(values url.Values) (query, error) {
	q := query{limit: t.defaultLimit}
	if t.placeholders {
		return q, nil // nothing is read, so nothing is wrong
	}
	var names []string
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		var err error
		switch first := values.Get(name); name {
		case t.paging.place, t.paging.size:
		case "fields":
			q.fields = t.readFields(first)
		case "sort":
			switch t.sorts {
			case sortWorks:
				q.sort = strings.TrimLeft(first, "+- ") // a plus sign arrives as a space
				q.descending = strings.HasPrefix(first, "-")
			case sortFilters:
				q.tests = append(q.tests, test{path: name, values: values[name], never: true})
			}
		default:
			if t.paging.ignores(name) {
				continue
			}
			var one test
			var ignored bool
			one, ignored, err = t.readTest(name, values[name])
			if !ignored {
				q.tests = append(q.tests, one)
			}
		}
		if err != nil {
			return query{}, err
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

// ownDates are the names some servers have for what the guidelines call
// orderDate.gte and orderDate.lte.
var ownDates = map[string]string{"starttime": "gte", "endtime": "lte"}

// readTest reads a condition, unless this kind of server ignores it.
func (t *traits) readTest(name string, values []string) (one test, ignored bool, err error) {
	path, op := name, ""
	for _, suffix := range []string{"gte", "lte", "gt", "lt"} {
		if cut, ok := strings.CutSuffix(name, "."+suffix); ok {
			path, op = cut, suffix
		}
	}
	if own := ownDates[name]; own != "" && t.dates == datesOwnNames {
		one, err := dateTest(name, "orderDate", own, values[0])
		return one, false, err
	}
	if op != "" {
		switch t.dates {
		case datesFindNothing:
			return test{path: path, never: true}, false, nil
		case datesIgnored, datesOwnNames:
			return test{}, true, nil
		}
		one, err := dateTest(name, path, op, values[0])
		return one, false, err
	}
	if t.filters == filterNone || t.filters == filterState && path != "state" {
		return test{}, true, nil
	}
	one = test{path: path}
	for _, v := range values {
		if t.oneValue {
			one.values = append(one.values, v)
			continue
		}
		one.values = append(one.values, strings.Split(v, ",")...)
	}
	if t.digitsMatchNothing && strings.Trim(one.values[0], "0123456789") == "" {
		one.never = true
	}
	return one, false, nil
}

// readFields gives the attributes that are asked for, none for all.
func (t *traits) readFields(asked string) []string {
	if asked == "" || t.noFields {
		return nil
	}
	return strings.Split(asked, ",")
}

func dateTest(name, path, op, value string) (test, error) {
	moment, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return test{}, fmt.Errorf("%s needs a date and time such as 2026-11-22T04:30:00Z, not %q", name, value)
	}
	return test{path: path, op: op, moment: moment}, nil
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
	return err == nil && t.compares(at)
}

func (t test) compares(at time.Time) bool {
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
