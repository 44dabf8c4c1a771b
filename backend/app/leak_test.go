package app

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// blurts answers every question with the same bytes, whatever is wrong with them.
func blurts(t *testing.T, answer string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(time.Second))
				asked := bufio.NewReader(c)
				if _, err := http.ReadRequest(asked); err == nil {
					_, _ = io.WriteString(c, answer)
				}
				_, _ = asked.ReadByte() // until it goes
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestLeak_LogAndReportNameNobody(t *testing.T) {
	const customer, number = "Zaphod-Beeblebrox", "0498765432"
	inside := `[{"id":"1","` + customer + `":{"` + number + `":"` + customer
	for name, answer := range map[string]string{
		"cut":      fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(inside), inside),
		"more":     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]" + customer + number,
		"status":   "HTTP/1.1 " + number + " " + customer + "\r\n\r\n",
		"location": "HTTP/1.1 302 Found\r\nLocation: /" + customer + "/%zz" + number + "\r\nContent-Length: 0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			at := blurts(t, answer)
			config := fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = "+
				"%q\nservice_ordering = %q\n", at+"/si", at+"/so")
			pass := filepath.Join(dir, "passphrase")
			for path, text := range map[string]string{filepath.Join(dir, "config.toml"): config, pass: passphrase} {
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var library, out bytes.Buffer
			stdlog.SetOutput(&library)
			t.Cleanup(func() { stdlog.SetOutput(os.Stderr) })
			for _, command := range []string{"sync", "doctor"} {
				if code := run([]string{command, "--json", "--data-dir", dir, "--passphrase-file", pass}, &out, &out); code == 0 && name != "more" {
					t.Errorf("%s: got 0, want a failure", command)
				}
			}
			log, err := os.ReadFile(filepath.Join(dir, "logs", "commsdesk.log"))
			if name != "more" && (err != nil || !strings.Contains(string(log), "cause")) {
				t.Errorf("got the log %q, %v", log, err)
			}
			for where, text := range map[string]string{"log": string(log), "output": out.String(), "library": library.String()} {
				if strings.Contains(text, customer) || strings.Contains(text, number) {
					t.Errorf("%s: %s", where, text)
				}
			}
		})
	}
}
