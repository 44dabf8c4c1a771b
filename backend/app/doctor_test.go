package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	bolt "go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/statussock"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// The tests run the doctor as a person does, from the command line. It changes nothing, whatever it finds.

// said is what the doctor said.
type said struct {
	doctor.Report
	code int
	text string
}

// state is the worst state of an area; empty if nothing was said of it.
func (s said) state(a doctor.Area) doctor.State {
	worst := doctor.State("")
	rank := map[doctor.State]int{"": 0, doctor.Good: 1, doctor.Unknown: 2, doctor.Warning: 3, doctor.Bad: 4}
	for _, c := range s.Checks {
		if c.Area == a && rank[c.State] > rank[worst] {
			worst = c.State
		}
	}
	return worst
}

// of is all that was said of an area.
func (s said) of(a doctor.Area) string {
	var all []string
	for _, c := range s.Checks {
		if c.Area == a {
			all = append(all, c.Text, c.Next)
		}
	}
	return strings.Join(all, "\n")
}

func (s said) expect(t *testing.T, a doctor.Area, state doctor.State, words ...string) {
	t.Helper()
	if got := s.state(a); got != state {
		t.Errorf("%s: %q, want %q:\n%s", a, got, state, s.of(a))
	}
	for _, w := range words {
		if !strings.Contains(s.of(a), w) {
			t.Errorf("%s does not say %q:\n%s", a, w, s.of(a))
		}
	}
}

// passphraseFile gives a passphrase to a command.
func passphraseFile(t *testing.T, pass string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(path, []byte(pass+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// doctor runs the doctor, and checks what holds for every report: it changed nothing, it is well-formed, every
// warning has a next step, and nothing personal is in it.
func (o *office) doctor(args ...string) said {
	o.t.Helper()
	before := o.tree()
	var out, people, errs bytes.Buffer
	args = append([]string{"doctor", "--data-dir", o.dir}, args...)
	code := run(append(args, "--json"), &out, &errs)
	if errs.Len() > 0 {
		o.t.Errorf("it says beside the report: %s", errs.String())
	}
	if strings.Contains(out.String(), "null") {
		o.t.Errorf("there is a null: %s", out.String())
	}
	s := said{code: code}
	d := json.NewDecoder(bytes.NewReader(out.Bytes()))
	d.DisallowUnknownFields()
	if err := d.Decode(&s.Report); err != nil {
		o.t.Fatalf("%v: %s", err, out.String())
	}
	if err := s.Write(&people); err != nil {
		o.t.Fatal(err)
	}
	s.text = people.String()
	if (code == 0) != s.OK || code > 1 {
		o.t.Errorf("exit %d, ok %v", code, s.OK)
	}
	for _, c := range s.Checks {
		if c.Next == "" && (c.State == doctor.Warning || c.State == doctor.Bad) || c.Text == "" || c.Area == "" {
			o.t.Errorf("it leaves one alone with %+v", c)
		}
		if c.State == doctor.Bad && s.OK {
			o.t.Errorf("all is well, and %+v", c)
		}
	}
	o.impersonal(out.String() + s.text)
	if after := o.tree(); !s.Open && after != before {
		o.t.Errorf("it changed something:\n%s\n%s", before, after)
	}
	return s
}

// impersonal reports whether a text names anybody, any order, or what the portal itself said.
func (o *office) impersonal(text string) {
	o.t.Helper()
	if o.sim == nil {
		return
	}
	names := append(o.sim.PersonalData(), "may not see this", "Sign in again", "Ask your administrator for access")
	for _, list := range [][]json.RawMessage{o.sim.Orders(), o.sim.Services()} {
		for _, raw := range list {
			var record struct{ ID string }
			if err := json.Unmarshal(raw, &record); err != nil || len(record.ID) < 4 {
				o.t.Fatalf("%q, %v", record.ID, err)
			}
			names = append(names, record.ID)
		}
	}
	for _, n := range names {
		if strings.Contains(text, n) {
			o.t.Errorf("it names %q:\n%s", n, text)
		}
	}
}

// tree is all that lies in the folder: names, rights, times and contents.
func (o *office) tree() string {
	o.t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if fmt.Fprintln(&b, path, info.Mode()); d.IsDir() {
			return nil // the doctor tries whether something can be written there
		}
		fmt.Fprintln(&b, info.ModTime().UnixNano(), info.Size())
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "  %x\n", sha256.Sum256(content))
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		o.t.Fatal(err)
	}
	return b.String()
}

// worked leaves a desk that was open once and is closed.
func worked(t *testing.T, c portalsim.Config) *office {
	t.Helper()
	o := newOffice(t, c)
	a := o.open(passphrase)
	o.fresh(a)
	o.refresh(a) // the second reading finds out what the portal can do
	a.Close()
	return o
}

// cacheFile is where the copy lies.
func (o *office) cacheFile() string {
	o.t.Helper()
	files, err := filepath.Glob(filepath.Join(o.dir, "profiles", "*", "cache.db"))
	if err != nil || len(files) != 1 {
		o.t.Fatal(files, err)
	}
	return files[0]
}

func TestDoctor_FindsNothingWrongAtGoodPortal(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 25, Orders: 100})
	leaks := goleak.IgnoreCurrent()
	s := o.doctor("--passphrase-file", passphraseFile(t, passphrase))
	goleak.VerifyNone(t, leaks)
	if s.code != 0 || s.Open || s.Version != version || time.Since(s.At) > time.Minute {
		t.Errorf("exit %d, %+v", s.code, s.Report)
	}
	s.expect(t, doctor.AreaDesk, doctor.Good, "is not open")
	s.expect(t, doctor.AreaConfiguration, doctor.Good, filepath.Join(o.dir, "config.toml"), `"Provider"`, "production")
	s.expect(t, doctor.AreaKey, doctor.Good, "passphrase, which is correct")
	s.expect(t, doctor.AreaPortal, doctor.Good, o.server.ServiceInventory, o.server.ServiceOrdering, " ms")
	s.expect(t, doctor.AreaClock, doctor.Good, "agrees")
	s.expect(t, doctor.AreaCopy, doctor.Good, "25 services, 100 orders", "on disk", "last complete")
	s.expect(t, doctor.AreaFailures, doctor.Good, "No failure to read the portal")
	for _, words := range []string{"Service Ordering can filter orders by state.", "Service Ordering can sort orders newest first."} {
		if !strings.Contains(s.of(doctor.AreaCapabilities), words) {
			t.Errorf("it does not say %q:\n%s", words, s.of(doctor.AreaCapabilities))
		}
	}
	s.expect(t, doctor.AreaCost, doctor.Good, "Open orders: ", "All services: pages of up to 200 services, one at a time; about ", "an hour")
}

