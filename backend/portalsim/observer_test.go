package portalsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"
)

// observer asks a portal what it can do. It knows the world from the inside.
type observer struct {
	testing.TB
	portal *Portal
	server *Server
	now    time.Time
	fresh  string // id of an order that was placed just now
}

func (o observer) orders(query string) ([]object, *http.Response) {
	res, body := ask(o, o.server.ServiceOrdering+"/serviceOrder?"+query)
	var out []object
	if res.StatusCode == http.StatusOK {
		if err := json.Unmarshal(body, &out); err != nil {
			o.Fatalf("%s: %v", query, err)
		}
	}
	return out, res
}

// filter says what became of a filter that some orders meet and some do not.
func (o observer) filter(query string, meets func(object) bool) string {
	want := 0
	for _, one := range o.portal.world.orders { // not by the oracle: a mock shows none of these
		if meets(read(o, writeRow(orderRow{one, o.now.UnixMilli(), &o.portal.traits}, nil))) {
			want++
		}
	}
	if want == 0 {
		o.Fatalf("%s proves nothing", query)
	}
	rows, _ := o.orders("limit=1000&" + query)
	limit := o.largest()
	switch {
	case len(rows) == 1 && rows[0].text("id") == "string":
		return "the one row"
	case len(rows) == 0:
		return "nothing"
	case len(rows) == min(want, limit) && !slices.ContainsFunc(rows, func(r object) bool { return !meets(r) }):
		return "works"
	case len(rows) == limit:
		return "ignored"
	}
	return strconv.Itoa(len(rows)) + " of " + strconv.Itoa(want)
}

func (o observer) largest() int {
	rows, _ := o.orders("limit=5000")
	return len(rows)
}

func (o observer) observe() cells {
	service := o.portal.world.services[12].id
	of := func(r object) string {
		for _, name := range []string{"serviceOrderItem", "orderItem"} {
			if all := r.list(name); len(all) > 0 {
				return all[0]["service"].(map[string]any)["id"].(string)
			}
		}
		return ""
	}
	newOrder, heldWord, failedWord := o.single(o.fresh), o.single(o.find(held)).text("state"), o.single(o.find(failed)).text("state")
	items := "serviceOrderItem"
	if len(newOrder.list(items)) == 0 {
		items = "orderItem"
	}
	either := func(r object) bool { return r.text("state") == completed || r.text("state") == heldWord }
	iccid := o.portal.world.services[12].iccid
	seen := cells{
		"state filter":   o.filter("state="+url.QueryEscape(o.word(failed)), func(r object) bool { return r.text("state") == o.word(failed) }),
		"several values": o.filter("state=completed,"+o.word(held), either),
		"other filter":   o.filter(items+".service.id="+service, func(r object) bool { return of(r) == service }),
		"digits":         o.digits(iccid),
		"date filter":    o.date("orderDate.gte"),
		"own date names": o.date("starttime"),
		"largest page":   strconv.Itoa(o.largest()),
		"failed order":   failedWord,
		"held order":     heldWord,
		"items":          items,
		"ETag":           "no",
		"error code":     "string",
	}
	seen["sort"], seen["offset"] = o.sorted(), o.offset()
	seen["total"], seen["later total"] = o.total("0"), o.total("1")
	state, dated := newOrder.text("state"), ", dated"
	if state == "" {
		state = "no state"
	}
	if newOrder.text("orderDate") == "" {
		dated = ", no date"
	}
	seen["new order"] = state + dated
	rows, res := o.orders("state=noSuchState")
	seen["no match"] = strconv.Itoa(res.StatusCode)
	switch {
	case len(rows) > 0:
		seen["no match"] += " with rows"
	case res.StatusCode == http.StatusOK:
		seen["no match"] += " []"
	}
	if res.Header.Get("ETag") != "" {
		seen["ETag"] = "yes"
	}
	res, body := ask(o, o.server.ServiceOrdering+"/serviceOrder/ORD1")
	seen["unknown id"] = strconv.Itoa(res.StatusCode)
	if _, number := read(o, body)["code"].(float64); number {
		seen["error code"] = "number"
	}
	return seen
}

