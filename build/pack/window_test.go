package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
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

// seesTheDemo starts a program that opens the demo, and waits until its window shows services. What the window shows is asked
// of the web view itself and kept as a picture. The program is ended.
func seesTheDemo(t *testing.T, name string, cmd *exec.Cmd) {
	t.Helper()
	screen, port := virtualScreen(t), freePort(t)
	cmd.Env = append(cmd.Env, "DISPLAY="+screen, "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1", "WEBKIT_INSPECTOR_HTTP_SERVER=127.0.0.1:"+port)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	// What it started may hold its output open after it ended.
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	shows := ""
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		shows, _ = textOf(port)
		if strings.Contains(shows, "Harriet Lowe") {
			time.Sleep(time.Second) // until it is painted
			picture(t, screen, name)
			belongsToItsEntry(t, screen)
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

var page = regexp.MustCompile(`socket/\d+/\d+/WebPage`)

// textOf is the text of the page that a web view shows, asked of its inspector.
func textOf(port string) (string, error) {
	client := &http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get("http://127.0.0.1:" + port + "/")
	if err != nil {
		return "", err
	}
	list, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return "", err
	}
	path := page.Find(list)
	if path == nil {
		return "", fmt.Errorf("no page in %q", list)
	}
	c, _, err := websocket.DefaultDialer.Dial("ws://127.0.0.1:"+port+"/"+string(path), nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		var event struct {
			Method string
			Params struct {
				TargetInfo struct{ TargetID string }
				Message    string
			}
		}
		if err := c.ReadJSON(&event); err != nil {
			return "", err
		}
		switch event.Method {
		case "Target.targetCreated":
			question := `{"id":1,"method":"Runtime.evaluate","params":{"expression":"document.body.innerText"}}`
			err := c.WriteJSON(map[string]any{"id": 1, "method": "Target.sendMessageToTarget", "params": map[string]any{
				"targetId": event.Params.TargetInfo.TargetID, "message": question,
			}})
			if err != nil {
				return "", err
			}
		case "Target.dispatchMessageFromTarget":
			var result struct {
				ID     int
				Result struct{ Result struct{ Value string } }
			}
			if err := json.Unmarshal([]byte(event.Params.Message), &result); err == nil && result.ID == 1 {
				return result.Result.Result.Value, nil
			}
		}
	}
}
