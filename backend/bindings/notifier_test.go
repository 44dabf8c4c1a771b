package bindings

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRingsWithinATenthOfASecondBecomeOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // signals of two kinds may ring at once
		rings := map[Topic]int{}
		b := NewNotifier(func(s Topic) {
			mu.Lock()
			defer mu.Unlock()
			rings[s]++
		})
		heard := func(s Topic) int {
			mu.Lock()
			defer mu.Unlock()
			return rings[s]
		}
		for range 50 {
			b.Notify(CacheChanged)
			b.Notify(FreshnessChanged)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if heard(CacheChanged) != 1 || heard(FreshnessChanged) != 1 {
			t.Fatal("heard", heard(CacheChanged), heard(FreshnessChanged))
		}
		b.Notify(CacheChanged)
		time.Sleep(time.Second)
		if heard(CacheChanged) != 2 {
			t.Fatal("a later ring was lost")
		}
		b.Notify(CacheChanged)
		b.Silence()
		time.Sleep(time.Second)
		if heard(CacheChanged) != 2 {
			t.Fatal("it rang after it was silenced")
		}
	})
}
