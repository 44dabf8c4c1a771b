package portalsim

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryDecisionConforms takes requests through their decisions before an
// independent judge, who looks at what goes in and at what comes out.
func TestEveryDecisionConforms(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	p, _, s := serve(t, Config{})
	p.Freeze()
	proxy := judge(t, validator(t), filepath.Join(specifications(t), "TMF622-ProductOrder-v4.0.0.swagger.json"), s.ProductOrdering)
	decide := func(id, to string) {
		t.Helper()
		res, o := patched(t, proxy+"/productOrder/"+id, deciding(to, "decisionKey", "k", "reason", "other"))
		if res.StatusCode != 200 || o.status() != to {
			t.Errorf("%s: %s %.1500s", to, res.Status, fmt.Sprint(o))
		}
	}
	id := p.SubmitRequest()
	for _, to := range []string{requestGenerating, requestReady, requestReady, requestGenerating, requestReady, requestSigned, requestProvisioning} {
		decide(id, to)
	}
	for from, row := range requestActions {
		for _, step := range row {
			decide(aRequest(t, p, from), step.to)
		}
	}
	for _, status := range SubscriptionStatuses() {
		res, body := ask(t, proxy+"/productOrder/"+aRequest(t, p, status))
		if res.StatusCode != 200 || strings.Contains(string(body), "#VIOLATIONS") {
			t.Errorf("%s: %s %.1500s", status, res.Status, body)
		}
	}
	body := deciding(requestActive, "ifStatusVersion", "1")
	if res, e := patched(t, proxy+"/productOrder/"+id, body); res.StatusCode != 409 || e.text("reason") != "Conflict" {
		t.Errorf("a conflict: %s %v", res.Status, e)
	}
	wrong := strings.Replace(body, `"action":"add"`, `"action":"subscribe"`, 1)
	if res, e := patched(t, proxy+"/productOrder/"+id, wrong); res.StatusCode != 422 || !strings.Contains(fmt.Sprint(e), "action") {
		t.Errorf("the judge does not look at what goes in: %s %v", res.Status, e)
	}
}
