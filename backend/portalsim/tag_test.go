package portalsim

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAKnownAnswerIsNotSentAgain(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.Freeze()
	service := s.ServiceInventory + "/service/SVC10440017"
	for _, url := range []string{service, s.ServiceInventory + "/service?limit=20", s.ServiceOrdering + "/serviceOrder?state=held"} {
		res, _ := ask(t, url)
		tag := res.Header.Get("ETag")
		if res, body := ask(t, url, "If-None-Match", `"other", `+tag); res.StatusCode != 304 || len(body) > 0 || tag == "" {
			t.Errorf("%s: %s for %s", url, res.Status, tag)
		}
		k.pass(time.Hour)
		if res, _ := ask(t, url, "If-None-Match", "W/"+tag); res.StatusCode != 304 {
			t.Errorf("%s: the tag changed though nothing did", url)
		}
	}
	res, _ := ask(t, service)
	if err := p.RenameCustomer("SVC10440017", "Another Name"); err != nil {
		t.Fatal(err)
	}
	if res, _ := ask(t, service, "If-None-Match", res.Header.Get("ETag")); res.StatusCode != 200 {
		t.Errorf("after a change: %s", res.Status)
	}
}

// TestATagBelongsToTheBodyThatIsSent asks under every fault that changes what a
// body says: two answers have the same tag when they are the same answer, and
// only then.
func TestATagBelongsToTheBodyThatIsSent(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	faults := [][]Fault{
		{}, {Clock}, {Duplicates}, {Moving}, {Vanish}, {Empty}, {Moving, Duplicates}, {Clock, Moving}, {Clock, Duplicates, Moving, Vanish},
		{Drip, Clock}, {ContentType, Duplicates}, {Slow, Moving},
	}
	p.config.Latency = time.Millisecond
	for _, path := range []string{
		"/serviceOrder?limit=20", "/serviceOrder?limit=20&offset=1190", "/serviceOrder?state=inProgress&fields=state,orderDate", "/serviceOrder/ORD00003927848",
	} {
		url := s.ServiceOrdering + path
		bodies, tags := map[string]string{}, map[string]string{}
		for _, on := range faults {
			// The same question by turns, without and with every tag that is known.
			p.SetFaults(on...)
			for turn := range 3 {
				res, body := ask(t, url)
				tag, whole := res.Header.Get("ETag"), fmt.Sprintf("%s of %s", body, res.Header.Get("X-Total-Count"))
				if tag == "" || bodies[tag] != "" && bodies[tag] != whole || tags[whole] != "" && tags[whole] != tag {
					t.Errorf("%v, turn %d: tag %s for %.200s", on, turn, tag, whole)
				}
				bodies[tag], tags[whole] = whole, tag
			}
			for known := range bodies {
				p.SetFaults(on...) // which starts the turns anew
				plain, _ := ask(t, url)
				p.SetFaults(on...)
				res, body := ask(t, url, "If-None-Match", known)
				right := plain.Header.Get("ETag")
				whole := fmt.Sprintf("%s of %s", body, res.Header.Get("X-Total-Count"))
				switch {
				case res.Header.Get("ETag") != right:
					t.Errorf("%v: asked with %s, the tag is %s, not %s", on, known, res.Header.Get("ETag"), right)
				case known == right && (res.StatusCode != 304 || len(body) > 0):
					t.Errorf("%v: what is known is answered %s", on, res.Status)
				case known != right && (res.StatusCode != 200 || whole != bodies[right]):
					t.Errorf("%v: what is not known is answered %s %.200s", on, res.Status, body)
				}
			}
		}
		if len(bodies) < 2 {
			t.Errorf("%s proves nothing", path)
		}
	}
}

func TestOneTagOfManyIsEnough(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5})
	p.Freeze()
	res, _ := ask(t, s.ServiceInventory+"/service")
	tag := res.Header.Get("ETag")
	for status, lines := range map[int][]string{200: {`"one", W/"two"`, `"three"`}, 304: {`"one"`, `"two", W/` + tag}} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, servicePath, nil)
		r.Header["If-None-Match"] = lines
		if p.Handler().ServeHTTP(w, r); w.Code != status {
			t.Errorf("%q: %d", lines, w.Code)
		}
	}
}

func TestAStaleTagMissesAStage(t *testing.T) {
	for _, personality := range []Personality{Ideal, Reference} { // the second has no tags by itself
		p, k, s := serve(t, Config{Personality: personality, Variants: []Variant{StaleTags}})
		p.world.nextArrival = 1 << 60 // so that nothing else changes a list
		service := aService(t, p, "1.0")
		id := place(t, p, service, simSwap)
		items := map[Personality]string{Ideal: "serviceOrderItem", Reference: "orderItem"}[personality]
		single, list := s.ServiceOrdering+"/serviceOrder/"+id, s.ServiceOrdering+"/serviceOrder?"+items+".service.id="+service
		k.pass(9 * time.Second)
		before := orderOf(t, p, id)
		first, _ := ask(t, single)
		firstList, _ := ask(t, list)
		k.pass(15 * time.Second)
		after := orderOf(t, p, id)
		if before.text("state") != inProgress || after.text("state") != inProgress || len(after.trail()) <= len(before.trail()) {
			t.Fatalf("no stage was added to %v", after)
		}
		for url, tag := range map[string]string{single: first.Header.Get("ETag"), list: firstList.Header.Get("ETag")} {
			now, body := ask(t, url)
			if tag == "" || now.Header.Get("ETag") != tag || len(body) == 0 {
				t.Errorf("%s: the tag %s became %s", url, tag, now.Header.Get("ETag"))
			}
			if res, _ := ask(t, url, "If-None-Match", tag); res.StatusCode != 304 {
				t.Errorf("%s: %s after a stage", url, res.Status)
			}
		}
		k.pass(3 * time.Minute)
		if s := orderOf(t, p, id).text("state"); s != completed {
			t.Fatalf("it is %s", s)
		}
		for url, tag := range map[string]string{single: first.Header.Get("ETag"), list: firstList.Header.Get("ETag")} {
			if res, _ := ask(t, url, "If-None-Match", tag); res.StatusCode != 200 || res.Header.Get("ETag") == tag {
				t.Errorf("%s: %s after another state", url, res.Status)
			}
		}
	}
}

func TestNothingIsChangedOnAWeakTag(t *testing.T) {
	p, _, s := serve(t, Config{Variants: []Variant{WeakTags}})
	p.Freeze()
	url := s.ProductOrdering + "/productOrder/" + aRequest(t, p, requestReceived)
	res, _ := ask(t, url)
	tag := res.Header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatal(tag)
	}
	if res, _ := patched(t, url, deciding(requestGenerating), "If-Match", tag); res.StatusCode != 412 {
		t.Error(res.Status)
	}
	if res, _ := patched(t, url, deciding(requestGenerating)); res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("ETag"), `W/"`) {
		t.Error(res.Status, res.Header)
	}
}
