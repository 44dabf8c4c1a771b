//go:build unix

package app

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// openSwap adds an open SIM swap of a colleague on s3, behind many others on services that the desk does not have.
func (h *hostile) openSwap(behind int) {
	for n := range behind {
		h.orders = append(h.orders, orderRow(fmt.Sprintf("busy-%d", n), "other", "inProgress", time.Hour))
	}
	h.orders = append(h.orders, orderRow("colleague", "s3", "inProgress", 2*time.Hour))
}

// unfiltered answers order lists by state only, ten a page: rows returns which of all that match stand on a page.
func unfiltered(h *hostile, rows func(all []row, offset, limit int) []row, total func(w http.ResponseWriter, all int)) {
	h.read = func(w http.ResponseWriter, r *http.Request) bool {
		if !isList(r, "serviceOrder") {
			return false
		}
		q := r.URL.Query()
		q.Del("sort")
		q.Del("serviceOrderItem.service.id")
		r.URL.RawQuery = q.Encode()
		all := filtered(h.list([]string{"ordering", "serviceOrder"}), r)
		total(w, len(all))
		send(w, http.StatusOK, rows(all, numberOf(r, "offset", 0), min(10, numberOf(r, "limit", 10))))
		return true
	}
}

func page(all []row, offset, limit int) []row {
	from := min(offset, len(all))
	return all[from:min(from+limit, len(all))]
}

func inHeader(w http.ResponseWriter, all int) { w.Header().Set("X-Total-Count", strconv.Itoa(all)) }

func inRange(w http.ResponseWriter, all int) {
	w.Header().Set("Content-Range", fmt.Sprintf("items 1-10/%d", all))
}

// seeks opens the desk at a portal that hides a colleague's open order in its pages, and tries to place the same.
func seeks(rows func(all []row, offset, limit int) []row, total func(w http.ResponseWriter, all int)) func(*battle) {
	return func(b *battle) {
		b.portal.openSwap(24)
		unfiltered(b.portal, rows, total)
		b.start()
		b.tryAgain("s3")
	}
}

// answers opens the desk at a portal that answers orders as told and shows no new one, and tries to place one.
func answers(with func(w http.ResponseWriter, r *http.Request, id string) bool) func(*battle) {
	return func(b *battle) {
		b.portal.hidden, b.portal.wrote = true, with
		b.start()
		b.tryAgain("s1")
	}
}

func named(id string) func(http.ResponseWriter, *http.Request, string) bool {
	return func(w http.ResponseWriter, _ *http.Request, _ string) bool {
		send(w, http.StatusCreated, row{"id": id, "state": "acknowledged"})
		return true
	}
}

var portalAttacks = []attack{
	{"the answer names an order of last week", 1, true, answers(named("old-s1"))},
	{"the answer names another service's order", 1, false, answers(named("old-s2"))},
	{"the answer names an order that nobody knows", 1, false, answers(named("none"))},
	{"the answer has no name", 1, false, answers(func(w http.ResponseWriter, _ *http.Request, _ string) bool {
		send(w, http.StatusCreated, row{})
		return true
	})},
	{"the answer is lost", 1, false, answers(func(w http.ResponseWriter, _ *http.Request, _ string) bool { hangUp(w); return true })},
	{"the answer is an error although it was done", 1, false, answers(func(w http.ResponseWriter, _ *http.Request, _ string) bool {
		send(w, http.StatusInternalServerError, row{"message": "try again"})
		return true
	})},
	{"our key stands on an order of last week", 1, false, func(b *battle) {
		h := b.portal
		h.hidden = true
		h.wrote = func(w http.ResponseWriter, _ *http.Request, _ string) bool {
			h.change(func(h *hostile) {
				h.orders[0]["externalId"], h.orders[0]["externalReference"] = h.last["externalId"], h.last["externalReference"]
			})
			send(w, http.StatusCreated, row{"id": "old-s1"})
			return true
		}
		b.start()
		b.tryAgain("s1")
	}},
	{"the offset is a page number", 0, true, seeks(func(all []row, offset, limit int) []row { return page(all, offset*limit, limit) },
		inHeader)},
	{"every page is the first", 0, false, seeks(func(all []row, _, limit int) []row { return page(all, 0, limit) }, inHeader)},
	{"lists end early", 0, false, seeks(func(all []row, offset, limit int) []row {
		if offset > 0 {
			return nil
		}
		return page(all, 0, limit)
	}, inRange)},
	{"redirects lead away and round", 0, false, func(b *battle) {
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { b.t.Error("the desk followed it") }))
		defer elsewhere.Close()
		b.start()
		n := 0
		b.portal.change(func(h *hostile) {
			h.read = func(w http.ResponseWriter, r *http.Request) bool {
				n++
				to := []string{elsewhere.URL, r.URL.String(), "file:///etc/passwd"}[n%3]
				http.Redirect(w, r, to, http.StatusTemporaryRedirect)
				return true
			}
		})
		b.tryAgain("s1")
	}},
}

