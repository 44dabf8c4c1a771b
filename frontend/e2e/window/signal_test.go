//go:build window

package window

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

var endings = []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP}

// signalled sends a program a signal, and the same again, as a session that ends does. It gives what the program ended with.
func signalled(t *testing.T, cmd *exec.Cmd, s syscall.Signal) syscall.WaitStatus {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	_ = cmd.Process.Signal(s)
	_ = cmd.Process.Signal(s)
	select {
	case <-ended:
	case <-time.After(patience):
		t.Errorf("%v did not end the program", s)
		_ = cmd.Process.Kill()
		<-ended
	}
	return cmd.ProcessState.Sys().(syscall.WaitStatus)
}

// Before the program listens, a signal ends it as the system does. Nothing is open then, so nothing may be left.
func TestSignal_EndsTheProgramAtAnyTime(t *testing.T) {
	for i, moment := range []time.Duration{0, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 1800, 2000, 2500, 3500,
		5000} {
		dir := t.TempDir()
		cmd := command("--demo", "--data-dir", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(moment * time.Millisecond)
		if status := signalled(t, cmd, endings[i%len(endings)]); status.ExitStatus() > 0 {
			t.Errorf("after %d ms it ended with %d", moment, status.ExitStatus())
		}
		for _, pattern := range []string{"profiles/unkept-*", "*.sock"} {
			if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) > 0 {
				t.Errorf("after %d ms it leaves %v, %v", moment, left, err)
			}
		}
	}
}

// silent is a keychain that never answers. It says when it is asked.
type silent chan struct{}

func (s silent) LookupObject(dbus.ObjectPath) (dbus.ServerObject, bool) {
	s <- struct{}{}
	select {}
}

func TestSignal_EndsTheWaitForAKeychain(t *testing.T) {
	asked := make(silent, 100)
	bus, err := dbus.ConnectSessionBus(dbus.WithHandler(asked))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	if reply, err := bus.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil ||
		reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
	_, server := portalOf(t, portalsim.Config{Services: 5})
	for _, args := range [][]string{nil, {"sync"}} {
		dir := t.TempDir()
		configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
		cmd := command(append(args, "--data-dir", dir)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		signalled(t, cmd, syscall.SIGTERM)
	}
}

func TestSignal_HearsOutAnOrderOnItsWay(t *testing.T) {
	dir := t.TempDir()
	sim, server := portalOf(t, portalsim.Config{Services: 20, Orders: -1})
	behind, err := url.Parse(server.ServiceOrdering)
	if err != nil {
		t.Fatal(err)
	}
	left, answer := make(chan struct{}), make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: behind.Scheme, Host: behind.Host})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			close(left)
			<-answer
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	through := func(address string) string { return strings.Replace(address, "http://"+behind.Host, slow.URL, 1) }
	configure(t, dir, through(server.ServiceInventory), through(server.ServiceOrdering))
	p := start(t, dir, "--passphrase-file", passphraseFile(t))
	p.until("rows are there", func() bool { return len(p.rows()) > 3 })
	p.swapForm(activeOn(t, sim, "2.0")[0])
	p.key("ctrl+Return")
	<-left
	_ = p.cmd.Process.Signal(syscall.SIGHUP)
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.ends:
		p.ends <- err
		t.Errorf("it ended with %v before the portal answered", err)
	case <-time.After(time.Second):
	}
	close(answer)
	if err := <-p.ends; err != nil {
		t.Errorf("it ended with %v", err)
	}
	p.ends <- nil
	all, _ := written(t, dir)
	if placed := sim.Placed(); len(placed) != 1 || len(all) != 1 || all[0].State != telecom.SubmissionPlaced ||
		all[0].OrderID != placed[0].OrderID {
		t.Errorf("the portal has %+v, the desk wrote down %+v", placed, all)
	}
}
