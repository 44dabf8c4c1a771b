package mirror_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/telecom"
)

// agedSource is a portal whose open orders come from a cache.
type agedSource struct {
	*fakeSource
	age time.Duration
}

func (a *agedSource) OpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error) {
	telecom.AgesOf(ctx).Note(a.age)
	return a.fakeSource.OpenOrders(ctx, known)
}

func TestPass_AsksForNoOrderTwiceThatACacheGave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(60, 1)
		f.filters = true
		for i := range f.orders {
			f.orders[i].State = "inProgress"
		}
		runningOn(t, &agedSource{f, 3 * time.Second})
		after(2 * time.Minute)
		before := f.questions()
		after(10 * time.Minute)
		for _, what := range f.asked[before:] {
			if strings.HasPrefix(what, "order O") {
				t.Fatalf("%s was asked for singly", what)
			}
		}
	})
}

func TestPass_SeesANewOrderNowWhateverItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(60, 1)
		f.filters = true
		_, c := runningOn(t, &agedSource{f, 270 * time.Second})
		after(2 * time.Minute)
		placed := time.Now()
		f.place("NEW", "S00003", "inProgress")
		after(time.Minute)
		if seen := c.seen["NEW"]; seen.Before(placed) {
			t.Errorf("it seems to be seen at %s, before it was placed", seen)
		}
	})
}
