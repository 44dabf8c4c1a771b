package mirror_test

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestStubs_OnlyDifferencesAreReadWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(40, 2)
		f.stubs, f.rows = true, 100
		_, c := running(t, f)
		after(31 * time.Second) // the first pass of a run reads the newest whole
		orders, newest := f.count("orders"), f.count("newest")
		after(10 * time.Minute)
		f.place("NEW", "S00001", "acknowledged")
		f.set("O00005-0", "failed") // a final one, which nothing else reports
		after(10 * time.Minute)
		equalWorlds(t, c, f)
		if f.count("orders") != orders || f.count("newest") != newest {
			t.Errorf("whole pages were read: %d and %d", f.count("orders")-orders, f.count("newest")-newest)
		}
		if n := f.count("order O00005-0"); n != 2 {
			t.Errorf("the one that differs was read %d times, not once and once more after five minutes", n)
		}
	})
}

func TestStubs_PageOfNewOrdersIsReadAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(10, 1)
		f.stubs, f.rows = true, 100
		_, c := running(t, f)
		newest := f.count("newest")
		for i := range 30 {
			f.place(string(rune('a'+i)), "S00001", "completed")
		}
		after(31 * time.Second)
		equalWorlds(t, c, f)
		if f.count("newest") == newest || f.count("order a") > 0 {
			t.Error("they were read one by one")
		}
	})
}
