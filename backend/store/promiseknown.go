package store

import (
	"slices"
	"sync"

	"commsdesk/backend"
)

// knownPromises are the promises as they were read last: they are asked for with every letter that somebody types.
// Every write clears them, and what was read before a write is not taken after it.
type knownPromises struct {
	mu     sync.Mutex
	all    []backend.Promise
	read   bool
	writes int
}

// get gives the promises, if they are known, and after how many writes.
func (k *knownPromises) get() (all []backend.Promise, writes int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.all), k.writes, k.read
}

// set takes what was read after so many writes, if there was none since.
func (k *knownPromises) set(all []backend.Promise, writes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writes == writes {
		k.all, k.read = all, true
	}
}

// clear is called after each write.
func (k *knownPromises) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all, k.read = nil, false
	k.writes++
}
