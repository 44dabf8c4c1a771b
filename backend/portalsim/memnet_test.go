package portalsim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

// onNetwork starts a portal on a network, with a client; both end with the test. It is for the inside of a bubble.
func onNetwork(t *testing.T, c Config) (*Portal, *Network, *Server, *http.Client) {
	t.Helper()
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	l := NewNetwork("desk.test")
	s := p.StartOn(l)
	way := &http.Transport{DialContext: l.Dial}
	t.Cleanup(func() { s.Close(); way.CloseIdleConnections() })
	return p, l, s, &http.Client{Transport: way}
}

// told asks over a client and returns the answer, read to its end.
func told(c *http.Client, url string) (*http.Response, []byte, error) {
	res, err := c.Get(url)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, body, err
}

func TestNetwork_PortalRunsInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, s, client := onNetwork(t, Config{})
		if s.ServiceOrdering != "http://portal.test/tmf-api/serviceOrdering/v4" {
			t.Error(s.ServiceOrdering)
		}
		id := place(t, p, aService(t, p, "1.0"), simSwap)
		for _, state := range []string{acknowledged, completed} {
			began := time.Now()
			res, body, err := told(client, s.ServiceOrdering+"/serviceOrder/"+id)
			if err != nil || read(t, body).text("state") != state {
				t.Fatalf("got %v %s, want the state %s", err, body, state)
			}
			if date, _ := http.ParseTime(res.Header.Get("Date")); !date.Equal(began.Truncate(time.Second)) || time.Since(began) != 0 {
				t.Errorf("dated %s, asked at %s", date, began)
			}
			time.Sleep(time.Hour)
		}
	})
}

func TestNetwork_FaultsWaitInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, s, client := onNetwork(t, Config{Latency: 16 * time.Hour})
		for fault, takes := range map[Fault]time.Duration{Slow: 16 * time.Hour, Drip: 15 * time.Hour} {
			p.SetFaults(fault)
			began := time.Now()
			_, body, err := told(client, s.ServiceInventory+"/service?limit=20")
			if took := time.Since(began); err != nil || took != takes || len(body) < 1000 {
				t.Errorf("%s took %s: %v", fault, took, err)
			}
		}
	})
}

func TestNetwork_FaultsCutConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, s, client := onNetwork(t, Config{})
		url := s.ServiceInventory + "/service?limit=20"
		p.SetFaults(Down)
		if _, _, err := told(client, url); !errors.Is(err, io.EOF) {
			t.Errorf("down: %v", err)
		}
		p.SetFaults(Half)
		if _, part, err := told(client, url); !errors.Is(err, io.ErrUnexpectedEOF) || len(part) == 0 {
			t.Errorf("half: %d bytes, then %v", len(part), err)
		}
		p.SetFaults()
		if res, _, err := told(client, url); err != nil || res.StatusCode != 200 {
			t.Errorf("the portal is not well again: %v", err)
		}
	})
}

func TestNetwork_CutFailsAsRealNetworksDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, l, s, client := onNetwork(t, Config{Latency: time.Hour})
		url := s.ServiceInventory + "/service?limit=20"
		if _, _, err := told(client, url); err != nil {
			t.Fatal(err)
		}
		l.Cut()
		_, _, err := told(client, url)
		network, ok := errors.AsType[net.Error](err)
		dial, _ := errors.AsType[*net.OpError](err)
		if !ok || network.Timeout() || dial == nil || dial.Op != "dial" || !errors.Is(err, syscall.ENETUNREACH) ||
			!strings.Contains(err.Error(), "network is unreachable") {
			t.Errorf("a new connection: %v", err)
		}
		l.Mend()
		for _, fault := range []Fault{Slow, Drip} { // cut before the answer, and within it
			p.SetFaults(fault)
			time.AfterFunc(time.Minute, l.Cut)
			began := time.Now()
			_, _, err := told(&http.Client{Transport: &http.Transport{DialContext: l.Dial, DisableKeepAlives: true}}, url)
			if broken, ok := errors.AsType[*net.OpError](err); !ok || !errors.Is(err, syscall.ECONNRESET) || broken.Op != "read" ||
				time.Since(began) != time.Minute {
				t.Errorf("%s: a standing connection: %v", fault, err)
			}
			l.Mend()
		}
		p.SetFaults()
		if res, _, err := told(client, url); err != nil || res.StatusCode != 200 {
			t.Errorf("the network is not mended: %v", err)
		}
	})
}

