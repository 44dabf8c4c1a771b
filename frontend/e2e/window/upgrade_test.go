//go:build window

package window

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
)

// What a version has left on the disk is kept for the versions that come after it: `make fixture` starts one, an
// installed one too, does in its window what people do, and packs what it leaves into backend/app/testdata/upgrade, where
// a test opens it.

// left says how a fixture was made, so that the same portal can be there when it is opened.
type left struct {
	Version  string    `json:"version"`
	Made     time.Time `json:"made"` // the portal's present when it began
	Seed     uint64    `json:"seed"`
	Services int       `json:"services"`
	Orders   int       `json:"orders"`
	Requests int       `json:"requests"`

	Portal  string             `json:"portal"`  // its host and port
	OrderID string             `json:"orderId"` // of the order that was placed, and is open
	Sent    []portalsim.Placed `json:"sent"`    // that order, and one whose outcome nobody here knows
	Draft   string             `json:"draft"`   // number of the service that a SIM swap was prepared for
	Denied  string             `json:"denied"`  // the request that was denied without a network
	Noted   string             `json:"noted"`   // the request with a note
}

// What is typed into the window; the test that opens the fixture knows the same words.
const (
	fixtureReason = "Two invoices are open."
	fixtureNote   = "Call before the contract goes out."
	fixtureView   = "Mine to review"
)

func TestMakesAFixtureOfThisVersion(t *testing.T) {
	version := os.Getenv("FIXTURE")
	if version == "" {
		t.Skip("make fixture makes one")
	}
	made := time.Now().UTC().Truncate(time.Second)
	began := time.Now()
	f := left{Version: version, Made: made, Seed: 5, Services: 12, Orders: -1, Requests: 30}
	sim, server := portalOf(t, portalsim.Config{Seed: f.Seed, Services: f.Services, Orders: f.Orders, Requests: f.Requests,
		StillRequests: true,
		Now:           func() time.Time { return made.Add(time.Since(began)) }})
	f.Portal = strings.Split(strings.TrimPrefix(server.ServiceOrdering, "http://"), "/")[0]
	r := &review{sim: sim, server: server, secret: passphraseFile(t)}
	dir := t.TempDir()
	config := fmt.Sprintf(`[[profile]]
name = "Provider"
place = "test"
role = "deliveryTeam"
auth = "none"
[profile.api]
service_inventory = %q
service_ordering = %q
usage = %q
catalog = %q
product_ordering = %q
product_inventory = %q
agreement = %q
[profile.support]
name = "Provider support"
phone = "1300 555 010"
`, server.ServiceInventory, server.ServiceOrdering, server.Usage, server.Catalog, server.ProductOrdering, server.ProductInventory,
		server.Agreement)
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	r.program = start(t, dir, "--passphrase-file", r.secret)
	r.until("rows are there", func() bool { return len(r.rows()) > 3 })
	numbers := activeOn(t, sim, "2.0")
	if len(numbers) < 3 {
		t.Fatalf("there are too few services to act on: %v", numbers)
	}

	// An order that was placed and stays open, and one that was only prepared.
	r.swapForm(numbers[0])
	r.key("ctrl+Return")
	r.says("Placed")
	f.OrderID, f.Draft = sim.Placed()[0].OrderID, numbers[1]
	if err := sim.SetOrderState(f.OrderID, "inProgress"); err != nil {
		t.Fatal(err)
	}
	r.press(RoleLink, "Show order")
	r.says(f.OrderID)
	r.press(RoleLink, "Services")
	r.swapForm(f.Draft)
	r.key("ctrl+s")
	r.says("Draft saved")

	// A view that was kept, a note, and a decision that nobody could hear.
	r.key("Escape")
	r.press(RoleLink, "Requests")
	r.key("2")
	r.until("only those that wait for review are there", func() bool { return len(r.rows()) > 1 && strings.Contains(r.rows()[1], received) })
	r.press(RoleButton, "Save view…")
	r.fill("Name", fixtureView)
	r.key("Return")
	r.until("the view is kept", func() bool { return !strings.Contains(r.reads(), "Save this view") })
	f.Denied, _ = r.wanted()
	f.Noted = f.Denied
	r.press(RoleLink, "View Request "+f.Denied)
	r.node(RoleHeading, f.Denied)
	r.key("n")
	r.fill("Note", fixtureNote)
	r.key("ctrl+Return")
	r.says(fixtureNote)
	r.node(RoleButton, "Mark as unread") // it counts as read

	// An order that the portal has, and that nobody here knows of: the portal goes away before it answers.
	r.press(RoleLink, "Services")
	r.swapForm(numbers[2])
	sim.SetFaults(portalsim.WriteSlow)
	r.key("ctrl+Return")
	r.until("the portal has the order", func() bool { return len(sim.Placed()) == 2 })
	r.away()
	r.says("Outcome unknown")
	f.Sent = sim.Placed()

	r.press(RoleLink, "Requests")
	r.press(RoleLink, "View Request "+f.Denied)
	r.node(RoleHeading, f.Denied)
	r.deny(fixtureReason)
	r.until("it is held no more", func() bool {
		reads := r.reads()
		return strings.Contains(reads, waiting) && !strings.Contains(reads, "Deny is sent in")
	})
	r.close()
	if decided := sim.Decided(); len(decided) != 0 {
		t.Fatalf("something was decided: %+v", decided)
	}
	pack(t, dir, f)
}

// pack keeps what a desk has left: its configuration and its data, and not what the web view and the log hold.
func pack(t *testing.T, dir string, f left) {
	t.Helper()
	text, err := json.MarshalIndent(f, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "made.json"), append(text, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(repo, "backend/app/testdata/upgrade", f.Version+".tar.gz")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	packed, _ := gzip.NewWriterLevel(out, gzip.BestCompression)
	files := tar.NewWriter(packed)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		if err != nil || name == "." {
			return err
		}
		if d.IsDir() {
			if name == "logs" || name == "webview" || d.Name() == "opened" {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		head := &tar.Header{Name: filepath.ToSlash(name), Mode: 0o600, Size: int64(len(text)), ModTime: f.Made, Typeflag: tar.TypeReg}
		if err := files.WriteHeader(head); err != nil {
			return err
		}
		_, err = files.Write(text)
		return err
	})
	if err := errors.Join(err, files.Close(), packed.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%s, %d bytes\n", path, info.Size())
}
