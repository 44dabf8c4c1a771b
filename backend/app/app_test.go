package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// The stories of this file go through the real wiring: portal, mirror, bbolt files, screens.

// noKeychain is a machine without a keychain.
type noKeychain struct{}

func (noKeychain) Get(string) ([]byte, error) { return nil, errors.New("no keychain here") }
func (noKeychain) Set(string, []byte) error   { return errors.New("no keychain here") }

const passphrase = "correct horse battery"

// office is a desk in a folder of its own, at a simulated portal.
type office struct {
	t      *testing.T
	dir    string
	sim    *portalsim.Portal
	server *portalsim.Server
	shown  int // the number of the link that was shown last
}

func newOffice(t *testing.T, c portalsim.Config) *office {
	t.Helper()
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, dir: t.TempDir(), sim: sim}
	o.serve()
	o.configure(fmt.Sprintf(`[[profile]]
name = "Provider"
auth = "none"
[profile.api]
service_inventory = %q
service_ordering = %q
[profile.support]
name = "Provider support"
phone = "1300 555 010"
`, o.server.ServiceInventory, o.server.ServiceOrdering))
	return o
}

func (o *office) serve() {
	o.t.Helper()
	server, err := o.sim.Start("")
	if err != nil {
		o.t.Fatal(err)
	}
	o.server = server
	o.t.Cleanup(func() { _ = server.Close() })
}

// behind puts a server between the desk and its portal.
func (o *office) behind(h http.Handler) {
	o.t.Helper()
	between := httptest.NewServer(h)
	o.t.Cleanup(between.Close)
	to := func(base string) string {
		_, path, _ := strings.Cut(strings.TrimPrefix(base, "http://"), "/")
		return between.URL + "/" + path
	}
	o.configure(fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = "+
		"%q\nproduct_ordering = %q\n",
		to(o.server.ServiceInventory), to(o.server.ServiceOrdering), to(o.server.ProductOrdering)))
}

func (o *office) configure(text string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, "config.toml"), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// open opens the desk. There is no window, so the tests call the screens as it would.
func (o *office) open(pass string) *App {
	o.t.Helper()
	h, err := paths.Find(o.dir)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		o.t.Fatal(err)
	}
	log, err := os.OpenFile(filepath.Join(h.Logs, "commsdesk.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		o.t.Fatal(err)
	}
	a := New(h, noKeychain{}, pass, "test", zerolog.New(log))
	o.t.Cleanup(func() { a.Close(); _ = log.Close() })
	a.Begin(false)
	return a
}

// fresh waits until a pass that began after now is complete.
func (o *office) fresh(a *App) {
	o.t.Helper()
	began := time.Now()
	o.until("the desk is fresh", func() bool {
		h, err := a.Frame.Header()
		read, _ := time.Parse(time.RFC3339Nano, h.Freshness.ReadAt)
		return err == nil && h.Freshness.Status == telecom.Fresh && !read.Before(began.Add(-time.Second))
	})
}

func (o *office) refresh(a *App) {
	o.t.Helper()
	time.Sleep(time.Second) // the last pass must be older than fresh can tell
	if err := a.Frame.Refresh(); err != nil {
		o.t.Fatal(err)
	}
	o.fresh(a)
}

// until waits as long as the busiest machine may need: only what does not happen at all takes so long.
func (o *office) until(what string, is func() bool) {
	o.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	o.t.Fatalf("waited in vain until %s", what)
}

func (o *office) find(a *App, q bindings.ServicesQuery) bindings.ServicesPage {
	o.t.Helper()
	page, err := a.Services.Page(q)
	if err != nil {
		o.t.Fatal(err)
	}
	return page
}

func TestDemo_OpensByItselfAndLeavesNothing(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	h, _ := paths.Find(o.dir)
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	a := New(h, noKeychain{}, "", "test", zerolog.Nop())
	a.Begin(true)
	o.until("rows are there", func() bool { return o.find(a, bindings.ServicesQuery{}).Total > 100 })
	header, err := a.Frame.Header()
	if err != nil || header.Place != bindings.Demo || header.KeepsData {
		t.Errorf("%+v, %v", header, err)
	}
	a.Close()
	left, err := os.ReadDir(h.Data)
	if err != nil || len(left) > 0 {
		t.Errorf("the demo leaves %v behind, %v", left, err)
	}
}

