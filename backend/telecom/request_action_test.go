package telecom

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// requestGolden returns every status with its actions: as in the table, and while the customer asks to cancel.
func requestGolden() string {
	var b strings.Builder
	asked := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, s := range RequestStatuses() {
		cards := ""
		for _, c := range Cards() {
			if c.Counts(s) {
				cards += " " + string(c)
			}
		}
		fmt.Fprintf(&b, "%s (cards:%s)\n", s, cards)
		for _, wish := range []*CancellationRequest{nil, {At: asked}} {
			r := Request{ID: "R", Status: s, CancelAsked: wish}
			for _, o := range r.Offers(RoleDelivery) {
				if wish == nil {
					fmt.Fprintf(&b, "  %s → %s\n", o.Action, o.To)
				} else {
					fmt.Fprintf(&b, "  asked to cancel: %s → %s\n", o.Action, o.To)
				}
			}
		}
	}
	return b.String()
}

func TestOffers_FollowTheTable(t *testing.T) {
	path := filepath.Join("testdata", "requests.golden")
	got := requestGolden()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("%v\n%s", err, got)
	}
	if n := len(RequestStatuses()); n != 16 || len(requestTable) != 16 {
		t.Errorf("%d statuses, %d rows", n, len(requestTable))
	}
}

func TestOffers_PreferThePortalsList(t *testing.T) {
	r := Request{Status: RequestDraft, AllowedGiven: true, Allowed: []string{"View", "DENY", "start-contract", "escalate"}}
	got := r.Offers(RoleContributor)
	if len(got) != 3 || got[0].Action != StartContract || got[0].To != RequestGenerating || got[1].Action != DenyRequest ||
		got[2].Action != "" || got[2].Word != "escalate" || got[2].Off == "" {
		t.Errorf("%+v", got)
	}
	r = Request{Status: RequestReceived, AllowedGiven: true}
	if got := r.Offers(RoleContributor); len(got) != 0 {
		t.Errorf("it allows nothing, and this is offered: %+v", got)
	}
}

func TestOffers_NothingWithoutALabel(t *testing.T) {
	r := Request{State: "acknowledged"}
	if got := r.Offers(RoleAdministrator); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	r.Status = "Waiting for the moon"
	if got := r.Offers(RoleAdministrator); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestOffers_ExplainWhatARoleMayNotDo(t *testing.T) {
	r := Request{Status: RequestReceived}
	for _, role := range append(Roles(), RoleNone) {
		offers := r.Offers(role)
		if len(offers) != 3 {
			t.Fatalf("%s: %+v: got %v, want 3", role, offers, len(offers))
		}
		for _, o := range offers {
			if (o.Off == "") != role.Reviews() {
				t.Errorf("%s, %s: %q: got %v, want %v", role, o.Action, o.Off, (o.Off == ""), role.Reviews())
			}
		}
	}
}

func TestOffers_InProgressIsTheStatusWhenAsked(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 11, 20, h, 0, 0, 0, time.UTC) }
	r := Request{Status: RequestReceived, CancelAsked: &CancellationRequest{At: at(12)}, History: []RequestChange{
		{At: at(9), To: RequestReceived}, {At: at(10), To: RequestGenerating}, {At: at(13), To: RequestReceived}}}
	for _, c := range []struct{ last, want RequestStatus }{
		{RequestGenerating, RequestGenerating}, {RequestSigned, RequestSigned}, {RequestValidating, RequestGenerating},
		{RequestPendingCancel, RequestGenerating},
	} {
		r.History[1].To = c.last
		if got := r.end(RevertToInProgress); got != c.want {
			t.Errorf("%s: %s", c.last, got)
		}
	}
}

