package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// verdict is the result of a schedule. Orders are judged by what reached the portal, under the name of the person
// who wanted them, and never by the keys of the desks.
type verdict struct {
	duplicates, lost []string // each in words
	waits            []string // promises that a person must decide about although the portal knows their keys
	untold           []string // races that nobody was told of
	races, placed    int
	unsure, found    int // where keys are echoed and the order had arrived: those, and those settled without a person
	seen             [dangers]bool
	done             [errands]bool // those that came to the portal
	asks, mends      []string      // what a person has to say in the end, and whose files a person has to look into
}

// rested reports whether every desk has read the portal since the weather is good. Where one waits long after a failure,
// somebody asks it to.
func (s *schedule) rested(since time.Time) bool {
	all := true
	for _, desk := range s.desks {
		desk.mu.Lock()
		l := desk.now
		desk.mu.Unlock()
		if l == nil {
			all = false
		} else if l.parts.Mirror.Freshness().ReadAt.Before(since) {
			all = false
			l.parts.Mirror.Refresh()
		}
	}
	return all
}

// settled reports whether every desk knows the outcome of each of its submissions, or that a person must decide. Where the
// portal keeps keys, a person decides only after the desk has searched for a while without faults.
func (s *schedule) settled(since time.Time) bool {
	for _, desk := range s.desks {
		for _, p := range desk.promises() {
			keyed := echoes(s.kind) && p.Draft.Kind != telecom.CancelOrder
			switch {
			case p.State == telecom.SubmissionSending, p.State == telecom.SubmissionPlaced && keyed && !desk.shows(&p):
				return false
			case p.State == telecom.SubmissionUnsure && (!p.Decidable(p.DecideAt()) || keyed && time.Since(since) < 2*time.Minute):
				return false
			}
		}
	}
	return true
}

// stranded reports whether a desk still has to read the portal: it cannot look for an order without a complete copy, or has
// not seen yet whether an order that the portal named is the right one.
func (s *schedule) stranded() bool {
	return slices.ContainsFunc(s.desks, func(desk *station) bool {
		desk.mu.Lock()
		l := desk.now
		desk.mu.Unlock()
		return l != nil && slices.ContainsFunc(desk.promises(), func(p telecom.Submission) bool {
			named := p.State == telecom.SubmissionPlaced && p.Draft.Kind != telecom.CancelOrder && echoes(s.kind)
			return p.Sought() && l.parts.Cache.Cursor().CompleteAt.IsZero() || named && !desk.shows(&p)
		})
	})
}

// shows reports whether a desk has read the order that it says a promise became, and it is the right one.
func (s *station) shows(p *telecom.Submission) bool {
	s.mu.Lock()
	l := s.now
	s.mu.Unlock()
	return p.OrderID != "" && (s.liar == nil || s.liar.lie != wrongID || l != nil && l.outbox.Shows(p))
}

func (s *station) promises() []telecom.Submission {
	s.mu.Lock()
	l := s.now
	s.mu.Unlock()
	if l == nil {
		return nil
	}
	all, err := l.parts.Promises.All()
	if err != nil {
		s.saysOfFiles(err)
	}
	return all
}