func TestDoctor_TextAndJSONAgree(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 10, Personality: portalsim.Certified})
	secret := passphraseFile(t, passphrase)
	s := o.doctor("--passphrase-file", secret)
	var out, errs bytes.Buffer
	if code := run([]string{"doctor", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs); code != s.code || errs.Len() > 0 {
		t.Errorf("exit %d, %s", code, errs.String())
	}
	o.impersonal(out.String())
	if got, want := strings.Count(out.String(), "\nwarning  "), strings.Count(s.text, "\nwarning  "); got != want {
		t.Errorf("%d warnings, and %d as JSON", got, want)
	}
	spoken := strings.Join(strings.Fields(out.String()), " ")
	for _, c := range s.Checks {
		if c.Area == doctor.AreaPortal || c.Area == doctor.AreaCopy { // they tell how long it took
			continue
		}
		if !strings.Contains(spoken, strings.Join(strings.Fields(c.Text), " ")) || !strings.Contains(spoken, c.Next) {
			t.Errorf("people are not told %q, %q:\n%s", c.Text, c.Next, out.String())
		}
	}
	for line := range strings.Lines(out.String()) {
		if len([]rune(strings.TrimSpace(line))) > 100 && !strings.Contains(line, "/") {
			t.Errorf("too long: %q", line)
		}
	}
}

