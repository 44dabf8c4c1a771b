//go:build window

package window

import (
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
)

// atPortal opens the window on a simulated portal without orders, and gives the numbers of services that can be acted on.
func atPortal(t *testing.T) (*program, *portalsim.Portal, []string) {
	t.Helper()
	dir := t.TempDir()
	sim, server := portalOf(t, portalsim.Config{Services: 40, Orders: -1})
	configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
	p := start(t, dir, "--passphrase-file", passphraseFile(t))
	p.until("rows are there", 30*time.Second, func() bool { return len(p.rows()) > 3 })
	return p, sim, activeOn(t, sim, "2.0")
}

// says waits until the screen reads a text.
func (p *program) says(text string) {
	p.t.Helper()
	p.until("it says "+text, 30*time.Second, func() bool { return strings.Contains(p.reads(), text) })
}

func placed(t *testing.T, sim *portalsim.Portal, want int) {
	t.Helper()
	if n := len(sim.Placed()); n != want {
		t.Errorf("%d orders reached the portal, not %d", n, want)
	}
}

// The button is pressed as an impatient person presses it: with a key that is held, and often with the mouse.
func TestASIMSwapIsPlacedOnceInItsWindowHoweverOftenTheButtonIsPressed(t *testing.T) {
	p, sim, numbers := atPortal(t)
	p.swapForm(numbers[0])
	p.shot("swap")
	p.key("ctrl+Return", "ctrl+Return", "ctrl+Return")
	p.says("Placed")
	p.shot("placed")
	placed(t, sim, 1)
	p.press(RoleLink, "Show the order")
	p.says(sim.Placed()[0].OrderID)

	p.key("Escape")
	p.swapForm(numbers[1])
	button := p.node(RoleButton, "Place SIM swap")
	for range 4 {
		go func() { _ = button.Press() }()
	}
	p.says("Placed")
	time.Sleep(2 * time.Second)
	placed(t, sim, 2)

	p.key("Escape")
	p.open(numbers[0], "Advanced")
	p.says("Blocked: a SIM swap is open")
	p.says(sim.Placed()[0].OrderID)
	p.key("ctrl+Return")
	time.Sleep(2 * time.Second)
	placed(t, sim, 2)
	p.shot("blocked")
	p.close()
	nothingPersonal(t, p.dir)
}

func TestWhatThePortalSaysOrDoesNotSayIsToldInTheWindow(t *testing.T) {
	p, sim, numbers := atPortal(t)
	sim.SetFaults(portalsim.Refuse)
	p.swapForm(numbers[0])
	p.key("ctrl+Return")
	p.says("It was not placed; your draft is kept.")
	p.says("amount overdue") // the portal’s own sentence
	sim.SetFaults()
	placed(t, sim, 0)
	p.shot("refused")

	p.key("Escape")
	p.swapForm(numbers[1])
	if err := sim.AnswerWrites(502, true); err != nil { // the work is done, and the answer says nothing
		t.Fatal(err)
	}
	p.key("ctrl+Return")
	p.says("Outcome unknown")
	p.shot("unknown")
	if err := sim.AnswerWrites(0, false); err != nil {
		t.Fatal(err)
	}
	placed(t, sim, 1)
	p.press(RoleLink, "Activity")
	p.says(sim.Placed()[0].OrderID) // it was looked for, and found
	p.until("nothing is unknown any more", 60*time.Second, func() bool { return !strings.Contains(p.reads(), "Outcome unknown") })
	placed(t, sim, 1)
	p.close()
}

func TestAServiceIsCancelledOnlyByWhoTypesItsNumberAgain(t *testing.T) {
	p, sim, numbers := atPortal(t)
	p.open(numbers[0], "Advanced")
	p.until("the action is there", 15*time.Second, func() bool {
		link, ok := p.tree.Root().Find(func(n Node) bool { return n.Role() == RoleLink && strings.HasPrefix(n.Name(), "Cancel service") })
		return ok && link.Press() == nil
	})
	p.says("no undo, no grace period")
	p.key("ctrl+Return")
	time.Sleep(time.Second)
	placed(t, sim, 0)
	if err := p.node(RoleEntry, "Type the number again").Focus(); err != nil {
		t.Fatal(err)
	}
	p.write(numbers[0])
	p.shot("cancel")
	p.press(RoleButton, "Cancel the service")
	p.says("Placed")
	placed(t, sim, 1)
	p.close()
}