func TestMayGo_OnlyOnUnchangedRequest(t *testing.T) {
	asked := &CancellationRequest{At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), By: "ana"}
	on := Snapshot{Status: RequestReceived, Version: "4", Offering: "Business Mobile", Package: "Team 20", Quantity: "18", Contract: "2"}
	for name, change := range map[string]func(*Snapshot){
		"status": func(s *Snapshot) { s.Status = RequestGenerating }, "version": func(s *Snapshot) { s.Version = "5" },
		"package": func(s *Snapshot) { s.Package = "Team 30" }, "quantity": func(s *Snapshot) { s.Quantity = "26" },
		"offering": func(s *Snapshot) { s.Offering = "x" }, "contract": func(s *Snapshot) { s.Contract = "3" },
		"wish": func(s *Snapshot) { s.CancelAsked = asked },
	} {
		now := on
		if change(&now); now.Same(on) || on.Same(now) {
			t.Errorf("another %s is the same", name)
		}
	}
	now := on
	now.Version, now.State, now.ChangedBy, now.Key = "", "pending", "Jonas", "k"
	if !now.Same(on) {
		t.Error("what no decision depends on counts")
	}
}

func TestBecame_ReadsOutcomeFromRequest(t *testing.T) {
	failed := Snapshot{Status: RequestProvisioningFailed, Version: "7"}
	retry := Decision{Key: "K", Action: RetryProvisioning, To: RequestProvisioning, On: failed}
	sends := Decision{Key: "K", Action: SendToCustomer, To: RequestContractReady, On: Snapshot{Status: RequestContractReady, Version: "3"}}
	for _, c := range []struct {
		d    Decision
		now  Snapshot
		want Becoming
	}{
		{retry, failed, BecameNothing},
		{retry, Snapshot{Status: RequestProvisioning, Version: "8"}, BecameDone},
		{retry, Snapshot{Status: RequestProvisioningFailed, Version: "9"}, BecameElse},
		{retry, Snapshot{Status: RequestProvisioningFailed, Version: "9", Key: "K"}, BecameDone},
		{retry, Snapshot{Status: RequestProvisioningFailed, Version: "9", Key: "other"}, BecameElse},
		{retry, Snapshot{Status: RequestCanceled, Version: "8"}, BecameElse},
		{sends, Snapshot{Status: RequestContractReady, Version: "4"}, BecameElse},
		{sends, Snapshot{Status: RequestContractReady, Version: "4", Key: "K"}, BecameDone},
	} {
		if got := c.d.Became(c.now); got != c.want {
			t.Errorf("%s, %+v: %s", c.d.Action, c.now, got)
		}
	}
}

