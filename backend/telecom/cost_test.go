package telecom

import (
	"testing"
	"time"
)

// can are findings about a server that can do some things.
func can(abilities ...Ability) (f Findings) {
	for _, a := range abilities {
		f = append(f, Finding{API: ServiceOrdering, Ability: a, Works: true})
	}
	return f
}

func TestEachNeedIsMetInTheCheapestWayThatWorks(t *testing.T) {
	for _, c := range []struct {
		need Need
		can  Findings
		open int
		want Way
	}{
		{NeedOpen, can(), 30, OpenOneByOne},
		{NeedOpen, can(FilterByState), 30, OpenByState},
		{NeedOpen, can(FilterByState, FilterByStates), 30, OpenByStates},
		{NeedOpen, can(FilterByState, NewestFirst), 6, OpenOneByOne},
		{NeedOpen, can(FilterByState, NewestFirst), 7, OpenByState},
		{NeedOpen, can(FilterByState), 1, OpenByState}, // new ones are met only there
		{NeedOpen, can(FilterByState, FilterByStates, NewestFirst), 1, OpenOneByOne},
		{NeedNewest, can(), 0, EndsWhole},
		{NeedNewest, can(SomeFields), 0, EndsHeads},
		{NeedNewest, can(NewestFirst), 0, NewestWhole},
		{NeedNewest, can(NewestFirst, SomeFields), 0, NewestHeads},
		{NeedOne, can(), 0, OneByIDs},
		{NeedOne, can(FilterByServiceOlder), 0, OneByFilter},
		{NeedOne, can(FilterByService), 0, OneByFilter},
		{NeedServices, can(), 0, SweepServices},
		{NeedOrders, can(), 0, SweepWhole},
		{NeedOrders, can(SomeFields), 0, SweepHeadsOnly},
	} {
		if got := c.can.Way(c.need, Load{Open: c.open}); got != c.want {
			t.Errorf("%s with %v, %d open: %s, want %s", c.need, c.can, c.open, got, c.want)
		}
	}
}

func TestNothingButTheSweepCostsMoreForMoreServices(t *testing.T) {
	load := func(services int) Load {
		return Load{Services: services, Orders: 4 * services, Open: 400, ServiceBytes: 1200, OrderBytes: 2300, HeadBytes: 120, LongestPage: 1000}
	}
	for _, f := range []Findings{can(), can(FilterByState), can(FilterByState, FilterByStates, NewestFirst, SomeFields, Unchanged)} {
		few, many := Costs(f, load(10_000)), Costs(f, load(1_000_000))
		for i := range few {
			sweeps := few[i].Need == NeedServices || few[i].Need == NeedOrders
			if few[i].Requests != many[i].Requests || !sweeps && few[i].Bytes != many[i].Bytes {
				t.Errorf("%+v becomes %+v", few[i], many[i])
			}
			if sweeps && float64(many[i].Bytes) > 1.2*float64(few[i].Bytes) {
				t.Errorf("the rate of a sweep grows: %+v becomes %+v", few[i], many[i])
			}
		}
	}
}

func TestOpenOrdersAreCountedByHowTheyCanBeAskedFor(t *testing.T) {
	var l Load
	l.CountOpen([]Order{{State: "IN_PROGRESS"}, {State: ""}, {State: "new"}, {State: "New"}, {State: "onHold"}})
	if l.Open != 5 || l.Unstated != 1 || l.OpenStates != 2 {
		t.Errorf("%+v", l)
	}
}

func TestAFindingIsOfItsAPI(t *testing.T) {
	f := Findings{{API: ServiceInventory, Ability: Unchanged, Works: true, At: time.Now()}}
	if f.Works(ServiceOrdering, Unchanged) || !f.Works(ServiceInventory, Unchanged) {
		t.Errorf("%+v", f)
	}
	if _, known := f.Of(ServiceOrdering, Unchanged); known {
		t.Error("known of another API")
	}
}
