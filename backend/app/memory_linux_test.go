package app

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"commsdesk/backend/portalsim"
)

// memoryAtMost is how much memory this program may need, whatever a portal sends.
const memoryAtMost = 400 // MB

// TestMemory_Child is the second process: it does what the command line asks and says how much memory that took at most.
func TestMemory_Child(t *testing.T) {
	args := os.Getenv("COMMSDESK_TEST_ARGS")
	if args == "" {
		t.Skip("it is started by the other tests")
	}
	code := run(strings.Split(args, "\n"), os.Stdout, os.Stderr)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, most, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Printf("\nexit %d, peak %s kB\n", code, strings.Fields(most)[0])
}

// weighed lets a second process read a portal, and says how it ended and how many MB it needed.
func weighed(t *testing.T, portal http.Handler, env ...string) (code, peak int, said string) {
	t.Helper()
	server := httptest.NewServer(portal)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	secret := filepath.Join(dir, "passphrase")
	for path, text := range map[string]string{
		secret: passphrase,
		filepath.Join(dir, "config.toml"): fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory "+
			"= %q\nservice_ordering = %q\nproduct_ordering = %q\n", server.URL+"/si", server.URL+"/so", server.URL+"/po"),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	child := exec.Command(os.Args[0], "-test.run=^TestMemory_Child$", "-test.v")
	child.Env = append(append(os.Environ(), "COMMSDESK_TEST_ARGS="+
		strings.Join([]string{"sync", "--data-dir", dir, "--passphrase-file", secret}, "\n")), env...)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %.2000s", err, out)
	}
	said = string(out)
	_, end, _ := strings.Cut(said, "\nexit ")
	if _, err := fmt.Sscanf(end, "%d, peak %d kB", &code, &peak); err != nil {
		t.Fatalf("%v: %.2000s", err, out)
	}
	return code, peak / 1024, said
}

// onePage answers every list with one page, and then with none.
func onePage(page []byte, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Query().Get("offset") != "" {
			_, _ = io.WriteString(w, "[]")
			return
		}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		_, _ = w.Write(page)
	}
}

// repeated is a list of rows, up to a number of bytes and of rows.
func repeated(size, rows int, row func(i int) string) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := 0; b.Len() < size && i < rows; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(row(i))
	}
	b.WriteByte(']')
	return b.Bytes()
}

func zipped(page []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(page)
	_ = z.Close()
	return b.Bytes()
}

func TestMemory_StaysBoundedWhateverAPortalSends(t *testing.T) {
	const most = 32<<20 - 1<<16 // of an answer that is read at all
	long := strings.Repeat("x", 1<<20)
	numbers := func(n int, of func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(of(i))
		}
		return b.String()
	}
	for name, portal := range map[string]http.Handler{
		"a million rows":  onePage(repeated(17<<20, 1<<30, func(i int) string { return `{"id":"` + strconv.Itoa(i) + `"}` })),
		"rows of nothing": onePage(repeated(most, 1<<30, func(int) string { return `{}` })),
		"long ids":        onePage(repeated(most-4<<20, 1<<30, func(i int) string { return `{"id":"` + strconv.Itoa(i) + long + `"}` })),
		"one large record": onePage([]byte(`[{"id":"1","state":"active","serviceCharacteristic":[` + numbers(600_000,
			func(i int) string { return `{"name":"a` + strconv.Itoa(i) + `","value":"` + strconv.Itoa(i) + `"}` }) + `]}]`)),
		"large rows": onePage(repeated(most, 1<<30, func(i int) string {
			return `{"id":"` + strconv.Itoa(i) + `","state":"held","category":"simSwap","orderDate":"2026-01-01T00:00:00Z",` +
				`"serviceOrderItem":[{"id":"1","action":"modify","service":{"id":"S` + strconv.Itoa(i) +
				`","name":"` + strings.Repeat("word ", 300) + `"}}],` +
				`"milestone":[{"name":"a","message":"` + strings.Repeat("m", 300) + `","milestoneDate":"2026-01-01T00:00:00Z"}]}`
		})),
		"deep nesting":   onePage([]byte(`[{"id":"1","x":` + strings.Repeat("[", 16_000_000) + strings.Repeat("]", 15_000_000))),
		"nested objects": onePage([]byte(`[{"id":"1","serviceOrderItem":` + strings.Repeat(`[{"serviceOrderItem":`, 900_000))),
		"a gzip bomb":    onePage(zipped(bytes.Repeat([]byte(" "), 300<<20)), "Content-Encoding", "gzip"),
		"long headers":   onePage([]byte(`[]`), "X-Long", strings.Repeat("x", 2<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			code, peak, said := weighed(t, portal)
			if _, words, said := strings.Cut(said, "commsdesk: "); peak > memoryAtMost || code != 0 && !said {
				t.Errorf("got exit %d and %d MB, want at most %d: %.200s", code, peak, memoryAtMost, words)
			}
		})
	}
}

// neverEnds answers every list with as many rows as are asked for, wherever that is in the list.
func neverEnds(row func(i int) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(repeated(1<<30, limit, func(i int) string { return row(offset + i) }))
	}
}

func TestMemory_EndlessListsEndInWords(t *testing.T) {
	portal := neverEnds(func(i int) string {
		return `{"id":"` + strconv.Itoa(i) + `","state":"active","relatedParty":[{"role":"customer","name":"` + strconv.Itoa(i) +
			strings.Repeat(" word", 1000) + `"}]}`
	})
	code, peak, said := weighed(t, portal)
	if code != 1 || peak > memoryAtMost || !strings.Contains(said, "more services than Commsdesk can keep") {
		t.Errorf("got exit %d and %d MB, want 1 and at most %d: %.600s", code, peak, memoryAtMost, said)
	}
	o := newOffice(t, portalsim.Config{Services: 1, Orders: 1})
	o.behind(portal)
	a := o.open(passphrase) // the window's pass ends as well
	o.until("it is said", func() bool {
		h, err := a.Frame.Header()
		return err == nil && h.Freshness.Problem != nil && strings.Contains(h.Freshness.Problem.Text, "more services than")
	})
}