func TestFirstRun_OffersDemoOrPortal(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	a := o.open("")
	if s := a.Frame.Start(); s.Step != bindings.StepChoose || s.Problem != nil {
		t.Fatalf("%+v", s)
	}
	sim, err := portalsim.New(portalsim.Config{Services: 5})
	if err != nil {
		t.Fatal(err)
	}
	o.sim = sim
	o.serve()
	portal := bindings.NewProfile{Name: " Provider ", ServiceInventory: o.server.ServiceInventory, ServiceOrdering: "nowhere"}
	if err := a.Frame.Connect(portal); err == nil || !strings.Contains(err.Error(), "Address of Service Ordering") ||
		!strings.Contains(err.Error(), "Nothing was saved") {
		t.Fatal(err)
	}
	portal.ServiceOrdering = o.server.ServiceOrdering
	if err := a.Frame.Connect(portal); err != nil {
		t.Fatal(err)
	}
	if s := a.Frame.Start(); s.Step != bindings.StepProtect || s.Profile != "Provider" {
		t.Fatalf("%+v", s)
	}
	if err := a.Frame.KeepNothing(); err != nil {
		t.Fatal(err)
	}
	o.fresh(a)
	if n := o.find(a, bindings.ServicesQuery{}).Total; n != 5 {
		t.Errorf("%d services", n)
	}
}

func TestCopy_WorksOfflineAndShowsItsAge(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 40})
	a := o.open(passphrase)
	o.fresh(a)
	before := o.find(a, bindings.ServicesQuery{Sort: telecom.ByNumber})
	service, err := a.Service.Show(before.Rows[3].ID)
	if err != nil || len(service.Events) == 0 {
		t.Fatalf("%+v, %v", service, err)
	}
	a.Close()
	if err := o.server.Close(); err != nil {
		t.Fatal(err)
	}

	again := o.open(passphrase)
	after := o.find(again, bindings.ServicesQuery{Sort: telecom.ByNumber})
	if after.Total != 40 || after.Rows[3].Number != before.Rows[3].Number {
		t.Fatalf("%d services", after.Total)
	}
	o.until("the header says offline", func() bool {
		h, err := again.Frame.Header()
		return err == nil && h.Freshness.Status == telecom.Offline && h.Freshness.ReadAt != "" && h.Freshness.NextTry != "" &&
			h.Freshness.Problem != nil && h.Freshness.Problem.Code == telecom.Unreachable
	})
	shown, err := again.Service.Show(before.Rows[3].ID)
	if err != nil || len(shown.Events) != len(service.Events) || shown.UpdatedAt == "" {
		t.Errorf("%d events, updated %q, %v", len(shown.Events), shown.UpdatedAt, err)
	}
	if err := again.Service.Refresh(before.Rows[3].ID); telecom.AsError(err).Code != telecom.Unreachable {
		t.Errorf("a refresh without a network says %v", err)
	}
}

func TestCopy_FollowsAColleaguesOrder(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 30})
	o.sim.Freeze()
	a := o.open(passphrase)
	o.fresh(a)
	quiet := ""
	for _, r := range o.find(a, bindings.ServicesQuery{State: telecom.ServiceActive}).Rows {
		if r.Open == 0 {
			quiet = r.ID
		}
	}
	id, err := o.sim.PlaceOrder(quiet, "simSwap")
	if err != nil {
		t.Fatal(err)
	}
	o.refresh(a)
	found := o.find(a, bindings.ServicesQuery{Text: id})
	if found.Matching != 1 || found.Rows[0].ID != quiet || found.Rows[0].Open != 1 || found.Rows[0].Top.Kind != telecom.SIMSwap {
		t.Fatalf("%+v", found)
	}
	if err := o.sim.SetOrderState(id, "failed"); err != nil {
		t.Fatal(err)
	}
	if err := a.Service.Refresh(quiet); err != nil {
		t.Fatal(err)
	}
	page, err := a.Service.Show(quiet)
	if err != nil || page.Events[0].Order.OrderID != id || page.Events[0].Order.Status != telecom.Failed || page.Events[0].Open {
		t.Errorf("%+v, %v", page.Events[0], err)
	}
	text, err := a.Service.SupportText(quiet, id)
	if err != nil || !strings.Contains(text, id) {
		t.Errorf("%q, %v", text, err)
	}
}

func TestCopy_WritesNothingWithoutChanges(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 50})
	o.sim.Freeze()
	a := o.open(passphrase)
	o.fresh(a)
	o.refresh(a) // what the first copy left to read again
	before := o.hash()
	revision := o.find(a, bindings.ServicesQuery{}).Revision
	o.refresh(a)
	o.refresh(a)
	if o.hash() != before {
		t.Error("the cache's file has changed")
	}
	if r := o.find(a, bindings.ServicesQuery{}).Revision; r != revision {
		t.Errorf("the revision went from %d to %d", revision, r)
	}
}

