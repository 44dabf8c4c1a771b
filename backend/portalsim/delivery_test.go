package portalsim

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"
)

// fetch asks and gives what arrived, and how reading it ended.
func fetch(t testing.TB, url string) (*http.Response, []byte, error) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, body, err
}

func TestHalfCutsTheBody(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	_, whole := ask(t, url)
	p.SetFaults(Half)
	res, part, err := fetch(t, url)
	if !errors.Is(err, io.ErrUnexpectedEOF) || res.StatusCode != 200 || len(part) != len(whole)/2 || string(part) != string(whole[:len(part)]) {
		t.Errorf("%s with %d of %d bytes, then %v", res.Status, len(part), len(whole), err)
	}
}

func TestLengthIsWrongByTurns(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	_, whole := ask(t, url)
	for range 2 {
		p.SetFaults(Length) // which starts the turns anew
		res, all, err := fetch(t, url)
		if !errors.Is(err, io.ErrUnexpectedEOF) || string(all) != string(whole) || res.ContentLength <= int64(len(whole)) {
			t.Errorf("too long: %d bytes of %d announced, then %v", len(all), res.ContentLength, err)
		}
		res, some, err := fetch(t, url)
		if err != nil || json.Valid(some) || res.ContentLength != int64(len(some)) || len(some) >= len(whole) {
			t.Errorf("too short: %d bytes of %d, then %v", len(some), len(whole), err)
		}
	}
}

func TestDripSendsTheBodyInPieces(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Hour})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	_, whole := ask(t, url)
	p.SetFaults(Drip)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, len(whole)/pieces)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != string(whole[:len(first)]) {
		t.Fatalf("the first piece does not come: %v", err)
	}
	b := bufio.NewReader(res.Body)
	cancel()
	if rest, err := io.ReadAll(b); err == nil || len(rest) > 0 {
		t.Errorf("%d bytes more come at once", len(rest))
	}
	_, _, quick := serve(t, Config{Faults: []Fault{Drip}, Latency: time.Millisecond})
	if rows, _ := listOf(t, quick.ServiceOrdering+"/serviceOrder?limit=20"); len(rows) != 20 {
		t.Errorf("%d rows have dripped", len(rows))
	}
}

func TestTheContentTypeIsWrongOverRightJSON(t *testing.T) {
	p, _, s := serve(t, Config{Faults: []Fault{ContentType}})
	for path, status := range map[string]int{"/serviceOrder?limit=2": 200, "/serviceOrder/ORD00003927848": 200, "/serviceOrder/ORD1": 404} {
		res, body := ask(t, s.ServiceOrdering+path)
		if res.StatusCode != status || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !json.Valid(body) {
			t.Errorf("%s: %s, %s", path, res.Status, res.Header.Get("Content-Type"))
		}
	}
	p.SetFaults(ContentType, Login)
	if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder"); res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Error("the page is no page any more")
	}
}

func TestBurstsFollowTheSeed(t *testing.T) {
	pattern := func(seed uint64, before int) (failed []bool) {
		p, _, s := serve(t, Config{Services: 5, Seed: seed})
		for range before {
			ask(t, s.ServiceInventory+"/service/SVC10440017")
		}
		p.SetFaults(Burst500)
		for range 10 * burstEvery {
			res, _ := ask(t, s.ServiceInventory+"/service/SVC10440017")
			if res.StatusCode != 200 && res.StatusCode != 500 {
				t.Fatal(res.Status)
			}
			failed = append(failed, res.StatusCode == 500)
		}
		return failed
	}
	one := pattern(7, 0)
	if !slices.Equal(one, pattern(7, 5)) {
		t.Error("the same seed fails otherwise")
	}
	if slices.Equal(one, pattern(8, 0)) {
		t.Error("another seed fails alike")
	}
	for eight := range slices.Chunk(one, burstEvery) {
		n := 0
		for _, f := range eight {
			if f {
				n++
			}
		}
		if n == 0 || n > burstLength {
			t.Errorf("%d of %d fail", n, burstEvery)
		}
	}
}

func TestFaultsOfTheWayJoinWithRefusals(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Millisecond})
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	p.SetFaults(Error500, Half, Drip, ContentType)
	res, body, err := fetch(t, url)
	if res.StatusCode != 500 || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !errors.Is(err, io.ErrUnexpectedEOF) || json.Valid(body) {
		t.Errorf("%s %s, %v", res.Status, body, err)
	}
	p.SetFaults(Slow, Drip, Duplicates, Clock)
	if rows, _ := listOf(t, url); len(rows) != 20 || rows[0].text("id") != rows[1].text("id") || rows[0].text("orderDate") == orderOf(t, p, rows[0].text("id")).text("orderDate") {
		t.Errorf("slow, in pieces, twice and at another time: %v", rows[:2])
	}
	p.SetFaults(Length, Half, Login)
	if _, body, err := fetch(t, url); err == nil || len(body) == 0 {
		t.Errorf("a page of another length, cut: %s %v", body, err)
	}
	p.SetFaults(Faults()...) // of all, one answers first: nobody
	if res, err := http.Get(url); err == nil {
		res.Body.Close()
		t.Errorf("a portal with every fault answers %s", res.Status)
	}
	p.SetFaults()
	if rows, _ := listOf(t, url); len(rows) != 20 {
		t.Error("the portal is not well again")
	}
}

func TestAnAnswerWithoutABodyPassesEveryFaultOfTheWay(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Hour})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	res, _ := ask(t, url)
	p.SetFaults(Half, Drip, Length, ContentType)
	if res, body := ask(t, url, "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("%s %s", res.Status, body)
	}
	head, err := http.Head(url)
	if err != nil {
		t.Fatal(err)
	}
	head.Body.Close()
	if head.StatusCode != 200 {
		t.Error(head.Status)
	}
}