func (s *schedule) judge() *verdict {
	v := &verdict{}
	orders := map[string][]portalsim.Placed{} // by person
	for _, o := range s.sim.Placed() {
		who := ""
		for name := range s.intents {
			if strings.Contains(o.Body, `"`+name+`"`) {
				who = name
			}
		}
		orders[who] = append(orders[who], o)
		v.placed++
	}
	for _, c := range s.sim.Cancelled() {
		who := ""
		for name, i := range s.intents {
			if i.draft.Kind == telecom.CancelOrder && i.draft.OrderID == c.OrderID && strings.HasPrefix(c.Remote, host(i.at.n)+":") {
				who = name
			}
		}
		orders[who] = append(orders[who], portalsim.Placed{OrderID: c.OrderID, Category: string(telecom.CancelOrder), At: c.At, Body: c.Body})
		v.placed++
	}
	for _, o := range orders[""] {
		v.lost = append(v.lost, "an order of nobody: "+o.Body)
	}
	for who, i := range s.intents {
		if n := len(orders[who]); n > 1 && !i.at.forgot() {
			v.duplicates = append(v.duplicates, fmt.Sprintf("%s wanted one %s and got %d: %s", who, i.draft.Kind, n, s.tale(i, orders[who])))
		}
		if len(orders[who]) > 0 {
			v.done[errandOf(&i.draft)] = true
		}
		s.judgeLoss(v, i, orders[who])
	}
	s.judgeRaces(v, orders)
	for _, desk := range s.desks {
		known := map[string]bool{}
		for _, p := range desk.promises() {
			known[p.Key] = true
			arrived := len(orders[p.By]) > 0
			desk.mu.Lock()
			unsure := desk.unsure[p.Key]
			desk.mu.Unlock()
			if arrived && unsure {
				s.met(lostReply)
			}
			if arrived && unsure && echoes(s.kind) && p.Draft.Kind != telecom.CancelOrder && !(s.liar != nil && s.liar.forever) {
				v.unsure++
				if p.State != telecom.SubmissionUnsure {
					v.found++
				} else {
					v.asks = append(v.asks, p.By+" waits for a person")
					v.waits = append(v.waits, fmt.Sprintf("%s waits for a person: %s", p.By, s.tale(s.intents[p.By], orders[p.By])))
				}
			}
		}
		s.judgeFiles(v, desk, known, orders)
	}
	s.mu.Lock()
	v.seen = s.seen
	s.mu.Unlock()
	return v
}

// judgeLoss sees that what a person wanted came to an end that the desk tells truly.
func (s *schedule) judgeLoss(v *verdict, i *intent, orders []portalsim.Placed) {
	journal := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	i.at.mu.Lock()
	l := i.at.now
	i.at.mu.Unlock()
	if l == nil {
		v.lost = append(v.lost, "the desk did not start again")
		return
	}
	entries, err := l.parts.Promises.Journal(store.JournalEnd{})
	if err != nil {
		i.at.saysOfFiles(err)
	}
	if i.at.excused() {
		return
	}
	doubted := false
	for _, e := range entries {
		if e.By == i.who && e.What == telecom.EntryPromised {
			journal++
		}
		doubted = doubted || e.By == i.who && e.What == telecom.EntryUnsure
	}
	seeks := i.draft.Kind == telecom.CancelOrder && doubted // in the order itself, which may have ended otherwise
	if len(orders) > journal {
		v.lost = append(v.lost, fmt.Sprintf("%s: %d orders, %d promises in the journal", i.who, len(orders), journal))
	}
	says := 0
	for _, p := range i.at.promises() {
		if p.By != i.who {
			continue
		}
		switch p.State {
		case telecom.SubmissionPlaced, telecom.SubmissionClosed:
			says++
			if p.OrderID == "" && echoes(s.kind) {
				v.lost = append(v.lost, i.who+": nobody knows which order it became: "+s.tale(i, orders))
			}
			if p.OrderID != "" && len(orders) > 0 && echoes(s.kind) &&
				!slices.ContainsFunc(orders, func(o portalsim.Placed) bool { return o.OrderID == p.OrderID }) {
				v.lost = append(v.lost, i.who+": called placed as another order: "+s.tale(i, orders))
			}
			if len(orders) == 0 && !seeks {
				v.lost = append(v.lost, i.who+": called placed, and there is no order")
			}
		case telecom.SubmissionUnsure:
			says++
			if l.parts.Cache.Cursor().CompleteAt.IsZero() && s.liar != nil && s.liar.forever {
				v.asks = append(v.asks, i.who+" waits for a portal that can be read")
			} else if !p.Decidable(p.DecideAt()) {
				v.lost = append(v.lost, i.who+": waits for nobody: "+s.tale(i, orders)+fmt.Sprintf(" scans %d, freshly: %v", p.Scans,
					l.parts.Mirror.ReadFresh(context.Background(), p.Draft.ServiceID)))
			}
		case telecom.SubmissionSending:
			v.lost = append(v.lost, i.who+": is being sent for ever")
		}
	}
	if len(orders) > 0 && says == 0 {
		v.lost = append(v.lost, i.who+": called not placed, and there is an order")
	}
}

