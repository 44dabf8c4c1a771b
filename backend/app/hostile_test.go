package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// cache is a proxy that keeps what the portal answered, and says that it is a day old.
type cache struct {
	portal http.Handler
	rude   bool // it ignores no-cache

	mu   sync.Mutex
	kept map[string]*httptest.ResponseRecorder
}

func (c *cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		c.portal.ServeHTTP(w, r)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := r.URL.String()
	hit := c.kept[key]
	fresh := hit == nil || strings.Contains(r.Header.Get("Cache-Control"), "no-cache") && !c.rude
	if fresh {
		hit = httptest.NewRecorder()
		asked := r.Clone(r.Context())
		asked.Header.Del("If-None-Match")
		c.portal.ServeHTTP(hit, asked)
		c.kept[key] = hit
	}
	for name, values := range hit.Header() {
		w.Header()[name] = values
	}
	if !fresh {
		w.Header().Set("Age", "86400")
		w.Header().Set("Date", time.Now().Add(-24*time.Hour).UTC().Format(http.TimeFormat))
	}
	if tag := hit.Header().Get("ETag"); tag != "" && r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(hit.Code)
	_, _ = io.Copy(w, strings.NewReader(hit.Body.String()))
}

// behindACache opens a desk at a portal of some personality behind a cache.
func behindACache(t *testing.T, c portalsim.Config) (*cache, *office, *App) {
	t.Helper()
	c.Services, c.Orders = 20, 30
	o := newOffice(t, c)
	between := &cache{portal: o.sim.Handler(), kept: map[string]*httptest.ResponseRecorder{}}
	o.behind(between)
	a := o.open(passphrase)
	o.fresh(a)
	o.until("the requests are read", func() bool { return !a.parts.Requests.Freshness().ReadAt.IsZero() })
	return between, o, a
}

func TestCache_ColleaguesOrderIsSeenThroughIt(t *testing.T) {
	for _, p := range []portalsim.Personality{portalsim.Ideal, portalsim.Reference} {
		_, o, a := behindACache(t, portalsim.Config{Personality: p})
		k := &counter{t: t, sim: o.sim, app: a}
		d := k.swap()
		if _, err := a.parts.outbox.Judge(&d); err != nil {
			t.Fatal(err)
		}
		if err := a.parts.Mirror.ReadService(t.Context(), d.ServiceID); err != nil { // the cache has seen every question
			t.Fatal(err)
		}
		id, err := o.sim.PlaceOrder(d.ServiceID, "simSwap")
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		var b *telecom.Objection
		if !errors.As(err, &b) || b.Verdict.Reasons[0].OrderID != id {
			t.Errorf("%v: got %v, want an objection because of %s", p, err, id)
		}
		if n := len(o.sim.Placed()); n != 0 {
			t.Errorf("%v: got %d orders, want none", p, n)
		}
	}
}

