package outbox

import (
	"context"
	"sync"

	"commsdesk/backend/telecom"
)

// inflight is which promises this program is writing, sending or settling at this moment. One that the ledger calls
// "sending" and that is not among them is of a program that ended, or its outcome could not be written.
type inflight[O any] struct {
	mu    sync.Mutex
	keys  map[string]bool
	heard map[string]O // of those whose outcome could not be written yet
}

func (f *inflight[O]) begin(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.keys == nil {
		f.keys, f.heard = map[string]bool{}, map[string]O{}
	}
	f.keys[key] = true
}

func (f *inflight[O]) end(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.keys, key)
}

// remember keeps what became of a promise until it can be written; written says that it was.
func (f *inflight[O]) remember(key string, o O, written bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if delete(f.heard, key); !written {
		f.heard[key] = o
	}
}

func (f *inflight[O]) outcome(key string) (o O, heard bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o, heard = f.heard[key]
	return o, heard
}

func (f *inflight[O]) has(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.keys[key]
}

// doubt writes down that nobody knows what became of a promise that still counts as being sent.
func (b *Outbox) doubt(p telecom.Submission, why string) error {
	return b.Ledger.Settle(p.Key, telecom.EntryUnsure, b.wall(), p.By, why, func(p *telecom.Submission) error {
		if p.State != telecom.SubmissionSending {
			return errSettled
		}
		p.State = telecom.SubmissionUnsure
		return nil
	})
}

var errSettled = &telecom.Error{Code: telecom.Internal, Text: "What became of this order is known."}

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
