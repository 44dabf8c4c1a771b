//go:build window

package window

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// The program is killed while it places orders: a person fills a form in its window and presses the button, and a
// moment later, by chance before, during or after the order left, the process dies without a word. Then it is started
// again on the same data. In the end this process, which is not the one that died, compares what reached the portal with
// what the files say.

// crashes is how often it dies; CRASHES says otherwise.
func crashes() int {
	if n, err := strconv.Atoi(os.Getenv("CRASHES")); err == nil {
		return n
	}
	return 4
}

// killAfter is at most how long after the button the program dies.
const killAfter = 2 * time.Second

func TestKilledWhileItPlacesOrdersItPlacesNoneTwiceAndLosesNone(t *testing.T) {
	n := crashes()
	dir := t.TempDir()
	secret := passphraseFile(t)
	sim, server := portalOf(t, portalsim.Config{Services: 3*n + 20, Orders: -1})
	behind, err := url.Parse(server.ServiceOrdering)
	if err != nil {
		t.Fatal(err)
	}
	line, err := NewDelay(behind.Host, 70*time.Millisecond, uint64(n))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	through := func(address string) string { return strings.Replace(address, behind.Host, line.Address(), 1) }
	configure(t, dir, through(server.ServiceInventory), through(server.ServiceOrdering))
	if err := command("sync", "--data-dir", dir, "--passphrase-file", secret).Run(); err != nil {
		t.Fatal(err)
	}

	numbers := activeOn(t, sim, "2.0")
	for i := range n {
		p := start(t, dir, "--passphrase-file", secret)
		p.until("rows are there", func() bool { return len(p.rows()) > 3 })
		p.swapForm(numbers[i])
		if i%2 == 0 { // it dies by chance, before, while or after the order leaves
			p.key("ctrl+Return")
			time.Sleep(line.Some(killAfter))
		} else { // it dies after the order left, before it hears of it
			before := len(sim.Placed())
			sim.SetFaults(portalsim.WriteSlow)
			p.key("ctrl+Return")
			p.until("the portal has the order", func() bool { return len(sim.Placed()) > before })
		}
		p.kill()
		sim.SetFaults()
		for range i % 3 { // it may die again before it has looked
			again := start(t, dir, "--passphrase-file", secret)
			time.Sleep(line.Some(killAfter))
			again.kill()
		}
	}
	// What is left is looked up. No other process can read the files meanwhile, so it is closed to see how far it came.
	for end := time.Now().Add(3 * time.Minute); ; {
		p := start(t, dir, "--passphrase-file", secret)
		p.until("rows are there", func() bool { return len(p.rows()) > 3 })
		time.Sleep(10 * time.Second)
		p.close()
		all, _ := written(t, dir)
		if knows(all, sim) || time.Now().After(end) {
			break
		}
	}
	found, unsure := judge(t, sim, dir)
	orders := len(sim.Placed())
	if found == 0 || orders < n/2 {
		t.Errorf("an order left in %d of %d crashes, and %d were found after one: that judges nothing", orders, n, found)
	}
	fmt.Printf("crashes %d, orders %d; found after a crash %d, never reached the portal %d\n", n, orders, found, unsure)
}

// knows reports whether every order that reached the portal is known by its Order ID.
func knows(all []telecom.Submission, sim *portalsim.Portal) bool {
	return !slices.ContainsFunc(sim.Placed(), func(o portalsim.Placed) bool {
		return !slices.ContainsFunc(all, func(p telecom.Submission) bool { return p.Key == o.ExternalID && p.OrderID == o.OrderID })
	})
}

// open goes to a tab of a service.
func (p *program) open(number, tab string) {
	p.t.Helper()
	p.search(number)
	p.until("the one row is there", func() bool { return len(p.rows()) == 2 })
	p.press(RoleLink, number)
	p.node(RoleHeading, number)
	p.press(RoleLink, tab)
}

