package bindings

import (
	"sync"
	"time"
)

// Notifier tells the window what changed. Topics of one kind within a tenth of a second become one, so that a first
// copy does not flood the window.
type Notifier struct {
	notify func(Topic)

	mu      sync.Mutex
	pending map[Topic]bool
	silent  bool
}

// notifyDelay is how long a topic waits for others of its kind.
const notifyDelay = 100 * time.Millisecond

// NewNotifier returns a Notifier that calls notify, never twice at once for the same topic.
func NewNotifier(notify func(Topic)) *Notifier {
	return &Notifier{notify: notify, pending: map[Topic]bool{}}
}

// Notify reports a topic soon. It never blocks.
func (b *Notifier) Notify(s Topic) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pending[s] || b.silent {
		return
	}
	b.pending[s] = true
	time.AfterFunc(notifyDelay, func() {
		b.mu.Lock()
		b.pending[s] = false
		silent := b.silent
		b.mu.Unlock()
		if !silent {
			b.notify(s)
		}
	})
}

// Silence stops all further calls: the window is closing.
func (b *Notifier) Silence() {
	b.mu.Lock()
	b.silent = true
	b.mu.Unlock()
}