// judgeRaces looks at orders that were placed beside another of their kind. One that the portal had shown before the
// click is one too many; one that came meanwhile is a race, and somebody must have been told.
func (s *schedule) judgeRaces(v *verdict, orders map[string][]portalsim.Placed) {
	clashes := s.sim.Clashes()
	all := s.sim.Placed()
	for who, own := range orders {
		i := s.intents[who]
		if i == nil {
			continue
		}
		for n, o := range own {
			if i.at.forgot() || o.Category == string(telecom.CancelOrder) || !slices.Contains(clashes, o.OrderID) || n >= len(i.sent) {
				continue
			}
			rivals := s.sim.Rivals(o.OrderID)
			began, earlier, later := i.sent[n], 0, 0
			for _, r := range rivals {
				if s.hidden(r.OrderID, time.Now()) || s.hidden(r.OrderID, o.At) {
					if !i.at.placed(all, r.OrderID) {
						continue // nobody could see it
					}
					earlier++
				} else if r.At.Before(began.Add(-s.unseenFor())) {
					earlier++
				} else {
					later++
				}
			}
			var others []*intent
			for _, r := range all {
				for name, other := range s.intents {
					if name != who && strings.Contains(r.Body, `"`+name+`"`) &&
						slices.ContainsFunc(rivals, func(is portalsim.Rival) bool { return is.OrderID == r.OrderID }) {
						others = append(others, other)
					}
				}
			}
			switch {
			case earlier > 0 && later == 0:
				v.duplicates = append(v.duplicates, fmt.Sprintf("%s did not see the %s that was there: "+
					"%s, rivals %v", who, o.Category, s.tale(i, own), rivals))
			case later > 0:
				v.races++
				s.met(race)
				// Where a liar named another order and hid this one, nobody could tell at once.
				late := i.unheard || s.cached() || s.hidden(o.OrderID, o.At)
				told := i.at.excused() || i.beside || i.blocked || late && s.shows(i, rivals, o)
				for _, other := range others {
					told = told || other.at.excused() || other.beside || other.blocked || (other.unheard || s.cached()) && s.besides(other)
				}
				if !told {
					v.untold = append(v.untold, fmt.Sprintf("%s raced for a %s: %s, rivals %v", who, o.Category, s.tale(i, own), rivals))
				}
			}
		}
	}
}

// shows reports whether the desk of somebody who could not be told at once shows what was placed beside an order: both on
// the page of their service, or, where each made a service, the other one with what left the desk.
func (s *schedule) shows(i *intent, rivals []portalsim.Rival, beside portalsim.Placed) bool {
	desk := i.at
	if i.draft.ServiceID == "" {
		return s.besides(i)
	}
	desk.mu.Lock()
	defer desk.mu.Unlock()
	known, err := desk.now.parts.Cache.Orders(beside.ServiceID)
	must(err)
	return slices.ContainsFunc(known, func(o telecom.Order) bool {
		return string(o.Kind) == beside.Category && slices.ContainsFunc(rivals, func(r portalsim.Rival) bool { return r.OrderID == o.ID })
	})
}

// besides reports whether a desk shows, with what somebody sent from it to make a service, another order for the same one;
// says that it failed, as the portal does of the second of two, or still looks for it, which a person has to end.
func (s *schedule) besides(i *intent) bool {
	return slices.ContainsFunc(i.at.promises(), func(p telecom.Submission) bool {
		if p.By != i.who || p.Draft.ServiceID != "" {
			return false
		}
		o, known, err := i.at.now.parts.Cache.Order(p.OrderID)
		must(err)
		return p.Sought() || known && o.Status() == telecom.Failed || len(i.at.now.outbox.Beside(&p)) > 0
	})
}

// tale is how it came, for one who looks into a failure.
func (s *schedule) tale(i *intent, orders []portalsim.Placed) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, %s, %s, desk %d", s.seed, errandNames[errandOf(&i.draft)], s.kind, i.at.n)
	if l := s.liar; l != nil {
		fmt.Fprintf(&b, ", lie %d, for ever %t, pages of %d, total %t, clamps %t", l.lie, l.forever, l.page, l.total, l.clamps)
	}
	clock := func(at time.Time) string { return at.UTC().Format("15:04:05.000") }
	for _, at := range i.began {
		fmt.Fprintf(&b, ", click %s", clock(at))
	}
	for _, o := range orders {
		fmt.Fprintf(&b, ", order %s of %s", o.OrderID, clock(o.At))
	}
	for _, p := range i.at.promises() {
		if p.By == i.who {
			fmt.Fprintf(&b, ", promise %.8s %s %s of %s", p.Key, p.State, p.OrderID, clock(p.At.Add(-i.at.skew)))
		}
	}
	return b.String()
}