// caching stands between the desk and the portal and keeps every answer to a GET for a day; obedient, it asks anew for
// who will have none from a cache.
func caching(b *battle, obedient bool) {
	type kept struct {
		head http.Header
		code int
		body []byte
		at   time.Time
	}
	var mu sync.Mutex
	all := map[string]kept{}
	cache := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			b.portal.ServeHTTP(w, r)
			return
		}
		mu.Lock()
		k, known := all[r.URL.String()]
		mu.Unlock()
		if fresh := obedient && strings.Contains(r.Header.Get("Cache-Control"), "no-cache"); !known || fresh {
			answer := httptest.NewRecorder()
			b.portal.ServeHTTP(answer, r)
			k = kept{answer.Header(), answer.Code, answer.Body.Bytes(), time.Now()}
			mu.Lock()
			all[r.URL.String()] = k
			mu.Unlock()
		}
		for name, values := range k.head {
			w.Header()[name] = values
		}
		age := 0
		if known {
			age = 86400
		}
		w.Header().Set("Age", strconv.Itoa(age))
		w.WriteHeader(k.code)
		_, _ = w.Write(k.body)
	}))
	b.t.Cleanup(cache.Close)
	b.configure(cache.URL)
}

// besideAColleague opens the desk behind a cache; then a colleague places the same order elsewhere.
func besideAColleague(obedient bool) func(*battle) {
	return func(b *battle) {
		caching(b, obedient)
		b.start()
		b.do("view s3") // what is asked before an order was asked once, and is kept
		b.portal.change(func(h *hostile) { h.openSwap(0) })
		b.tryAgain("s3")
	}
}

var cacheAttacks = []attack{
	{"a cache that honours no-cache, and a colleague", 0, true, besideAColleague(true)},
	{"a cache that honours nothing, and a colleague", 0, false, besideAColleague(false)},
}

// flip inverts one bit of a file.
func (b *battle) flip(path string, at int, bit byte) {
	text := b.read(path)
	text[at] ^= bit
	b.write(path, text)
}

// pages returns where the pages of a bbolt file begin that carry a flag: 2 is a leaf, 16 the list of free pages.
func (b *battle) pages(path string, flag uint16) (at []int) {
	text := b.read(path)
	size := os.Getpagesize()
	for p := 2 * size; p+16 <= len(text); p += size {
		if binary.LittleEndian.Uint16(text[p+8:]) == flag && binary.LittleEndian.Uint64(text[p:]) == uint64(p/size) {
			at = append(at, p)
		}
	}
	if len(at) == 0 {
		b.t.Fatal("no such page: nothing was attacked")
	}
	return at
}

// again tries to place on every service what was placed already.
func (b *battle) again(services ...string) {
	b.start()
	for _, s := range services {
		b.do("place " + s)
	}
	b.stop()
}

