package mirror_test

import (
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

func TestANewOrderIsSeenAtTheEndOfAListThatBecameShorter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(2000, 1)
		f.sorts, f.rows = false, 100
		_, c := running(t, f)
		after(30 * time.Second)
		f.change(func() { f.orders = f.orders[900:] }) // the portal archived the oldest
		after(30 * time.Second)
		f.place("NEW", "S01999", "acknowledged")
		after(time.Minute)
		if _, known := c.orders["NEW"]; !known {
			t.Error("not seen")
		}
		asked := f.questions()
		after(30 * time.Second)
		if n := f.questions() - asked; n > 20 {
			t.Errorf("%d questions in a pass", n)
		}
	})
}

func TestAListThatStaysShorterIsBelievedByTheSecondSync(t *testing.T) {
	f, c := newFakeSource(200, 1), newFakeCache()
	sync := func() (mirror.Counts, error) {
		return mirror.New(mirror.Options{Source: f, Cache: c}).Pass(t.Context())
	}
	if _, err := sync(); err != nil {
		t.Fatal(err)
	}
	f.orders = f.orders[150:]
	if _, err := sync(); telecom.AsError(err).Code != telecom.Unconfirmed {
		t.Error("believed at once:", err)
	}
	if n, err := sync(); err != nil || n.Orders != 50 {
		t.Error(n, err)
	}
	f.orders = nil
	for range 3 {
		if _, err := sync(); telecom.AsError(err).Code != telecom.Unconfirmed {
			t.Error("an empty list is believed:", err)
		}
	}
}
