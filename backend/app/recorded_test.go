package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// recordedFile holds what the window is shown in a browser of states that the program comes into only by accident or
// after hours: what the calls answered in each.
const recordedFile = "../../frontend/e2e/browser/recorded.json"

// seconds are left out of what is recorded: a little chance is in when the desk asks.
var seconds = regexp.MustCompile(`:\d\d(\.\d+)?Z"`)

// scene is what the calls answer in one state, by the name of the call, and when that was.
type scene struct {
	At      time.Time      `json:"at"`
	Answers map[string]any `json:"answers"`
}

// recorder asks a desk and keeps its answers.
type recorder struct {
	*counter
	scenes map[string]scene
}

// keep keeps answers under the name of a scene, which may grow.
func (r *recorder) keep(name string, answers map[string]any) {
	r.t.Helper()
	if len(r.scenes[name].Answers) == 0 {
		r.scenes[name] = scene{time.Now().UTC().Add(time.Minute), map[string]any{}}
	}
	for call, value := range answers {
		if err, fails := value.(error); fails {
			e := telecom.AsError(err)
			value = map[string]any{"fails": bindings.Problem{Code: e.Code, Text: e.Text, Said: e.Said}}
		}
		r.scenes[name].Answers[call] = value
	}
}

// answer is what a call answers that does not fail.
func answer[T any](value T, err error) T {
	must(err)
	return value
}

// show keeps the page of a service as a scene.
func (r *recorder) show(name, id string) {
	r.t.Helper()
	r.keep(name, map[string]any{"Service.Show": answer(r.app.Service.Show(id))})
}

// settings are what Settings says of the portal, without what depends on chance.
func (r *recorder) settings() bindings.PortalPage {
	page := answer(r.app.Settings.Portal())
	page.Asked, page.AskedKilobytes = 412, 3100
	for i := range page.Purposes { // an average of rows, which depends a little on what was read when
		page.Purposes[i].Kilobytes -= page.Purposes[i].Kilobytes % 10
	}
	for i := range page.Failures {
		page.Failures[i].Times, page.Failures[i].Until = 9-i, time.Now().UTC().Format(time.RFC3339)
	}
	return page
}

