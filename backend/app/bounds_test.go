package app

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestPlace_DrippingPortalGetsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: -1, Latency: 19 * time.Second}, onTheLineWithAll)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, "0077700112233" })
		k.sim.SetFaults(portalsim.Drip)
		began := time.Now()
		placing, err := k.app.Orders.Place(d, nil)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("got an answer after %s, want one within 20 s", took)
		}
		if err == nil || !strings.Contains(err.Error(), "too slowly") || !strings.Contains(err.Error(), "not sent") {
			t.Errorf("got %+v, %v; want words", placing, err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("got %d orders, want none", n)
		}
		k.sim.SetFaults()
		k.place(d) // nothing is in its way afterwards
	})
}

func TestDecide_LeapOfThePortalsClockMakesNothingDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, "0077700112233" })
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
		if err := k.app.Orders.Decide(key, "", "support"); err == nil || !strings.Contains(err.Error(), "too early") {
			t.Errorf("after 5 min: got %v, want it to be too early", err)
		}
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		if err := k.app.Orders.Decide(key, "", "support"); err != nil {
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
		if i := slices.IndexFunc(open.Checks, func(c doctor.Check) bool { return c.Area == doctor.AreaClock }); i < 0 || !strings.Contains(open.Checks[i].Text, "cannot be true") {
			t.Errorf("%s: got %+v while the window is open", date, open.Checks)
		}
		a.Close()
		o.doctor().expect(t, doctor.AreaClock, doctor.Warning, "cannot be true", "Set the clock")
	}
}
