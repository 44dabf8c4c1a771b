package app

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// cut opens a desk that has read its portal and cannot reach it any more: nothing changes but by the test.
func cut(t *testing.T) *counter {
	t.Helper()
	k := reviewing(t, portalsim.Config{StillRequests: true})
	k.line.Cut()
	k.pass(time.Minute)
	return k
}

// copied gives a request as it is in the copy.
func (k *counter) copied(id string) telecom.Request {
	k.t.Helper()
	r, _, known, err := k.app.parts.Cache.Request(id)
	if err != nil || !known {
		k.t.Fatal(known, err)
	}
	return r
}

// read has the copy take over what a reading brought.
func (k *counter) read(c telecom.RequestChanges) {
	k.t.Helper()
	c.ReadAt = time.Now()
	if _, err := k.app.parts.Cache.ApplyRequests(c); err != nil {
		k.t.Fatal(err)
	}
}

// came has a decision come back as it is told.
func (k *counter) came(id string, as func(*telecom.Decision)) {
	k.t.Helper()
	d := telecom.Decision{Key: "came-" + id, RequestID: id, Action: telecom.DenyRequest, To: telecom.RequestDenied,
		Reason: telecom.ReasonCredit, Text: "Twice.", At: time.Now(), By: "Ada",
		On: telecom.Snapshot{Status: telecom.RequestReceived, Offering: "Business Mobile", Package: "Team 20"}, State: telecom.DecisionConflict}
	as(&d)
	if err := k.app.parts.Promises.Record(d, time.Now(), func([]telecom.Decision) error { return nil }); err != nil {
		k.t.Fatal(err)
	}
}

func TestConflict_SaysWhetherSentAndWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		r := k.copied(k.received().ID)
		now := r.Snapshot()
		rows := k.requests(bindings.RequestsQuery{}).Rows // a request takes one at a time
		for name, x := range map[string]struct {
			as   func(*telecom.Decision)
			left bool
			want telecom.Against
		}{
			"never left": {func(d *telecom.Decision) { d.Against, d.Now = telecom.AgainstChanged, &now }, false, telecom.AgainstChanged},
			"sent": {func(d *telecom.Decision) { d.Against, d.SentAt, d.Now = telecom.AgainstUnknown, time.Now(), &now }, true,
				telecom.AgainstUnknown},
			"of old":             {func(d *telecom.Decision) { d.Now = &now }, false, telecom.AgainstChanged},
			"of old, sent":       {func(d *telecom.Decision) { d.SentAt, d.Now = time.Now(), &now }, true, telecom.AgainstUnknown},
			"of old, gone":       {func(d *telecom.Decision) { d.Now = &telecom.Snapshot{State: "gone"} }, false, telecom.AgainstGone},
			"the role":           {func(d *telecom.Decision) { d.Against, d.Now = telecom.AgainstRole, &now }, false, telecom.AgainstRole},
			"refused, no matter": {func(d *telecom.Decision) { d.State, d.SentAt = telecom.DecisionRefused, time.Now() }, true, ""},
		} {
			id := rows[0].ID
			rows = rows[1:]
			k.came(id, x.as)
			if d := k.request(id).Decision; d.Left != x.left || d.Against != x.want {
				t.Errorf("%s: %+v", name, d)
			}
		}
	})
}

func TestDecision_OnMissingRequestStaysReachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		here := k.received().ID
		k.came(here, func(*telecom.Decision) {})
		k.came("SR-gone-1", func(*telecom.Decision) {})
		k.came("SR-gone-2", func(d *telecom.Decision) { d.State = telecom.DecisionUnsure; d.On.Package = "Fleet" })
		k.came("SR-gone-3", func(d *telecom.Decision) { d.State = telecom.DecisionWaiting })
		page := k.requests(bindings.RequestsQuery{Mark: bindings.MarkConflict})
		if page.Conflicts != 3 || page.Matching != 3 || len(page.Rows) != 3 {
			t.Fatalf("%d of %d and %d: %+v", len(page.Rows), page.Matching, page.Conflicts, page.Rows)
		}
		ids := []string{page.Rows[0].ID, page.Rows[1].ID, page.Rows[2].ID}
		if fmt.Sprint(ids) != fmt.Sprint([]string{"SR-gone-1", "SR-gone-2", here}) || !page.Rows[0].Gone || page.Rows[2].Gone ||
			page.Rows[0].Decision == nil || page.Rows[0].Package != "Team 20" {
			t.Errorf("%+v", page.Rows)
		}
		open, err := k.app.Requests.Open()
		if err != nil || !slices.Equal(open.Waiting, []string{"SR-gone-3"}) || len(open.Returned) != 3 {
			t.Errorf("got %+v, %v; want SR-gone-3 waiting, and the others returned", open, err)
		}
		for _, query := range []bindings.RequestsQuery{{}, {Text: "nothing matches this"}, {Offset: 400}} {
			if got := k.requests(query).Returned; len(got) != 3 || got[0].ID != "SR-gone-1" || got[2].ID != here {
				t.Errorf("above the list of %+v: got %+v; want %v", query, got, ids)
			}
		}
		if w := k.requests(bindings.RequestsQuery{Mark: bindings.MarkWaiting}); w.Waiting != 1 || w.Matching != 1 || w.Rows[0].ID != "SR-gone-3" {
			t.Errorf("%+v", w)
		}
		if w := k.requests(bindings.RequestsQuery{Mark: bindings.MarkConflict, Text: "fleet"}); w.Matching != 1 || w.Rows[0].ID != "SR-gone-2" {
			t.Errorf("%+v", w.Rows)
		}
		for offset, want := range []string{"SR-gone-1", "SR-gone-2", here} {
			if w := k.requests(bindings.RequestsQuery{Mark: bindings.MarkConflict, Offset: offset, Limit: 1}); len(w.Rows) != 1 ||
				w.Rows[0].ID != want || w.Matching != 3 {
				t.Errorf("at %d: %+v", offset, w.Rows)
			}
			n, err := k.app.Requests.Neighbours(bindings.RequestsQuery{Mark: bindings.MarkConflict}, want)
			beside := append(append([]string{""}, ids...), "")
			if err != nil || n != (bindings.Neighbours{Position: offset + 1, Matching: 3, Previous: beside[offset], Next: beside[offset+2]}) {
				t.Errorf("%+v %v", n, err)
			}
		}
		if all := k.requests(bindings.RequestsQuery{}); all.Matching != all.Total {
			t.Errorf("%d of %d", all.Matching, all.Total)
		}
	})
}

