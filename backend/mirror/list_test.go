package mirror_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

// changing is a portal that does something before it returns a page of services.
type changing struct {
	*fakeSource
	before func(offset int) error
}

func (c *changing) Services(ctx context.Context, offset, limit int) (telecom.Page[telecom.Service], error) {
	if err := c.before(offset); err != nil {
		return telecom.Page[telecom.Service]{}, err
	}
	return c.fakeSource.Services(ctx, offset, limit)
}

func TestPass_PagesThatRepeatBeforeTheCountAreRefused(t *testing.T) {
	f := newFakeSource(30, 1)
	f.repeats = true
	m := mirror.New(mirror.Options{Source: f, Cache: newFakeCache()})
	n, err := m.Pass(t.Context())
	if telecom.AsError(err) == nil || telecom.AsError(err).Code != telecom.Unconfirmed || !strings.Contains(err.Error(), "counts 30 entries") {
		t.Errorf("got %+v, %v", n, err)
	}
}

func TestPass_RowsThatPushAPageDownEndNothing(t *testing.T) {
	f := newFakeSource(30, 1)
	pushed := false
	source := &changing{f, func(offset int) error {
		if offset > 0 && !pushed {
			pushed = true
			f.change(func() { f.services = append(newFakeSource(40, 0).services[30:], f.services...) })
		}
		return nil
	}}
	m := mirror.New(mirror.Options{Source: source, Cache: newFakeCache()})
	if n, err := m.Pass(t.Context()); err != nil || n.Services != 30 { // the ten new ones are met by the next sweep
		t.Errorf("got %+v, %v", n, err)
	}
}

func TestSweep_ListThatEndsEarlyRemovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(25, 1)
		var short atomic.Bool
		source := &changing{f, func(offset int) error {
			if short.Load() && offset >= 10 {
				return &telecom.Error{Code: telecom.Unconfirmed, Text: "The portal returned 10 services but says that there are 25."}
			}
			return nil
		}}
		m, c := runningOn(t, source)
		after(time.Minute)
		short.Store(true)
		f.remove("S00020", "")
		after(time.Hour)
		if services, _ := c.size(); services != 25 || m.Freshness().Status != telecom.Unsure {
			t.Errorf("got %d services, %+v", services, m.Freshness())
		}
		short.Store(false)
		after(time.Hour)
		equalWorlds(t, c, f)
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("got %+v", got)
		}
	})
}

// placeMany places an open order and, after it, more than a page of others, before the next pass.
func placeMany(f *fakeSource) {
	f.place("open", "S00003", "inProgress")
	for i := range 15 {
		f.place(string(rune('a'+i)), "S00004", "inProgress")
	}
}

// provesNothing expects a fresh read to fail on a portal that leaves out some of its newest orders.
func provesNothing(t *testing.T, leavesOut func(*fakeSource) mirror.Source) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(60, 1)
		m, c := runningOn(t, leavesOut(f))
		after(time.Second)
		placeMany(f)
		if err := m.ReadFresh(t.Context(), ""); telecom.AsError(err) == nil || telecom.AsError(err).Code != telecom.Unconfirmed {
			t.Errorf("got %v with the order known: %v, want an error", err, c.orders["open"].ID != "")
		}
	})
}

// firstPage is a portal that ignores the offset when it sorts.
type firstPage struct{ *fakeSource }

func (f *firstPage) NewestOrders(ctx context.Context, offset int, known bool) (telecom.Page[telecom.Order], bool, error) {
	page, ok, err := f.fakeSource.NewestOrders(ctx, 0, known)
	page.Next, page.Total = offset+len(page.Items), 0
	return page, ok, err
}

func TestReadFresh_NewestThatIgnoreTheOffsetProveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(60, 1)
		m, c := runningOn(t, &firstPage{f})
		after(time.Second)
		if err := m.ReadFresh(t.Context(), ""); err != nil {
			t.Error("nothing came:", err)
		}
		placeMany(f)
		for range 2 { // what was not reached stays unproven
			if err := m.ReadFresh(t.Context(), ""); telecom.AsError(err) == nil || telecom.AsError(err).Code != telecom.Unconfirmed {
				t.Errorf("got %v with the order known: %v", err, c.orders["open"].ID != "")
			}
		}
	})
}

// countedPages is a portal that takes the offset of its newest orders for the number of a page.
type countedPages struct{ *fakeSource }

func (f *countedPages) NewestOrders(ctx context.Context, offset int, known bool) (telecom.Page[telecom.Order], bool, error) {
	page, ok, err := f.fakeSource.NewestOrders(ctx, offset*f.rows, known)
	page.Next = offset + len(page.Items)
	return page, ok, err
}

func TestReadFresh_NewestWithAGapProveNothing(t *testing.T) {
	provesNothing(t, func(f *fakeSource) mirror.Source { return &countedPages{f} })
}

// cutShort is a portal whose newest orders end after a page, although it counts more.
type cutShort struct{ *fakeSource }

func (f *cutShort) NewestOrders(ctx context.Context, offset int, known bool) (telecom.Page[telecom.Order], bool, error) {
	page, ok, err := f.fakeSource.NewestOrders(ctx, offset, known)
	if offset >= f.rows {
		return telecom.Page[telecom.Order]{}, false, failing(telecom.Unconfirmed) // as package portal says it
	}
	page.Items = page.Items[:f.rows-offset]
	page.Next = offset + len(page.Items)
	return page, ok, err
}

func TestReadFresh_NewestThatEndEarlyProveNothing(t *testing.T) {
	provesNothing(t, func(f *fakeSource) mirror.Source { return &cutShort{f} })
}

func TestPass_SeesNewOrderOnShorterList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(2000, 1)
		f.sorts, f.rows = false, 100
		_, c := running(t, f)
		after(30 * time.Second)
		f.change(func() { f.orders = f.orders[900:] }) // the portal archived the oldest
		after(30 * time.Second)
		f.place("NEW", "S01999", "acknowledged")
		after(time.Minute)
		if _, known := c.orders["NEW"]; !known {
			t.Error("not seen")
		}
		asked := f.questions()
		after(30 * time.Second)
		if n := f.questions() - asked; n > 20 {
			t.Errorf("%d questions in a pass", n)
		}
	})
}

func TestPass_BelievesShorterListTheSecondTime(t *testing.T) {
	f, c := newFakeSource(200, 1), newFakeCache()
	sync := func() (mirror.Counts, error) {
		return mirror.New(mirror.Options{Source: f, Cache: c}).Pass(t.Context())
	}
	if _, err := sync(); err != nil {
		t.Fatal(err)
	}
	f.orders = f.orders[150:]
	if _, err := sync(); telecom.AsError(err).Code != telecom.Unconfirmed {
		t.Error("believed at once:", err)
	}
	if n, err := sync(); err != nil || n.Orders != 50 {
		t.Error(n, err)
	}
	f.orders = nil
	for range 3 {
		if _, err := sync(); telecom.AsError(err).Code != telecom.Unconfirmed {
			t.Error("an empty list is believed:", err)
		}
	}
}
