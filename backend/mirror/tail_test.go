package mirror_test

import (
	"testing"
	"testing/synctest"
	"time"
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
		asked := len(f.asked)
		after(30 * time.Second)
		if n := len(f.asked) - asked; n > 20 {
			t.Errorf("%d questions in a pass", n)
		}
	})
}
