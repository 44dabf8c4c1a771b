package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/frontend/e2e/window"
)

// virtualScreen starts a screen that nobody sits at, for as long as the test runs, and gives its name.
func virtualScreen(t *testing.T) string {
	t.Helper()
	tells, told, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac")
	cmd.ExtraFiles = []*os.File{told}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = told.Close()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	number, err := bufio.NewReader(tells).ReadString('\n')
	if err != nil {
		t.Fatal("the virtual screen did not come up")
	}
	return ":" + strings.TrimSpace(number)
}

// freePort is a port of this machine that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// accessibleTo is a bus like the one that screen readers use, which every user of this machine may join: also the person in
// a system of its own.
const accessibleTo = `<busconfig>
<type>accessibility</type>
<listen>unix:abstract=%s</listen>
<auth>EXTERNAL</auth>
<servicedir>/usr/share/dbus-1/accessibility-services</servicedir>
<policy context="default"><allow user="*"/><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>`

// accessibilityBus starts such a bus for as long as the test runs, and gives its address.
func accessibilityBus(t *testing.T, screen string) string {
	t.Helper()
	config := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, accessibleTo, config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--nofork", "--print-address", "--config-file="+config)
	// The registry, which the bus starts, looks for it here.
	cmd.Env = append(os.Environ(), "DISPLAY="+screen, "AT_SPI_BUS_ADDRESS=unix:abstract="+config)
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal("the accessibility bus did not come up")
	}
	return strings.TrimSpace(address)
}

// seesTheDemo starts a program that opens the demo, and waits until its window shows services. What the window shows is
// read as a screen reader does, and kept as a picture. What else is to be looked at while it runs is looked at then. The
// program is ended.
func seesTheDemo(t *testing.T, name string, cmd *exec.Cmd, looks ...func()) {
	t.Helper()
	screen, inspector := virtualScreen(t), "127.0.0.1:"+freePort(t)
	bus := accessibilityBus(t, screen)
	cmd.Env = append(cmd.Env, "DISPLAY="+screen, "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1", "AT_SPI_BUS_ADDRESS="+bus,
		"WEBKIT_INSPECTOR_HTTP_SERVER="+inspector)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	// What it started may hold its output open after it ended.
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	tree, err := window.OpenTreeAt(bus)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	shows := ""
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		shows = tree.Root().Reads()
		if strings.Contains(shows, "Harriet Lowe") {
			time.Sleep(time.Second) // until it is painted
			picture(t, screen, name)
			belongsToItsEntry(t, screen)
			if c, err := net.Dial("tcp", inspector); err == nil {
				_ = c.Close()
				t.Errorf("%s lets the whole machine inspect its window", name)
			}
			for _, look := range looks {
				look()
			}
			return
		}
	}
	picture(t, screen, name+"-failed")
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	t.Fatalf("%s shows no service of the demo; it shows %q and said:\n%s", name, shows, said.String())
}

// belongsToItsEntry tells whether the window bears the class that the desktop entry names, so that it gets the entry's icon.
func belongsToItsEntry(t *testing.T, screen string) {
	t.Helper()
	entry, err := os.ReadFile("../linux/commsdesk.desktop")
	if err != nil {
		t.Fatal(err)
	}
	class := regexp.MustCompile(`(?m)^StartupWMClass=(.*)$`).FindSubmatch(entry)
	windows := strings.Fields(tool(t, "env", "DISPLAY="+screen, "xdotool", "search", "--onlyvisible", "--name", "^Commsdesk"))
	if class == nil || len(windows) == 0 {
		t.Fatalf("the entry names the class %q, and there are %d windows", class, len(windows))
	}
	if has := tool(t, "xprop", "-display", screen, "-id", windows[0], "WM_CLASS"); !strings.Contains(has, `"`+string(class[1])+`"`) {
		t.Errorf("the entry names the class %s, and the window has %s", class[1], has)
	}
}

// picture keeps what the screen shows, to look at, and tells whether it is more than an empty window.
func picture(t *testing.T, screen, name string) {
	t.Helper()
	dir, err := filepath.Abs("../tmp/packages")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name+".png")
	tool(t, "import", "-display", screen, "-window", "root", path)
	colours, err := strconv.Atoi(strings.TrimSpace(tool(t, "identify", "-format", "%k", path)))
	if err != nil || colours < 100 {
		t.Errorf("%s has %d colours: the window is empty", path, colours)
	}
}
