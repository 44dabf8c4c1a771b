package mirror

import (
	"time"

	"commsdesk/backend/telecom"
)

const (
	unreadableInARow = 3 // after that many failures in a row, a step asks for no more records
	unreadablePasses = 3 // incomplete passes because of one record; after that nothing waits for it
)

// unreadable is a record that the portal could not give when it was asked for alone.
type unreadable struct {
	tried  time.Time
	passes int // in which its list could still be read
}

// The names of records among the unreadable ones: a service and an order may share an id.
func serviceName(id string) string { return "service " + id }
func orderName(id string) string   { return "order " + id }

// ofOneRecord reports whether an error may concern one record alone, and say nothing about the portal.
func ofOneRecord(err error) bool {
	switch codeOf(err) {
	case telecom.Broken, telecom.Denied, telecom.NotPortal:
		return true
	}
	return false
}

// passOver reports whether an error may concern one record alone: a server fails on it, refuses it, or answers with an
// HTML page where it is missing. The pass then continues without it. If the portal itself failed, the lists, which
// every pass reads, will tell.
func (p *pass) passOver(name string, err error) bool {
	if p.unreadable == nil {
		p.unreadable = map[string]error{}
	}
	return p.memory.passOver(name, err, p.start, p.unreadable)
}

// passOver is told the result of asking for a record in a pass, and gathers the failures.
func (m *memory) passOver(name string, err error, now time.Time, failed map[string]error) bool {
	if err == nil {
		delete(m.unreadable, name)
	}
	if !ofOneRecord(err) {
		return false
	}
	failed[name] = err
	s, known := m.unreadable[name]
	if s.tried = now; known || len(m.unreadable) < remembersMax {
		m.unreadable[name] = s
	}
	return true
}

// lost reports whether a record failed so often that nothing waits for it: it stays as it is, like one that is not
// found.
func (m *memory) lost(name string) bool { return m.unreadable[name].passes >= unreadablePasses }

// judge ends a pass whose lists could be read: the records that were not given are then to blame themselves.
func (p *pass) judge() {
	if err := p.memory.judge(p.unreadable); p.problem == nil {
		p.problem = err
	}
}

// judge returns the error of a record for which passes still wait.
func (m *memory) judge(failed map[string]error) (problem error) {
	for name, err := range failed {
		s, known := m.unreadable[name]
		if s.passes++; known {
			m.unreadable[name] = s
		}
		if s.passes <= unreadablePasses && problem == nil {
			problem = err
		}
	}
	return problem
}
