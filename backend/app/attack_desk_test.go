package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/telecom"
)

// An attacked desk runs in a process of its own, so that it can be killed and its memory is that of the desk alone. The
// attack drives it through its standard input, one command a line, and reads one answer a line.

// attackedHome is the environment variable with the folder of the desk that this process becomes.
const attackedHome = "COMMSDESK_ATTACKED_HOME"

func TestMain(m *testing.M) {
	if dir := os.Getenv(attackedHome); dir != "" {
		beAttacked(dir, os.Stdin, os.Stdout)
		return
	}
	os.Exit(m.Run())
}

// told is what an attacked desk answers to a command.
type told struct {
	Open    bool     `json:"open"`    // a profile is open
	Allowed bool     `json:"allowed"` // the form saw nothing against the order
	State   string   `json:"state"`   // of the order that was placed; empty: nothing was sent
	Kept    []string `json:"kept"`    // "STATE SERVICE" of every promise, "draft SERVICE" of every draft
	Said    []string `json:"said"`    // what a person is told that is wrong
}

func beAttacked(dir string, in io.Reader, out io.Writer) {
	debug.SetMemoryLimit(memoryWanted) // as run does
	var a *App
	answers := json.NewEncoder(out)
	commands := bufio.NewScanner(in)
	for commands.Scan() {
		verb, about, _ := strings.Cut(commands.Text(), " ")
		var t told
		switch verb {
		case "open":
			a = openAttacked(dir)
		case "sync":
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
			_, _, err := newAttacked(dir).Sync(ctx)
			t.say(err)
			cancel()
		case "refresh":
			t.say(a.Frame.Refresh())
			awaitPass(a, time.Now())
		case "draft":
			_, err := a.Orders.Keep(attackSwap(about))
			t.say(err)
		case "place":
			t.place(a, about)
		case "view":
			t.say(a.Service.Refresh(about))
		case "close":
			if a != nil {
				a.Close()
			}
			a = nil
		}
		if a != nil {
			t.look(a)
		}
		_ = answers.Encode(t)
	}
}

func newAttacked(dir string) *App {
	h, err := paths.Find(dir)
	if err == nil {
		err = h.Prepare()
	}
	if err != nil {
		panic(err)
	}
	return New(h, noKeychain{}, passphrase, "test", zerolog.Nop())
}

// openAttacked opens the desk as a start does, and waits until a first pass has ended, however.
func openAttacked(dir string) *App {
	a, began := newAttacked(dir), time.Now()
	a.Begin(false)
	if a.Frame.Start().Step == bindings.StepOpen {
		awaitPass(a, began)
	}
	return a
}

// awaitPass waits until a pass that began since has ended, or the portal is said to give trouble.
func awaitPass(a *App, since time.Time) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		h, err := a.Frame.Header()
		read, _ := time.Parse(time.RFC3339Nano, h.Freshness.ReadAt)
		if err != nil || h.Freshness.Problem != nil || h.Freshness.Status == telecom.Fresh && !read.Before(since.Add(-time.Second)) {
			return
		}
	}
}

// attackSwap is a SIM swap with a SIM of its own for each service.
func attackSwap(service string) bindings.Draft {
	return bindings.Draft{Kind: telecom.SIMSwap, ServiceID: service, SIMType: telecom.SIMPhysical,
		SIMNumber: fmt.Sprintf("%013d", 77700000000+int64(crc32.ChecksumIEEE([]byte(service))))}
}

// place places a SIM swap as a person does who has read every warning.
func (t *told) place(a *App, service string) {
	d := attackSwap(service)
	check, err := a.Orders.Check(d)
	t.say(err)
	t.Allowed = err == nil && check.Level == telecom.Allowed
	var read []string
	for _, c := range check.Concerns {
		read = append(read, c.ID)
		t.Said = append(t.Said, c.Text)
	}
	placing, err := a.Orders.Place(d, read)
	t.say(err)
	for _, c := range placing.Concerns {
		t.Said = append(t.Said, c.Text)
	}
	if placing.Problem != nil {
		t.Said = append(t.Said, placing.Problem.Text)
	}
	t.State = string(placing.State)
}

func (t *told) say(err error) {
	if err != nil {
		t.Said = append(t.Said, err.Error())
	}
}

// look adds what the desk holds and what stands against it.
func (t *told) look(a *App) {
	start := a.Frame.Start()
	if t.Open = start.Step == bindings.StepOpen; start.Problem != nil {
		t.Said = append(t.Said, start.Problem.Text)
	}
	a.mu.Lock()
	parts := a.parts
	a.mu.Unlock()
	if parts == nil {
		return
	}
	for _, n := range parts.notices {
		t.Said = append(t.Said, n.Text)
	}
	promises, err := parts.Promises.All()
	t.say(err)
	for _, p := range promises {
		t.Kept = append(t.Kept, string(p.State)+" "+p.Draft.ServiceID)
	}
	drafts, err := parts.Promises.Drafts()
	t.say(err)
	for _, d := range drafts {
		t.Kept = append(t.Kept, "draft "+d.Draft.ServiceID)
	}
}

// attacked is the process of a desk.
type attacked struct {
	t       *testing.T
	process *exec.Cmd
	in      io.WriteCloser
	out     *json.Decoder
	peak    int64 // bytes of memory at the most, as far as this process has lived
}

// startDesk starts the process of a desk whose data lies in a folder.
func startDesk(t *testing.T, dir string) *attacked {
	t.Helper()
	p := exec.Command(os.Args[0])
	p.Env = append(os.Environ(), attackedHome+"="+dir, "GOTRACEBACK=single")
	p.Stderr = os.Stderr
	in, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return &attacked{t: t, process: p, in: in, out: json.NewDecoder(out)}
}

// do has the desk carry out a command. A desk that was killed answers nothing.
func (d *attacked) do(command string) told {
	d.t.Helper()
	if _, err := fmt.Fprintln(d.in, command); err != nil {
		return told{}
	}
	var t told
	_ = d.out.Decode(&t)
	d.peak = max(d.peak, peakOf(d.process.Process.Pid))
	return t
}

// kill ends the process with no warning.
func (d *attacked) kill() {
	d.peak = max(d.peak, peakOf(d.process.Process.Pid))
	_ = d.process.Process.Kill()
	_ = d.process.Wait()
}

// end closes the desk as a person does.
func (d *attacked) end() {
	d.do("close")
	_ = d.in.Close()
	_ = d.process.Wait()
}

// peakOf returns the most memory that a process has held, in bytes; zero where the system does not tell.
func peakOf(pid int) int64 {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kilobytes, _ := strconv.ParseInt(fields[0], 10, 64)
	return kilobytes << 10
}
