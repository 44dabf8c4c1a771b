package portal

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

// The environment is read once by a program, and a proxy is never asked for what lies on this computer. So these stories
// are lived by a second process, whose portal has a name that only its proxy knows.

// heard is what the second process was told by the portal.
type heard struct {
	Found bool
	Code  telecom.Code
	Text  string
	Fate  string // of an order
}

// TestAskThroughAProxy is the second process.
func TestAskThroughAProxy(t *testing.T) {
	base := os.Getenv("COMMSDESK_TEST_PORTAL")
	if base == "" {
		t.Skip("it is started by the other tests")
	}
	p, err := New(Config{ServiceInventory: base + "/si", ServiceOrdering: base + "/so", Country: "AU",
		Limits: Limits{Pause: time.Millisecond, Connect: 5 * time.Second, Request: 5 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	_, err = p.Service(context.Background(), "S1")
	out := heard{Found: err == nil}
	if err != nil {
		e := telecom.AsError(err)
		out.Code, out.Text = e.Code, e.Text
	}
	w := p.write(context.Background(), p.ordering, writing{method: http.MethodPost, path: "/serviceOrder", format: "application/json",
		body: []byte(`{}`), words: &wording{notReached: "not reached", unsure: "unsure", refused: "refused"}})
	out.Fate = map[fate]string{neverSent: "never sent", outdated: "outdated", done: "done", turnedDown: "turned down", overtaken: "overtaken",
		unclear: "unclear"}[w.fate]
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("COMMSDESK_TEST_ANSWER"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// through lets the second process ask a portal in an environment.
func through(t *testing.T, base string, env ...string) (got heard) {
	t.Helper()
	answer := filepath.Join(t.TempDir(), "answer")
	cmd := exec.Command(os.Args[0], "-test.run=^TestAskThroughAProxy$")
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(strings.ToUpper(v), "="); !strings.HasSuffix(name, "_PROXY") && name != "REQUEST_METHOD" {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(append(cmd.Env, "COMMSDESK_TEST_PORTAL="+base, "COMMSDESK_TEST_ANSWER="+answer), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(answer)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// proxy is a real one on this computer, which knows where the portal is.
type proxy struct {
	*httptest.Server
	refuses int // with this status; 0: it does not

	mu    sync.Mutex
	asked []string // what it was asked for, as METHOD host
}

// proxied starts a proxy that leads every name to one server.
func proxied(t *testing.T, to string, refuses int) *proxy {
	t.Helper()
	p := &proxy{refuses: refuses}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, r.Method+" "+r.Host)
		p.mu.Unlock()
		if p.refuses != 0 {
			w.Header().Set("Proxy-Authenticate", "Basic")
			http.Error(w, "<html>the proxy</html>", p.refuses)
			return
		}
		there, err := net.Dial("tcp", to)
		if err != nil {
			t.Error(err)
			return
		}
		defer there.Close()
		if r.Method != http.MethodConnect {
			r.Header.Set("Connection", "close")
			if err := r.Write(there); err != nil {
				t.Error(err)
			}
		}
		here, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer here.Close()
		if r.Method == http.MethodConnect {
			_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
			go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
		}
		_, _ = io.Copy(here, there)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *proxy) list() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.asked, ", ")
}

// theService answers every question with one service, and every order with its id.
func theService(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"O1"}`)
		return
	}
	_, _ = io.WriteString(w, `{"id":"S1"}`)
}

func TestProxy_OfTheEnvironmentIsUsed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(theService))
	t.Cleanup(server.Close)
	p := proxied(t, server.Listener.Addr().String(), 0)
	if got := through(t, "http://portal.example", "HTTP_PROXY="+p.URL); !got.Found || got.Fate != "done" ||
		p.list() != "GET portal.example, POST portal.example" {
		t.Errorf("%+v; the proxy was asked for %s", got, p.list())
	}
}

func TestProxy_CannotReadTLS(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("which certificates are believed is told by the environment on Linux only")
	}
	server := httptest.NewTLSServer(http.HandlerFunc(theService)) // its certificate is that of example.com
	t.Cleanup(server.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	p := proxied(t, server.Listener.Addr().String(), 0)
	if got := through(t, "https://example.com", "HTTPS_PROXY="+p.URL, "SSL_CERT_FILE="+roots); !got.Found || got.Fate != "done" ||
		!strings.HasPrefix(p.list(), "CONNECT example.com:443") {
		t.Errorf("%+v; the proxy was asked for %s", got, p.list())
	}
}

func TestProxy_RespectsNO_PROXY(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(theService))
	t.Cleanup(server.Close)
	p := proxied(t, server.Listener.Addr().String(), 0)
	if got := through(t, "http://portal.invalid", "HTTP_PROXY="+p.URL, "NO_PROXY=.invalid"); got.Found || p.list() != "" ||
		got.Fate != "never sent" {
		t.Errorf("%+v; the proxy was asked for %s", got, p.list())
	}
	// A portal on this computer is always asked directly.
	if got := through(t, server.URL, "HTTP_PROXY="+p.URL, "HTTPS_PROXY="+p.URL); !got.Found || p.list() != "" {
		t.Errorf("%+v; the proxy was asked for %s", got, p.list())
	}
}

func TestProxy_RefusalIsReportedForStaff(t *testing.T) {
	for _, c := range []struct {
		name, base string
		refuses    int
		code       telecom.Code
		says, fate string
	}{
		{"a sign-in", "https://portal.example", 407, telecom.NotPortal, "The proxy of this network requires a sign-in", "never sent"},
		{"no way", "https://portal.example", 502, telecom.Unreachable, "The proxy of this network did not reach the portal " +
			"(error 502)", "never sent"},
		{"in no time", "https://portal.example", 504, telecom.Unreachable, "did not reach the portal (error 504)", "never sent"},
		{"not allowed", "https://portal.example", 403, telecom.NotPortal, "blocks the portal (error 403)", "never sent"},
		{"a sign-in, in the open", "http://portal.example", 407, telecom.NotPortal, "The proxy of this network requires a sign-in", "unclear"},
		{"no way, in the open", "http://portal.example", 502, telecom.Broken, "The portal failed (error 502)", "unclear"},
	} {
		p := proxied(t, "", c.refuses)
		got := through(t, c.base, "HTTP_PROXY="+p.URL, "HTTPS_PROXY="+p.URL)
		if got.Found || got.Code != c.code || !strings.Contains(got.Text, c.says) || !strings.Contains(got.Text, "Nothing was changed") ||
			got.Fate != c.fate {
			t.Errorf("%s: got %+v, want %v, saying %q, and the fate %q", c.name, got, c.code, c.says, c.fate)
		}
	}
}

func TestProxy_UnreachableIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got := through(t, "https://portal.example", "HTTPS_PROXY="+gone)
	if got.Found || got.Code != telecom.Unreachable || !strings.Contains(got.Text, "The proxy of this network cannot be reached") ||
		got.Fate != "never sent" {
		t.Errorf("got %+v, want unreachable by proxy, never sent", got)
	}
}

func TestProxy_IsNotBlamedForOtherFailures(t *testing.T) {
	for _, err := range []error{errors.New("x"), &net.OpError{Op: "dial", Err: errors.New("refused")}, context.DeadlineExceeded} {
		if e := ofProxy(err); e != nil {
			t.Errorf("%v: %v", err, e)
		}
	}
}
