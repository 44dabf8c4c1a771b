package portalsim

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// missing skips a test that lacks something of the outside, and fails it where the outside is known to be complete.
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

// judge starts a validating proxy and returns its address. It ends with the test.
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
