package store

import (
	"sync"
)

// known is what was read last from a file that is asked more often than it is written: with every letter that somebody
// types. Every write clears it, and what was read before a write is not taken after it. What it gives is shared.
type known[T any] struct {
	mu     sync.Mutex
	all    T
	read   bool
	writes int
}

// get gives what is known, if anything is, and after how many writes.
func (k *known[T]) get() (all T, writes int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all, k.writes, k.read
}

// set takes what was read after so many writes, if there was none since.
func (k *known[T]) set(all T, writes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writes == writes {
		k.all, k.read = all, true
	}
}

// clear is called after each write.
func (k *known[T]) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	var nothing T
	k.all, k.read = nothing, false
	k.writes++
}

// change is called after a write of which one knows what it makes of what is known. It is given what is shared, and
// must make something new of it.
func (k *known[T]) change(to func(T) T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.read {
		k.all = to(k.all)
	}
	k.writes++
}
