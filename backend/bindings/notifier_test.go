package bindings

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestNotifier_MergesTopicsWithinATenthOfASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // two topics may be reported at once
		told := map[Topic]int{}
		b := NewNotifier(func(s Topic) {
			mu.Lock()
			defer mu.Unlock()
			told[s]++
		})
		count := func(s Topic) int {
			mu.Lock()
			defer mu.Unlock()
			return told[s]
		}
		for range 50 {
			b.Notify(CacheChanged)
			b.Notify(FreshnessChanged)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if count(CacheChanged) != 1 || count(FreshnessChanged) != 1 {
			t.Fatal("got", count(CacheChanged), count(FreshnessChanged))
		}
		b.Notify(CacheChanged)
		time.Sleep(time.Second)
		if got := count(CacheChanged); got != 2 {
			t.Fatalf("a later topic was lost: got %v, want 2", got)
		}
		b.Notify(CacheChanged)
		b.Silence()
		time.Sleep(time.Second)
		if got := count(CacheChanged); got != 2 {
			t.Fatalf("it was told after Silence: got %v, want 2", got)
		}
	})
}
