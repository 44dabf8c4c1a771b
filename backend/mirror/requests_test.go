package mirror_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

func count(asked []string, what string) (n int) {
	for _, a := range asked {
		if a == what {
			n++
		}
	}
	return n
}

func TestRequests_FirstPassCopiesAllLists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(57), newRequestCopy()
		m := runningRequests(t, f, c)
		if c.size() != 57 || len(c.agreements) != 29 || len(c.products) != 12 || c.first != 10 {
			t.Errorf("%d requests, %d agreements, %d products, %d at once", c.size(), len(c.agreements), len(c.products), c.first)
		}
		if got := m.Freshness(); got.Status != telecom.Fresh || !got.ReadAt.Equal(time.Now()) ||
			!got.NextTry.Equal(time.Now().Add(30*time.Second)) {
			t.Errorf("%+v", got)
		}
	})
}

func TestRequests_FullPassCountsRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := mirror.NewRequests(mirror.RequestOptions{Source: newRequestPortal(57), Cache: newRequestCopy()})
		if n, err := m.Pass(t.Context()); err != nil || n != (mirror.RequestCounts{Requests: 57, Agreements: 29, Products: 12}) {
			t.Error(n, err)
		}
	})
}

func TestRequests_ChangeIsSeenAndContractReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(35), newRequestCopy()
		runningRequests(t, f, c)
		f.set("R0020", telecom.RequestGenerating)
		f.do(func() { f.agreements[10].State = "approved" })
		after(31 * time.Second)
		if got := c.status("R0020"); got != telecom.RequestGenerating {
			t.Error(got)
		}
		if got := c.agreement("A0020"); got != "approved" {
			t.Error(got)
		}
	})
}

func TestRequests_FindsNewOnesAnywhereInTheList(t *testing.T) {
	for name, put := range map[string]func(all []telecom.Request, r telecom.Request) []telecom.Request{
		"at the beginning": func(all []telecom.Request, r telecom.Request) []telecom.Request { return slices.Insert(all, 0, r) },
		"at the end":       func(all []telecom.Request, r telecom.Request) []telecom.Request { return append(all, r) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, c := newRequestPortal(300), newRequestCopy()
				f.rows = 50
				runningRequests(t, f, c)
				f.do(func() {
					for i := range 120 {
						f.requests = put(f.requests, telecom.Request{ID: fmt.Sprintf("N%03d", i), Status: telecom.RequestReceived, Contract: "NEW"})
					}
					f.agreements = append([]telecom.Agreement{{ID: "NEW", State: "inProcess"}}, f.agreements...)
				})
				after(31 * time.Second)
				if c.size() != 420 || c.agreement("NEW") == "" {
					t.Errorf("%d requests, contract %q", c.size(), c.agreement("NEW"))
				}
			})
		})
	}
}

func TestRequests_ReadsWatchedRequestAtOnceAndFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		m := runningRequests(t, f, c)
		after(10 * time.Second)
		f.set("R0007", telecom.RequestDenied)
		m.Watch("R0007")
		synctest.Wait()
		if got := c.status("R0007"); got != telecom.RequestDenied {
			t.Error(got)
		}
		f.questions()
		after(20 * time.Second)
		if asked := f.questions(); asked[0] != "request R0007" {
			t.Error(asked)
		}
	})
}

func TestRequests_ReadsLiveOnesInTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(500), newRequestCopy()
		f.rows = 20
		for i := range f.requests[:400] {
			f.requests[i].Status = telecom.RequestActive
		}
		m := runningRequests(t, f, c)
		f.hidden = map[string]bool{}
		for _, r := range f.requests[400:] {
			f.hidden[r.ID] = true // so that only a question by id tells
		}
		f.set("R0401", telecom.RequestGenerating)
		f.set("R0499", telecom.RequestGenerating)
		after(30 * time.Second)
		asked := f.questions()
		byID := slices.DeleteFunc(slices.Clone(asked), func(a string) bool { return len(a) < 9 || a[:8] != "request " })
		if len(byID) != telecom.OpenByID || byID[0] < "request R0400" {
			t.Errorf("%d by their ids, from %s on", len(byID), byID[0])
		}
		after(60 * time.Second)
		if c.status("R0401") != telecom.RequestGenerating || c.status("R0499") != telecom.RequestGenerating {
			t.Error("not every request at work was read within three passes")
		}
		after(8 * time.Minute)
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("%+v", got)
		}
	})
}