func (o *office) hash() [32]byte {
	o.t.Helper()
	files, err := filepath.Glob(filepath.Join(o.dir, "profiles", "*", "cache.db"))
	if err != nil || len(files) != 1 {
		o.t.Fatal(files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		o.t.Fatal(err)
	}
	return sha256.Sum256(data)
}

func TestCopy_EmptyAnswerRemovesNothing(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 30})
	a := o.open(passphrase)
	o.fresh(a)
	empty, err := portalsim.ParseFault("empty")
	if err != nil {
		t.Fatal(err)
	}
	o.sim.SetFaults(empty)
	if err := a.Frame.Refresh(); err != nil {
		t.Fatal(err)
	}
	o.until("the header says that it is not confirmed", func() bool {
		h, err := a.Frame.Header()
		return err == nil && h.Freshness.Status == telecom.Unsure && h.Freshness.Problem.Code == telecom.Unconfirmed
	})
	if n := o.find(a, bindings.ServicesQuery{}).Total; n != 30 {
		t.Errorf("%d of 30 services are left", n)
	}
	o.sim.SetFaults()
	o.refresh(a)
}

func TestFiles_HoldNothingPersonalAndArePrivate(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 60, Speed: 20})
	a := o.open(passphrase)
	o.fresh(a)
	for _, r := range o.find(a, bindings.ServicesQuery{}).Rows {
		if _, err := a.Service.Show(r.ID); err != nil {
			t.Fatal(err)
		}
		o.find(a, bindings.ServicesQuery{Text: r.Number})
	}
	login, _ := portalsim.ParseFault("login")
	o.sim.SetFaults(login)
	_ = a.Service.Refresh(o.find(a, bindings.ServicesQuery{}).Rows[0].ID)
	o.sim.SetFaults()
	o.refresh(a)
	a.Close()
	personal := o.sim.PersonalData()
	if len(personal) < 100 {
		t.Fatalf("only %d things to look for", len(personal))
	}
	seen := 0
	err := filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == o.dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to other users: %v", path, info.Mode())
		}
		for _, p := range personal {
			if strings.Contains(path, p) {
				t.Errorf("the name of %s tells %q", path, p)
			}
		}
		if d.IsDir() {
			return nil
		}
		seen++
		text, err := os.ReadFile(path)
		for _, p := range personal {
			if bytes.Contains(text, []byte(p)) {
				t.Errorf("%s holds %q", path, p)
			}
		}
		return err
	})
	if err != nil || seen < 4 {
		t.Fatalf("%d files, %v", seen, err)
	}
}

func TestUnlock_NeedsTheRightPassphrase(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	first := o.open("")
	if s := first.Frame.Start(); s.Step != bindings.StepProtect {
		t.Fatalf("%+v", s)
	}
	if err := first.Frame.Protect(passphrase); err != nil {
		t.Fatal(err)
	}
	o.fresh(first)
	first.Close()
	if err := o.server.Close(); err != nil {
		t.Fatal(err)
	}
	a := o.open("")
	if s := a.Frame.Start(); s.Step != bindings.StepUnlock || s.Profile != "Provider" {
		t.Fatalf("%+v", s)
	}
	if err := a.Frame.Unlock("not this one"); telecom.AsError(err).Code != telecom.Locked {
		t.Fatal(err)
	}
	if err := a.Frame.Unlock(passphrase); err != nil {
		t.Fatal(err)
	}
	if n := o.find(a, bindings.ServicesQuery{}).Total; n != 10 {
		t.Errorf("%d services", n)
	}
}

