package mirror

import (
	"context"
	"errors"
	"math"
	"time"

	"commsdesk/backend/telecom"
)

// pace is how many records that lists did not show are asked for by id at once, and for how long at most.
type pace struct {
	most   int
	within time.Duration
}

var (
	goneInAPass = pace{300, 10 * time.Second}
	goneAtOnce  = pace{math.MaxInt, wholeWithin} // by a reading that nothing follows
)

// sweeping is what a sweep has seen. A record is gone when two whole sweeps did not see it and the portal, asked by id,
// says that it does not exist: lists move while they are read, and leave rows out.
type sweeping struct {
	seen   map[string]struct{}
	whole  bool                // it began in this run, and can tell what it did not see
	missed map[string]struct{} // by the last whole sweep
	gone   map[string]struct{} // missed twice: to be asked for
	size   int                 // of what was seen, in bytes
	length int                 // of the list when the sweep began or resumed, as far as known
}

// begin starts a sweep of a list of that length.
func (s *sweeping) begin(length int) {
	s.seen, s.size, s.whole, s.length = map[string]struct{}{}, 0, true, length
}

// over reports whether a sweep at that place has read everything that was there when it began. On a busy portal the end
// of a list moves as fast as a sweep: a short page then ends it, since later rows were met when they were new.
func (s *sweeping) over(next int) bool { return s.length > 0 && next >= s.length }

func setOf(ids []string) map[string]struct{} {
	set := make(map[string]struct{}, len(ids))
	for _, id := range ids {
		set[id] = struct{}{}
	}
	return set
}

// seenAtMost is how many bytes of ids a reading of a list remembers, and placeAtMost how far it goes: no real list is
// so long, and an endless one would fill the memory or never be finished.
const (
	seenAtMost  = 96 << 20
	placeAtMost = 5_000_000
)

// weight returns about how many bytes a remembered id needs.
func weight(id string) int { return len(id) + 48 }

// endless is the error for a list without an end.
func endless(name string) error {
	return &telecom.Error{Code: telecom.Broken,
		Text: "The portal’s list of " + name + " does not end, so Commsdesk gave up. What you see is not complete; nothing was removed here. " +
			"Ask the portal’s administrator whether the list ever ends."}
}

func (s *sweeping) meet(ids []string) {
	if s.seen == nil {
		s.seen, s.size = map[string]struct{}{}, 0
	}
	for _, id := range ids {
		if _, again := s.seen[id]; !again {
			s.size += weight(id)
			s.seen[id] = struct{}{}
		}
	}
	if s.size > seenAtMost { // it can no longer tell what it did not see
		s.seen, s.size, s.whole = nil, 0, false
	}
}

func (s *sweeping) met(id string) bool { _, ok := s.seen[id]; return ok }

// missing ends a whole sweep.
func (s *sweeping) missing(rest unseen) error {
	if !s.whole {
		s.seen = nil
		return nil
	}
	ids, err := rest(s.met)
	if err != nil {
		return err
	}
	missed := setOf(ids)
	s.gone = map[string]struct{}{}
	for _, id := range ids {
		if _, twice := s.missed[id]; twice {
			s.gone[id] = struct{}{}
		}
	}
	s.missed, s.seen, s.whole = missed, nil, false
	return nil
}

// settleServices asks for the services that two sweeps did not see, and removes those that no longer exist.
func (p *pass) settleServices(ctx context.Context) error {
	_, err := p.memory.services.settle(goneInAPass, func(id string) error { return p.askService(ctx, id) })
	return err
}

func (p *pass) settleOrders(ctx context.Context) error {
	_, err := p.memory.orders.settle(goneInAPass, func(id string) error { return p.askOrder(ctx, id) })
	return err
}

// askService reads a service that lists did not show, or removes it if the portal no longer has it.
func (p *pass) askService(ctx context.Context, id string) error {
	_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
		s, err := p.source.Service(ctx, id)
		if codeOf(err) == telecom.NotFound {
			return telecom.Changes{Gone: telecom.Gone{Services: []string{id}}}, nil
		}
		return telecom.Changes{Services: []telecom.Service{s}}, err
	}, nil)
	return err
}

func (p *pass) askOrder(ctx context.Context, id string) error {
	_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
		o, err := p.source.Order(ctx, id)
		if codeOf(err) == telecom.NotFound {
			return telecom.Changes{Gone: telecom.Gone{Orders: []string{id}}}, nil
		}
		return telecom.Changes{Orders: []telecom.Order{o}}, err
	}, func(c telecom.Changes, a telecom.Applied) {
		p.note(c.Orders, a.Orders)
		for _, id := range c.Gone.Orders {
			p.settled(id)
		}
	})
	return err
}

// settle asks for the records that lists did not show, as many at once as the pace allows. What the portal cannot tell
// about is left to the next sweep. Left is how many were not settled.
func (s *sweeping) settle(at pace, ask func(id string) error) (left int, err error) {
	unclear, n, row, began := 0, 0, 0, time.Now()
	for id := range s.gone {
		if n++; n > at.most || row == unreadableInARow || time.Since(began) > at.within {
			break
		}
		err := ask(id)
		switch {
		case err == nil:
			row = 0
		case ofOneRecord(err), codeOf(err) == telecom.Unconfirmed:
			row++
			unclear++
		default:
			return len(s.gone) + unclear, err
		}
		delete(s.gone, id)
	}
	return len(s.gone) + unclear, nil
}

// removeUnseen asks for everything that a whole reading did not show, once the portal has answered for a record that it
// did show: a portal that says "not found" to everything removes nothing.
func (s *sweeping) removeUnseen(l *copying, shown, ask func(id string) error) error {
	s.gone = s.missed
	if len(s.gone) == 0 {
		return nil
	}
	answers, tries := errors.New("nothing is shown"), 0
	for id := range l.seen {
		if answers = shown(id); codeOf(answers) != telecom.NotFound {
			break
		}
		if tries++; tries == unreadableInARow {
			break
		}
	}
	left := len(s.gone)
	var err error
	if answers == nil {
		left, err = s.settle(goneAtOnce, ask)
	}
	if err == nil && left > 0 {
		err = unconfirmed(shownOf(len(l.seen), len(l.seen)+left, l.name) + " The others could not be checked.")
	}
	return err
}

// notShown notes that the portal does not show an open order: the data of its services stays as old as it is until the
// order is shown again or gone for good.
func (p *pass) notShown(orderID string, services []string) {
	if len(p.memory.absent) >= remembersMax {
		return
	}
	p.memory.absent[orderID] = services
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range services {
		if _, already := p.doubted[id]; !already {
			p.doubted[id] = p.updatedAt(id)
		}
	}
}

// settled withdraws such a doubt.
func (p *pass) settled(orderID string) {
	services, absent := p.memory.absent[orderID]
	if !absent {
		return
	}
	delete(p.memory.absent, orderID)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range services {
		delete(p.doubted, id)
	}
}