func TestRequests_SweepsEveryStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(200), newRequestCopy()
		for i := range f.requests {
			f.requests[i].Status = telecom.RequestCanceled
		}
		m := runningRequests(t, f, c)
		f.do(func() {
			f.requests[100].Customer = "Renamed Ltd"
			f.agreements[70].State = "approved"
			f.products[30].State = "active"
		})
		after(20 * time.Minute)
		if c.requests["R0100"].Customer != "Renamed Ltd" || c.agreement("A0140") != "approved" || c.products["P0150"].State != "active" {
			t.Error(c.requests["R0100"].Customer, c.agreement("A0140"), c.products["P0150"].State)
		}
		if got := m.Freshness(); got.SweepWithin < 5*time.Minute {
			t.Errorf("%+v", got)
		}
	})
}

func TestRequests_RemovedAfterTwoSweepsAndAQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		m := runningRequests(t, f, c)
		m.Watch("R0007")
		f.do(func() {
			f.requests = slices.Delete(f.requests, 7, 8)
			f.hidden["R0009"] = true // the list leaves it out, and it is there
		})
		after(9 * time.Minute)
		if got := m.Freshness(); c.size() != 25 || got.Status != telecom.Fresh {
			t.Errorf("removed after one sweep: %d, %+v", c.size(), got)
		}
		after(6 * time.Minute)
		if c.size() != 24 || c.status("R0007") != "" || c.status("R0009") == "" {
			t.Errorf("%d requests", c.size())
		}
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("%+v", got)
		}
	})
}

func TestRequests_OutageRemovesNothingAndIsReported(t *testing.T) {
	for name, of := range map[string]struct {
		bad    func(*requestPortal)
		status telecom.SyncStatus
	}{
		"empty lists": {func(f *requestPortal) { f.requests, f.agreements, f.products = nil, nil, nil }, telecom.Unsure},
		"unreachable": {func(f *requestPortal) { f.errs[""] = failing(telecom.Unreachable) }, telecom.Offline},
		"refused":     {func(f *requestPortal) { f.errs[""] = failing(telecom.Denied) }, telecom.Refused},
		"not found":   {func(f *requestPortal) { f.errs[""] = errNotFound }, telecom.Stale},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, c := newRequestPortal(25), newRequestCopy()
				m := runningRequests(t, f, c)
				requests, agreements := f.requests, f.agreements
				f.do(func() { of.bad(f) })
				after(2 * time.Hour)
				if got := m.Freshness(); c.size() != 25 || got.Status != of.status || got.Problem == nil || got.Since.IsZero() {
					t.Errorf("%d requests, %+v", c.size(), got)
				}
				f.do(func() { f.requests, f.agreements, f.errs = requests, agreements, map[string]error{} })
				f.set("R0003", telecom.RequestGenerating)
				m.Refresh()
				after(time.Second)
				if got := m.Freshness(); c.status("R0003") != telecom.RequestGenerating || got.Status != telecom.Fresh {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}

func TestRequests_ReadDespiteDeniedContracts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		f.errs["agreements"] = failing(telecom.Denied)
		m := runningRequests(t, f, c)
		if got := m.Freshness(); c.size() != 25 || got.Status != telecom.Refused {
			t.Errorf("%d requests, %+v", c.size(), got)
		}
		f.set("R0003", telecom.RequestGenerating)
		after(31 * time.Second)
		if got := m.Freshness(); c.status("R0003") != telecom.RequestGenerating || got.Status != telecom.Refused {
			t.Errorf("%s, %+v", c.status("R0003"), got)
		}
		f.do(func() { delete(f.errs, "agreements") })
		after(10 * time.Minute)
		if got := m.Freshness(); len(c.agreements) != 13 || got.Status != telecom.Fresh {
			t.Errorf("%d agreements, %+v", len(c.agreements), got)
		}
	})
}

func TestRequests_FreshWithoutContracts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		f.errs["agreements"], f.errs["products"] = errNotFound, errNotFound
		m := runningRequests(t, f, c)
		after(5 * time.Minute)
		if got := m.Freshness(); c.size() != 25 || got.Status != telecom.Fresh {
			t.Errorf("%d requests, %+v", c.size(), got)
		}
	})
}

func TestRequests_FirstCopyResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(95), newRequestCopy()
		f.left = 12 // four pages of each list
		m := runningRequests(t, f, c)
		if got := m.Freshness(); c.size() != 40 || got.Status != telecom.Offline || !got.ReadAt.IsZero() {
			t.Fatalf("%d requests, %+v", c.size(), got)
		}
		f.do(func() { f.left = 0 })
		after(35 * time.Second)
		if n := count(f.questions(), "requests"); c.size() != 95 || n > 8 {
			t.Errorf("%d requests, read again in %d pages", c.size(), n)
		}
		if got := m.Freshness(); len(c.agreements) != 48 || len(c.products) != 19 || got.Status != telecom.Fresh {
			t.Errorf("%d agreements, %d products, %+v", len(c.agreements), len(c.products), got)
		}
	})
}

