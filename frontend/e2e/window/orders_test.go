//go:build window

package window

import (
	"strings"
	"sync"
	"testing"

	"commsdesk/backend/portalsim"
)

// atPortal opens the window on a simulated portal without orders, and gives the numbers of services that can be acted on.
func atPortal(t *testing.T) (*program, *portalsim.Portal, []string) {
	t.Helper()
	dir := t.TempDir()
	sim, server := portalOf(t, portalsim.Config{Services: 40, Orders: -1})
	configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
	p := start(t, dir, "--passphrase-file", passphraseFile(t))
	p.until("rows are there", func() bool { return len(p.rows()) > 3 })
	return p, sim, activeOn(t, sim, "2.0")
}

// says waits until the screen reads a text.
func (p *program) says(text string) {
	p.t.Helper()
	p.until("it says "+text, func() bool { return strings.Contains(p.reads(), text) })
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
	p.press(RoleLink, "Show order")
	p.says("Last updated") // of the activity alone: what was placed is named before, too
	p.says(sim.Placed()[0].OrderID)

	p.key("Escape")
	p.swapForm(numbers[1])
	button := p.node(RoleButton, "Place SIM swap")
	var presses sync.WaitGroup
	for range 4 {
		presses.Go(func() { _ = button.Press() })
	}
	presses.Wait()
	p.says("Placed")
	placed(t, sim, 2)

	p.key("Escape")
	p.open(numbers[0], "Advanced")
	p.says("Blocked: a SIM swap is open")
	p.says(sim.Placed()[0].OrderID)
	p.key("ctrl+Return")
	p.shot("blocked")
	p.close()
	placed(t, sim, 2) // and nothing more can come
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
	p.until("it was looked for, and found", func() bool {
		reads := p.reads()
		return strings.Contains(reads, sim.Placed()[0].OrderID) && !strings.Contains(reads, "Outcome unknown")
	})
	p.close()
	placed(t, sim, 1)
}

func TestAServiceIsCancelledOnlyByWhoTypesItsNumberAgain(t *testing.T) {
	p, sim, numbers := atPortal(t)
	p.open(numbers[0], "Advanced")
	p.until("the action is there", func() bool {
		link, ok := p.tree.Root().Find(func(n Node) bool { return n.Role() == RoleLink && strings.HasPrefix(n.Name(), "Cancel service") })
		return ok && link.Press() == nil
	})
	p.says("no undo, no grace period")
	p.key("ctrl+Return")
	p.fill("Type the number again", numbers[1]) // the form is still there
	p.key("ctrl+Return")
	p.says("This is not the number of this service")
	placed(t, sim, 0)
	p.fill("Type the number again", numbers[0])
	p.shot("cancel")
	p.press(RoleButton, "Cancel the service")
	p.says("Placed")
	p.close()
	placed(t, sim, 1)
}
