//go:build window

package window

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const repo = "../../.."

// patience is how long anything is waited for. Only a program that does not do it at all makes a test wait so long: a busy
// machine is slow, and that is no fault.
const patience = 2 * time.Minute

// program is the release binary, running with its window open.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	tree *Tree
	dir  string
	ends chan error
}

// start opens the release binary on a data folder and waits for its window.
func start(t *testing.T, dir string, args ...string) *program {
	t.Helper()
	p := &program{t: t, dir: dir, ends: make(chan error, 1)}
	p.cmd = command(append([]string{"--data-dir", dir}, args...)...)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ends <- p.cmd.Wait() }()
	t.Cleanup(p.stop)
	p.until("the window shows", func() bool { return len(windows(t)) > 0 })
	tree, err := OpenTree()
	if err != nil {
		t.Fatal(err)
	}
	p.tree = tree
	return p
}

// binary is the program of these stories: the release binary, or another one that COMMSDESK names, such as an installed one.
func binary() string {
	if named := os.Getenv("COMMSDESK"); named != "" {
		return named
	}
	path, _ := filepath.Abs(filepath.Join(repo, "build/bin/commsdesk"))
	return path
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(binary(), args...)
	// The toolkit complains whenever a thing without text is asked for its text.
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	return cmd
}

// windows are the ids of the windows of that title that can be seen.
func windows(t *testing.T) []string {
	t.Helper()
	out, _ := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Commsdesk").Output()
	return strings.Fields(string(out))
}

func (p *program) stop() {
	if p.tree != nil {
		p.tree.Close()
		p.tree = nil
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	select {
	case <-p.ends:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		p.t.Error("the program did not end by itself")
	}
	p.ends <- nil // so that a second stop ends at once
}

// close closes the window as a person does, and waits for the program to end.
func (p *program) close() {
	p.t.Helper()
	p.key("alt+F4")
	select {
	case err := <-p.ends:
		p.ends <- err
		if err != nil {
			p.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(patience):
		p.t.Error("the window did not close")
	}
}

func (p *program) until(what string, is func() bool) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if is() {
			return
		}
	}
	p.shot("failed")
	reads := ""
	if p.tree != nil {
		reads = p.tree.Root().Reads()
	}
	p.t.Fatalf("waited in vain until %s; the screen reads:\n%s", what, reads)
}

// node waits for something in the tree.
func (p *program) node(role uint32, name string) Node {
	p.t.Helper()
	var found Node
	p.until(fmt.Sprintf("there is %q with role %d", name, role), func() bool {
		var ok bool
		found, ok = p.tree.Root().Find(Is(role, name))
		return ok
	})
	return found
}

// press presses something as soon as it is there. What is drawn anew at that moment is found again.
func (p *program) press(role uint32, name string) {
	p.t.Helper()
	p.until(fmt.Sprintf("%q with role %d is pressed", name, role), func() bool {
		found, ok := p.tree.Root().Find(Is(role, name))
		return ok && found.Enabled() && found.Press() == nil
	})
}

// fill writes into an entry, in place of what stands there.
func (p *program) fill(name, text string) {
	p.t.Helper()
	entry := func() Node { found, _ := p.tree.Root().Find(Is(RoleEntry, name)); return found }
	p.until("the keyboard is in "+name, func() bool { e := entry(); return e.bus != nil && e.Focus() == nil && e.Focused() })
	p.key("ctrl+a")
	p.write(text)
	p.until(name+" holds what was written", func() bool { e := entry(); return e.bus != nil && strings.TrimSpace(e.Text()) == text })
}

func (p *program) key(keys ...string) {
	p.t.Helper()
	if out, err := exec.Command("xdotool", append([]string{"key", "--clearmodifiers"}, keys...)...).CombinedOutput(); err != nil {
		p.t.Fatalf("xdotool: %v, %s", err, out)
	}
}

func (p *program) write(text string) {
	p.t.Helper()
	if out, err := exec.Command("xdotool", "type", "--delay", "30", text).CombinedOutput(); err != nil {
		p.t.Fatalf("xdotool: %v, %s", err, out)
	}
}

// reads is everything on the screen, as a screen reader would read it.
func (p *program) reads() string { return p.tree.Root().Reads() }

// rows are the rows of the table, each as it reads.
func (p *program) rows() []string {
	var rows []string
	for _, n := range p.tree.Root().All(func(n Node) bool { return n.Role() == RoleTableRow }) {
		rows = append(rows, strings.Join(strings.Fields(n.Reads()), " "))
	}
	return rows
}

// shot keeps a picture of the screen to look at.
func (p *program) shot(name string) {
	dir := filepath.Join(repo, "build/tmp/window")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Error(err)
	}
	if out, err := exec.Command("import", "-window", "root", filepath.Join(dir, name+".png")).CombinedOutput(); err != nil {
		p.t.Errorf("no picture: %v, %s", err, out)
	}
}
