package portalsim

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// post writes over a client and says in a few words what came back.
func post(c *http.Client, to, body string, header ...string) string {
	r, err := http.NewRequest(http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Content-Type", contentType)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := c.Do(r)
	if err != nil {
		failed, _ := errors.AsType[*url.Error](err)
		switch {
		case failed.Timeout():
			return "timed out"
		case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.ECONNREFUSED):
			return "never connected"
		case strings.Contains(err.Error(), "HTTPS"):
			return "no TLS"
		case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
			return "cut"
		}
		return err.Error()
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return http.StatusText(res.StatusCode) + ", cut"
	}
	var o object
	if json.Unmarshal(text, &o) != nil {
		return http.StatusText(res.StatusCode) + ", unreadable"
	}
	what := ""
	switch {
	case res.StatusCode >= 300 && o.text("message") != "":
		what = " with a sentence"
	case o.text("id") != "":
		what = " with an id"
	}
	return http.StatusText(res.StatusCode) + what
}

// TestWrite_EndsAsTheFaultSays is all that can come back of a write, each with whether the work was done.
func TestWrite_EndsAsTheFaultSays(t *testing.T) {
	way := func(name, back string, placed int, prepare func(p *Portal, l *Network), more ...string) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, l, s, client := onNetwork(t, Config{Latency: time.Hour})
				client.Timeout = time.Minute
				p.Freeze()
				to := s.ServiceOrdering + "/serviceOrder"
				if prepare != nil {
					prepare(p, l)
				}
				if len(more) > 0 {
					to = strings.Replace(to, "http:", more[0], 1)
				}
				if got := post(client, to, everyOrder(aService(t, p, "1.0"))["eSIM"]); got != back {
					t.Errorf("%q came back, want %q", got, back)
				}
				if got := len(p.Placed()); got != placed {
					t.Errorf("%d were placed, want %d", got, placed)
				}
			})
		})
	}
	under := func(on ...Fault) func(*Portal, *Network) { return func(p *Portal, _ *Network) { p.SetFaults(on...) } }
	way("a network that is cut", "never connected", 0, func(_ *Portal, l *Network) { l.Cut() })
	way("no TLS", "no TLS", 0, nil, "https:")
	way("nothing wrong", "Created with an id", 1, nil)
	way("lost", "cut", 1, under(Lost))
	way("down", "cut", 0, under(Down))
	way("half", "Created, cut", 1, under(Half))
	way("slow", "timed out", 0, under(Slow))
	way("write slow", "timed out", 1, under(WriteSlow))
	way("accepted", "Accepted", 1, under(Accepted))
	way("garbled", "Created, unreadable", 1, under(Garbled))
	way("refuse", "Unprocessable Entity with a sentence", 0, under(Refuse))
	way("conflict", "Conflict with a sentence", 0, under(Conflict))
	way("error 500", "Internal Server Error with a sentence", 0, under(Error500))
	way("busy", "Too Many Requests with a sentence", 0, under(Busy429))
	way("unauthorized", "Unauthorized with a sentence", 0, under(Unauthorized))
	way("forbidden", "Forbidden with a sentence", 0, under(Forbidden))
	way("sign-in page", "OK, unreadable", 0, under(Login))
	way("wrong id", "Created with an id", 1, under(WrongID))
	way("lost after all", "cut", 1, under(Lost, Accepted, Garbled, ContentType))
	way("reused, but new", "Created with an id", 1, under(Reused))
	for _, status := range []int{400, 401, 403, 404, 405, 415, 422, 429, 408, 409, 500, 502, 503, 504} {
		for placed, done := range []bool{false, true} {
			way(http.StatusText(status), http.StatusText(status)+" with a sentence", placed, func(p *Portal, _ *Network) {
				if err := p.AnswerWrites(status, done); err != nil {
					t.Error(err)
				}
			})
		}
	}
	way("well again", "Created with an id", 1, func(p *Portal, _ *Network) { p.AnswerWrites(503, false); p.SetFaults() })
	way("no status", "Created with an id", 1, func(p *Portal, _ *Network) { p.AnswerWrites(503, false); p.AnswerWrites(0, false) })
	p, _ := open(t, Config{Services: 5})
	for _, status := range []int{-1, 100, 199, 600} {
		if p.AnswerWrites(status, true) == nil {
			t.Errorf("%d is a status to force", status)
		}
	}
}

