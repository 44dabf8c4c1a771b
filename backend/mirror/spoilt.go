package mirror

import (
	"time"

	"commsdesk/backend"
)

const (
	spoiltInARow = 3 // records not given one after the other: then no more are asked for in a step
	spoiltPasses = 3 // passes that are not complete because of one record; from then on nothing waits for it
)

// spoilt is a record that the portal could not give when it was asked for alone.
type spoilt struct {
	tried  time.Time
	passes int // in which its list could be read all the same
}

// Records have these names in the memory of what is spoilt: a service and an order may share an id.
func serviceName(id string) string { return "service " + id }
func orderName(id string) string   { return "order " + id }

// ofOneRecord says whether an error about a record may be of that record alone, and say nothing of the portal.
func ofOneRecord(err error) bool {
	switch codeOf(err) {
	case backend.Broken, backend.Denied, backend.NotPortal:
		return true
	}
	return false
}

// passOver says whether an error may be of one record alone: a server fails on it, refuses it, or shows a page of
// words where it is missing. The pass goes on without it then. If it is the portal that failed, the lists, which are
// read in every pass, will tell.
func (p *pass) passOver(name string, err error) bool {
	if err == nil {
		delete(p.memory.spoilt, name)
	}
	if !ofOneRecord(err) {
		return false
	}
	if p.spoilt == nil {
		p.spoilt = map[string]error{}
	}
	p.spoilt[name] = err
	s, known := p.memory.spoilt[name]
	if s.tried = p.start; known || len(p.memory.spoilt) < remembersMax {
		p.memory.spoilt[name] = s
	}
	return true
}

// lost says whether a record was not given so often that nothing waits for it: it stays as it is, like one that is
// not found.
func (m *memory) lost(name string) bool { return m.spoilt[name].passes >= spoiltPasses }

// judge ends a pass whose lists could be read: what was not given is then to blame itself.
func (p *pass) judge() {
	for name, err := range p.spoilt {
		s, known := p.memory.spoilt[name]
		if s.passes++; known {
			p.memory.spoilt[name] = s
		}
		if s.passes <= spoiltPasses && p.problem == nil {
			p.problem = err
		}
	}
}
