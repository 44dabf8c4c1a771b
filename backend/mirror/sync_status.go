package mirror

import (
	"fmt"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// tell changes the freshness, and reports it if it now differs in more than its age.
func (r *scheduler) tell(change func(*telecom.Freshness)) {
	r.mu.Lock()
	before := r.freshness
	change(&r.freshness)
	differs := !alike(before, r.freshness)
	r.mu.Unlock()
	if differs {
		r.fresher()
	}
}

func alike(a, b telecom.Freshness) bool {
	if (a.Problem == nil) != (b.Problem == nil) {
		return false
	}
	if a.Problem != nil && (a.Problem.Code != b.Problem.Code || a.Problem.Text != b.Problem.Text || a.Problem.Said != b.Problem.Said) {
		return false
	}
	a.Problem, b.Problem = nil, nil
	a.ReadAt, b.ReadAt = time.Time{}, time.Time{}
	return a == b
}

// markRunning marks that a pass runs. A bad status stays until a pass has worked, so that it does not flicker.
func markRunning(f *telecom.Freshness) {
	f.NextTry = time.Time{}
	if f.Problem != nil {
		return
	}
	f.Status = telecom.Refreshing
	if f.ReadAt.IsZero() {
		f.Status = telecom.FirstCopy
	}
}

// markFresh marks that a pass worked.
func markFresh(f *telecom.Freshness, completeAt time.Time, unreadable int) {
	f.Status, f.ReadAt = telecom.Fresh, completeAt
	f.Since, f.Problem = time.Time{}, nil
	f.Unreadable = unreadable
	f.Copied, f.Expected = 0, 0
}

// markTurns marks a copy as old although every pass works: a cache on the way keeps answers, or too much may change for
// one pass to read it all. The words name what is read in turns, and what is read at once.
func markTurns(f *telecom.Freshness, now time.Time, kept time.Duration, many, one string) {
	age := now.Sub(f.ReadAt)
	if age <= telecom.StaleAfter || f.ReadAt.IsZero() {
		return
	}
	if kept > telecom.StaleAfter {
		f.Status, f.Since = telecom.Stale, f.ReadAt.Add(telecom.StaleAfter)
		f.Problem = &telecom.Error{Code: telecom.Cached,
			Text: "A cache between this desk and the portal answers with old data, so what you see is as old as that. Orders and decisions are " +
				"not sent. Ask your administrator to let Commsdesk bypass the cache."}
		return
	}
	minutes := int((age + time.Minute - 1) / time.Minute)
	f.Status, f.Since = telecom.Stale, f.ReadAt.Add(telecom.StaleAfter)
	f.Problem = &telecom.Error{Code: telecom.Busy,
		Text: fmt.Sprintf("This portal has more %s than it can return at once, so each is read about every %d minutes. Nothing is wrong. A "+
			"%s that you open is read at once.", many, minutes, one)}
}

// markFailed records why a pass failed.
func markFailed(f *telecom.Freshness, err error, now time.Time) {
	e := telecom.AsError(err)
	if f.Since.IsZero() {
		f.Since = now
	}
	f.Problem = e
	switch e.Code {
	case telecom.Unreachable:
		f.Status = telecom.Offline
	case telecom.Denied:
		f.Status = telecom.Refused
	case telecom.Unconfirmed:
		f.Status = telecom.Unsure
	default:
		f.Status = telecom.Stale
	}
}

// unconfirmed is the error for an answer that shows nothing where something was.
func unconfirmed(what string) error {
	return &telecom.Error{Code: telecom.Unconfirmed,
		Text: what + " Nothing was removed here; what you see is the last copy, unconfirmed. Commsdesk asks again; if this persists, check " +
			"in the portal."}
}

const (
	failuresAtMost = 20
	sameFailure    = 15 * time.Minute // a failure repeated within that time extends the earlier one
)

// Failures returns the last times the portal could not be read, oldest first.
func (m *Mirror) Failures() []telecom.Failure {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.failures)
}

// failed notes a pass that failed.
func (m *Mirror) failed(err error, now time.Time) {
	e := telecom.AsError(err)
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.failures); n > 0 {
		last := &m.failures[n-1]
		if last.Code == e.Code && last.Text == e.Text && now.Sub(last.Until) < sameFailure {
			last.Until = now
			last.Times++
			return
		}
	}
	m.failures = append(m.failures, telecom.Failure{From: now, Until: now, Times: 1, Code: e.Code, Text: e.Text})
	if extra := len(m.failures) - failuresAtMost; extra > 0 {
		m.failures = slices.Delete(m.failures, 0, extra)
	}
}