func TestWrite_UntrustedTLSIsNotReached(t *testing.T) {
	p, _ := open(t, Config{})
	s := httptest.NewUnstartedServer(p.Handler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	_, err := http.Post(s.URL+orderPath, contentType, strings.NewReader(everyOrder(aService(t, p, "1.0"))["eSIM"]))
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || len(p.Placed()) != 0 {
		t.Errorf("%v, placed %v", err, p.Placed())
	}
}

func TestWriteFaults_LeaveReadsAlone(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Hour})
	p.SetFaults(Refuse, Conflict, Accepted, Garbled, WriteSlow, Reused)
	p.AnswerWrites(503, true)
	for range 3 {
		if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=5"); len(rows) != 5 {
			t.Errorf("%d rows", len(rows))
		}
	}
}

func TestWriteFaults_LeaveRefusalsAlone(t *testing.T) {
	p, _, s := serve(t, Config{Faults: []Fault{Accepted, Garbled, WriteSlow, Reused}, Latency: time.Hour})
	p.AnswerWrites(503, true)
	for range 2 {
		if res, e := send(t, s.ServiceOrdering+"/serviceOrder", "{}"); res.StatusCode != 400 || e.text("message") == "" {
			t.Errorf("got %s %v, want 400 and a message", res.Status, e)
		}
	}
}

// TestReused_CatchesClientsThatSendAgain shows what a kept connection that dies after the work does to the two kinds of
// clients there are.
func TestReused_CatchesClientsThatSendAgain(t *testing.T) {
	for header, placed := range map[string]int{"": 1, "Idempotency-Key": 2} {
		synctest.Test(t, func(t *testing.T) {
			p, _, s, client := onNetwork(t, Config{})
			if _, _, err := told(client, s.ServiceInventory+"/service?limit=1"); err != nil {
				t.Fatal(err)
			}
			p.SetFaults(Reused)
			body, to := everyOrder(aService(t, p, "1.0"))["eSIM"], s.ServiceOrdering+"/serviceOrder"
			back := "cut"
			if header != "" {
				back = "Created with an id"
				if got := post(client, to, body, header, "key-0001"); got != back {
					t.Errorf("%q came back, want %q", got, back)
				}
			} else if got := post(client, to, body); got != back {
				t.Errorf("%q came back, want %q", got, back)
			}
			if got := len(p.Placed()); got != placed {
				t.Errorf("with %q in the header, %d were placed", header, got)
			}
		})
	}
}

func TestWriteSlow_AnswersInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, s, client := onNetwork(t, Config{Latency: time.Hour, Faults: []Fault{WriteSlow}})
		began := time.Now()
		answered := make(chan string)
		go func() {
			answered <- post(client, s.ServiceOrdering+"/serviceOrder", everyOrder(aService(t, p, "1.0"))["eSIM"])
		}()
		synctest.Wait()
		if len(p.Placed()) != 1 {
			t.Error("the work is not done at once")
		}
		if got := <-answered; got != "Created with an id" || time.Since(began) != time.Hour {
			t.Errorf("%q after %s", got, time.Since(began))
		}
	})
}

func TestWrite_HalfARequestIsNone(t *testing.T) {
	p, _, s := serve(t, Config{})
	c, err := net.Dial("tcp", strings.TrimPrefix(s.ServiceOrdering[:strings.Index(s.ServiceOrdering, "/tmf-api")], "http://"))
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(c, "POST "+orderPath+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "+
		"5000\r\n\r\n"+everyOrder(aService(t, p, "1.0"))["eSIM"])
	c.(*net.TCPConn).CloseWrite()
	if answer, _ := io.ReadAll(c); len(answer) > 0 {
		t.Errorf("it is answered %s", answer)
	}
	c.Close()
	if p.Requests() != 1 {
		t.Error("it did not arrive")
	}
	if len(p.Placed()) != 0 {
		t.Errorf("placed %v", p.Placed())
	}
}