// sent writes down an order as if it had left some time ago.
func (r *recorder) sent(key string, ago time.Duration, d telecom.Draft, as func(*telecom.Submission)) {
	r.t.Helper()
	at := time.Now().Add(-ago)
	ledger := r.app.parts.Promises
	p := telecom.Submission{Key: key, Draft: d, At: at, SentAt: at, By: "Ada Kowalski"}
	err := ledger.Promise(p, at, func([]telecom.Submission) error { return nil })
	if err == nil {
		err = ledger.Settle(key, telecom.EntryUnsure, at, p.By, "", func(now *telecom.Submission) error {
			now.State = telecom.SubmissionUnsure
			as(now)
			return nil
		})
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestRecorded_IsWhatTheProgramAnswers(t *testing.T) {
	r := &recorder{scenes: map[string]scene{}}
	for _, record := range []func(t *testing.T, r *recorder){recordServices, recordFirst, recordWeak, recordOrders, recordLoneOrders,
		recordUsage, recordRequests, recordConflicts, recordRoles, recordDoubt} {
		synctest.Test(t, func(t *testing.T) {
			record(t, r)
			if r.counter != nil {
				r.app.Close()
			}
		})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(r.scenes); err != nil {
		t.Fatal(err)
	}
	got := seconds.ReplaceAll(b.Bytes(), []byte(`:00Z"`))
	if os.Getenv("RECORD") != "" {
		if err := os.WriteFile(recordedFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(recordedFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is not what the program answers; RECORD=1 go test -run %s writes it anew (-want +got):\n%s", recordedFile, t.Name(), diff)
	}
}

// recordServices keeps an ordinary desk, which the other scenes change, and its first copy.
func recordServices(t *testing.T, r *recorder) {
	r.counter = counterAt(t, portalsim.Config{Services: 12, Orders: 24}, onTheLineWithAll)
	start := r.app.Frame.Start()
	start.Config = "/home/ada/.config/commsdesk/config.toml"
	page := answer(r.app.Services.Page(bindings.ServicesQuery{Sort: telecom.ByLastActivity, Descending: true, Limit: 50}))
	s := r.quiet("2.0")[0]
	r.keep("desk", map[string]any{
		"Frame.Start": start, "Frame.Header": answer(r.app.Frame.Header()), "Frame.Link": answer(r.app.Frame.Link(0)),
		"Frame.Look": r.app.Frame.Look(), "Frame.Copy": nil, "Frame.Refresh": nil,
		"Services.Page": page, "Services.Neighbours": bindings.Neighbours{},
		"Service.Watch": nil, "Service.Refresh": nil,
		"Orders.Page": answer(r.app.Orders.Page(s.ID)), "Orders.Waiting": answer(r.app.Orders.Waiting()), "Settings.Portal": r.settings(),
	})
	r.show("desk", s.ID)
	r.keep("requests off", map[string]any{"Requests.List": r.requests(bindings.RequestsQuery{})})
}

// recordLoneOrders records the list of orders across services, with some that have no service: stuck with a part, rejected, and
// of a service that the portal does not list.
func recordLoneOrders(t *testing.T, r *recorder) {
	r.counter = counterAt(t, portalsim.Config{Services: 6, Orders: 6}, onTheLineWithAll)
	ago := func(minutes int) time.Time { return time.Now().Add(-time.Duration(minutes) * time.Minute) }
	order := func(id string, minutes int, state string) telecom.Order {
		return telecom.Order{ID: id, Kind: telecom.Activation, State: state, OrderedAt: ago(minutes), StartedAt: ago(minutes - 1),
			Asked:    []telecom.Detail{{Name: "customer", Value: "Harriet Lowe"}, {Name: "plan", Value: "Everyday 60"}},
			PlacedBy: "Priya Raman", Trail: []telecom.Stage{{At: ago(minutes - 1), Code: "NUM_RSV", Text: "Number reserved"}}}
	}
	stuck, part, rejected, elsewhere := order("ORD00000700101", 47, "inProgress"), order("ORD00000700102", 46, "inProgress"),
		order("ORD00000700099", 300, "rejected"), order("ORD00000700090", 20, "acknowledged")
	part.Relations = []telecom.Relation{{Type: "partOf", OrderID: stuck.ID}}
	elsewhere.ServiceIDs = []string{"SVC-ELSEWHERE"}
	lone := telecom.Changes{Orders: []telecom.Order{stuck, part, rejected, elsewhere}, ReadAt: time.Now()}
	if _, err := r.app.parts.Cache.Apply(lone); err != nil {
		t.Fatal(err)
	}
	page := answer(r.app.AllOrders.Page(bindings.OrderListQuery{Limit: 50}))
	r.keep("all orders", map[string]any{
		"AllOrders.Page": page, "AllOrders.Neighbours": bindings.Neighbours{Position: 1, Matching: page.Matching},
		"AllOrders.Show": answer(r.app.AllOrders.Show(stuck.ID)), "AllOrders.Refresh": nil, "Frame.Header": answer(r.app.Frame.Header()),
		"Service.SupportText": answer(r.app.Service.SupportText("", stuck.ID)),
	})
}

// recordOrders records orders that were sent: those whose outcome is unknown, and those not read back yet.
func recordOrders(t *testing.T, r *recorder) {
	r.counter = counterAt(t, portalsim.Config{Services: 30, Orders: -1}, onTheLineWithAll)
	quiet := r.quiet("2.0")
	card := func(id string) telecom.Draft {
		return telecom.Draft{Kind: telecom.SIMSwap, ServiceID: id, SIMType: telecom.SIMPhysical, SIMNumber: "0610023941175"}
	}
	warned, blocked, maybe := quiet[0].ID, quiet[1].ID, quiet[2].ID
	place := func(id, kind string) string {
		t.Helper()
		order, err := r.sim.PlaceOrder(id, kind)
		if err != nil {
			t.Fatal(err)
		}
		must(r.sim.SetOrderState(order, "held")) // it stays open
		return order
	}
	place(warned, "simSwap")
	place(warned, "numberPort")
	place(blocked, "simSwap")
	other := place(quiet[3].ID, "simSwap")
	place(maybe, "simSwap")
	r.pass(2 * time.Minute)
	plan := answer(r.app.Orders.Page(warned)).Plans[0]
	kept := func(kind telecom.Kind, id string, fill func(d *bindings.Draft)) bindings.KeptDraft {
		t.Helper()
		answer(r.app.Orders.Keep(r.form(kind, id, fill)))
		return answer(r.app.Orders.Draft(kind, id, ""))
	}
	draft := kept(telecom.ChangePlan, warned, func(d *bindings.Draft) { d.PlanID, d.PlanName = plan.ID, plan.Name })
	r.keep("warned", map[string]any{
		"Orders.Page": answer(r.app.Orders.Page(warned)), "Orders.Draft": draft,
		"Orders.Check": answer(r.app.Orders.Check(draft.Draft)),
	})
	r.show("warned", warned)
	swap := func(id string) bindings.KeptDraft {
		return kept(telecom.SIMSwap, id, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, "0610023941175" })
	}
	second := swap(blocked)
	r.keep("blocked", map[string]any{
		"Orders.Page": answer(r.app.Orders.Page(blocked)), "Orders.Draft": second,
		"Orders.Check": answer(r.app.Orders.Check(second.Draft)), "Orders.Place": answer(r.app.Orders.Place(second.Draft, nil)),
	})
	r.show("blocked", blocked)
	free := swap(quiet[9].ID)
	r.keep("free", map[string]any{
		"Orders.Page": answer(r.app.Orders.Page(quiet[9].ID)), "Orders.Draft": free,
		"Orders.Check": answer(r.app.Orders.Check(free.Draft)),
	})
	r.show("free", quiet[9].ID)
	// From here on nothing is looked up any more: what was sent stays as it is.
	r.line.Cut()
	r.pass(20 * time.Minute)
	looked := func(times int) func(*telecom.Submission) { return func(p *telecom.Submission) { p.Scans = times } }
	r.sent("maybe", 23*time.Minute, card(maybe), looked(4))
	r.show("candidates", maybe)
	r.sent("unsure", 4*time.Minute, card(quiet[4].ID), looked(1))
	r.show("unsure", quiet[4].ID)
	r.sent("named", 4*time.Minute, card(quiet[5].ID), func(p *telecom.Submission) { p.Scans, p.Named = 1, other })
	r.show("named", quiet[5].ID)
	r.sent("decidable", 21*time.Minute, card(quiet[6].ID), looked(4))
	r.show("decidable", quiet[6].ID)
	r.sent("placed", 20*time.Second, card(quiet[7].ID), func(p *telecom.Submission) {
		p.State, p.OrderID = telecom.SubmissionPlaced,
			"ORD00003930001"
	})
	r.show("placed", quiet[7].ID)
	r.sent("late", 50*time.Minute, card(quiet[8].ID), func(p *telecom.Submission) {
		p.State, p.OrderID = telecom.SubmissionPlaced,
			"ORD00003930002"
	})
	r.show("late", quiet[8].ID)
	r.sent("cancel", 21*time.Minute, telecom.Draft{Kind: telecom.CancelOrder, ServiceID: blocked,
		OrderID: answer(r.app.Service.Show(blocked)).Events[0].Order.OrderID}, looked(4))
	r.show("cancel", blocked)
	made := telecom.Draft{Kind: telecom.Activation, Customer: "Harriet Lowe", PlanID: plan.ID, PlanName: plan.Name,
		SIMType: telecom.SIMPhysical, SIMNumber: "0610023941183", Origin: telecom.NewNumber}
	r.sent("made", 20*time.Second, made, func(p *telecom.Submission) { p.State, p.OrderID = telecom.SubmissionPlaced, "ORD00003930003" })
	made.SIMNumber = "0610023941191"
	r.sent("making", 21*time.Minute, made, looked(4))
	r.keep("making", map[string]any{"Orders.Waiting": answer(r.app.Orders.Waiting())})
}

// recordUsage keeps what a service may have used.
func recordUsage(t *testing.T, r *recorder) {
	r.counter = counterAt(t, portalsim.Config{Services: 12, Orders: -1}, onTheLineWithAll)
	id := r.quiet("2.0")[0].ID
	r.keep("usage unread", map[string]any{"Service.Usage": answer(r.app.Service.Usage(id))})
	r.line.Cut()
	r.keep("usage unread", map[string]any{"Service.RefreshUsage": r.app.Service.RefreshUsage(id)})
	profile := r.app.parts.profile
	from := profile.Usage + "\n" + profile.UsageKey + "\n" + profile.Zone.String()
	day := func(n int) time.Time { return time.Now().AddDate(0, 0, n).Truncate(24 * time.Hour) }
	row := func(kind telecom.UsageKind, used, of float64, unit string) telecom.Usage {
		return telecom.Usage{Kind: kind, Used: used, Allowance: of, Unit: unit, From: day(-25), To: day(5),
			MeasuredAt: time.Now().Add(-4 * time.Hour)}
	}
	data, voice, sms := row(telecom.Data, 39.6, 60, "GB"), row(telecom.Voice, 218, 0, "min"), row(telecom.SMS, 94, 200, "SMS")
	voice.Unlimited = true
	before, bare := row(telecom.Data, 0.8, 5, "GB"), voice
	before.From, before.To, bare.Unlimited, bare.Used = day(-29), day(0), false, 4
	used := func(name string, rows ...telecom.Usage) {
		must(r.app.parts.Cache.KeepUsage(from, id, rows, time.Now()))
		r.keep(name, map[string]any{"Service.Usage": answer(r.app.Service.Usage(id)), "Service.RefreshUsage": nil})
	}
	used("usage", data, voice, sms)
	used("usage over", row(telecom.Data, 66.25, 60, "GB"), row(telecom.Voice, 1240, 600, "min"))
	used("usage several", data, before, voice, bare)
	used("usage empty")
}

// recordFirst keeps what is shown before anything was read.
func recordFirst(t *testing.T, r *recorder) {
	sim, err := portalsim.New(portalsim.Config{Services: 12, Faults: []portalsim.Fault{portalsim.Slow}, Latency: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	line := portalsim.NewNetwork("desk.test")
	server := sim.StartOn(line)
	t.Cleanup(func() { _ = server.Close() })
	r.counter = &counter{t: t, line: line, sim: sim, app: deskWith(t, line, onTheLineWithRequests)}
	r.pass(10 * time.Second)
	r.keep("first copy", map[string]any{
		"Frame.Header": answer(r.app.Frame.Header()), "Services.Page": answer(
			r.app.Services.Page(bindings.ServicesQuery{Sort: telecom.ByLastActivity, Descending: true, Limit: 50})),
		"Requests.List": r.requests(bindings.RequestsQuery{}), "Settings.Portal": r.settings(),
	})
}

// recordWeak keeps what is said of a portal that can do little and was not always well.
func recordWeak(t *testing.T, r *recorder) {
	r.counter = counterAt(t, portalsim.Config{Services: 12, Orders: 24, Personality: portalsim.Reference}, onTheLine)
	r.sim.Freeze()
	for _, fault := range []portalsim.Fault{portalsim.Error500, portalsim.Unauthorized} {
		r.sim.SetFaults(fault)
		r.pass(5 * time.Minute)
		r.sim.SetFaults()
		r.pass(5 * time.Minute)
	}
	r.keep("weak", map[string]any{"Settings.Portal": r.settings()})
}

// recordRequests keeps an ordinary list of requests, with one of each status.
func recordRequests(t *testing.T, r *recorder) {
	r.counter = reviewing(t, portalsim.Config{StillRequests: true})
	r.keep("requests", map[string]any{
		"Frame.Header": answer(r.app.Frame.Header()), "Requests.List": r.requests(bindings.RequestsQuery{Limit: 50}),
		"Requests.Open":       answer(r.app.Requests.Open()),
		"Requests.Neighbours": bindings.Neighbours{}, "Requests.Show": r.received(), "Requests.Watch": nil, "Requests.MarkRead": nil,
		"Requests.Refresh": nil,
	})
	r.keep("no catalog", map[string]any{"Orders.Page": answer(r.app.Orders.Page(r.quiet("2.0")[0].ID))})
	r.keep("usage off", map[string]any{"Service.Usage": answer(r.app.Service.Usage(""))})
	signed := r.requests(bindings.RequestsQuery{Statuses: []telecom.RequestStatus{telecom.RequestSigned}}).Rows
	r.keep("documents", map[string]any{"Requests.Show": r.request(signed[0].ID)})
	r.line.Cut()
	r.pass(time.Minute)
	signedNow := r.copied(signed[0].ID)
	r.keep("documents", map[string]any{"Requests.OpenDocument": r.app.Requests.OpenDocument(signedNow.ID,
		r.request(signedNow.ID).Contract[0].Documents[0].ID)})
	seen := r.received()
	changed := r.copied(seen.ID)
	changed.Status, changed.Allowed, changed.AllowedGiven, changed.Version = telecom.RequestGenerating, nil, false, "6"
	r.read(telecom.RequestChanges{Requests: []telecom.Request{changed}})
	late := r.app.Requests.Decide(bindings.NewDecision{RequestID: seen.ID, Action: telecom.DenyRequest, Reason: telecom.ReasonDuplicate,
		Seen: seen.Seen})
	r.keep("changed", map[string]any{"Requests.Show": r.request(seen.ID), "Requests.Decide": late})
	rows := r.requests(bindings.RequestsQuery{Limit: 50}).Rows
	statuses := append(telecom.RequestStatuses(), "", "Under Legal Review")
	for i, s := range statuses {
		request := r.copied(rows[i].ID)
		request.Status = s
		r.read(telecom.RequestChanges{Requests: []telecom.Request{request}})
	}
	every := r.requests(bindings.RequestsQuery{Limit: len(statuses)})
	r.keep("statuses", map[string]any{"Requests.List": every})
	odd := r.copied(rows[0].ID)
	odd.Status, odd.Allowed, odd.AllowedGiven, odd.History, odd.HistoryGiven = telecom.RequestSigned,
		[]string{"startProvisioning", "assignAgent"}, true, nil, false
	r.read(telecom.RequestChanges{Requests: []telecom.Request{odd}})
	r.keep("odd", map[string]any{"Requests.Show": r.request(odd.ID)})
	canceling := r.copied(rows[1].ID)
	canceling.Status, canceling.Allowed, canceling.AllowedGiven = telecom.RequestGenerating, nil, false
	canceling.CancelAsked = &telecom.CancellationRequest{At: time.Now().Add(-time.Hour), By: canceling.InitiatedBy,
		Why: "We ordered it twice."}
	r.read(telecom.RequestChanges{Requests: []telecom.Request{canceling}})
	r.keep("canceling", map[string]any{"Requests.Show": r.request(canceling.ID)})
	canceling.Status = telecom.RequestCanceled
	r.read(telecom.RequestChanges{Requests: []telecom.Request{canceling}})
	r.keep("canceled", map[string]any{"Requests.Show": r.request(canceling.ID)})
}

// recordConflicts records decisions that came back, or whose outcome is unknown.
func recordConflicts(t *testing.T, r *recorder) {
	r.counter = cut(t)
	rows := r.requests(bindings.RequestsQuery{Limit: 50}).Rows
	came := func(name string, as func(d *telecom.Decision, now *telecom.Snapshot)) {
		t.Helper()
		request := r.copied(rows[0].ID)
		rows = rows[1:]
		request.Status, request.Allowed, request.AllowedGiven, request.CancelAsked = telecom.RequestReceived, nil, false, nil
		r.read(telecom.RequestChanges{Requests: []telecom.Request{request}})
		now := request.Snapshot()
		r.came(request.ID, func(d *telecom.Decision) {
			d.By, d.On, d.Text = "Ada Kowalski", now, ""
			as(d, &now)
		})
		r.keep(name, map[string]any{"Requests.Show": r.request(request.ID)})
	}
	came("conflict", func(d *telecom.Decision, now *telecom.Snapshot) {
		changed := r.copied(d.RequestID)
		changed.Status, changed.Package, changed.Quantity, changed.Version, changed.HistoryGiven = telecom.RequestGenerating, "Team 30", "26",
			"6", true
		changed.History = append(changed.History, telecom.RequestChange{At: time.Now(), By: "Jonas Weber", From: telecom.RequestReceived,
			To: telecom.RequestGenerating, Why: "Credit check repeated, passed."})
		r.read(telecom.RequestChanges{Requests: []telecom.Request{changed}})
		*now = changed.Snapshot()
		d.Against, d.Now = telecom.AgainstChanged, now
	})
	cancel := func(d *telecom.Decision) {
		d.Action, d.To, d.Reason = telecom.CancelRequest, telecom.RequestCanceled, telecom.ReasonCustomer
	}
	came("conflict again", func(d *telecom.Decision, now *telecom.Snapshot) {
		cancel(d)
		d.Against, d.Now = telecom.AgainstChanged, now
		d.On.Quantity = "18"
	})
	came("conflict sent", func(d *telecom.Decision, now *telecom.Snapshot) {
		cancel(d)
		d.Against, d.SentAt, d.Now = telecom.AgainstUnknown, time.Now(), now
		d.On.Quantity = "18"
	})
	came("conflict gone", func(d *telecom.Decision, now *telecom.Snapshot) {
		cancel(d)
		d.Against, d.Now = telecom.AgainstGone, &telecom.Snapshot{State: "gone"}
	})
	came("refused", func(d *telecom.Decision, _ *telecom.Snapshot) {
		d.State, d.SentAt, d.Said = telecom.DecisionRefused, time.Now(), "Provisioning is closed for this customer until the deposit is paid."
	})
	came("looking", func(d *telecom.Decision, _ *telecom.Snapshot) {
		d.State, d.SentAt, d.Scans = telecom.DecisionUnsure, time.Now(), 1
	})
	came("settle", func(d *telecom.Decision, _ *telecom.Snapshot) {
		d.State, d.SentAt, d.Scans = telecom.DecisionUnsure, time.Now().Add(-time.Hour), 4
	})
	came("waiting", func(d *telecom.Decision, _ *telecom.Snapshot) {
		d.State, d.At = telecom.DecisionWaiting, time.Now().Add(-time.Hour)
	})
	r.came("SR-gone", func(d *telecom.Decision) { d.By = "Ada Kowalski" })
	r.keep("away", map[string]any{"Requests.List": r.requests(bindings.RequestsQuery{Mark: bindings.MarkConflict, Limit: 50}),
		"Requests.Show": r.request("SR-gone")})
}

// recordRoles keeps what somebody sees who may not decide.
func recordRoles(t *testing.T, r *recorder) {
	as := func(name, role string) {
		r.counter = counterAt(t, portalsim.Config{Services: 2, Orders: -1, Requests: 40, StillRequests: true},
			strings.Replace(onTheLineWithRequests, "auth", role+"auth", 1))
		r.keep(name, map[string]any{"Requests.Show": r.received()})
		r.app.Close()
	}
	as("viewer", "role = \"viewer\"\n")
	as("no role", "")
}

// recordDoubt keeps what is said after files were lost or damaged.
func recordDoubt(t *testing.T, r *recorder) {
	r.counter = counterAt(t, portalsim.Config{Services: 2, Orders: -1}, onTheLine)
	dir := r.app.parts.dir
	r.app.Close()
	if err := os.Remove(filepath.Join(dir, "journal.head")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cache.db"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.again()
	r.pass(2 * time.Minute)
	r.keep("doubt", map[string]any{"Frame.Header": answer(r.app.Frame.Header())})
}
