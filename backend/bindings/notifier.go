package bindings

import (
	"sync"
	"time"
)

// Notifier rings signals at the window: those of one kind within a tenth of a second become one, so that a first copy does
// not make the window ask without end.
type Notifier struct {
	ring func(Topic)

	mu      sync.Mutex
	pending map[Topic]bool
	silent  bool
}

// bellDelay is how long a signal waits for others of its kind.
const bellDelay = 100 * time.Millisecond

// NewNotifier makes a bell that hands signals to ring, never two at once of the same kind.
func NewNotifier(ring func(Topic)) *Notifier {
	return &Notifier{ring: ring, pending: map[Topic]bool{}}
}

// Notify rings a signal soon. It never blocks.
func (b *Notifier) Notify(s Topic) {
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
func (b *Notifier) Silence() {
	b.mu.Lock()
	b.silent = true
	b.mu.Unlock()
}