func TestConflict_WithGoneRequestIsNotRetaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		page := k.received() // still in the copy: two sweeps have to miss it
		k.came(page.ID, func(d *telecom.Decision) { d.Against, d.Now = telecom.AgainstGone, &telecom.Snapshot{State: "gone"} })
		d := k.request(page.ID).Decision
		if d.Now == nil || !d.Now.Gone || d.Now.Status != "" || d.AgainOff == "" {
			t.Errorf("%+v, now %+v", d, d.Now)
		}
		if err := k.app.Requests.Again(d.Key, page.Seen); err == nil {
			t.Error("it was taken again")
		}
	})
}

func TestAgain_OnlyOnWhatWasSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		page := k.received()
		k.came(page.ID, func(*telecom.Decision) {})
		r := k.copied(page.ID)
		r.Quantity += " and ten"
		k.read(telecom.RequestChanges{Requests: []telecom.Request{r}})
		var e *telecom.Error
		if err := k.app.Requests.Again("came-"+page.ID, page.Seen); !errors.As(err, &e) || e.Code != telecom.Unconfirmed {
			t.Errorf("%v", err)
		}
		if err := k.app.Requests.Again("came-"+page.ID, k.request(page.ID).Seen); err != nil {
			t.Error(err)
		}
	})
}

func TestDocument_OpensThatOfTheVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		shown := ""
		k.app.show = func(path string) error { shown = path; return nil }
		var page bindings.RequestPage
		for _, row := range k.requests(bindings.RequestsQuery{Statuses: []telecom.RequestStatus{telecom.RequestSigned}}).Rows {
			page = k.request(row.ID)
		}
		cache, r := k.app.parts.Cache, k.copied(page.ID)
		signed, _, err := cache.Agreement(r.Agreements[0])
		if err != nil {
			t.Fatal(err)
		}
		k.line.Cut()
		k.pass(time.Minute)
		// Two versions whose documents have no id of their own, and one name.
		var versions []telecom.Agreement
		for i := range 2 {
			a := telecom.Agreement{ID: fmt.Sprint("AG-", i), Version: fmt.Sprint(i)}
			for j := range 2 {
				a.Documents = append(a.Documents, telecom.Document{Name: "Contract.pdf", Type: "application/pdf", Size: 11,
					Address: fmt.Sprint("/files/", j)})
				if err := cache.KeepDocument(a.DocumentKey(j), fmt.Appendf(nil, "%%PDF- %d, %d", i, j)); err != nil {
					t.Fatal(err)
				}
			}
			versions = append(versions, a)
		}
		r.Agreements = []string{"AG-0", "AG-1"}
		k.read(telecom.RequestChanges{Requests: []telecom.Request{r}, Agreements: versions})
		ids := map[string]bool{}
		for v, row := range k.request(page.ID).Contract {
			for j, d := range row.Documents {
				ids[d.ID] = true
				if err := k.app.Requests.OpenDocument(page.ID, d.ID); err != nil || !d.Kept {
					t.Fatal(err, d)
				}
				if got, want := fileAt(t, shown), fmt.Sprintf("%%PDF- %d, %d", 1-v, j); got != want {
					t.Errorf("%q in place of %q", got, want)
				}
			}
		}
		if len(ids) != 4 {
			t.Errorf("%v", ids)
		}
		// A changed contract is fetched again, from an unreachable portal; the old content is no longer on the disk.
		old := versions[1].DocumentKey(0)
		versions[1].Documents = []telecom.Document{versions[1].Documents[0]}
		versions[1].Documents[0].Size = signed.Documents[0].Size + 1
		k.read(telecom.RequestChanges{Agreements: versions})
		d := k.request(page.ID).Contract[0].Documents[0]
		if err := k.app.Requests.OpenDocument(page.ID, d.ID); err == nil || d.Kept || cache.HasDocument(old) {
			t.Errorf("%v %+v", err, d)
		}
	})
}