func TestDoctor_WithoutConfigurationSaysWhereItLooked(t *testing.T) {
	o := &office{t: t, dir: filepath.Join(t.TempDir(), "nothing", "there")}
	s := o.doctor()
	s.expect(t, doctor.AreaConfiguration, doctor.Bad, "no configuration at "+filepath.Join(o.dir, "config.toml"), "connect a portal")
	if s.code != 1 {
		t.Errorf("exit %d", s.code)
	}
	if _, err := os.Stat(filepath.Dir(o.dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a folder was made", err)
	}
}

func TestDoctor_NamesTheLineOfAMistake(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	o.configure("[[profile]]\nname = \"P\"\nauth = \"basic\"\n")
	s := o.doctor()
	s.expect(t, doctor.AreaConfiguration, doctor.Bad, "line 1", "the address is missing", "Correct the line")
	if s.code != 1 || s.state(doctor.AreaPortal) != "" {
		t.Errorf("exit %d, portal %s", s.code, s.of(doctor.AreaPortal))
	}
}

func TestDoctor_BeforeFirstStartMakesNothing(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	s := o.doctor()
	s.expect(t, doctor.AreaKey, doctor.Good, "no key yet")
	s.expect(t, doctor.AreaPortal, doctor.Good)
	s.expect(t, doctor.AreaCopy, doctor.Unknown, "no copy on this computer yet")
	if s.code != 0 {
		t.Errorf("exit %d:\n%s", s.code, s.text)
	}
}

func TestDoctor_PortalDownUsesRememberedFindings(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 10})
	if err := o.server.Close(); err != nil {
		t.Fatal(err)
	}
	again := o.open(passphrase) // so that there is a failure to remember
	o.until("the header says offline", func() bool {
		h, err := again.Frame.Header()
		return err == nil && h.Freshness.Status == telecom.Offline
	})
	again.Close()
	s := o.doctor("--passphrase-file", passphraseFile(t, passphrase))
	s.expect(t, doctor.AreaPortal, doctor.Bad, "could not be read", "cannot be reached", "Check the network")
	s.expect(t, doctor.AreaCopy, doctor.Good, "10 services")
	s.expect(t, doctor.AreaFailures, doctor.Warning, "cannot be reached")
	if !strings.Contains(s.of(doctor.AreaCapabilities), "can sort orders") || s.state(doctor.AreaCost) != doctor.Good {
		t.Errorf("what was known is forgotten:\n%s", s.text)
	}
	if s.code != 1 {
		t.Errorf("exit %d", s.code)
	}
}

func TestDoctor_RefusalIsReportedWithoutPortalsWords(t *testing.T) {
	for fault, words := range map[portalsim.Fault]string{
		portalsim.Forbidden:    "does not let you read this",
		portalsim.Unauthorized: "did not accept your sign-in",
		portalsim.Login:        "Something else answered instead of the portal",
		portalsim.Error500:     "The portal failed (error 500)",
	} {
		t.Run(string(fault), func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 10, Faults: []portalsim.Fault{fault}})
			s := o.doctor()
			s.expect(t, doctor.AreaPortal, doctor.Bad, words)
			s.expect(t, doctor.AreaCapabilities, doctor.Unknown, "is not known yet")
			if s.code != 1 {
				t.Errorf("exit %d", s.code)
			}
		})
	}
	o := newOffice(t, portalsim.Config{Services: 10, Faults: []portalsim.Fault{portalsim.Busy429}})
	s := o.doctor()
	s.expect(t, doctor.AreaPortal, doctor.Warning, "is busy", "Wait a few minutes")
	if s.code != 0 {
		t.Errorf("a busy portal: exit %d", s.code)
	}
}

func TestDoctor_GivesUpHangingPortal(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as the doctor is patient")
	}
	o := newOffice(t, portalsim.Config{Services: 10, Latency: time.Minute, Faults: []portalsim.Fault{portalsim.Slow}})
	began := time.Now()
	s := o.doctor()
	if d := time.Since(began); d > 2*patienceWithPortal {
		t.Errorf("it took %v", d)
	}
	s.expect(t, doctor.AreaPortal, doctor.Bad, "did not answer in time")
}

func TestDoctor_ReportsWrongPortalClock(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10, Faults: []portalsim.Fault{portalsim.Clock}})
	o.doctor().expect(t, doctor.AreaClock, doctor.Warning, "hours ahead of", "Set the clock")
}

