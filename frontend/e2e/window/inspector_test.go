//go:build window

package window

import (
	"net"
	"path/filepath"
	"testing"
)

// inspectable is the release binary built so that its window may be looked into.
func inspectable() string {
	path, _ := filepath.Abs(filepath.Join(repo, "build/bin/commsdesk-inspect"))
	return path
}

func TestInspector_ListensOnlyInTheInspectableProgram(t *testing.T) {
	for name, listens := range map[string]bool{binary(): false, inspectable(): true} {
		http, plain := freeAddress(t), freeAddress(t)
		t.Setenv("WEBKIT_INSPECTOR_HTTP_SERVER", http)
		t.Setenv("WEBKIT_INSPECTOR_SERVER", plain)
		t.Setenv("COMMSDESK", name)
		p := start(t, t.TempDir(), "--demo")
		p.until("rows are there", func() bool { return len(p.rows()) > 10 })
		open := 0
		for _, address := range []string{http, plain} {
			if c, err := net.Dial("tcp", address); err == nil {
				_ = c.Close()
				open++
			}
		}
		if got := open > 0; got != listens {
			t.Errorf("%s listens: got %v, want %v", filepath.Base(name), got, listens)
		}
		p.close()
	}
}

// freeAddress is one of this machine that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
