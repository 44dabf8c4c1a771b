package app

import (
	"sync"
	"time"

	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// ledFor is how long what a decision led to is waited for: what comes later is news.
const ledFor = 2 * time.Minute

// autoRead is the ledger of decisions, and marks what one from here led to as read: that is no news at this desk, and whatever
// comes after it is.
type autoRead struct {
	*store.Promises
	cache *store.Cache

	mu  sync.Mutex
	due map[string]awaited // by request: carried out, and not read since
}

// awaited is a decision whose end is not in the copy yet.
type awaited struct {
	telecom.Decision
	until time.Time
}

// ChangeDecision is the ledger's, and hears when a decision was carried out.
func (l *autoRead) ChangeDecision(key string, deed telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Decision) error) error {
	var d telecom.Decision
	err := l.Promises.ChangeDecision(key, deed, at, by, text, func(x *telecom.Decision) error {
		err := change(x)
		d = *x
		return err
	})
	if err == nil && d.State == telecom.DecisionApplied {
		l.mu.Lock()
		if l.due == nil {
			l.due = map[string]awaited{}
		}
		l.due[d.RequestID] = awaited{d, time.Now().Add(ledFor)}
		l.mu.Unlock()
		l.look()
	}
	return err
}

// look marks what has come to where a decision leads, after the copy changed.
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
			continue // it is not read yet
		}
		delete(l.due, id)
		if r.Status != d.To {
			continue // it has gone on from there: that is news
		}
		list, err := l.cache.Requests(telecom.RequestQuery{Of: []string{id}, Limit: 1})
		if err == nil && len(list.Rows) == 1 {
			_ = l.MarkRead(id, list.Rows[0].Version) // it stays unread otherwise, and is read once more
		}
	}
}