func TestDoctor_ReportsKeyMissingWrongOrRight(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 10})
	missing := o.doctor()
	missing.expect(t, doctor.AreaKey, doctor.Warning, "was not given", "--passphrase-file")
	missing.expect(t, doctor.AreaCopy, doctor.Unknown, "cannot be checked without its key")
	if missing.code != 0 {
		t.Errorf("without a passphrase: exit %d", missing.code)
	}
	wrong := o.doctor("--passphrase-file", passphraseFile(t, "not this one"))
	wrong.expect(t, doctor.AreaKey, doctor.Bad, "not the passphrase of this profile")
	wrong.expect(t, doctor.AreaCopy, doctor.Unknown)
	if wrong.code != 1 {
		t.Errorf("with a wrong passphrase: exit %d", wrong.code)
	}
	nowhere := o.doctor("--passphrase-file", filepath.Join(t.TempDir(), "none"))
	nowhere.expect(t, doctor.AreaKey, doctor.Bad, "The passphrase file", "cannot be read")
}

// emptyKeychain has lost what it held.
type emptyKeychain struct{ noKeychain }

func (emptyKeychain) Get(string) ([]byte, error) { return nil, vault.ErrNoSecret }

func TestDoctor_ReportsKeyLostByKeychain(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	ring := keyring{}
	a := New(h, ring, "", "test", zerolog.Nop())
	t.Cleanup(a.Close)
	a.Begin(false)
	o.fresh(a)
	a.Close()
	before := o.tree()
	found := said{Report: examine(t.Context(), h, "", version, ring)}
	found.expect(t, doctor.AreaKey, doctor.Good, "in the keychain")
	found.expect(t, doctor.AreaCopy, doctor.Good, "10 services")
	lost := said{Report: examine(t.Context(), h, "", version, emptyKeychain{})}
	lost.expect(t, doctor.AreaKey, doctor.Bad, "no longer holds the key")
	lost.expect(t, doctor.AreaCopy, doctor.Unknown)
	if o.tree() != before {
		t.Error("something has changed")
	}
}