func TestReadFresh_ReadsOneRequestNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		m := runningRequests(t, f, c)
		f.set("R0007", telecom.RequestDenied)
		if r, err := m.ReadFresh(t.Context(), "R0007"); err != nil || r.Status != telecom.RequestDenied ||
			c.status("R0007") != telecom.RequestDenied {
			t.Error(r, err)
		}
		for name, of := range map[string]struct {
			id   string
			bad  error
			code telecom.Code
		}{
			"gone":        {"R9999", nil, telecom.NotFound},
			"unreachable": {"R0008", failing(telecom.Unreachable), telecom.Unreachable},
		} {
			f.do(func() { f.errs["request "+of.id] = of.bad })
			if _, err := m.ReadFresh(t.Context(), of.id); err == nil || telecom.AsError(err).Code != of.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := c.size(); got != 25 {
			t.Errorf("it removed something: got %v, want 25", got)
		}
	})
}

func TestReadFresh_IgnoresAnotherRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		m := mirror.NewRequests(mirror.RequestOptions{Source: sameRow{f}, Cache: c})
		if _, err := m.ReadFresh(t.Context(), "R0007"); err == nil || telecom.AsError(err).Code != telecom.Unconfirmed {
			t.Error(err)
		}
	})
}

func TestRequests_OneFailureKeepsOthersFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(100), newRequestCopy()
		m := runningRequests(t, f, c)
		f.do(func() { f.hidden["R0050"], f.errs["request R0050"] = true, failing(telecom.Broken) })
		after(10 * time.Minute)
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("%+v", got)
		}
	})
}

func TestRequests_ReadAnewAfterRulesChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		runningRequests(t, f, c)
		after(time.Minute)
		c.mu.Lock()
		c.cursor.ReadWith = "0"
		c.mu.Unlock()
		f.questions()
		after(time.Minute)
		if n := count(f.questions(), "requests"); n < 4 || c.RequestCursor().ReadWith != "1" {
			t.Errorf("%d pages, read with %q", n, c.RequestCursor().ReadWith)
		}
	})
}

func TestRequests_CopyFromTheFutureIsReadAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(25), newRequestCopy()
		c.cursor = telecom.RequestCursor{CompleteAt: time.Now().Add(time.Hour), ReadWith: "1"}
		m := runningRequests(t, f, c)
		if got := m.Freshness(); c.size() != 25 || !got.ReadAt.Equal(time.Now()) {
			t.Errorf("%+v", got)
		}
	})
}

func TestRequests_HiddenOnesYieldTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(200), newRequestCopy()
		runningRequests(t, f, c)
		f.do(func() {
			for _, r := range f.requests[50:] {
				f.hidden[r.ID] = true
			}
			f.requests = slices.Delete(f.requests, 100, 150)
		})
		f.set("R0199", telecom.RequestGenerating)
		after(3 * time.Minute)
		if got := c.status("R0199"); got != telecom.RequestGenerating || c.size() != 200 {
			t.Error(got, c.size())
		}
	})
}

func TestRequests_FoundAmongOtherProductOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, c := newRequestPortal(57), newRequestCopy()
		f.others = 45 // whole pages of them
		m := runningRequests(t, f, c)
		if got := m.Freshness(); c.size() != 57 || got.Status != telecom.Fresh {
			t.Errorf("%d requests, %+v", c.size(), got)
		}
		f.set("R0056", telecom.RequestCanceled)
		f.do(func() {
			f.requests = append(f.requests, telecom.Request{ID: "LAST", Status: telecom.RequestCanceled})
			f.requests = slices.Delete(f.requests, 30, 31)
		})
		after(31 * time.Second)
		if c.status("LAST") == "" {
			t.Error("a new one at the end was not found")
		}
		f.do(func() { f.requests[20].Status = telecom.RequestDenied })
		after(3 * time.Hour)
		if got := m.Freshness(); c.size() != 57 || c.status("R0030") != "" || got.Status != telecom.Fresh {
			t.Errorf("%d requests, %+v", c.size(), got)
		}
		if n, err := m.Pass(t.Context()); err != nil || n.Requests != 57 {
			t.Error(n, err)
		}
		f.do(func() { f.requests = f.requests[:0] })
		if _, err := m.Pass(t.Context()); c.size() != 57 || err == nil {
			t.Error("an empty list was believed", c.size(), err)
		}
	})
}
