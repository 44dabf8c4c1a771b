package bindings

import (
	"sync"
	"time"
)

// Bell rings signals at the window: those of one kind within a tenth of a second become one, so that a first copy does
// not make the window ask without end.
type Bell struct {
	ring func(Signal)

	mu      sync.Mutex
	pending map[Signal]bool
	silent  bool
}

// bellDelay is how long a signal waits for others of its kind.
const bellDelay = 100 * time.Millisecond

// NewBell makes a bell that hands signals to ring, never two at once of the same kind.
func NewBell(ring func(Signal)) *Bell {
	return &Bell{ring: ring, pending: map[Signal]bool{}}
}

// Ring rings a signal soon. It never blocks.
func (b *Bell) Ring(s Signal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pending[s] || b.silent {
		return
	}
	b.pending[s] = true
	time.AfterFunc(bellDelay, func() {
		b.mu.Lock()
		b.pending[s] = false
		silent := b.silent
		b.mu.Unlock()
		if !silent {
			b.ring(s)
		}
	})
}

// Silence lets nothing ring any more: the window is going.
func (b *Bell) Silence() {
	b.mu.Lock()
	b.silent = true
	b.mu.Unlock()
}