func TestCache_DamagedIsRebuiltAndReported(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	a := o.open(passphrase)
	o.fresh(a)
	a.Close()
	files, _ := filepath.Glob(filepath.Join(o.dir, "profiles", "*", "cache.db"))
	if err := os.WriteFile(files[0], bytes.Repeat([]byte("damaged "), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	again := o.open(passphrase)
	o.fresh(again)
	h, err := again.Frame.Header()
	if err != nil || len(h.Notices) != 1 || h.Notices[0].Code != telecom.Damaged {
		t.Fatalf("%+v, %v", h, err)
	}
	if n := o.find(again, bindings.ServicesQuery{}).Total; n != 10 {
		t.Errorf("%d services", n)
	}
}

func TestPromises_DamagedAreNeverTouched(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	a := o.open(passphrase)
	o.fresh(a)
	a.Close()
	files, _ := filepath.Glob(filepath.Join(o.dir, "profiles", "*", "promises.db"))
	spoilt := bytes.Repeat([]byte("damaged "), 4096)
	if err := os.WriteFile(files[0], spoilt, 0o600); err != nil {
		t.Fatal(err)
	}
	again := o.open(passphrase)
	if s := again.Frame.Start(); s.Step != bindings.StepFailed || s.Problem.Code != telecom.Damaged {
		t.Fatalf("%+v", s)
	}
	if now, _ := os.ReadFile(files[0]); !bytes.Equal(now, spoilt) {
		t.Error("the file has changed")
	}
}

func TestSync_ReadsEverythingOnceAndCounts(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 25, Orders: 100, Requests: 9})
	o.sim.Freeze()
	o.configure(fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = "+
		"%q\nproduct_ordering = %q\n",
		o.server.ServiceInventory, o.server.ServiceOrdering, o.server.ProductOrdering))
	secret := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(secret, []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"orders":%d,"requests":9,"services":25,"unreadable":0}`, len(o.sim.Orders()))
	for range 2 {
		var out, errs bytes.Buffer
		if code := run([]string{"sync", "--json", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs); code != 0 ||
			strings.TrimSpace(out.String()) != want || errs.Len() > 0 {
			t.Fatalf("exit %d, %s, %s", code, out.String(), errs.String())
		}
		if !json.Valid(out.Bytes()) {
			t.Error("no JSON")
		}
	}
	if err := o.server.Close(); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"sync", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs); code != 1 || out.Len() > 0 ||
		!strings.Contains(errs.String(), "portal") {
		t.Errorf("without a portal: exit %d, %s, %s", code, out.String(), errs.String())
	}
	if n := o.find(o.open(passphrase), bindings.ServicesQuery{}).Total; n != 25 {
		t.Errorf("the window shows %d services", n)
	}
}

func TestSync_WithoutKeychainKeepsNothing(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	h, _ := paths.Find(o.dir)
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	a := New(h, noKeychain{}, "", "test", zerolog.Nop())
	counts, kept, err := a.Sync(context.Background())
	if err != nil || kept || counts.Services != 5 {
		t.Fatal(counts, kept, err)
	}
	left, err := os.ReadDir(h.Data)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCommandLine_NamesWhatItDoesNotUnderstand(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--version"}, 0, ""},
		{[]string{"-h"}, 0, "commsdesk sync"},
		{[]string{"--colour"}, 2, "colour"},
		{[]string{"snyc"}, 2, "snyc"},
		{[]string{"sync", "--demo"}, 2, "demo"},
		{[]string{"--json"}, 2, "--json"},
		{[]string{"sync", "--data-dir", t.TempDir()}, 1, "There is no configuration"},
		{[]string{"--data-dir", t.TempDir(), "sync"}, 1, "There is no configuration"},
		{[]string{"--data-dir", t.TempDir(), "sync", "--json"}, 1, "There is no configuration"},
		{[]string{"sync", "--data-dir", o.dir, "--passphrase-file", "/no/such/file"}, 1, "cannot be read"},
	} {
		var out, errs bytes.Buffer
		if code := run(c.args, &out, &errs); code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%v: exit %d, says %q", c.args, code, errs.String())
		}
	}
	o.configure("[[profile]]\nname = \"P\"\nauth = \"basic\"\n")
	var errs bytes.Buffer
	if code := run([]string{"sync", "--data-dir", o.dir}, &bytes.Buffer{}, &errs); code != 1 || !strings.Contains(errs.String(), "line") {
		t.Errorf("a wrong configuration: exit %d, says %q", code, errs.String())
	}
	if s := o.open("").Frame.Start(); s.Step != bindings.StepFailed || !strings.Contains(s.Problem.Text, "line 1") {
		t.Errorf("the window says %+v", s)
	}
}

var _ vault.Keychain = noKeychain{}

// must panics for what cannot fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func TestOpen_DoesNothingAfterClose(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	a := o.open("")
	a.Close()
	if err := a.Frame.OpenDemo(); err == nil || !strings.Contains(err.Error(), "is closing") {
		t.Error(err)
	}
	if left, err := os.ReadDir(a.home.Data); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

func TestConnect_ReportsSavedPortalThatCannotOpen(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	a := o.open("short") // a passphrase that cannot protect anything
	sim, err := portalsim.New(portalsim.Config{Services: 5})
	if err != nil {
		t.Fatal(err)
	}
	o.sim = sim
	o.serve()
	portal := bindings.NewProfile{Name: "Provider", ServiceInventory: o.server.ServiceInventory, ServiceOrdering: o.server.ServiceOrdering}
	if err := a.Frame.Connect(portal); err != nil {
		t.Error("the form is to be corrected though it was saved:", err)
	}
	if s := a.Frame.Start(); s.Step != bindings.StepFailed || s.Problem == nil || !strings.Contains(s.Problem.Text, "too short") {
		t.Errorf("%+v", s)
	}
}

func TestSync_StoppedReportsNoError(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, _, err = New(h, noKeychain{}, passphrase, "test", zerolog.Nop()).Sync(ctx)
	if err == nil || !strings.Contains(err.Error(), "was stopped") {
		t.Error(err)
	}
}
