//go:build window

package window

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"commsdesk/backend/portalsim"
)

const (
	received = "Subscription Request Received"
	waiting  = "Waiting to be sent"
	conflict = "It changed before your decision was sent"
)

// review is a desk of a delivery team, and a portal that can go away and come back.
type review struct {
	*program
	sim    *portalsim.Portal
	server *portalsim.Server
	secret string
}

// reviewing opens the window on a portal with requests that nobody else touches, and waits until all of them are read.
func reviewing(t *testing.T) *review {
	t.Helper()
	sim, server := portalOf(t, portalsim.Config{Services: 10, Orders: -1, Requests: 60, StillRequests: true})
	r := &review{sim: sim, server: server, secret: passphraseFile(t)}
	dir := t.TempDir()
	config := fmt.Sprintf(`[[profile]]
name = "Provider"
role = "deliveryTeam"
auth = "none"
[profile.api]
service_inventory = %q
service_ordering = %q
product_ordering = %q
product_inventory = %q
agreement = %q
`, server.ServiceInventory, server.ServiceOrdering, server.ProductOrdering, server.ProductInventory, server.Agreement)
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	r.program = start(t, dir, "--passphrase-file", r.secret)
	r.requested()
	return r
}

// away closes the portal: nobody can reach it any more.
func (r *review) away() {
	r.t.Helper()
	if err := r.server.Close(); err != nil {
		r.t.Fatal(err)
	}
}

// back opens the same portal at the same address.
func (r *review) back() {
	r.t.Helper()
	host := strings.TrimPrefix(r.server.ProductOrdering, "http://")
	server, err := r.sim.Start(host[:strings.Index(host, "/")])
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = server.Close() })
	r.server = server
}

// again closes the program, and opens it on the same data.
func (r *review) again() {
	r.t.Helper()
	r.close()
	r.until("the window is gone", func() bool { return len(windows(r.t)) == 0 })
	r.program.stop()
	r.program = start(r.t, r.dir, "--passphrase-file", r.secret)
}

// requested goes to the requests that wait for review, by keys alone.
func (r *review) requested() {
	r.t.Helper()
	r.node(RoleLink, "Requests")
	r.key("g", "r")
	r.until("every request is counted", func() bool {
		_, ok := r.tree.Root().Find(func(n Node) bool {
			return n.Role() == RoleToggle && strings.HasPrefix(strings.TrimSpace(n.Name()), "60") && strings.Contains(n.Name(), "Total")
		})
		return ok
	})
	r.key("2")
	r.until("only those that wait for review are there", func() bool {
		rows := r.rows()
		for _, row := range rows[min(1, len(rows)):] {
			if !strings.Contains(row, received) {
				return false
			}
		}
		return len(rows) > 1
	})
}

// wanted is the first request of the list that its customer still wants, and which row it is.
func (r *review) wanted() (id string, row int) {
	r.t.Helper()
	for i, row := range r.rows()[1:] {
		if !strings.Contains(row, "Asks to cancel") {
			return regexp.MustCompile(`SR-\d+`).FindString(row), i
		}
	}
	r.t.Fatalf("every customer asks to cancel:\n%s", r.reads())
	return "", 0
}

// deny denies the request in front, with a reason and in words.
func (r *review) deny(words string) {
	r.t.Helper()
	r.press(RoleButton, "Deny the request…")
	r.press(RoleRadio, "Credit check not passed")
	r.fill("Explanation", words)
	r.until("it can be confirmed", func() bool {
		// The button behind the dialog has the same name, and three dots.
		button, ok := r.tree.Root().Find(func(n Node) bool { return n.Role() == RoleButton && n.Name() == "Deny the request" })
		return ok && button.Press() == nil
	})
	r.says(waiting)
}

// line tells whether something on the screen reads exactly so.
func (r *review) line(text string) bool { return strings.Contains("\n"+r.reads(), "\n"+text+"\n") }

func TestAReviewDoneWithoutThePortalIsSentOnceWhenItIsBack(t *testing.T) {
	r := reviewing(t)
	id, row := r.wanted()
	r.away()
	r.key("Home")
	for range row {
		r.key("Down")
	}
	r.key("Return")
	r.node(RoleHeading, id)
	r.deny("Two invoices are open.")

	r.again()
	r.requested()
	r.says(waiting)
	r.press(RoleLink, "View Request "+id)
	r.node(RoleHeading, id)
	r.says(waiting)
	r.says("Two invoices are open.")
	r.shot("request-waiting")
	if decided := r.sim.Decided(); len(decided) != 0 {
		t.Fatalf("something was decided while nobody could reach the portal: %+v", decided)
	}

	r.back()
	r.until("it is denied", func() bool {
		return !strings.Contains(r.reads(), waiting) && r.line("Denied") && r.line("No actions in this status: view only.")
	})
	r.shot("request-denied")
	r.close()
	decided := r.sim.Decided()
	if len(decided) != 1 || decided[0].RequestID != id || decided[0].To != "Denied" || decided[0].Reason != "creditCheck" ||
		decided[0].ReasonText != "Two invoices are open." {
		t.Errorf("not one denial of %s: %+v", id, decided)
	}
	nothingPersonal(t, r.dir, r.sim.PersonalData()...)
}

func TestAReviewThatMeetsTheChangeOfAColleagueIsShownBesideItAndNotSent(t *testing.T) {
	r := reviewing(t)
	id, _ := r.wanted()
	r.away()
	r.press(RoleLink, "View Request "+id)
	r.node(RoleHeading, id)
	r.deny("Two invoices are open.")
	r.again()
	r.requested()
	r.press(RoleLink, "View Request "+id)
	r.says(waiting)

	if err := r.sim.ActOnRequest(id, "Generating Contract"); err != nil {
		t.Fatal(err)
	}
	r.back()
	r.until("the conflict shows", func() bool { return strings.Contains(r.reads(), conflict) })
	for _, text := range []string{"Nothing has been sent.", "When you decided", received, "Now", "Generating Contract", "Deny it as it is now",
		"Keep for later"} {
		r.says(text)
	}
	if strings.Contains(r.reads(), waiting) {
		t.Error("it still says that it waits to be sent")
	}
	r.shot("request-conflict")

	r.press(RoleButton, "Drop my decision…")
	r.fill("Reason", "A colleague repeated the check.")
	r.press(RoleButton, "Drop the decision")
	r.until("the conflict is gone", func() bool {
		reads := r.reads()
		return !strings.Contains(reads, conflict) && !strings.Contains(reads, "When you decided")
	})
	r.says("Deny, dropped")
	r.says("A colleague repeated the check.")
	if !r.line("Generating Contract") {
		t.Error("the status is not that of the colleague")
	}
	r.shot("request-dropped")
	r.close()
	if decided := r.sim.Decided(); len(decided) != 0 {
		t.Errorf("a decision that met a change was sent: %+v", decided)
	}
	nothingPersonal(t, r.dir, r.sim.PersonalData()...)
}