// word is a state as this kind of server words it in truth.
func (o observer) word(state string) string { return o.portal.traits.shownState(state) }

func (o observer) find(state string) string {
	for _, one := range o.portal.world.orders {
		if one.stateAt(o.now.UnixMilli()) == state {
			return one.id
		}
	}
	o.Fatalf("no order is %s", state)
	return ""
}

func (o observer) single(id string) object {
	res, body := ask(o, o.server.ServiceOrdering+"/serviceOrder/"+id)
	if res.StatusCode != http.StatusOK {
		o.Fatalf("%s: %s", id, res.Status)
	}
	return read(o, body)
}

func (o observer) digits(iccid string) string {
	rows, _ := listOf(o, o.server.ServiceInventory+"/service?limit=1000&serviceCharacteristic.value="+iccid)
	switch {
	case len(rows) == 1 && rows[0].text("id") == "string":
		return "the one row"
	case len(rows) == 0:
		return "nothing"
	case len(rows) == 1:
		return "works"
	}
	return "ignored"
}

// date asks for the orders of the last hours, which are some, by a date filter.
func (o observer) date(name string) string {
	from := o.now.Add(-8 * time.Hour).UTC()
	rows, _ := o.orders("limit=1000&" + name + "=" + from.Format(time.RFC3339))
	var want []string
	for _, one := range o.portal.world.orders {
		if one.ordered >= from.UnixMilli() {
			want = append(want, one.id)
		}
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.text("id"))
	}
	unstarted := func(id string) bool {
		return o.portal.world.orderByID[id].stateAt(o.now.UnixMilli()) == acknowledged
	}
	switch {
	case len(want) < 3:
		o.Fatalf("%d orders of the last hours prove nothing", len(want))
	case slices.Equal(got, []string{"string"}):
		return "the one row"
	case len(got) == 0:
		return "nothing"
	case slices.Equal(got, want):
		return "works"
	case !slices.Contains(got, o.fresh) && slices.Equal(got, slices.DeleteFunc(want, unstarted)):
		return "not for new orders"
	case len(got) == o.largest():
		return "ignored"
	}
	return "something else"
}

func (o observer) sorted() string {
	plain, _ := o.orders("limit=50")
	rows, _ := o.orders("limit=50&sort=-orderDate")
	all := o.portal.world.orders
	switch {
	case len(rows) == 0:
		return "nothing"
	case rows[0].text("id") == "string":
		return "the one row"
	case rows[0].text("id") == all[len(all)-1].id && rows[49].text("id") == all[len(all)-50].id:
		return "works"
	case slices.EqualFunc(plain, rows, func(a, b object) bool { return a.text("id") == b.text("id") }):
		return "ignored"
	}
	return "something else"
}

func (o observer) offset() string {
	rows, _ := o.orders("limit=5&offset=7")
	switch {
	case len(rows) == 1 && rows[0].text("id") == "string":
		return "the one row"
	case len(rows) == 5 && rows[0].text("id") == o.portal.world.orders[7].id:
		return "works"
	}
	return "something else"
}

// total says what the count of a filtered list counts, on a page.
func (o observer) total(offset string) string {
	rows, _ := o.orders("limit=100&state=" + o.word(held))
	met := len(rows)
	_, res := o.orders("limit=100&state=" + o.word(held) + "&offset=" + offset)
	if res.StatusCode == http.StatusNotFound { // one row only: this server has no second page
		_, res = o.orders("limit=1&state=" + o.word(completed) + "&offset=" + offset)
		met = 0
		for _, one := range o.portal.world.orders {
			if one.stateAt(o.now.UnixMilli()) == completed {
				met++
			}
		}
	}
	switch got := res.Header.Get("X-Total-Count"); got {
	case "":
		return "absent"
	case "0":
		return "0"
	case strconv.Itoa(met):
		return "filtered"
	case strconv.Itoa(len(o.portal.world.orders)):
		return "unfiltered"
	default:
		return got
	}
}