func TestCache_WhatItKeepsIsOldAndSendsNothing(t *testing.T) {
	between, o, a := behindACache(t, portalsim.Config{})
	k := &counter{t: t, sim: o.sim, app: a}
	d := k.swap()
	if err := a.parts.Mirror.ReadService(t.Context(), d.ServiceID); err != nil {
		t.Fatal(err)
	}
	request := a.parts.Cache.UnseenRequests(func(string) bool { return false })[0]
	if _, err := a.parts.Requests.ReadFresh(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	between.mu.Lock()
	between.rude = true
	between.mu.Unlock()
	if _, err := o.sim.PlaceOrder(d.ServiceID, "simSwap"); err != nil {
		t.Fatal(err)
	}
	_, err := a.parts.outbox.Submit(t.Context(), d, "ada", readAll)
	if e := telecom.AsError(err); err == nil || e.Code != telecom.Cached || !strings.Contains(e.Text, "A cache on the way") ||
		!strings.Contains(e.Text, "not sent") {
		t.Errorf("got %v, want words about the cache", err)
	}
	if n := len(o.sim.Placed()); n != 0 {
		t.Errorf("got %d orders, want none", n)
	}
	if _, err := a.parts.Requests.ReadFresh(t.Context(), request); err == nil || telecom.AsError(err).Code != telecom.Cached {
		t.Errorf("got %v of a request, want words about the cache", err)
	}
	read := a.parts.Mirror.Updated(d.ServiceID)
	if _, err := a.parts.Mirror.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, err := a.Frame.Header()
	if err != nil {
		t.Fatal(err)
	}
	at, _ := time.Parse(time.RFC3339Nano, h.Freshness.ReadAt)
	if age := time.Since(at); h.Freshness.Status != telecom.Stale || age < 24*time.Hour || h.Freshness.Problem == nil ||
		h.Freshness.Problem.Code != telecom.Cached {
		t.Errorf("got %s, read %s ago, %+v; want stale, a day ago, because of a cache", h.Freshness.Status, age, h.Freshness.Problem)
	}
	if skew := a.parts.Cache.Cursor().Skew.Abs(); skew > 5*time.Second {
		t.Errorf("got a portal's clock that is %s off, want none", skew)
	}
	if now := a.parts.Mirror.Updated(d.ServiceID); now.After(read) {
		t.Errorf("got a service confirmed at %s, want no later than %s", now, read)
	}
}

// An open SIM swap stands on the third page of a list that only filters by state: it is read, or the list does not count
// as read. Either way no second one leaves.
func TestPaging_OrderOnPageThreeIsNeverOverlooked(t *testing.T) {
	for _, habit := range portalsim.Pagings() {
		t.Run(string(habit), func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 25, Orders: -1, Personality: portalsim.Certified, Paging: habit, PageRows: 10})
			service := ""
			services := o.everyService()
			for i := range services {
				s, category := services[(i+8)%25], "featureUpdate" // the service stands on the first page
				if i == 20 {
					service, category = s, "simSwap"
				}
				id, err := o.sim.PlaceOrder(s, category)
				if err == nil {
					err = o.sim.SetOrderState(id, "inProgress")
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			o.sim.Freeze()
			secret := passphraseFile(t, passphrase)
			var out, errs bytes.Buffer
			code := run([]string{"sync", "--json", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs)
			whole := code == 0
			if whole && !strings.Contains(out.String(), `"orders":25`) || !whole && !strings.Contains(errs.String(), "The portal return") {
				t.Errorf("exit %d, %s%s", code, &out, &errs)
			}
			if refuses := habit == portalsim.SamePage || habit == portalsim.EndsEarly; whole == refuses {
				t.Errorf("read whole: %v", whole)
			}
			s := o.doctor("--passphrase-file", secret)
			if whole {
				s.expect(t, doctor.AreaCopy, doctor.Good, "25 services, 25 orders")
			} else {
				s.expect(t, doctor.AreaCopy, doctor.Warning, "never read completely")
				s.expect(t, doctor.AreaFailures, doctor.Warning, "The portal return")
			}
			a := o.open(passphrase)
			if whole {
				o.fresh(a)
			} else {
				o.until("it says why it is not complete", func() bool {
					h, err := a.Frame.Header()
					return err == nil && h.Freshness.Status == telecom.Unsure && strings.Contains(h.Freshness.Problem.Text, "The portal return")
				})
			}
			d := bindings.Draft{Kind: telecom.SIMSwap, ServiceID: service, SIMType: telecom.SIMPhysical, SIMNumber: "0077700112233"}
			if check, err := a.Orders.Check(d); err != nil || check.Level != telecom.Blocked || len(check.Concerns) != 1 {
				t.Errorf("the form says %+v, %v", check, err)
			}
			if placing, err := a.Orders.Place(d, nil); err == nil && !placing.Blocked {
				t.Errorf("got %+v, want a refusal", placing)
			}
			if n := len(o.sim.Placed()); n != 0 {
				t.Errorf("%d orders left", n)
			}
		})
	}
}

// everyService are the ids of the portal's services.
func (o *office) everyService() (ids []string) {
	o.t.Helper()
	for _, body := range o.sim.Services() {
		var s struct{ ID string }
		if err := json.Unmarshal(body, &s); err != nil {
			o.t.Fatal(err)
		}
		ids = append(ids, s.ID)
	}
	return ids
}

func TestPlace_DrippingPortalGetsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: -1, Latency: 19 * time.Second}, onTheLineWithAll)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) {
			d.SIMType, d.SIMNumber = telecom.SIMPhysical,
				"0077700112233"
		})
		k.sim.SetFaults(portalsim.Drip)
		began := time.Now()
		placing, err := k.app.Orders.Place(d, nil)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("got an answer after %s, want one within 20 s", took)
		}
		if err == nil || !strings.Contains(err.Error(), "too slow") || !strings.Contains(err.Error(), "not sent") {
			t.Errorf("got %+v, %v; want words", placing, err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("got %d orders, want none", n)
		}
		k.sim.SetFaults()
		k.place(d) // nothing is in its way afterwards
	})
}

func TestResolve_PortalClockJumpMakesNothingDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) {
			d.SIMType, d.SIMNumber = telecom.SIMPhysical,
				"0077700112233"
		})
		if err := k.sim.AnswerWrites(500, false); err != nil {
			t.Fatal(err)
		}
		if placing, err := k.app.Orders.Place(d, nil); err != nil || placing.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", placing, err)
		}
		k.sim.SetFaults(portalsim.Clock) // seven hours ahead
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if skew := k.app.parts.Cache.Cursor().Skew; skew < 6*time.Hour {
			t.Fatalf("got a clock that is %s ahead", skew)
		}
		key := k.promise().Key
		if err := k.app.Orders.Resolve(key, "", "support"); err == nil || !strings.Contains(err.Error(), "too early") {
			t.Errorf("after 5 min: got %v, want it to be too early", err)
		}
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		if err := k.app.Orders.Resolve(key, "", "support"); err != nil {
			t.Errorf("after 16 min: got %v", err)
		}
	})
}

// dated is a portal whose every answer carries the same date.
type dated struct {
	portal http.Handler
	date   string
}

func (d dated) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	d.portal.ServeHTTP(answer, r)
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Date", d.date)
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

func TestClock_DateOfAnotherDecadeIsNotBelieved(t *testing.T) {
	for _, date := range []string{"Sun, 01 Jan 2040 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		o := newOffice(t, portalsim.Config{Services: 10, Orders: 10})
		o.behind(dated{o.sim.Handler(), date})
		a := o.open(passphrase)
		o.fresh(a)
		if skew := a.parts.Cache.Cursor().Skew; skew != 0 {
			t.Errorf("%s: got a clock that is %s off, want none", date, skew)
		}
		open := doctor.Examine(a.facts())
		if i := slices.IndexFunc(open.Checks, func(c doctor.Check) bool { return c.Area == doctor.AreaClock }); i < 0 ||
			!strings.Contains(open.Checks[i].Text, "cannot be true") {
			t.Errorf("%s: got %+v while the window is open", date, open.Checks)
		}
		a.Close()
		o.doctor().expect(t, doctor.AreaClock, doctor.Warning, "cannot be true", "Set the clock")
	}
}

// shrinking serves so many services and no orders.
func shrinking(services *atomic.Int32) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		isService := strings.Contains(r.URL.Path, "/service/") || strings.HasSuffix(r.URL.Path, "/service")
		_, id, one := strings.Cut(r.URL.Path, "/service/")
		n, _ := strconv.Atoi(id)
		switch q := r.URL.Query(); {
		case one && n < int(services.Load()):
			_ = json.NewEncoder(w).Encode(map[string]string{"id": id, "state": "active"})
		case one || !isService && !strings.HasSuffix(r.URL.Path, "rder"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"code":"404","reason":"there is none"}`))
		default:
			rows := []map[string]string{}
			offset, _ := strconv.Atoi(q.Get("offset"))
			limit, _ := strconv.Atoi(q.Get("limit"))
			for i := offset; isService && i < min(offset+limit, int(services.Load())); i++ {
				rows = append(rows, map[string]string{"id": strconv.Itoa(i), "state": "active"})
			}
			_ = json.NewEncoder(w).Encode(rows)
		}
	}
}

func TestVanish_SyncAloneRemovesWhatIsGone(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 1, Orders: 1})
	var services atomic.Int32
	services.Store(40)
	o.behind(shrinking(&services))
	secret := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(secret, []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	sync := func() (code int, said string) {
		var out bytes.Buffer
		code = run([]string{"sync", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &out)
		return code, out.String()
	}
	if code, said := sync(); code != 0 {
		t.Fatalf("got %d, %s", code, said)
	}
	services.Store(5)
	if code, said := sync(); code != 1 || !strings.Contains(said, "The portal shows 5 of 40 services.") {
		t.Errorf("got %d, %s; want how many are shown", code, said)
	}
	if code, said := sync(); code != 0 || !strings.Contains(said, "5 services") { // it stays so
		t.Errorf("got %d, %s; want 5 services", code, said)
	}
	a := o.open(passphrase)
	if n := o.find(a, bindings.ServicesQuery{}).Total; n != 5 {
		t.Errorf("got %d services on the desk, want 5", n)
	}
}