func TestDocument_WrongContentIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		k.app.show = func(string) error { return nil }
		var page bindings.RequestPage
		for _, row := range k.requests(bindings.RequestsQuery{Statuses: []telecom.RequestStatus{telecom.RequestSigned}}).Rows {
			page = k.request(row.ID)
		}
		r := k.copied(page.ID)
		a, _, err := k.app.parts.Cache.Agreement(r.Agreements[0])
		if err != nil {
			t.Fatal(err)
		}
		right := a.Documents[0]
		for name, x := range map[string]struct {
			change func(*telecom.Document)
			says   string
		}{
			"as it is":        {func(*telecom.Document) {}, ""},
			"of another size": {func(d *telecom.Document) { d.Size++ }, "bytes, but says"},
			"JSON": {func(d *telecom.Document) { d.Address = "/tmf-api/agreementManagement/v4/agreement/" + a.ID; d.Size = 0 },
				"other than a PDF"},
		} {
			a.Documents[0] = right
			x.change(&a.Documents[0])
			a.Name = name
			k.read(telecom.RequestChanges{Agreements: []telecom.Agreement{a}})
			var id string
			for _, v := range k.request(page.ID).Contract {
				if v.ID == a.ID {
					id = v.Documents[0].ID
				}
			}
			err := k.app.Requests.OpenDocument(page.ID, id)
			if x.says == "" && err != nil || x.says != "" && (err == nil || !strings.Contains(err.Error(), x.says)) ||
				k.app.parts.Cache.HasDocument(a.DocumentKey(0)) != (err == nil) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestUnread_ChangesAfterADecisionAreNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		page := k.received()
		k.decide(page, telecom.StartContract, "")
		k.pass(time.Minute)
		if now := k.request(page.ID); now.Status != telecom.RequestGenerating || now.Unread {
			t.Fatalf("%s, unread: %v", now.Status, now.Unread)
		}
		if err := k.sim.AskToCancel(page.ID, "We ordered it twice."); err != nil { // its status stays
			t.Fatal(err)
		}
		k.pass(5 * time.Minute)
		if now := k.request(page.ID); now.Status != telecom.RequestGenerating || now.CancelAsked == nil || !now.Unread {
			t.Errorf("%s, unread: %v", now.Status, now.Unread)
		}
	})
}

func TestUnread_EveryRequestCanBeMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		for _, s := range []telecom.RequestStatus{telecom.RequestReceived, telecom.RequestActive, telecom.RequestDenied} {
			id := k.requests(bindings.RequestsQuery{Statuses: []telecom.RequestStatus{s}}).Rows[0].ID
			for _, read := range []bool{true, false, true} {
				if err := k.app.Requests.MarkRead(id, read); err != nil || k.request(id).Unread == read {
					t.Errorf("%s marked as read %v: %v", s, read, err)
				}
			}
		}
	})
}

func TestView_NameLengthCountsCharacters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		if err := k.app.Requests.SaveView(bindings.SavedView{Name: strings.Repeat("é", 60)}); err != nil {
			t.Error(err)
		}
		if err := k.app.Requests.SaveView(bindings.SavedView{Name: strings.Repeat("é", 61)}); err == nil {
			t.Error("61 were taken")
		}
	})
}

func TestHistory_ShowsReasonOfDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		page := k.received()
		k.came(page.ID, func(*telecom.Decision) {})
		if h := k.request(page.ID).History[0]; h.Here == nil || h.Reason != telecom.ReasonCredit || h.Why != "Twice." {
			t.Errorf("%+v", h)
		}
	})
}

func TestDecision_WaitingShowsSinceWhenPortalIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		page := k.received()
		since := time.Now()
		k.line.Cut()
		k.pass(time.Minute)
		k.decide(page, telecom.StartContract, "")
		if d := k.request(page.ID).Decision; d.Delayed != "" || d.Kept != "" {
			t.Errorf("it is held, and told as late: %q", d.Delayed)
		}
		k.pass(10 * time.Minute)
		at, err := time.Parse(time.RFC3339, k.request(page.ID).Decision.Delayed)
		if off := at.Sub(since); err != nil || off < -time.Minute || off > time.Minute {
			t.Errorf("%v %v", at, err)
		}
	})
}

func TestList_RefusesReversedDates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		if _, err := k.app.Requests.List(bindings.RequestsQuery{From: "2026-11-22", To: "2026-11-22"}); err != nil {
			t.Error(err)
		}
		if _, err := k.app.Requests.List(bindings.RequestsQuery{From: "2026-11-22", To: "2026-11-21"}); err == nil {
			t.Error("a list that ends before it begins was made")
		}
	})
}

func fileAt(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