var fileAttacks = []attack{
	{"promises.db is set back to a backup", 3, true, func(b *battle) {
		b.start()
		b.stop()
		backup := b.read(b.data("promises.db"))
		b.placed("s1", "s2", "s3")
		b.write(b.data("promises.db"), backup)
		b.again("s1", "s2", "s3")
	}},
	{"promises.db is taken away", 3, false, func(b *battle) {
		b.placed("s1", "s2", "s3")
		if err := os.Rename(b.data("promises.db"), b.path("away")); err != nil {
			b.t.Fatal(err)
		}
		b.again("s1", "s2", "s3")
	}},
	{"the count of a leaf page of promises.db loses a bit", 3, true, func(b *battle) {
		b.placed("s1", "s2", "s3")
		path := b.data("promises.db")
		whole, end := b.read(path), b.read(b.data("journal.head"))
		for _, at := range b.pages(path, 2) {
			for bit := range 2 {
				b.write(path, whole)
				b.write(b.data("journal.head"), end)
				b.flip(path, at+10, 1<<bit)
				b.again("s1", "s2", "s3")
			}
		}
	}},
	{"promises.db is cut short", 3, false, func(b *battle) {
		b.placed("s1", "s2", "s3")
		whole := b.read(b.data("promises.db"))
		for n := 1; n < 8; n++ {
			b.write(b.data("promises.db"), whole[:n*len(whole)/8])
			b.again("s1", "s2", "s3")
		}
	}},
	{"vault.json is away for one start", 3, true, func(b *battle) {
		b.placed("s1", "s2", "s3")
		if err := os.Rename(b.data("vault.json"), b.path("away")); err != nil {
			b.t.Fatal(err)
		}
		d := startDesk(b.t, b.dir)
		d.do("sync")
		d.end()
		b.again("s1", "s2", "s3")
		if _, err := os.Stat(b.data("vault.json")); err == nil {
			b.t.Error("a new key was written beside promises")
		}
		if err := os.Rename(b.path("away"), b.data("vault.json")); err != nil {
			b.t.Fatal(err)
		}
		b.again("s1", "s2", "s3")
	}},
	{"the free list of cache.db claims 67 million pages", 0, true, func(b *battle) {
		b.start()
		b.stop()
		for _, at := range b.pages(b.data("cache.db"), 16) {
			b.flip(b.data("cache.db"), at+12+3, 4)
		}
		if got := b.start(); !got.Open {
			b.t.Errorf("the desk does not open: %v", got.Said)
		}
	}},
	{"journal.head.part is a link to another file", 1, true, func(b *battle) {
		b.start()
		b.write("victim", []byte("precious"))
		if err := os.Symlink(b.path("victim"), b.data("journal.head.part")); err != nil {
			b.t.Fatal(err)
		}
		b.do("place s1")
		if got := b.read(b.path("victim")); string(got) != "precious" {
			b.t.Errorf("the file behind the link now has %d other bytes", len(got))
		}
	}},
	{"the configuration is a pipe, then a gigabyte", 0, true, func(b *battle) {
		b.start()
		b.stop()
		if err := os.Remove(b.path("config.toml")); err != nil {
			b.t.Fatal(err)
		}
		if err := syscall.Mkfifo(b.path("config.toml"), 0o600); err != nil {
			b.t.Fatal(err)
		}
		b.refusesConfig()
		if err := os.Remove(b.path("config.toml")); err != nil {
			b.t.Fatal(err)
		}
		b.write("config.toml", nil)
		if err := os.Truncate(b.path("config.toml"), 1<<30); err != nil {
			b.t.Fatal(err)
		}
		b.refusesConfig()
	}},
}

// refusesConfig sees that a start answers in words, and does not wait for ever.
func (b *battle) refusesConfig() {
	d := startDesk(b.t, b.dir)
	told := make(chan told, 1)
	go func() { told <- d.do("open") }()
	select {
	case got := <-told:
		if got.Open || len(got.Said) == 0 {
			b.t.Errorf("got open %v and said %v, want a refusal in words", got.Open, got.Said)
		}
		d.end()
	case <-time.After(time.Minute):
		b.t.Error("the desk still waits for its configuration after a minute")
		d.kill()
	}
	b.peak = max(b.peak, d.peak)
}

var deskAttacks = []attack{
	{"two desks, ten clicks each", 2, true, func(b *battle) {
		b.portal.hidden = true
		other := &battle{t: b.t, dir: b.t.TempDir(), portal: b.portal}
		other.configure(b.portal.URL)
		b.start()
		other.start()
		var clicks sync.WaitGroup
		for _, desk := range []*battle{b, other} {
			clicks.Go(func() {
				for range 10 {
					desk.do("place s1")
				}
			})
		}
		clicks.Wait()
		other.stop()
		b.peak = max(b.peak, other.peak)
	}},
	{"killed while the order is on its way, five times", 5, true, func(b *battle) {
		b.portal.hidden = true
		for n := range 5 {
			b.portal.services = append(b.portal.services, serviceRow(fmt.Sprintf("k%d", n)))
		}
		for n := range 5 {
			b.start()
			arrived := make(chan struct{}, 1)
			b.portal.change(func(h *hostile) {
				h.wrote = func(w http.ResponseWriter, _ *http.Request, _ string) bool {
					arrived <- struct{}{}
					time.Sleep(time.Second)
					hangUp(w)
					return true
				}
			})
			clicked := make(chan struct{})
			go func() {
				defer close(clicked)
				b.desk.do(fmt.Sprintf("place k%d", n))
			}()
			select {
			case <-arrived:
			case <-time.After(time.Minute):
				b.t.Fatal("the order never left")
			}
			_ = b.desk.process.Process.Kill()
			<-clicked
			b.crash()
			b.again(fmt.Sprintf("k%d", n))
		}
	}},
}

