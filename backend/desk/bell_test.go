package desk

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestRingsWithinATenthOfASecondBecomeOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		heard := map[Signal]int{}
		b := NewBell(func(s Signal) { heard[s]++ })
		for range 50 {
			b.Ring(CacheChanged)
			b.Ring(FreshnessChanged)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if heard[CacheChanged] != 1 || heard[FreshnessChanged] != 1 {
			t.Fatalf("heard %v", heard)
		}
		b.Ring(CacheChanged)
		time.Sleep(time.Second)
		if heard[CacheChanged] != 2 {
			t.Fatalf("a later ring was lost: %v", heard)
		}
		b.Ring(CacheChanged)
		b.Silence()
		time.Sleep(time.Second)
		if heard[CacheChanged] != 2 {
			t.Fatal("it rang after it was silenced")
		}
	})
}
