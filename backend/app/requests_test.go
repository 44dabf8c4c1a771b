package app

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

const onTheLineWithRequests = onTheLine + `product_ordering = "http://127.0.0.1/tmf-api/productOrderingManagement/v4"
product_inventory = "http://127.0.0.1/tmf-api/productInventory/v4"
agreement = "http://127.0.0.1/tmf-api/agreementManagement/v4"
`

// reviewing opens a desk of the delivery team at a portal with requests.
func reviewing(t *testing.T, c portalsim.Config) *counter {
	t.Helper()
	c.Services, c.Orders = 10, 10
	if c.Requests == 0 {
		c.Requests = 60
	}
	return counterAt(t, c, strings.Replace(onTheLineWithRequests, "auth", "role = \"deliveryTeam\"\nauth", 1))
}

// requests lists those that match.
func (k *counter) requests(q bindings.RequestsQuery) bindings.RequestsPage {
	k.t.Helper()
	page, err := k.app.Requests.List(q)
	if err != nil {
		k.t.Fatal(err)
	}
	return page
}

func (k *counter) request(id string) bindings.RequestPage {
	k.t.Helper()
	page, err := k.app.Requests.Show(id)
	if err != nil {
		k.t.Fatal(err)
	}
	return page
}

// received is a request that waits for review, and that no customer wants to cancel.
func (k *counter) received() bindings.RequestPage {
	k.t.Helper()
	for _, row := range k.requests(bindings.RequestsQuery{Card: telecom.CardRequested}).Rows {
		if !row.Asks {
			return k.request(row.ID)
		}
	}
	k.t.Fatal("no request waits for review")
	return bindings.RequestPage{}
}

func (k *counter) decide(page bindings.RequestPage, a telecom.RequestAction, reason telecom.DecisionReason) {
	k.t.Helper()
	if err := k.app.Requests.Decide(bindings.NewDecision{RequestID: page.ID, Action: a, Reason: reason, Seen: page.Seen}); err != nil {
		k.t.Fatal(err)
	}
}

// pass lets time pass until everything rests.
func (k *counter) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestCards_AreTheSumsOfThePortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{Requests: 400})
		page := k.requests(bindings.RequestsQuery{})
		by := map[telecom.RequestStatus]int{}
		for _, c := range page.Statuses {
			by[telecom.RequestStatus(c.Value)] = c.N
		}
		if page.Total < 400 || page.Requested != by[telecom.RequestReceived] || page.Active != by[telecom.RequestActive] ||
			page.InProgress != by[telecom.RequestGenerating]+by[telecom.RequestContractReady]+by[telecom.RequestSigned]+
				by[telecom.RequestProvisioning]+by[telecom.RequestPendingCancel] ||
			page.Others != page.Total-page.Requested-page.InProgress-page.Active {
			t.Errorf("%+v, %v", page, by)
		}
		for _, s := range telecom.RequestStatuses() {
			rows := k.requests(bindings.RequestsQuery{Statuses: []telecom.RequestStatus{s}}).Rows
			if len(rows) == 0 {
				t.Errorf("no request is %s", s)
				continue
			}
			r := k.request(rows[0].ID)
			if r.Status != s || r.Customer == "" || r.InitiatedBy == "" || r.Offering == "" || r.Package == "" || len(r.Answers) == 0 ||
				len(r.History) == 0 && s != telecom.RequestDraft {
				t.Errorf("%s lacks something: %+v", s, r)
			}
		}
	})
}

func TestDecision_OfflineIsSentOnceLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		page := k.received()
		k.line.Cut()
		k.pass(time.Minute)
		k.decide(page, telecom.DenyRequest, telecom.ReasonCredit)
		k.pass(26 * time.Hour)
		if d := k.request(page.ID).Decision; d == nil || d.State != telecom.DecisionWaiting {
			t.Fatalf("%+v", d)
		}
		if n := k.requests(bindings.RequestsQuery{Mark: bindings.MarkWaiting}); n.Waiting != 1 || n.Matching != 1 || n.Rows[0].Decision == nil {
			t.Errorf("%+v", n)
		}
		k.again()
		k.pass(time.Minute)
		k.line.Mend()
		k.pass(3 * time.Minute)
		sent := k.sim.Decided()
		if len(sent) != 1 || sent[0].RequestID != page.ID || sent[0].To != string(telecom.RequestDenied) {
			t.Fatalf("%+v, the decision is %+v", sent, k.request(page.ID).Decision)
		}
		if h, err := k.app.Frame.Header(); err != nil || h.Freshness.Status != telecom.Fresh {
			t.Errorf("%+v %v", h.Freshness, err)
		}
		if now := k.request(page.ID); now.Status != telecom.RequestDenied || now.Decision != nil || now.Unread {
			t.Errorf("%s %+v", now.Status, now.Decision)
		}
	})
}

