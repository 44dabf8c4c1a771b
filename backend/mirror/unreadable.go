package mirror

import (
	"time"

	"commsdesk/backend/telecom"
)

const (
	spoiltInARow     = 3 // records not given one after the other: then no more are asked for in a step
	unreadablePasses = 3 // passes that are not complete because of one record; from then on nothing waits for it
)

// unreadable is a record that the portal could not give when it was asked for alone.
type unreadable struct {
	tried  time.Time
	passes int // in which its list could be read all the same
}

// Records have these names in the memory of what is unreadable: a service and an order may share an id.
func serviceName(id string) string { return "service " + id }
func orderName(id string) string   { return "order " + id }

// ofOneRecord says whether an error about a record may be of that record alone, and say nothing of the portal.
func ofOneRecord(err error) bool {
	switch codeOf(err) {
	case telecom.Broken, telecom.Denied, telecom.NotPortal:
		return true
	}
	return false
}

// passOver says whether an error may be of one record alone: a server fails on it, refuses it, or shows a page of
// words where it is missing. The pass goes on without it then. If it is the portal that failed, the lists, which are
// read in every pass, will tell.
func (p *pass) passOver(name string, err error) bool {
	if p.unreadable == nil {
		p.unreadable = map[string]error{}
	}
	return p.memory.passOver(name, err, p.start, p.unreadable)
}

// passOver is told what became of asking for a record in a pass, which gathers those that were not given.
func (m *memory) passOver(name string, err error, now time.Time, spoiltNow map[string]error) bool {
	if err == nil {
		delete(m.unreadable, name)
	}
	if !ofOneRecord(err) {
		return false
	}
	spoiltNow[name] = err
	s, known := m.unreadable[name]
	if s.tried = now; known || len(m.unreadable) < remembersMax {
		m.unreadable[name] = s
	}
	return true
}

// lost says whether a record was not given so often that nothing waits for it: it stays as it is, like one that is
// not found.
func (m *memory) lost(name string) bool { return m.unreadable[name].passes >= unreadablePasses }

// judge ends a pass whose lists could be read: what was not given is then to blame itself.
func (p *pass) judge() {
	if err := p.memory.judge(p.unreadable); p.problem == nil {
		p.problem = err
	}
}

// judge gives the error of a record for which passes still wait.
func (m *memory) judge(spoiltNow map[string]error) (problem error) {
	for name, err := range spoiltNow {
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
