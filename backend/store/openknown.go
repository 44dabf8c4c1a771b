package store

import (
	"slices"
	"sync"

	"commsdesk/backend/telecom"
)

// knownOpen are the open activities as they were read last: a draft is held against all of them with every letter that
// somebody types. Every write clears them, and what was read before a write is not taken after it.
type knownOpen struct {
	mu     sync.Mutex
	all    []telecom.Activity
	read   bool
	writes int
}

// get gives the activities, if they are known, and after how many writes.
func (k *knownOpen) get() (all []telecom.Activity, writes int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.all), k.writes, k.read
}

// set takes what was read after so many writes, if there was none since.
func (k *knownOpen) set(all []telecom.Activity, writes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writes == writes {
		k.all, k.read = all, true
	}
}

// clear is called after each write.
func (k *knownOpen) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all, k.read = nil, false
	k.writes++
}
