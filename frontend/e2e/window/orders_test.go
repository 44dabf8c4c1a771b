//go:build window

package window

import (
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
)

// The button is pressed as an impatient person presses it: with a key that is held, and twice with the mouse.
func TestASIMSwapIsPlacedOnceInItsWindowHoweverOftenTheButtonIsPressed(t *testing.T) {
	dir := t.TempDir()
	sim, server := portalOf(t, portalsim.Config{Services: 40, Orders: -1})
	configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
	p := start(t, dir, "--passphrase-file", passphraseFile(t))
	p.until("rows are there", 30*time.Second, func() bool { return len(p.rows()) > 3 })
	numbers := activeOn(t, sim, "2.0")

	p.swapForm(numbers[0])
	p.shot("swap")
	p.key("ctrl+Return", "ctrl+Return", "ctrl+Return")
	p.until("it is placed", 20*time.Second, func() bool { return strings.Contains(p.reads(), "Placed") })
	p.shot("placed")
	if n := len(sim.Placed()); n != 1 {
		t.Errorf("%d orders", n)
	}
	p.press(RoleLink, "Show the order")
	p.until("the order stands in the activity", 15*time.Second, func() bool {
		return strings.Contains(p.reads(), sim.Placed()[0].OrderID)
	})

	p.key("Escape")
	p.swapForm(numbers[1])
	button := p.node(RoleButton, "Place SIM swap")
	for range 4 {
		go func() { _ = button.Press() }()
	}
	p.until("it is placed", 20*time.Second, func() bool { return strings.Contains(p.reads(), "Placed") })
	time.Sleep(2 * time.Second)
	if n := len(sim.Placed()); n != 2 {
		t.Errorf("%d orders", n)
	}

	p.close()
	nothingPersonal(t, dir)
}
