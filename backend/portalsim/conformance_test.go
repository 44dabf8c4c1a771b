package portalsim

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheIdealPortalConformsToTheSpecifications puts an independent judge, a
// validating proxy made from the official files, in front of the ideal portal.
func TestTheIdealPortalConformsToTheSpecifications(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	specs := specifications(t)
	prism := validator(t)
	_, k, s := serve(t, Config{Services: 400})
	services := []string{
		"/service", "/service?limit=150&offset=100", "/service?limit=400", "/service?offset=100000", "/service?state=terminated",
		"/service?fields=id,state", "/service/SVC10440031", "/service/SVC10440052", "/service/none",
	}
	orders := []string{
		"/serviceOrder?limit=1000", "/serviceOrder?limit=1000&offset=1000", "/serviceOrder?sort=-orderDate&limit=30",
		"/serviceOrder?category=numberPort", "/serviceOrder?serviceOrderItem.service.id=SVC10440031", "/serviceOrder?externalId=none",
		"/serviceOrder?orderDate.gt=2026-11-01T00:00:00Z&fields=state", "/serviceOrder/ORD00003927848", "/serviceOrder/none",
	}
	for _, state := range []string{acknowledged, rejected, pending, held, inProgress, cancelled, completed, failed, partial, assessing, cancelling} {
		orders = append(orders, "/serviceOrder?limit=200&state="+state)
	}
	for _, one := range []struct {
		spec, base string
		paths      []string
	}{
		{"TMF638-ServiceInventory-v4.0.0.swagger.json", s.ServiceInventory, services},
		{"TMF641-ServiceOrdering-v4.1.0.swagger.json", s.ServiceOrdering, orders},
	} {
		proxy := judge(t, prism, filepath.Join(specs, one.spec), one.base)
		for round := range 2 { // once at the start, once when the openings have moved on
			for _, path := range one.paths {
				want, _ := ask(t, one.base+path)
				res, body := ask(t, proxy+path)
				if res.StatusCode != want.StatusCode {
					t.Errorf("round %d, %s: the portal answers %s, the judge %s: %.2000s", round, path, want.Status, res.Status, body)
				}
			}
			k.pass(time.Minute)
		}
	}
}

// TestTheJudgeFindsViolations makes sure that the test above can fail: the older
// wire of the reference numbers its errors, which the specification forbids.
func TestTheJudgeFindsViolations(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	specs := specifications(t)
	_, _, s := serve(t, Config{Services: 40, Personality: Reference})
	proxy := judge(t, validator(t), filepath.Join(specs, "TMF641-ServiceOrdering-v4.1.0.swagger.json"), s.ServiceOrdering)
	for _, path := range []string{"/serviceOrder/none", "/serviceOrder?state=onHold"} {
		if res, body := ask(t, proxy+path); res.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), "VIOLATIONS") {
			t.Errorf("%s: the judge says %s: %s", path, res.Status, body)
		}
	}
}

// missing skips a test that lacks something of the outside, and fails it where
// the outside is known to be complete.
func missing(t *testing.T, what string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, "..", "shared")); err == nil && os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// root is the project's folder, seen from this package.
var root = filepath.Join("..", "..")

func specifications(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(root, "..", "shared", "specs")
	if _, err := os.Stat(folder); err != nil {
		missing(t, "the official specification files are not here")
	}
	return folder
}

// validator finds prism: what PRISM names, else the frontend's own.
func validator(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PRISM")
	if path == "" {
		path = filepath.Join(root, "frontend", "node_modules", ".bin", "prism")
	}
	path, err := filepath.Abs(path)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		missing(t, "prism is not here: set PRISM or run npm ci in frontend")
	}
	return path
}

// judge starts a validating proxy and gives its address. It ends with the test.
func judge(t *testing.T, prism, spec, base string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(address)
	var said bytes.Buffer
	c := exec.Command(prism, "proxy", "--errors", "--host", "127.0.0.1", "--port", port, spec, base)
	c.Stdout, c.Stderr = &said, &said
	inGroup(c)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }()
	t.Cleanup(func() { killGroup(c); <-ended })
	limit, tick := time.After(60*time.Second), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			t.Fatalf("prism ended before it was ready: %s", &said)
		case <-limit:
			killGroup(c)
			<-ended
			t.Fatalf("prism was not ready in time: %s", &said)
		case <-tick.C:
			if n, err := net.Dial("tcp", address); err == nil {
				n.Close()
				return fmt.Sprint("http://", address)
			}
		}
	}
}
