package outbox

import (
	"context"
	"sync"

	"commsdesk/backend/telecom"
)

// inflight holds the submissions that this program is writing, sending or settling right now. One that the ledger calls
// "sending" and that is not among them belongs to a program that ended, or its outcome could not be written.
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

// remember keeps an outcome until it is written; written reports that it was.
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

// doubt marks a submission that still counts as being sent as unsure.
func (b *Outbox) doubt(p telecom.Submission, why string) error {
	return b.Ledger.Settle(p.Key, telecom.EntryUnsure, b.wall(), p.By, why, func(p *telecom.Submission) error {
		if p.State != telecom.SubmissionSending {
			return errSettled
		}
		p.State = telecom.SubmissionUnsure
		return nil
	})
}

var errSettled = &telecom.Error{Code: telecom.Internal, Text: "The outcome of this order is already known."}

// drain counts the sends in progress until the outbox closes.
type drain struct {
	mu      sync.Mutex
	sending sync.WaitGroup
	ctx     context.Context // ends when nothing may begin any more
	cancel  context.CancelFunc
}

func (d *drain) open() { d.ctx, d.cancel = context.WithCancel(context.Background()) }

// begin reports whether a send may begin; wait waits for it then.
func (d *drain) begin() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		return false
	}
	d.sending.Add(1)
	return true
}

// Wait closes the outbox. It awaits the answers to what is being sent, sends nothing that is not recorded yet, and
// returns when no submit is running.
func (b *Outbox) Wait() { b.drain.wait() }

// wait lets nothing begin any more, and returns when everything has ended.
func (d *drain) wait() {
	d.mu.Lock()
	d.cancel()
	d.mu.Unlock()
	d.sending.Wait()
}

func closing() error {
	return &telecom.Error{Code: telecom.Invalid, Text: "This profile is closing. The order was not sent; your draft is kept. Open the " +
		"profile again to place it."}
}
