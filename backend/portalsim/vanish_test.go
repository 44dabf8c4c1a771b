package portalsim

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"
)

// shows reports whether a portal shows an order in the whole list, in a filtered
// one and by its id, which must agree.
func shows(t testing.TB, s *Server, id string) bool {
	t.Helper()
	in := func(rows []object) bool {
		return slices.ContainsFunc(rows, func(o object) bool { return o.text("id") == id })
	}
	var whole []object
	for offset := 0; ; offset += 1000 {
		rows, res := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=1000&offset="+strconv.Itoa(offset))
		if len(rows) == 0 {
			if res.Header.Get("X-Total-Count") != strconv.Itoa(len(whole)) {
				t.Errorf("%d rows, counted %s", len(whole), res.Header.Get("X-Total-Count"))
			}
			break
		}
		whole = append(whole, rows...)
	}
	filtered, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?id="+id)
	one, _ := ask(t, s.ServiceOrdering+"/serviceOrder/"+id)
	if in(whole) != in(filtered) || in(whole) != (one.StatusCode == http.StatusOK) {
		t.Errorf("%s: list %v, filter %v, by id %s", id, in(whole), in(filtered), one.Status)
	}
	return in(whole)
}

func TestAnOrderVanishesAndTheWorldStays(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	before := joined(p)
	p.SetFaults(Vanish)
	id := p.Vanished()
	if o := orderOf(t, p, id); final(o.text("state")) {
		t.Errorf("a closed order vanished: %v", o)
	}
	if shows(t, s, id) {
		t.Error("it is still there")
	}
	if joined(p) != before {
		t.Error("the oracle does not tell the true world")
	}
	p.SetFaults(Vanish, Slow, Duplicates)
	if p.Vanished() != id {
		t.Error("another one vanished")
	}
	p.SetFaults()
	if !shows(t, s, id) || p.Vanished() != "" || joined(p) != before {
		t.Error("the world is not whole again")
	}
}

func TestAVanishedOrderReturns(t *testing.T) {
	p, k, s := serve(t, Config{Faults: []Fault{Return}})
	id := p.Vanished()
	if id == "" || shows(t, s, id) {
		t.Error("it is there from the start")
	}
	k.pass(returnsAfter - time.Second)
	if shows(t, s, id) {
		t.Error("it is back too soon")
	}
	k.pass(time.Second)
	if !shows(t, s, id) || p.Vanished() != "" {
		t.Error("it does not come back")
	}
}

func TestReturnBringsBackWhatVanished(t *testing.T) {
	p, k, s := serve(t, Config{Faults: []Fault{Vanish}})
	id := p.Vanished()
	k.pass(2 * returnsAfter)
	if shows(t, s, id) {
		t.Error("it came back by itself")
	}
	p.SetFaults(Return)
	if !shows(t, s, id) {
		t.Error("it does not come back")
	}
}

func TestNothingVanishesFromAnEmptyWorld(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5, Orders: -1, Faults: []Fault{Vanish}})
	p.Freeze()
	if rows, res := listOf(t, s.ServiceOrdering+"/serviceOrder"); len(rows) != 0 || res.Header.Get("X-Total-Count") != "0" || p.Vanished() != "" {
		t.Errorf("%v of %s", rows, res.Header.Get("X-Total-Count"))
	}
}

func TestTheUnfilteredTotalMissesWhatVanished(t *testing.T) {
	_, _, s := serve(t, Config{Personality: Reference, Faults: []Fault{Vanish}})
	if _, res := listOf(t, s.ServiceOrdering+"/serviceOrder?state=held"); res.Header.Get("X-Total-Count") != "1199" {
		t.Errorf("counted %s", res.Header.Get("X-Total-Count"))
	}
}

func TestUnlisted_HidesWhatClientsPlaced(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	p.SetFaults(Unlisted)
	for _, body := range everyOrder(aService(t, p, "1.0")) {
		if got := post(http.DefaultClient, s.ServiceOrdering+"/serviceOrder", body); got != "Created with an id" {
			t.Fatal(got)
		}
		break
	}
	id := p.Placed()[0].OrderID
	if shows(t, s, id) {
		t.Error("it is in the lists")
	}
	p.SetFaults()
	if !shows(t, s, id) {
		t.Error("it is not in the lists")
	}
}
