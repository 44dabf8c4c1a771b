package mirror_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

func (f *fakeSource) remove(service, order string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.services = slices.DeleteFunc(f.services, func(s telecom.Service) bool { return s.ID == service })
	f.orders = slices.DeleteFunc(f.orders, func(o telecom.Order) bool { return o.ID == order })
}

func TestGone_RemovedAfterTwoSweepsAndAQuestion(t *testing.T) {
	for _, stubs := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeSource(25, 2)
			f.stubs = stubs
			f.place("OPEN", "S00003", "inProgress")
			_, c := running(t, f)
			equalWorlds(t, c, f)
			f.remove("S00007", "OPEN")
			after(9 * time.Minute) // a sweep begins every five minutes, and takes seven passes of ten rows
			if services, orders := c.size(); services != 25 || orders != 51 {
				t.Errorf("removed after one sweep: %d services, %d orders", services, orders)
			}
			after(6 * time.Minute)
			equalWorlds(t, c, f)
			if f.count("service S00007") == 0 {
				t.Error("the portal was not asked for it")
			}
		})
	}
}

func TestGone_LeftOutOfListIsNotGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(25, 1)
		_, c := running(t, f)
		f.change(func() { f.hidden = map[string]bool{"S00007": true, "O00009-0": true} })
		after(30 * time.Minute)
		if services, orders := c.size(); services != 25 || orders != 25 {
			t.Errorf("%d services, %d orders", services, orders)
		}
		if f.count("service S00007") == 0 || f.count("order O00009-0") == 0 {
			t.Error("the portal was not asked for them")
		}
	})
}

func TestGone_ReturnedRecordIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(25, 1)
		f.stubs = true
		_, c := running(t, f)
		lost := f.orders[4]
		f.remove("", lost.ID)
		after(15 * time.Minute)
		if _, orders := c.size(); orders != 24 {
			t.Fatalf("%d orders", orders)
		}
		f.change(func() { f.orders = slices.Insert(f.orders, 4, lost) })
		after(6 * time.Minute)
		equalWorlds(t, c, f)
	})
}

func TestGone_OutageRemovesNothing(t *testing.T) {
	for name, bad := range map[string]func(*fakeSource){
		"empty lists":    func(f *fakeSource) { f.empty = true },
		"a wrong answer": func(f *fakeSource) { f.err = failing(telecom.Broken) },
		"not found":      func(f *fakeSource) { f.err = errNotFound },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeSource(25, 1)
				_, c := running(t, f)
				f.change(func() { bad(f) })
				after(2 * time.Hour)
				if services, orders := c.size(); services != 25 || orders != 25 {
					t.Errorf("%d services, %d orders", services, orders)
				}
				f.change(func() { f.empty, f.err = false, nil })
				after(time.Hour)
				equalWorlds(t, c, f)
			})
		})
	}
}

func TestSweep_EndsOnGrowingList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(10, 3)
		f.rows = 100
		_, c := running(t, f)
		f.remove("", "O00003-1")
		for i := range 120 {
			f.place(fmt.Sprintf("NEW%d", i), "S00001", "completed")
			after(15 * time.Second)
		}
		if _, kept := c.orders["O00003-1"]; kept {
			t.Error("what is gone is still here")
		}
	})
}

func TestGone_HiddenOpenOrderKeepsServiceStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(5000, 1)
		f.rows = 20 // a sweep takes two hours
		f.place("OPEN", "S00003", "inProgress")
		m, c := running(t, f)
		after(time.Minute)
		lost := f.orders[len(f.orders)-1]
		f.remove("", "OPEN")
		began := time.Now()
		after(time.Hour)
		if _, here := c.orders["OPEN"]; !here {
			t.Fatal("removed before the list was swept twice")
		}
		if at := m.Updated("S00003"); at.After(began.Add(time.Minute)) {
			t.Errorf("shown as of %v ago, though the portal does not show it for an hour", time.Since(at))
		}
		if at := m.Updated("S00004"); time.Since(at) > time.Minute {
			t.Errorf("another service is doubted: %v", time.Since(at))
		}
		f.change(func() { f.orders = append(f.orders, lost) })
		after(2 * time.Minute)
		if at := m.Updated("S00003"); time.Since(at) > time.Minute {
			t.Errorf("still doubted: %v", time.Since(at))
		}
	})
}

func TestFreshness_NamesTooManyOpenOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(300, 1)
		for i := range 300 {
			f.place(fmt.Sprintf("OPEN%03d", i), fmt.Sprintf("S%05d", i), "inProgress")
		}
		m, _ := running(t, f)
		after(20 * time.Minute)
		got := m.Freshness()
		if got.Status != telecom.Stale || got.Problem == nil || !strings.Contains(got.Problem.Text, "more open orders") || got.Since.IsZero() {
			t.Errorf("%+v", got)
		}
		f.change(func() { f.filters = true })
		after(2 * time.Minute)
		if got := m.Freshness(); got.Status != telecom.Fresh || got.Problem != nil {
			t.Errorf("%+v", got)
		}
	})
}

func TestPass_EndsOnEndlessNewestOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(10, 1)
		n := 0
		w := &twisted{fakeSource: f}
		w.newest = func(offset int, p telecom.Page[telecom.Order], ok bool, err error) (telecom.Page[telecom.Order], bool, error) {
			n++
			return telecom.Page[telecom.Order]{Items: []telecom.Order{{ID: fmt.Sprint("X", n), State: "completed"}}, Next: offset + 1}, true, nil
		}
		runningOn(t, w)
		after(31 * time.Second)
		if n > 1001 {
			t.Errorf("%d questions in one pass", n)
		}
	})
}

func TestGone_LargeRemovalKeepsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(2000, 1)
		f.rows = 1000
		_, c := running(t, f)
		f.change(func() { f.services, f.orders = f.services[:1100], f.orders[:1100] })
		after(20 * time.Minute)
		if services, orders := c.size(); services != 1100 || orders != 1100 {
			t.Errorf("got %d services and %d orders after 20 minutes, want 1100 of each", services, orders)
		}
	})
}

func TestGone_PassAloneRemovesWhatIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newFakeSource(40, 1), newFakeCache()
		pass := func() error {
			_, err := mirror.New(mirror.Options{Source: f, Cache: c, Jitter: calm}).Pass(t.Context())
			return err
		}
		if err := pass(); err != nil {
			t.Fatal(err)
		}
		all := f.services
		f.change(func() { f.services = f.services[:30] })
		if err := pass(); err != nil {
			t.Fatal(err)
		}
		if services, orders := c.size(); services != 30 || orders != 40 {
			t.Errorf("got %d services and %d orders, want 30 and 40", services, orders)
		}
		f.change(func() { f.services = all })
		if err := pass(); err != nil {
			t.Fatal(err)
		}
		equalWorlds(t, c, f)
	})
}

func TestGone_NotFoundForEverythingRemovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newFakeSource(40, 1), newFakeCache()
		w := &twisted{fakeSource: f}
		m := mirror.New(mirror.Options{Source: w, Cache: c, Jitter: calm})
		if _, err := m.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.change(func() { f.orders = f.orders[:30] })
		w.order = func(string, telecom.Order, error) (telecom.Order, error) { return telecom.Order{}, errNotFound }
		_, err := m.Pass(t.Context())
		if err == nil || !strings.Contains(err.Error(), "The portal shows 30 of 40 orders.") {
			t.Errorf("got %v, want how many are shown", err)
		}
		if _, orders := c.size(); orders != 40 {
			t.Errorf("got %d orders, want 40", orders)
		}
	})
}
