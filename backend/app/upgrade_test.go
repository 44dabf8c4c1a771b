package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// What earlier versions have left on the disk is in testdata/upgrade, made by their own windows (`make fixture`). Each is
// opened here by the program as it is now: nothing that a person prepared, sent or wrote may be lost on the way.

// fixture is what one version has left, and the portal as it was then.
type fixture struct {
	*office
	made struct {
		Version                    string
		Made                       time.Time
		Seed                       uint64
		Services, Orders, Requests int
		Portal, OrderID, Draft     string
		Sent                       []portalsim.Placed // the order that was placed, and one that is unsure; 0.5.0 left no unsure one
		Denied, Noted              string
	}
	reachable atomic.Bool
}

func unpack(t *testing.T, path string) *fixture {
	t.Helper()
	f := &fixture{office: &office{t: t, dir: t.TempDir()}}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for files := tar.NewReader(unzipped); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		text, readErr := io.ReadAll(files)
		if err := errors.Join(err, readErr); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(root.MkdirAll(filepath.Dir(filepath.FromSlash(head.Name)), 0o700),
			root.WriteFile(filepath.FromSlash(head.Name), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(f.dir, "made.json"))
	if err == nil {
		err = json.Unmarshal(text, &f.made)
	}
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	f.sim, err = portalsim.New(portalsim.Config{Seed: f.made.Seed, Services: f.made.Services, Orders: f.made.Orders, Requests: f.made.Requests,
		StillRequests: true, Now: func() time.Time { return f.made.Made.Add(time.Since(began)) }})
	if err != nil {
		t.Fatal(err)
	}
	f.serve()
	f.replay()
	return f
}

// replay sends the portal what it was sent when the fixture was made. The order that was placed stays open, as it was left.
func (f *fixture) replay() {
	f.t.Helper()
	for _, sent := range f.made.Sent {
		answer, err := http.Post(f.server.ServiceOrdering+"/serviceOrder", "application/json", strings.NewReader(sent.Body))
		if err != nil {
			f.t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	for i, p := range f.sim.Placed() {
		if p.OrderID != f.made.Sent[i].OrderID || p.ExternalID != f.made.Sent[i].ExternalID {
			f.t.Fatalf("the portal got %+v, and not %+v", p, f.made.Sent[i])
		}
	}
	if len(f.made.Sent) > 0 {
		if err := f.sim.SetOrderState(f.made.OrderID, "inProgress"); err != nil {
			f.t.Fatal(err)
		}
	}
}

// sitDown opens what was left. The portal keeps the address it had, wherever it is now.
func (f *fixture) sitDown() *App {
	f.t.Helper()
	h, err := paths.Find(f.dir)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		f.t.Fatal(err)
	}
	a := New(h, noKeychain{}, passphrase, "test", zerolog.Nop())
	now := strings.Split(strings.TrimPrefix(f.server.ServiceOrdering, "http://"), "/")[0]
	a.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if !f.reachable.Load() || address != f.made.Portal {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("nobody can be reached")}
		}
		return (&net.Dialer{}).DialContext(ctx, network, now)
	}
	f.t.Cleanup(a.Close)
	a.Begin(false)
	if s := a.Frame.Start(); s.Step != bindings.StepOpen {
		f.t.Fatalf("%+v, %+v", s, s.Problem)
	}
	if header, err := a.Frame.Header(); err != nil || len(header.Notices) > 0 || !header.KeepsData {
		f.t.Errorf("%+v, %v", header, err)
	}
	return a
}

func TestUpgrade_OldDataIsWholeAndUsable(t *testing.T) {
	found, err := filepath.Glob("testdata/upgrade/*.tar.gz")
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	for _, path := range found {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f := unpack(t, path)
			a := f.sitDown()
			f.isWhole(a)
			a.Close()

			f.reachable.Store(true)
			a = f.sitDown()
			f.until("the decision has reached the portal", func() bool { return len(f.sim.Decided()) > 0 })
			f.until("the desk knows", func() bool { return f.decision(a).State == telecom.DecisionApplied })
			f.fresh(a)
			if f.made.Version != "0.5.0" {
				f.goesOn(a)
			}
			a.Close()
			f.fresh(f.sitDown()) // once more, so that what would be sent twice is
			if d := f.sim.Decided(); len(d) != 1 || d[0].RequestID != f.made.Denied || d[0].To != "Denied" ||
				d[0].ReasonText != "Two invoices are open." {
				t.Errorf("the portal was told %+v", d)
			}
			if p := f.sim.Placed(); len(p) != len(f.made.Sent) {
				t.Errorf("the portal got orders: %+v", p)
			}
		})
	}
}