func TestConflict_ShowsBothVersions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		page := k.received()
		k.line.Cut()
		k.pass(time.Minute)
		k.decide(page, telecom.DenyRequest, telecom.ReasonCredit)
		if err := k.sim.ActOnRequest(page.ID, string(telecom.RequestGenerating)); err != nil {
			t.Fatal(err)
		}
		k.line.Mend()
		k.pass(3 * time.Minute)
		now := k.request(page.ID)
		d := now.Decision
		if len(k.sim.Decided()) != 0 || d == nil || d.State != telecom.DecisionConflict || d.On.Status != telecom.RequestReceived ||
			d.Now == nil || d.Now.Status != telecom.RequestGenerating {
			t.Fatalf("%+v", d)
		}
		if d.AgainOff == "" {
			t.Error("deny is offered while the contract is made")
		}
		if err := k.app.Requests.Again(d.Key, now.Seen); err == nil {
			t.Error("it was taken again although it is not offered")
		}
		if err := k.app.Requests.Later(d.Key); err != nil {
			t.Error(err)
		}
		if err := k.app.Requests.Drop(d.Key, ""); err == nil {
			t.Error("it was dropped without a note")
		}
		if err := k.app.Requests.Drop(d.Key, "Jonas has begun"); err != nil {
			t.Error(err)
		}
		if h := k.request(page.ID).History; h[0].Here == nil && h[1].Here == nil || !strings.Contains(h[0].Why+h[1].Why, "Jonas has begun") {
			t.Errorf("the note is lost: %+v", h)
		}
		k.decide(k.request(page.ID), telecom.CancelRequest, telecom.ReasonNoAnswer)
		k.pass(time.Minute)
		if sent := k.sim.Decided(); len(sent) != 1 || sent[0].To != string(telecom.RequestCanceled) {
			t.Errorf("%+v", sent)
		}
	})
}

func TestDecision_CanBeUndoneForTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		page := k.received()
		k.decide(page, telecom.StartContract, "")
		k.pass(9 * time.Second)
		d := k.request(page.ID).Decision
		if err := k.app.Requests.Withdraw(d.Key); err != nil {
			t.Fatal(err)
		}
		k.pass(5 * time.Minute)
		if sent := k.sim.Decided(); len(sent) != 0 || k.request(page.ID).Decision != nil {
			t.Errorf("%+v", sent)
		}
		if err := k.app.Requests.Decide(bindings.NewDecision{RequestID: page.ID, Action: telecom.StartContract, Seen: "older"}); err == nil {
			t.Error("a page that changed under the hand was decided upon")
		}
		if err := k.app.Requests.Decide(bindings.NewDecision{RequestID: page.ID, Action: telecom.DenyRequest, Seen: page.Seen}); err == nil {
			t.Error("it was denied without a reason")
		}
	})
}

func TestRequests_NotesMarksViewsDocumentsWorkOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		shown := ""
		k.app.show = func(path string) error { shown = path; return nil }
		var page bindings.RequestPage
		for _, row := range k.requests(bindings.RequestsQuery{Statuses: []telecom.RequestStatus{telecom.RequestSigned}}).Rows {
			page = k.request(row.ID)
		}
		if len(page.Contract) == 0 || len(page.Contract[0].Documents) == 0 {
			t.Fatalf("no contract: %+v", page)
		}
		if err := k.app.Requests.KeepDocuments(page.ID); err != nil {
			t.Fatal(err)
		}
		k.line.Cut()
		if err := k.app.Requests.AddNote(page.ID, "Reception needs two numbers kept together."); err != nil {
			t.Fatal(err)
		}
		if err := k.app.Requests.MarkRead(page.ID, true); err != nil {
			t.Fatal(err)
		}
		view := bindings.SavedView{Name: "Signed", Query: bindings.RequestsQuery{Statuses: []telecom.RequestStatus{telecom.RequestSigned},
			From: "2025-01-02", To: "2026-11-30", Mark: bindings.MarkAsks}}
		if err := k.app.Requests.SaveView(view); err != nil {
			t.Fatal(err)
		}
		k.again()
		k.app.show = func(path string) error { shown = path; return nil }
		if err := k.app.Requests.OpenDocument(page.ID, page.Contract[0].Documents[0].ID); err != nil || shown == "" ||
			strings.Contains(shown, page.ID) {
			t.Errorf("%q %v", shown, err)
		}
		now := k.request(page.ID)
		found := false
		for _, n := range now.Notes {
			found = found || n.ID != "" && n.Text == "Reception needs two numbers kept together."
		}
		if !found || now.Unread {
			t.Errorf("%+v", now)
		}
		if views := k.requests(bindings.RequestsQuery{}).Views; len(views) != 1 || views[0].Query.From != "2025-01-02" ||
			views[0].Query.To != "2026-11-30" || views[0].Query.Mark != bindings.MarkAsks || len(views[0].Query.Statuses) != 1 {
			t.Errorf("%+v", views)
		}
		if err := k.app.Requests.DropView("Signed"); err != nil || len(k.requests(bindings.RequestsQuery{}).Views) != 0 {
			t.Error(err)
		}
	})
}

