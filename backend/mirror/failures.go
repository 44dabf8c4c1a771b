package mirror

import (
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

const (
	failuresAtMost = 20
	sameFailure    = 15 * time.Minute // what fails again within that time goes on failing
)

// Failures are the last times the portal could not be read, the oldest first.
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