func TestPlaced_TellsWhatArrivedWhateverWasAnswered(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	body := everyOrder(service)["eSIM"]
	p.SetFaults(Lost)
	if got := post(http.DefaultClient, s.ServiceOrdering+"/serviceOrder", body); got != "cut" {
		t.Error(got)
	}
	k.pass(time.Hour)
	p.SetFaults()
	second := sends(t, s, wanting(featureUpdate, "modify", service, roamingOn))
	place(t, p, service, travelPack)
	got := p.Placed()
	if len(got) != 2 {
		t.Fatalf("placed %v", got)
	}
	if one := got[0]; one.OrderID == "" || one.ServiceID != service || one.Category != simSwap || !one.At.Equal(sunday) || one.Body != body ||
		one.ExternalID != "key-0001" || one.Reference != "key-0001" || !strings.HasPrefix(one.Remote, "127.0.0.1:") {
		t.Errorf("the first is %+v", one)
	}
	if two := got[1]; two.OrderID != second || two.Category != featureUpdate || !two.At.Equal(sunday.Add(time.Hour)) {
		t.Errorf("the second is %+v", two)
	}
	if o := orderOf(t, p, got[0].OrderID); o.text("state") != completed {
		t.Errorf("the lost one is %s", o.text("state"))
	}
	got[0].OrderID = "?"
	if p.Placed()[0].OrderID == "?" {
		t.Error("the caller can change it")
	}
}

func TestWrite_ManyMaySendAtOnce(t *testing.T) {
	p, k, s := serve(t, Config{Services: 60, Speed: 20})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				k.pass(time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				r, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.ServiceOrdering+"/serviceOrder",
					strings.NewReader(everyOrder("")[activation]))
				r.Header.Set("Content-Type", contentType)
				if res, err := http.DefaultClient.Do(r); err != nil || res.StatusCode != 201 {
					t.Error(err, res)
				} else {
					res.Body.Close()
				}
				cancel()
				p.Clashes()
				p.PersonalData()
				p.AnswerWrites(0, false)
			}
		})
	}
	all.Wait()
	ids := map[string]bool{}
	for _, one := range p.Placed() {
		ids[one.OrderID] = true
	}
	if len(ids) != 80 {
		t.Errorf("%d different orders", len(ids))
	}
}

// TestDecide_EndsAsTheFaultSays is what can come back of a decision, each with whether it was applied.
func TestDecide_EndsAsTheFaultSays(t *testing.T) {
	way := func(name, back string, applied int, prepare func(*Portal)) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, _, s, client := onNetwork(t, Config{Latency: time.Hour})
				client.Timeout = time.Minute
				p.Freeze()
				id := aRequest(t, p, requestReceived)
				prepare(p)
				r, _ := http.NewRequest(http.MethodPatch, s.ProductOrdering+"/productOrder/"+id, strings.NewReader(deciding(requestGenerating)))
				r.Header.Set("Content-Type", contentType)
				if got := ended(client.Do(r)); got != back {
					t.Errorf("%q came back, want %q", got, back)
				}
				want := map[int]string{0: requestReceived, 1: requestGenerating}[applied]
				if len(p.Decided()) != applied || requestOf(t, p, id).status() != want {
					t.Errorf("%d were applied, want %d", len(p.Decided()), applied)
				}
			})
		})
	}
	under := func(on ...Fault) func(*Portal) { return func(p *Portal) { p.SetFaults(on...) } }
	way("nothing wrong", "OK with an id", 1, under())
	way("lost", "cut", 1, under(Lost))
	way("down", "cut", 0, under(Down))
	way("half", "OK, cut", 1, under(Half))
	way("slow", "cut", 0, under(Slow))
	way("write slow", "cut", 1, under(WriteSlow))
	way("accepted", "Accepted", 1, under(Accepted))
	way("garbled", "OK, unreadable", 1, under(Garbled))
	way("refuse", "Unprocessable Entity with a sentence", 0, under(Refuse))
	way("conflict", "Conflict with a sentence", 0, under(Conflict))
	for _, status := range []int{400, 409, 500, 503} {
		for applied, done := range []bool{false, true} {
			way(http.StatusText(status), http.StatusText(status)+" with a sentence", applied, func(p *Portal) { p.AnswerWrites(status, done) })
		}
	}
}

// ended says in a few words what came back.
func ended(res *http.Response, err error) string {
	if err != nil {
		return "cut"
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	var o object
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return http.StatusText(res.StatusCode) + ", cut"
	case json.Unmarshal(text, &o) != nil:
		return http.StatusText(res.StatusCode) + ", unreadable"
	case res.StatusCode >= 300 && o.text("message") != "":
		return http.StatusText(res.StatusCode) + " with a sentence"
	case o.text("id") != "":
		return http.StatusText(res.StatusCode) + " with an id"
	}
	return http.StatusText(res.StatusCode)
}