func TestBecame_ComparesWithWhatItWasSentOn(t *testing.T) {
	taken := Snapshot{Status: RequestProvisioningFailed} // a list that told neither version nor key
	sent := Snapshot{Status: RequestProvisioningFailed, Version: "7", Key: "before"}
	retry := Decision{Key: "K", Action: RetryProvisioning, To: RequestProvisioning, On: taken, SentOn: &sent}
	for name, c := range map[string]struct {
		now  Snapshot
		want Becoming
	}{
		"as it was":                   {sent, BecameNothing},
		"a round trip":                {Snapshot{Status: RequestProvisioningFailed, Version: "9", Key: "before"}, BecameElse},
		"ours":                        {Snapshot{Status: RequestProvisioningFailed, Version: "9", Key: "{k}"}, BecameDone},
		"there, by somebody's key":    {Snapshot{Status: RequestProvisioning, Version: "8", Key: "other"}, BecameElse},
		"there, by nobody's key":      {Snapshot{Status: RequestProvisioning, Version: "8", Key: "before"}, BecameElse},
		"there, and the key is taken": {Snapshot{Status: RequestProvisioning, Version: "8"}, BecameElse},
	} {
		if got := retry.Became(c.now); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	retry.SentOn = nil // sent by an older Commsdesk
	if got := retry.Became(taken); got != BecameNothing {
		t.Error(got)
	}
}

func TestSame_NoticesAnotherDecision(t *testing.T) {
	on := Snapshot{Status: RequestContractReady, Key: "one"}
	now := on
	if now.Key = "two"; now.Same(on) {
		t.Error("two keys are one")
	}
	if now.Key = "{ONE}"; !now.Same(on) {
		t.Error("a key in capitals is another")
	}
}

func TestSettleable_DespiteAWrongClock(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	d := Decision{State: DecisionUnsure, SentAt: now.AddDate(1, 0, 0), Scans: searchesInstead - 1}
	if d.Settleable(now) {
		t.Error("at once")
	}
	if d.Scans++; !d.Settleable(now) {
		t.Error("not before the year is over")
	}
}

func TestSame_IgnoresOrderOfContractVersions(t *testing.T) {
	r := Request{Status: RequestSigned, Agreements: []string{"A1", "A2"}, ContractVersions: []string{"1", "2"}, Contract: "A2"}
	on := r.Snapshot()
	r.Agreements, r.ContractVersions, r.Contract = []string{"A2", "A1"}, []string{"2", "1"}, "A1"
	if now := r.Snapshot(); !now.Same(on) || now.Token() != on.Token() {
		t.Error("they stand in another order")
	}
	older := on
	older.Agreements = "" // kept by an older Commsdesk
	if now := r.Snapshot(); now.Same(older) {
		t.Error("its contract is another one")
	}
	r.ContractVersions[0] = "3"
	if now := r.Snapshot(); now.Same(on) || now.Token() == on.Token() {
		t.Error("a version grew")
	}
	given := Request{Agreements: []string{"A1", "A2"}, Contract: "A1", ContractGiven: true}
	on = given.Snapshot()
	given.Contract = "A2"
	if now := given.Snapshot(); now.Same(on) {
		t.Error("another one counts")
	}
}

func TestDecision_KeyAloneIsAnEcho(t *testing.T) {
	was := Snapshot{Status: RequestReceived, Version: "7", Key: "before"}
	start := Decision{Key: "K", Action: StartContract, To: RequestGenerating, On: was, SentOn: &was}
	now := func(change func(*Snapshot)) Snapshot { s := was; s.Key = "k"; change(&s); return s }
	for name, c := range map[string]struct {
		now   Snapshot
		want  Becoming
		shown bool
	}{
		"the key and nothing else":                     {now(func(*Snapshot) {}), BecameNothing, false},
		"the key, and no version any more":             {now(func(s *Snapshot) { s.Version = "" }), BecameNothing, false},
		"the key, and no status in the answer":         {Snapshot{Key: "K"}, BecameElse, false},
		"the key, and another quantity":                {now(func(s *Snapshot) { s.Quantity = "9" }), BecameElse, false},
		"the key and the status":                       {now(func(s *Snapshot) { s.Status = RequestGenerating }), BecameDone, true},
		"the key and a version":                        {now(func(s *Snapshot) { s.Version = "8" }), BecameDone, true},
		"the key and a step in the history":            {now(func(s *Snapshot) { s.ChangedBy = "Ada" }), BecameDone, true},
		"the key in the history only":                  {now(func(s *Snapshot) { s.Key, s.Told = "before", "before\n{K}" }), BecameDone, true},
		"the key as it was stored, and another status": {now(func(s *Snapshot) { s.Stored, s.Status = true, RequestExpired }), BecameElse, false},
		"the key as it was stored, and the status": {now(func(s *Snapshot) { s.Stored, s.Status = true, RequestGenerating }), BecameDone,
			true},
		"another key in the history": {now(func(s *Snapshot) { s.Told = "other" }), BecameNothing, false},
	} {
		if got := start.Became(c.now); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if got := start.ShownBy(c.now); got != c.shown || start.AnsweredBy(c.now) != c.shown {
			t.Errorf("%s: shown %v, want %v", name, got, c.shown)
		}
	}
}

func TestSnapshot_TellsWhatTheHistoryNames(t *testing.T) {
	r := Request{History: []RequestChange{{To: RequestReceived, Key: "a"}, {Key: "no status"}, {To: RequestGenerating, Key: "b"}}}
	if got := r.Snapshot().Told; got != "" {
		t.Errorf("a history of this desk's own tells %q", got)
	}
	r.HistoryGiven = true
	if got := r.Snapshot().Told; got != "a\nb" {
		t.Errorf("got %q, want a and b", got)
	}
}
