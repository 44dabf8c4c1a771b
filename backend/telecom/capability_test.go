package telecom

import (
	"testing"
	"time"
)

// can returns findings about a server that can do some things.
func can(capabilities ...Capability) (f Findings) {
	for _, a := range capabilities {
		f = append(f, Finding{API: ServiceOrdering, Capability: a, Works: true})
	}
	return f
}

func TestStrategy_IsTheCheapestThatWorks(t *testing.T) {
	for _, c := range []struct {
		purpose Purpose
		can     Findings
		open    int
		want    Strategy
	}{
		{PurposeOpen, can(), 30, OpenOneByOne},
		{PurposeOpen, can(FilterByState), 30, OpenByState},
		{PurposeOpen, can(FilterByState, FilterByStates), 30, OpenByStates},
		{PurposeOpen, can(FilterByState, NewestFirst), 6, OpenOneByOne},
		{PurposeOpen, can(FilterByState, NewestFirst), 7, OpenByState},
		{PurposeOpen, can(FilterByState), 1, OpenByState}, // new ones are met only there
		{PurposeOpen, can(FilterByState, FilterByStates, NewestFirst), 1, OpenOneByOne},
		{PurposeNewest, can(), 0, EndsWhole},
		{PurposeNewest, can(SomeFields), 0, EndsStubs},
		{PurposeNewest, can(NewestFirst), 0, NewestWhole},
		{PurposeNewest, can(NewestFirst, SomeFields), 0, NewestStubs},
		{PurposeOne, can(), 0, OneByIDs},
		{PurposeOne, can(FilterByServiceOlder), 0, OneByFilter},
		{PurposeOne, can(FilterByService), 0, OneByFilter},
		{PurposeServices, can(), 0, SweepServices},
		{PurposeOrders, can(), 0, SweepWhole},
		{PurposeOrders, can(SomeFields), 0, SweepStubsOnly},
	} {
		if got := c.can.Strategy(c.purpose, Load{Open: c.open}); got != c.want {
			t.Errorf("%s with %v, %d open: %s, want %s", c.purpose, c.can, c.open, got, c.want)
		}
	}
}

func TestCosts_OnlySweepGrowsWithServices(t *testing.T) {
	load := func(services int) Load {
		return Load{Services: services, Orders: 4 * services, Open: 400, ServiceBytes: 1200, OrderBytes: 2300, StubBytes: 120, LongestPage: 1000}
	}
	for _, f := range []Findings{can(), can(FilterByState), can(FilterByState, FilterByStates, NewestFirst, SomeFields, Unchanged)} {
		few, many := Costs(f, load(10_000)), Costs(f, load(1_000_000))
		for i := range few {
			sweeps := few[i].Purpose == PurposeServices || few[i].Purpose == PurposeOrders
			if few[i].Requests != many[i].Requests || !sweeps && few[i].Bytes != many[i].Bytes {
				t.Errorf("%+v becomes %+v", few[i], many[i])
			}
			if sweeps && float64(many[i].Bytes) > 1.2*float64(few[i].Bytes) {
				t.Errorf("the rate of a sweep grows: %+v becomes %+v", few[i], many[i])
			}
		}
	}
}

func TestCountOpen_CountsByHowOrdersCanBeRead(t *testing.T) {
	var l Load
	l.CountOpen([]Order{{State: "IN_PROGRESS"}, {State: ""}, {State: "new"}, {State: "New"}, {State: "onHold"}})
	if l.Open != 5 || l.Unstated != 1 || l.OpenStates != 2 {
		t.Errorf("%+v", l)
	}
}

func TestFindings_BelongToTheirAPI(t *testing.T) {
	f := Findings{{API: ServiceInventory, Capability: Unchanged, Works: true, At: time.Now()}}
	if f.Works(ServiceOrdering, Unchanged) || !f.Works(ServiceInventory, Unchanged) {
		t.Errorf("%+v", f)
	}
	if _, known := f.Of(ServiceOrdering, Unchanged); known {
		t.Error("known of another API")
	}
}
