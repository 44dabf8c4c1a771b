package outbox

import (
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