// floods opens the desk at a portal that is honest at first and then answers lists of services as told, and tries to
// place an order meanwhile.
func floods(with func(w http.ResponseWriter, r *http.Request)) func(*battle) {
	return func(b *battle) {
		b.start()
		b.portal.change(func(h *hostile) {
			h.read = func(w http.ResponseWriter, r *http.Request) bool {
				if !isList(r, "service") {
					return false
				}
				with(w, r)
				return true
			}
		})
		b.do("refresh")
		b.stop()
		d := startDesk(b.t, b.dir)
		if got := d.do("sync"); len(got.Said) == 0 {
			b.t.Error("sync says that all is well")
		}
		d.end()
		b.peak = max(b.peak, d.peak)
	}
}

// jsonRows writes a list of rows.
func jsonRows(w io.Writer, n int, of func(i int) string) {
	_, _ = io.WriteString(w, "[")
	for i := range n {
		if i > 0 {
			_, _ = io.WriteString(w, ",")
		}
		_, _ = io.WriteString(w, of(i))
	}
	_, _ = io.WriteString(w, "]")
}

var floodAttacks = []attack{
	{"a page of a million rows", 0, true, floods(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		jsonRows(w, 1_000_000, func(i int) string { return `{"id":"` + strconv.Itoa(i) + `"}` })
	})},
	{"pages that never end", 0, false, floods(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		from := numberOf(r, "offset", 0)
		jsonRows(w, numberOf(r, "limit", 100), func(i int) string { return fmt.Sprintf(`{"id":"n%d"}`, from+i) })
	})},
	{"a bomb of 300 MB packed", 0, false, floods(func(w http.ResponseWriter, _ *http.Request) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = io.WriteString(z, `[{"id":"`)
		for range 300 {
			_, _ = z.Write(bytes.Repeat([]byte("a"), 1<<20))
		}
		_ = z.Close()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	})},
	{"thirty megabytes of brackets", 0, false, floods(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(bytes.Repeat([]byte("["), 30<<20))
	})},
	{"texts of a megabyte", 0, false, floods(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		long := strings.Repeat("x", 1<<20)
		jsonRows(w, 30, func(i int) string { return `{"id":"` + strconv.Itoa(i+numberOf(r, "offset", 0)) + long + `"}` })
	})},
	{"every answer drips", 0, true, func(b *battle) {
		b.start()
		b.portal.change(func(h *hostile) {
			h.read = func(w http.ResponseWriter, r *http.Request) bool {
				w.Header().Set("Content-Type", "application/json")
				for range 600 {
					if _, err := io.WriteString(w, " "); err != nil {
						return true
					}
					w.(http.Flusher).Flush()
					time.Sleep(200 * time.Millisecond)
				}
				return true
			}
		})
		if got := b.do("place s1"); got.State != "" || len(got.Said) == 0 {
			b.t.Errorf("got state %q and said %v, want words and nothing sent", got.State, got.Said)
		}
		b.crash()
	}},
	{"the portal's clock stands in 2040", 1, false, func(b *battle) {
		b.portal.hidden = true
		b.portal.read = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Date", "Sun, 01 Jan 2040 00:00:00 GMT")
			return false
		}
		b.start()
		b.tryAgain("s1")
	}},
	{"the portal wants to be left alone for a century", 1, false, func(b *battle) {
		b.start()
		b.portal.change(func(h *hostile) {
			h.read = func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Retry-After", strings.Repeat("9", 23))
				send(w, http.StatusServiceUnavailable, row{"message": "busy"})
				return true
			}
		})
		b.do("refresh")
		b.portal.change(func(h *hostile) { h.read, h.hidden = nil, true })
		b.tryAgain("s1")
	}},
}
