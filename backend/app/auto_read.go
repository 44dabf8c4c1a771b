package app

import (
	"sync"
	"time"

	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// autoReadFor is how long the result of a decision is waited for: what comes later is news.
const autoReadFor = 2 * time.Minute

// autoRead is the ledger of decisions that also marks the results of decisions from here as read: they are no news at
// this desk, but whatever comes after them is.
type autoRead struct {
	*store.Promises
	cache *store.Cache

	mu  sync.Mutex
	due map[string]awaited // by request: carried out, but not in the copy yet
}

// awaited is a decision whose result is not in the copy yet.
type awaited struct {
	telecom.Decision
	until time.Time
}

// ChangeDecision changes the ledger and notes a decision that was carried out.
func (l *autoRead) ChangeDecision(key string, kind telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Decision) error) error {
	var d telecom.Decision
	err := l.Promises.ChangeDecision(key, kind, at, by, text, func(x *telecom.Decision) error {
		err := change(x)
		d = *x
		return err
	})
	if err == nil && d.State == telecom.DecisionApplied {
		l.mu.Lock()
		if l.due == nil {
			l.due = map[string]awaited{}
		}
		l.due[d.RequestID] = awaited{d, time.Now().Add(autoReadFor)}
		l.mu.Unlock()
		l.look()
	}
	return err
}

// look marks results as read after the copy changed.
func (l *autoRead) look() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, d := range l.due {
		r, _, known, err := l.cache.Request(id)
		if err != nil || !known || time.Now().After(d.until) {
			delete(l.due, id)
			continue
		}
		now := r.Snapshot()
		if now.Same(d.On) && (d.Key == "" || now.Key != d.Key) {
			continue // the result is not in the copy yet
		}
		delete(l.due, id)
		if r.Status != d.To {
			continue // the request has gone on from there: that is news
		}
		list, err := l.cache.Requests(telecom.RequestQuery{Of: []string{id}, Limit: 1})
		if err == nil && len(list.Rows) == 1 {
			_ = l.MarkRead(id, list.Rows[0].Version) // on an error it stays unread, which does no harm
		}
	}
}
