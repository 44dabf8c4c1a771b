package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend"
	"commsdesk/backend/desk"
	"commsdesk/backend/home"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
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
		if err := errors.Join(root.MkdirAll(filepath.Dir(filepath.FromSlash(head.Name)), 0o700), root.WriteFile(filepath.FromSlash(head.Name), text, 0o600)); err != nil {
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
	return f
}

// sitDown opens what was left. The portal keeps the address it had, wherever it is now.
func (f *fixture) sitDown() *App {
	f.t.Helper()
	h, err := home.Find(f.dir)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		f.t.Fatal(err)
	}
	a := NewApp(h, noKeychain{}, passphrase, "test", zerolog.Nop())
	now := strings.Split(strings.TrimPrefix(f.server.ServiceOrdering, "http://"), "/")[0]
	a.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if !f.reachable.Load() || address != f.made.Portal {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("nobody can be reached")}
		}
		return (&net.Dialer{}).DialContext(ctx, network, now)
	}
	f.t.Cleanup(a.Close)
	a.Begin(false)
	if s := a.Frame.Start(); s.Step != desk.StepOpen {
		f.t.Fatalf("%+v, %+v", s, s.Problem)
	}
	return a
}

func TestWhatEarlierVersionsHaveLeftIsWholeAndGoesOn(t *testing.T) {
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
			f.until("the desk knows", func() bool { return f.decision(a).State == backend.DecisionApplied })
			f.fresh(a)
			a.Close()
			f.sitDown() // once more, so that what would be sent twice is
			time.Sleep(3 * time.Second)
			if d := f.sim.Decided(); len(d) != 1 || d[0].RequestID != f.made.Denied || d[0].To != "Denied" || d[0].ReasonText != "Two invoices are open." {
				t.Errorf("the portal was told %+v", d)
			}
			if p := f.sim.Placed(); len(p) > 0 {
				t.Errorf("the portal got orders: %+v", p)
			}
		})
	}
}

// isWhole looks at all that was left, without a network.
func (f *fixture) isWhole(a *App) {
	f.t.Helper()
	header, err := a.Frame.Header()
	if err != nil || len(header.Notices) > 0 || !header.KeepsData {
		f.t.Errorf("%+v, %v", header, err)
	}
	if page := f.find(a, desk.ServicesQuery{}); page.Total != f.made.Services {
		f.t.Errorf("%d services", page.Total)
	}
	p := a.parts.promises
	entries, err := p.Journal(p.Kept())
	if err != nil || p.Notice() != nil || p.Inspect().Journal.State != store.JournalWhole {
		f.t.Errorf("the journal: %v, %v, %+v", err, p.Notice(), p.Inspect().Journal)
	}
	if deeds := deedsOf(entries); deeds[backend.DeedPromised] != 1 || deeds[backend.DeedPlaced] != 1 {
		f.t.Errorf("the journal tells of %v", deeds)
	}
	if all, err := p.All(); err != nil || len(all) != 1 || all[0].OrderID != f.made.OrderID || all[0].Draft.Kind != backend.SIMSwap || all[0].Draft.SIMType != backend.SIMEmbedded {
		f.t.Errorf("%+v, %v", all, err)
	}
	drafted := f.find(a, desk.ServicesQuery{Text: f.made.Draft})
	if drafts, err := p.Drafts(); err != nil || len(drafts) != 1 || len(drafted.Rows) != 1 || drafts[0].Draft.ServiceID != drafted.Rows[0].ID || drafts[0].Draft.SIMType != backend.SIMEmbedded {
		f.t.Errorf("%+v, %v", drafts, err)
	}
	if notes, err := p.Notes(f.made.Noted); err != nil || len(notes) != 1 || notes[0].Text != "Call before the contract goes out." {
		f.t.Errorf("%+v, %v", notes, err)
	}
	if views, err := p.Views(); err != nil || len(views) != 1 || views[0].Name != "Mine to review" {
		f.t.Errorf("%+v, %v", views, err)
	}
	if d := f.decision(a); d.State != backend.DecisionWaiting || d.RequestID != f.made.Denied || d.Text != "Two invoices are open." {
		f.t.Errorf("%+v", d)
	}
	if shown, err := a.Requests.Show(f.made.Denied); err != nil || shown.Decision == nil || len(shown.Notes) == 0 || shown.Unread {
		f.t.Errorf("%+v, %v", shown, err)
	}
}

func (f *fixture) decision(a *App) backend.Decision {
	f.t.Helper()
	all, err := a.parts.promises.Decisions()
	if err != nil || len(all) != 1 {
		f.t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

func deedsOf(entries []backend.Entry) map[backend.Deed]int {
	deeds := map[backend.Deed]int{}
	for _, e := range entries {
		deeds[e.What]++
	}
	return deeds
}