func TestRequests_HaveNoNullLists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		rows := k.requests(bindings.RequestsQuery{})
		k.decide(k.received(), telecom.StartContract, "")
		for _, row := range rows.Rows {
			text, err := json.Marshal(k.request(row.ID))
			if err != nil {
				t.Fatal(err)
			}
			nulls := regexp.MustCompile(`"(\w+)":null`).FindAllStringSubmatch(string(text), -1)
			for _, n := range nulls {
				if n[1] != "decision" && n[1] != "here" && n[1] != "now" && n[1] != "cancelAsked" {
					t.Fatalf("%s is null: %s", n[1], text)
				}
			}
		}
		text, _ := json.Marshal(rows)
		if n := regexp.MustCompile(`"(\w+)":null`).FindSubmatch(text); n != nil && string(n[1]) != "decision" {
			t.Errorf("%s", n[0])
		}
	})
}

func TestSync_CountsRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		k.app.Close()
		a := New(k.app.home, k.app.keychain, "", "test", k.app.log)
		a.Dial = k.app.Dial
		counts, kept, err := a.Sync(t.Context())
		if err != nil || !kept || counts.Services != 10 || counts.Requests != 60 || counts.Agreements == 0 || counts.Products == 0 {
			t.Errorf("%+v %v %v", counts, kept, err)
		}
	})
}

func TestRequests_RoleWithoutReviewSeesWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for role, why := range map[string]string{"role = \"viewer\"\n": "Not available to your role",
			"role = \"operator\"\n": "Not available to your role", "": "has a role"} {
			k := counterAt(t, portalsim.Config{Services: 2, Orders: -1, Requests: 40, StillRequests: true},
				strings.Replace(onTheLineWithRequests, "auth", role+"auth", 1))
			page := k.received()
			if len(page.Actions) == 0 || !strings.Contains(page.Actions[0].Off, why) {
				t.Errorf("%q: %+v", role, page.Actions)
			}
			err := k.app.Requests.Decide(bindings.NewDecision{RequestID: page.ID, Action: telecom.StartContract, Seen: page.Seen})
			if err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%q: %v", role, err)
			}
			k.app.Close()
		}
	})
}

func TestRequest_AsksNoMoreAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := cut(t)
		id, others := k.received().ID, k.requests(bindings.RequestsQuery{}).Asks
		for _, c := range []struct {
			status telecom.RequestStatus
			word   string
			asks   bool
		}{
			{telecom.RequestGenerating, "acknowledged", true}, {telecom.RequestActive, "completed", true},
			{telecom.RequestProvisioningFailed, "failed", true}, {"Under Legal Review", "cancelled", true}, {"", "completed", true},
			{telecom.RequestCanceled, "cancelled", false}, {telecom.RequestDenied, "rejected", false},
			{telecom.RequestExpired, "completed", false}, {"", "cancelled", false}, {"", "REJECTED", false},
		} {
			r := k.copied(id)
			r.Status, r.State, r.CancelAsked = c.status, c.word, &telecom.CancellationRequest{By: r.InitiatedBy, Why: "We ordered it twice."}
			k.read(telecom.RequestChanges{Requests: []telecom.Request{r}})
			asking := others
			if c.asks {
				asking++
			}
			listed, page := k.requests(bindings.RequestsQuery{Text: id}), k.request(id)
			if listed.Rows[0].Asks != c.asks || page.Asks != c.asks || page.CancelAsked == nil || listed.Asks != asking {
				t.Errorf("%q, %q: got asking %v in the list of %d, %v on its page %+v; want %v and %d", c.status, c.word, listed.Rows[0].Asks,
					listed.Asks, page.Asks, page.CancelAsked, c.asks, asking)
			}
		}
	})
}