func TestDoctor_LeavesDamagedOrNewerCopyAlone(t *testing.T) {
	secret := passphraseFile(t, passphrase)
	damaged := worked(t, portalsim.Config{Services: 10})
	if err := os.WriteFile(damaged.cacheFile(), bytes.Repeat([]byte("damaged "), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	s := damaged.doctor("--passphrase-file", secret)
	s.expect(t, doctor.AreaCopy, doctor.Bad, "is damaged", "33 KB", "sets the damaged copy aside")
	if s.code != 1 {
		t.Errorf("exit %d", s.code)
	}

	newer := worked(t, portalsim.Config{Services: 10})
	db, err := bolt.Open(newer.cacheFile(), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("format"), binary.BigEndian.AppendUint64(nil, 1000))
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	s = newer.doctor("--passphrase-file", secret)
	s.expect(t, doctor.AreaCopy, doctor.Bad, "newer Commsdesk", "Install the newer version")
	if s.code != 1 {
		t.Errorf("exit %d", s.code)
	}
}

func TestDoctor_DescribesEveryCopyState(t *testing.T) {
	for store, ours := range map[store.Health]doctor.Health{
		store.Absent: doctor.Absent, store.Good: doctor.Whole, store.InUse: doctor.InUse, store.Damaged: doctor.Damaged,
		store.TooNew: doctor.TooNew, store.Locked: doctor.Locked, store.Unreadable: doctor.Unreadable,
	} {
		if string(store) != string(ours) {
			t.Errorf("%q is %q to the doctor", store, ours)
		}
	}
	for desk, ours := range map[bindings.Step]doctor.Step{
		bindings.StepOpening: doctor.StepOpening, bindings.StepChoose: doctor.StepChoose, bindings.StepUnlock: doctor.StepUnlock,
		bindings.StepProtect: doctor.StepProtect, bindings.StepFailed: doctor.StepFailed, bindings.StepOpen: doctor.StepOpen,
	} {
		if string(desk) != string(ours) {
			t.Errorf("%q is %q to the doctor", desk, ours)
		}
	}
}

func TestDoctor_ReportsChangedConfiguration(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	a := o.open(passphrase)
	a.Listen()
	text, err := os.ReadFile(filepath.Join(o.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	o.configure(strings.Replace(string(text), `"Provider"`, `"Another"`, 1))
	o.doctor().expect(t, doctor.AreaConfiguration, doctor.Warning, "changed after the window was opened", "open it again")
}

func TestDoctor_ReplacesSocketOfKilledDesk(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 10})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: h.Socket(), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	s := o.doctor("--passphrase-file", passphraseFile(t, passphrase))
	s.expect(t, doctor.AreaDesk, doctor.Good, "is not open")
	s.expect(t, doctor.AreaCopy, doctor.Good)
	a := o.open(passphrase)
	a.Listen()
	if s := o.doctor(); !s.Open {
		t.Errorf("the desk that came after does not answer:\n%s", s.text)
	}
}

func TestDoctor_ReportsSilentDeskHoldingCopy(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	o.fresh(o.open(passphrase)) // it does not listen
	s := o.doctor("--passphrase-file", passphraseFile(t, passphrase))
	s.expect(t, doctor.AreaCopy, doctor.Warning, "Another Commsdesk has the copy", "does not answer", "Close the other Commsdesk, or wait")
	if s.Open || s.code != 0 {
		t.Errorf("exit %d", s.code)
	}
}

func TestDoctor_ExaminesHangingDeskFromOutside(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 10})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	mute, err := net.ListenUnix("unix", &net.UnixAddr{Name: h.Socket(), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if err := statussock.Ask(ctx, h.Socket(), &doctor.Report{}); err == nil || errors.Is(err, statussock.ErrNobody) {
		t.Fatal(err)
	}
	s := o.doctor("--passphrase-file", passphraseFile(t, passphrase))
	s.expect(t, doctor.AreaDesk, doctor.Warning, "does not answer", "close the window")
	s.expect(t, doctor.AreaCopy, doctor.Good)
}

func TestDoctor_AsksDeskInLongFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the folder of temporary files is set otherwise")
	}
	short, err := os.MkdirTemp("", "d")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(short) })
	t.Setenv("TMPDIR", short)
	o := newOffice(t, portalsim.Config{Services: 10})
	text, err := os.ReadFile(filepath.Join(o.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	o.dir = filepath.Join(o.dir, strings.Repeat("long", 30))
	if err := os.Mkdir(o.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	o.configure(string(text))
	a := o.open(passphrase)
	a.Listen()
	socket := a.home.Socket()
	info, err := os.Lstat(filepath.Dir(socket))
	if err != nil || !strings.HasPrefix(socket, short) || info.Mode().Perm() != 0o700 {
		t.Fatal(socket, info, err)
	}
	if s := o.doctor(); !s.Open {
		t.Errorf("it cannot be asked:\n%s", s.text)
	}
	a.Close()
	if left, err := filepath.Glob(filepath.Join(short, "commsdesk-*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}

	// A folder that is open to others may hold anybody's socket: no desk uses it, and nobody believes it.
	if err := os.Mkdir(filepath.Dir(socket), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(socket), 0o777); err != nil {
		t.Fatal(err)
	}
	strange, err := statussock.Open(socket, func() any { return doctor.Report{OK: true, Open: true, Checks: []doctor.Check{{}}} })
	if err != nil {
		t.Fatal(err)
	}
	defer strange.Close()
	if s := o.doctor(); s.Open {
		t.Error("a stranger is believed")
	}
	b := o.open(passphrase)
	b.Listen()
	o.fresh(b)
	if b.status.Load() != nil {
		t.Error("a desk listens among strangers")
	}
}

func TestDoctor_ParsesItsCommandLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"doctor", "-h"}, 0, "commsdesk doctor"},
		{[]string{"doctor", "--demo"}, 2, "demo"},
		{[]string{"doctor", "me"}, 2, "me"},
	} {
		var out, errs bytes.Buffer
		if code := run(c.args, &out, &errs); code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%v: exit %d, says %q", c.args, code, errs.String())
		}
	}
}
