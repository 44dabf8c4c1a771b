//go:build window

package window

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
)

// again starts the program a second time on the same data, as a link does that is clicked. It hands over and ends.
func (p *program) again(args ...string) {
	p.t.Helper()
	second := command(append([]string{"--data-dir", p.dir}, args...)...)
	if err := second.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = second.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(patience):
		_ = second.Process.Kill()
		p.t.Fatal("the second start goes on beside the first")
	}
}

// nobodyReads fails where a text stands in what the system shows of processes: arguments to every user, the environment
// to this one.
func nobodyReads(t *testing.T, text string) {
	t.Helper()
	for _, id := range processes(t) {
		for _, file := range []string{"cmdline", "environ"} {
			if shown, _ := os.ReadFile(filepath.Join("/proc", id, file)); bytes.Contains(shown, []byte(text)) {
				t.Errorf("%s of process %s is %q", file, id, shown)
			}
		}
	}
}

func TestALinkIsShownInTheWindowThatIsOpen(t *testing.T) {
	dir := t.TempDir()
	sim, server := portalOf(t, portalsim.Config{Services: 40, Orders: -1})
	configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
	numbers := activeOn(t, sim, "2.0")
	plain := strings.ReplaceAll(numbers[0], " ", "")
	p := start(t, dir, "--passphrase-file", passphraseFile(t), "commsdesk://services?find="+plain)
	p.until("what the link searches for is found", func() bool {
		rows := p.rows()
		return len(rows) == 2 && strings.Contains(rows[1], numbers[0])
	})
	p.shot("link-start")
	nobodyReads(t, plain)

	second := strings.ReplaceAll(numbers[1], " ", "")
	p.again("commsdesk://services?find=%2B61" + second[1:])
	p.until("the second link is shown", func() bool {
		rows := p.rows()
		return len(rows) == 2 && strings.Contains(rows[1], numbers[1])
	})
	nobodyReads(t, second[1:])
	if n := len(windows(t)); n != 1 {
		t.Errorf("there are %d windows", n)
	}
	p.again("commsdesk://new/activation")
	p.says("This link cannot be opened: it names no screen that a link can show.")
	p.shot("link-nowhere")
	p.again("commsdesk://orders/ORD-NOBODY")
	p.says("the order “ORD-NOBODY” is not on this desk")
	p.close()
	placed(t, sim, 0)
	log, err := os.ReadFile(filepath.Join(dir, "logs", "commsdesk.log"))
	if err != nil || bytes.Contains(log, []byte(plain)) || bytes.Contains(log, []byte("commsdesk://")) {
		t.Errorf("the log says %s, %v", log, err)
	}
	nothingPersonal(t, dir)
}
