package outbox

import (
	"context"
	"sync"

	"commsdesk/backend/telecom"
)

// leaving is who is sending, until the outbox closes.
type leaving struct {
	mu      sync.Mutex
	sending sync.WaitGroup
	ends    context.Context // when nobody may begin any more
	end     context.CancelFunc
}

func (l *leaving) open() { l.ends, l.end = context.WithCancel(context.Background()) }

// begin says whether sending may begin; it is waited for then.
func (l *leaving) begin() bool {
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
func (b *Outbox) Wait() { b.leaving.wait() }

// wait lets nobody begin any more, and returns when everybody has ended.
func (l *leaving) wait() {
	l.mu.Lock()
	l.end()
	l.mu.Unlock()
	l.sending.Wait()
}

func closing() error {
	return &telecom.Error{Code: telecom.Invalid, Text: "This profile is being closed. The order was not sent; your draft is kept. Open the profile again, and place it then."}
}
