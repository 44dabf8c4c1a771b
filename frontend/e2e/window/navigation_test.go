//go:build window

package window

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func TestNavigation_LeadsNowhereElse(t *testing.T) {
	var asked atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<h1>Elsewhere</h1>"))
	}))
	t.Cleanup(elsewhere.Close)
	inspector := freeAddress(t)
	t.Setenv("WEBKIT_INSPECTOR_HTTP_SERVER", inspector)
	t.Setenv("COMMSDESK", inspectable())
	p := start(t, t.TempDir(), "--demo")
	p.until("rows are there", func() bool { return len(p.rows()) > 10 })
	// The inspector hangs up whenever the window is about to go elsewhere, so it is asked again.
	says := func(script string) (value string) {
		t.Helper()
		p.until("the page evaluates "+script, func() (done bool) {
			var err error
			value, err = evaluate(inspector, script)
			return err == nil
		})
		return value
	}
	const at, link = "wails://wails/", `a = document.body.appendChild(document.createElement("a")); a.href = to; `
	for _, script := range []string{
		`location.href = to`, `location.assign(to)`, `location.replace(to)`, `window.open(to)`, `window.open(to, "_top")`,
		link + `a.click()`, link + `a.target = "_blank"; a.click()`,
		`f = document.body.appendChild(document.createElement("form")); f.action = to; f.submit()`,
		`m = document.head.appendChild(document.createElement("meta")); m.httpEquiv = "refresh"; m.content = "0; url=" + to`,
		`i = document.body.appendChild(document.createElement("iframe")); i.src = to`,
		`i = document.body.appendChild(document.createElement("iframe")); i.contentWindow.top.location = to`,
		`location.href = "data:text/html,<h1>Elsewhere</h1>"`, `location.href = "file:///etc/passwd"`, `location.href = "wails://elsewhere/"`,
		`location.href = "about:blank"`,
	} {
		says(`setTimeout(() => { let to = "` + elsewhere.URL + `/", a, f, m, i; ` + script + ` })`)
		if got := says(`location.href`); !strings.HasPrefix(got, at) {
			t.Errorf("%s: the window is at %s", script, got)
		}
	}
	// Whatever was on its way has arrived by the time the desk has shown another screen.
	p.press(RoleLink, "Requests")
	p.node(RoleHeading, "Subscription requests")
	if got := says(`location.href`); !strings.HasPrefix(got, at) || asked.Load() > 0 {
		t.Errorf("the window is at %s, and %d requests went elsewhere", got, asked.Load())
	}
	p.close()
}