// swapForm fills the form of a SIM swap to an E-SIM.
func (p *program) swapForm(number string) {
	p.t.Helper()
	p.open(number, "Advanced")
	p.until("the form is there", func() bool {
		return strings.Contains(p.reads(), "E-SIM") && strings.Contains(p.reads(), "Place SIM swap")
	})
	radio, ok := p.tree.Root().Find(func(n Node) bool { return n.Role() == RoleRadio && strings.HasPrefix(n.Name(), "E-SIM") })
	if !ok {
		p.t.Fatalf("there is no E-SIM to choose:\n%s", p.reads())
	}
	if err := radio.Press(); err != nil {
		p.t.Fatal(err)
	}
	p.says("The new E-SIM is issued once") // said of no other SIM: what stands there is the preview of this form
}

// kill ends the program as a crash does.
func (p *program) kill() {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.ends
	p.ends <- nil
	p.tree.Close()
	p.tree = nil
	p.until("its window is gone", func() bool { return len(windows(p.t)) == 0 })
}

// activeOn are the numbers of active services of a platform, as people write them.
func activeOn(t *testing.T, sim *portalsim.Portal, platform string) []string {
	t.Helper()
	var numbers []string
	for _, raw := range sim.Services() {
		var s struct {
			State           string `json:"state"`
			Characteristics []struct {
				Name  string `json:"name"`
				Value any    `json:"value"`
			} `json:"serviceCharacteristic"`
		}
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		values := map[string]string{}
		for _, c := range s.Characteristics {
			values[c.Name] = fmt.Sprint(c.Value)
		}
		if number := strings.TrimPrefix(values["msisdn"], "+61"); s.State == "active" && values["platform"] == platform && len(number) == 9 {
			numbers = append(numbers, "0"+number[:3]+" "+number[3:6]+" "+number[6:])
		}
	}
	return numbers
}

// written is what the desk has written down.
func written(t *testing.T, dir string) ([]telecom.Submission, []telecom.Entry) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "profiles", "*", "promises.db"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	folder := filepath.Dir(files[0])
	key, err := vault.NewVault(folder, filepath.Base(folder), nil, store.PromisesDir(folder)).Unlock(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	promises, err := store.OpenPromises(files[0], store.NewSealer(key))
	if err != nil {
		t.Fatal(err)
	}
	defer promises.Close()
	all, err := promises.All()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := promises.Journal(promises.Kept())
	if err != nil || promises.Notice() != nil {
		t.Fatal(err, promises.Notice())
	}
	return all, entries
}

// judge compares what reached the portal with what the desk has written down. It counts the orders that were found after
// nobody had heard of them, and those of which nothing reached the portal.
func judge(t *testing.T, sim *portalsim.Portal, dir string) (found, unsure int) {
	t.Helper()
	all, entries := written(t, dir)
	promised := map[string]bool{}
	for _, e := range entries {
		switch e.What {
		case telecom.EntryPromised:
			promised[e.Key] = true
		case telecom.EntryFound:
			found++
		}
	}
	became, services := map[string]string{}, map[string]int{}
	for _, o := range sim.Placed() {
		if !promised[o.ExternalID] {
			t.Errorf("order %s reached the portal and stands in no journal", o.OrderID)
		}
		if became[o.ExternalID] != "" {
			t.Errorf("promise %s was sent twice", o.ExternalID)
		}
		if services[o.ServiceID]++; services[o.ServiceID] > 1 {
			t.Errorf("service %s got %d orders", o.ServiceID, services[o.ServiceID])
		}
		became[o.ExternalID] = o.OrderID
	}
	for _, p := range all {
		order := became[p.Key]
		switch p.State {
		case telecom.SubmissionPlaced, telecom.SubmissionClosed:
			if order == "" || p.OrderID != order {
				t.Errorf("promise %s is called placed as %q and is %q", p.Key, p.OrderID, order)
			}
		case telecom.SubmissionUnsure:
			unsure++
			if order != "" {
				t.Errorf("promise %s became %s, and the desk did not find it", p.Key, order)
			}
		default:
			t.Errorf("promise %s is %s", p.Key, p.State)
		}
		delete(promised, p.Key)
	}
	for key := range promised {
		t.Errorf("promise %s is in the journal and gone", key)
	}
	return found, unsure
}
