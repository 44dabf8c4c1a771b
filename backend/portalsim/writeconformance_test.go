package portalsim

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEveryWriteConforms sends everything that may be sent through an
// independent judge, who looks at what goes in and at what comes out.
func TestEveryWriteConforms(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	p, k, s := serve(t, Config{})
	proxy := judge(t, validator(t), filepath.Join(specifications(t), "TMF641-ServiceOrdering-v4.1.0.swagger.json"), s.ServiceOrdering)
	try := func(name, path, body string) object {
		t.Helper()
		res, o := send(t, proxy+path, body)
		if res.StatusCode != 201 || o.text("id") == "" {
			t.Errorf("%s: %s %.1500s", name, res.Status, fmt.Sprint(o))
		}
		return o
	}
	reads := func(name, path string) object {
		t.Helper()
		res, body := ask(t, proxy+path)
		if res.StatusCode != 200 || strings.Contains(string(body), "#VIOLATIONS") {
			t.Errorf("%s: %s %.1500s", name, res.Status, body)
			return nil
		}
		return read(t, body)
	}
	for name := range everyOrder("") {
		service := aService(t, p, "1.0")
		o := try(name, "/serviceOrder", everyOrder(service)[name])
		try("again "+name, "/serviceOrder", everyOrder(service)[name]) // so that both go wrong
		if o == nil {
			continue
		}
		reads(name, "/serviceOrder/"+o.text("id"))
		k.pass(3 * time.Minute)
		reads(name+" gone wrong", "/serviceOrder/"+o.text("id"))
	}
	for late, ends := range map[bool]string{false: "done", true: "terminatedWithError"} {
		id := try("to cancel", "/serviceOrder", everyOrder(aService(t, p, "1.0"))["eSIM"]).text("id")
		for late && !slices.Contains(orderOf(t, p, id).trail(), "BPCN") {
			k.pass(time.Second)
		}
		path := "/cancelServiceOrder/" + try("cancel", "/cancelServiceOrder", cancelFor(id)).text("id")
		for _, d := range []time.Duration{0, 6 * time.Second, 5 * time.Minute} {
			k.pass(d)
			reads("being cancelled", path)
			reads("being cancelled", "/serviceOrder/"+id)
		}
		if task := reads("cancelled", path); task.text("state") != ends {
			t.Errorf("late %v: the task ends %s", late, task.text("state"))
		}
	}
	if got := len(p.Placed()); got != 2*len(everyOrder(""))+2 {
		t.Errorf("%d were placed", got)
	}
	refused := strings.Replace(everyOrder("SVC1")["eSIM"], `"modify"`, `"alter"`, 1)
	if res, o := send(t, proxy+"/serviceOrder", refused); res.StatusCode != 422 || !strings.HasSuffix(o.text("type"), "VIOLATIONS") && !strings.HasSuffix(o.text("type"), "UNPROCESSABLE_ENTITY") {
		t.Errorf("the judge does not look at what goes in: %s %v", res.Status, o)
	}
	// A refusal conforms too.
	if res, o := send(t, proxy+"/serviceOrder", everyOrder("SVC1")["eSIM"]); res.StatusCode != 400 || o.text("reason") != "Invalid request" {
		t.Errorf("a refusal: %s %v", res.Status, o)
	}
}