// isWhole looks at all that was left, without a network.
func (f *fixture) isWhole(a *App) {
	f.t.Helper()
	if page := f.find(a, bindings.ServicesQuery{}); page.Total != f.made.Services {
		f.t.Errorf("%d services", page.Total)
	}
	p := a.parts.Promises
	entries, err := p.Journal(p.Kept())
	if err != nil || p.Notice() != nil || p.Inspect().Journal.State != store.JournalWhole {
		f.t.Errorf("the journal: %v, %v, %+v", err, p.Notice(), p.Inspect().Journal)
	}
	deeds := deedsOf(entries)
	if deeds[telecom.EntryPlaced] != 1 || deeds[telecom.EntryPromised] != 1+deeds[telecom.EntryUnsure] {
		f.t.Errorf("the journal tells of %v", deeds)
	}
	all, err := p.All()
	if err != nil || len(all) != deeds[telecom.EntryPromised] || all[0].State != telecom.SubmissionPlaced || all[0].OrderID != f.made.OrderID {
		f.t.Errorf("%+v, %v", all, err)
	}
	for _, x := range all {
		if x.Draft.Kind != telecom.SIMSwap || x.Draft.SIMType != telecom.SIMEmbedded ||
			f.judged(a, x.Draft.Kind, x.Draft.ServiceID) != telecom.Blocked {
			f.t.Errorf("%+v: %s", x, f.judged(a, x.Draft.Kind, x.Draft.ServiceID))
		}
		if level := f.judged(a, telecom.FeatureUpdate, x.Draft.ServiceID); level == telecom.Blocked {
			f.t.Errorf("%+v keeps its service from everything", x)
		}
	}
	if unsure := f.unsure(a); f.made.Version != "0.5.0" && (unsure.Key != f.made.Sent[1].ExternalID || deeds[telecom.EntryUnsure] != 1) {
		f.t.Errorf("unsure is %+v; the journal tells of %v", unsure, deeds)
	}
	drafted := f.find(a, bindings.ServicesQuery{Text: f.made.Draft})
	if drafts, err := p.Drafts(); err != nil || len(drafts) != 1 || len(drafted.Rows) != 1 ||
		drafts[0].Draft.ServiceID != drafted.Rows[0].ID || drafts[0].Draft.SIMType != telecom.SIMEmbedded {
		f.t.Errorf("%+v, %v", drafts, err)
	}
	for _, row := range f.find(a, bindings.ServicesQuery{}).Rows {
		theirs := slices.ContainsFunc(all, func(p telecom.Submission) bool { return p.Draft.ServiceID == row.ID })
		if level := f.judged(a, telecom.SIMSwap, row.ID); !theirs && row.State == telecom.ServiceActive && level != telecom.Allowed {
			f.t.Errorf("a SIM swap of %s is %s, and nothing was sent for it", row.ID, level)
		}
	}
	if notes, err := p.Notes(f.made.Noted); err != nil || len(notes) != 1 || notes[0].Text != "Call before the contract goes out." {
		f.t.Errorf("%+v, %v", notes, err)
	}
	if views, err := p.Views(); err != nil || len(views) != 1 || views[0].Name != "Mine to review" {
		f.t.Errorf("%+v, %v", views, err)
	}
	if d := f.decision(a); d.State != telecom.DecisionWaiting || d.RequestID != f.made.Denied || d.Text != "Two invoices are open." {
		f.t.Errorf("%+v", d)
	}
	if shown, err := a.Requests.Show(f.made.Denied); err != nil || shown.Decision == nil || len(shown.Notes) == 0 || shown.Unread {
		f.t.Errorf("%+v, %v", shown, err)
	}
}

// goesOn sees what was sent come to its end: the unsure order is found by its key, the other is let go of once it is over.
func (f *fixture) goesOn(a *App) {
	f.t.Helper()
	promise := func(key string) telecom.Submission {
		all, _ := a.parts.Promises.All()
		i := slices.IndexFunc(all, func(p telecom.Submission) bool { return p.Key == key })
		if i < 0 {
			f.t.Fatalf("promise %s is gone: %+v", key, all)
		}
		return all[i]
	}
	placed, lost := f.made.Sent[0], f.made.Sent[1]
	f.until("the unsure order is found", func() bool { return promise(lost.ExternalID).OrderID == lost.OrderID })
	if p := promise(placed.ExternalID); p.State != telecom.SubmissionPlaced || p.OrderID != placed.OrderID {
		f.t.Errorf("its order is open at the portal: %+v", p)
	}
	if err := f.sim.SetOrderState(placed.OrderID, "completed"); err != nil {
		f.t.Fatal(err)
	}
	if err := a.Service.Refresh(placed.ServiceID); err != nil {
		f.t.Fatal(err)
	}
	a.parts.outbox.Look(f.t.Context())
	if p := promise(placed.ExternalID); p.State != telecom.SubmissionClosed {
		f.t.Errorf("its order is over: %+v", p)
	}
	entries, err := a.parts.Promises.Journal(store.JournalEnd{})
	if deeds := deedsOf(entries); err != nil || deeds[telecom.EntryFound] != 1 {
		f.t.Errorf("the journal tells of %v, %v", deeds, err)
	}
}

// judged is how an order for a service would be judged here and now.
func (f *fixture) judged(a *App, kind telecom.Kind, serviceID string) telecom.Level {
	f.t.Helper()
	v, err := a.parts.outbox.Judge(&telecom.Draft{Kind: kind, ServiceID: serviceID, SIMType: telecom.SIMEmbedded})
	if err != nil {
		f.t.Fatal(err)
	}
	return v.Level
}

// unsure returns the promise whose outcome is unknown.
func (f *fixture) unsure(a *App) telecom.Submission {
	all, _ := a.parts.Promises.All()
	i := slices.IndexFunc(all, func(p telecom.Submission) bool { return p.State == telecom.SubmissionUnsure })
	if i < 0 {
		return telecom.Submission{}
	}
	return all[i]
}

func (f *fixture) decision(a *App) telecom.Decision {
	f.t.Helper()
	all, err := a.parts.Promises.Decisions()
	if err != nil || len(all) != 1 {
		f.t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

func deedsOf(entries []telecom.Entry) map[telecom.EntryKind]int {
	deeds := map[telecom.EntryKind]int{}
	for _, e := range entries {
		deeds[e.What]++
	}
	return deeds
}
