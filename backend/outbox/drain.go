package outbox

import (
	"context"
	"sync"

	"commsdesk/backend/telecom"
)

// drain is who is sending, until the outbox closes.
type drain struct {
	mu      sync.Mutex
	sending sync.WaitGroup
	ends    context.Context // when nobody may begin any more
	end     context.CancelFunc
}

func (l *drain) open() { l.ends, l.end = context.WithCancel(context.Background()) }

// begin says whether sending may begin; it is waited for then.
func (l *drain) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ends.Err() != nil {
		return false
	}
	l.sending.Add(1)
	return true
}

// Wait ends the outbox: what is on its way is heard out, what is not promised yet is not sent, and nothing is sent from
// here on. It returns when nobody is in a submit any more.
func (b *Outbox) Wait() { b.drain.wait() }

// wait lets nobody begin any more, and returns when everybody has ended.
func (l *drain) wait() {
	l.mu.Lock()
	l.end()
	l.mu.Unlock()
	l.sending.Wait()
}

func closing() error {
	return &telecom.Error{Code: telecom.Invalid, Text: "This profile is being closed. The order was not sent; your draft is kept. Open the profile again, and place it then."}
}