func TestNetwork_DialHonorsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewNetwork("desk.test")
		e := l.listen() // where nobody accepts
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for range 2 { // the second time it has ended before
			_, err := l.Dial(ctx, "tcp", "portal.test:80")
			if network, ok := errors.AsType[net.Error](err); !ok || !network.Timeout() || !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		}
		if len(l.conns) > 0 {
			t.Errorf("%d ends are left", len(l.conns))
		}
		time.AfterFunc(time.Hour, func() { e.Close() })
		for range 2 { // the second time nobody listens at all
			if _, err := l.Dial(t.Context(), "tcp", "portal.test:80"); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Error(err)
			}
		}
	})
}

func TestNetwork_CloseEndsEverything(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	looked := make(chan bool, 1) // at the clock, which every request does
	p, err := New(Config{Services: 20, Latency: time.Hour, Now: func() time.Time {
		select {
		case looked <- true:
		default:
		}
		return sunday
	}})
	if err != nil {
		t.Fatal(err)
	}
	l := NewNetwork("desk.test")
	s := p.StartOn(l)
	url := s.ServiceInventory + "/service"
	client := &http.Client{Transport: &http.Transport{DialContext: l.Dial}}
	if _, _, err := told(client, url); err != nil { // this connection is kept
		t.Fatal(err)
	}
	idle, err := l.Dial(t.Context(), "tcp", "portal.test:80")
	if err != nil {
		t.Fatal(err)
	}
	p.SetFaults(Slow)
	answered := make(chan error)
	<-looked
	go func() {
		_, _, err := told(client, url)
		answered <- err
	}()
	<-looked
	s.Close()
	if err := <-answered; err == nil {
		t.Error("a closed portal answers")
	}
	if _, err := idle.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a connection nobody asked on: %v", err)
	}
	if _, err := idle.Write([]byte{1}); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("writing to a closed portal: %v", err)
	}
	idle.Close()
	if _, err := idle.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("reading after closing: %v", err)
	}
	if len(l.conns) > 0 {
		t.Errorf("%d ends are left", len(l.conns))
	}
	if _, _, err := told(client, url); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after Close: %v", err)
	}
}

func TestNetwork_CloseCutsNewConnections(t *testing.T) {
	_, _, s := serve(t, Config{Services: 5})
	s.Close()
	near, far := net.Pipe()
	s.http.ConnState(far, http.StateNew)
	defer s.http.ConnState(far, http.StateClosed)
	if _, err := near.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("it is not cut: %v", err)
	}
}

func TestNetwork_UnreadBodyHangsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, s, client := onNetwork(t, Config{Services: 5})
		for url, status := range map[string]int{s.ServiceOrdering + "/serviceOrder": http.StatusRequestEntityTooLarge,
			s.ServiceInventory + "/service": http.StatusMethodNotAllowed} {
			res, err := client.Post(url, "application/json", strings.NewReader(strings.Repeat(" ", 1<<20)))
			if err == nil {
				res.Body.Close()
			}
			if err != nil || res.StatusCode != status {
				t.Errorf("%s: got %v, want %d", url, err, status)
			}
		}
	})
}

func TestNetwork_LatestPortalAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, l, first, client := onNetwork(t, Config{Services: 5})
		p, err := New(Config{Services: 7})
		if err != nil {
			t.Fatal(err)
		}
		defer p.StartOn(l).Close()
		first.Close()
		res, _, err := told(client, first.ServiceInventory+"/service")
		if err != nil || res.Header.Get("X-Total-Count") != "7" {
			t.Errorf("got %v %v, want seven services", res, err)
		}
	})
}
