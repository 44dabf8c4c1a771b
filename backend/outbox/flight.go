package outbox

import (
	"sync"

	"commsdesk/backend/telecom"
)

// flight is which promises this program is writing, sending or settling at this moment. One that the ledger calls
// "sending" and that is not among them is of a program that ended, or its outcome could not be written.
type flight[O any] struct {
	mu    sync.Mutex
	keys  map[string]bool
	heard map[string]O // of those whose outcome could not be written yet
}

func (f *flight[O]) begin(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.keys == nil {
		f.keys, f.heard = map[string]bool{}, map[string]O{}
	}
	f.keys[key] = true
}

func (f *flight[O]) end(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.keys, key)
}

// remember keeps what became of a promise until it can be written; written says that it was.
func (f *flight[O]) remember(key string, o O, written bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if delete(f.heard, key); !written {
		f.heard[key] = o
	}
}

func (f *flight[O]) outcome(key string) (o O, heard bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o, heard = f.heard[key]
	return o, heard
}

func (f *flight[O]) has(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.keys[key]
}

// doubt writes down that nobody knows what became of a promise that still counts as being sent.
func (b *Outbox) doubt(p telecom.Promise, why string) error {
	return b.Ledger.Settle(p.Key, telecom.DeedUnsure, b.wall(), p.By, why, func(p *telecom.Promise) error {
		if p.State != telecom.PromiseSending {
			return errSettled
		}
		p.State = telecom.PromiseUnsure
		return nil
	})
}

var errSettled = &telecom.Error{Code: telecom.Internal, Text: "What became of this order is known."}
