package mirror

import (
	"cmp"
	"context"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// requestPass is a running pass.
type requestPass struct {
	*Requests
	start      time.Time
	ages       *telecom.Ages // of its readings
	cursor     telecom.RequestCursor
	problem    error            // the first that did not end the pass
	once       bool             // no other pass follows
	unreadable map[string]error // by name: records that were not given
}

// asOf returns the time for which the readings of this pass are true: its start, or earlier if a cache had kept an
// answer.
func (p *requestPass) asOf() time.Time { return p.start.Add(-p.ages.Oldest()) }

func requestName(id string) string   { return "request " + id }
func agreementName(id string) string { return "agreement " + id }

// lightPass reads what may have changed; the first ones copy everything.
func (r *Requests) lightPass(ctx context.Context) error {
	return r.run(ctx, func(ctx context.Context, p *requestPass) error {
		if p.cursor.CompleteAt.IsZero() || p.cursor.ReadWith != p.readWith {
			return p.firstCopy(ctx)
		}
		return p.changes(ctx)
	})
}

// run is the frame of a pass: one at a time, with the sync status before and after.
func (r *Requests) run(ctx context.Context, do func(context.Context, *requestPass) error) error {
	if err := enter(ctx, r.passing); err != nil {
		return err
	}
	defer func() { <-r.passing }()
	if err := r.meetClock(); err != nil {
		return err
	}
	var before telecom.SyncStatus
	r.tell(func(f *telecom.Freshness) {
		before = f.Status
		markRunning(f)
	})
	ctx, ages := telecom.WithAges(ctx)
	p := &requestPass{Requests: r, start: r.wall().UTC(), ages: ages, cursor: r.cache.RequestCursor(), unreadable: map[string]error{}}
	err := do(ctx, p)
	if err == nil {
		err = p.problem
	}
	if ctx.Err() != nil { // it was stopped on purpose: the portal is not to blame
		r.tell(func(f *telecom.Freshness) { f.Status = before })
		return ctx.Err()
	}
	if err != nil {
		r.tell(func(f *telecom.Freshness) { markFailed(f, err, r.wall()) })
		return err
	}
	r.tell(func(f *telecom.Freshness) {
		markFresh(f, p.cursor.CompleteAt, r.requests.bad+r.agreements.bad+r.things.bad)
		markTurns(f, r.wall(), ages.Oldest(), "requests at work", "request")
		f.SweepWithin = within(extent{p.cursor.Requests.Length, r.requests.rows}, extent{p.cursor.Agreements.Length, r.agreements.rows},
			extent{p.cursor.Products.Length, r.things.rows})
	})
	return nil
}

// changes is a pass over a complete copy.
func (p *requestPass) changes(ctx context.Context) error {
	live, err := p.cache.LiveRequests()
	if err != nil {
		return err
	}
	broken := map[string]bool{} // a list that failed in this pass is not asked again in it
	for _, step := range []struct {
		list string
		do   func(context.Context) error
	}{
		{requestsList, p.readWatched},
		{requestsList, p.readEnds},
		{requestsList, func(ctx context.Context) error { return p.readLive(ctx, live) }},
		{requestsList, func(ctx context.Context) error { return p.sweepPage(ctx, p.listOfRequests(telecom.SweepRows)) }},
		{agreementsList, func(ctx context.Context) error { return p.sweepPage(ctx, p.listOfAgreements(telecom.SweepRows)) }},
		{productsList, func(ctx context.Context) error { return p.sweepPage(ctx, p.listOfProducts(telecom.SweepRows)) }},
		{requestsList, p.settle},
		{agreementsList, p.readWanted},
	} {
		if broken[step.list] {
			continue
		}
		if err := step.do(ctx); err != nil {
			if p.ends(step.list, err) {
				return err
			}
			broken[step.list] = true
		}
	}
	if !broken[requestsList] {
		if err := p.memory.judge(p.unreadable); p.problem == nil {
			p.problem = err
		}
	}
	if p.problem == nil {
		if at := p.oldest(live); at.After(p.cursor.CompleteAt) {
			p.cursor.CompleteAt = at
		}
	}
	_, err = p.apply(telecom.RequestChanges{ReadAt: p.asOf(), Cursor: &p.cursor})
	return err
}

// ends reports whether an error ends the pass. One record or one list may fail while the rest can be read; contracts
// and products may be denied to a user who may read requests. The pass is incomplete then, but what it read is kept.
func (p *requestPass) ends(list string, err error) bool {
	switch codeOf(err) {
	case telecom.Broken, telecom.NotFound, telecom.Unconfirmed:
	case telecom.Denied, telecom.NotPortal, telecom.Invalid:
		if list == requestsList {
			return true
		}
	default:
		return true
	}
	if p.problem == nil {
		p.problem = err
	}
	return false
}

// atWork reports whether a live request is expected to change soon. An active one is not: the sweep and the rest of a
// pass cover it, so that a portal with many of them does not delay the others.
func atWork(s *telecom.RequestSummary) bool { return s.Status != telecom.RequestActive }

// readLive reads the live requests that this pass has not met yet, one by one: those at work first, and among them the
// ones confirmed longest ago.
func (p *requestPass) readLive(ctx context.Context, live []telecom.RequestSummary) error {
	type due struct {
		id   string
		rank int
		last time.Time
	}
	var all []due
	p.mu.Lock()
	p.forget(live)
	for i := range live {
		d := due{id: live[i].ID, last: p.confirmed[live[i].ID]}
		if !d.last.Before(p.start) {
			continue
		}
		if tried := p.memory.unreadable[requestName(d.id)].tried; tried.After(d.last) {
			d.last = tried
		}
		if !atWork(&live[i]) {
			d.rank = 1
		}
		if p.memory.lost(requestName(d.id)) {
			d.rank = 2
		}
		all = append(all, d)
	}
	p.mu.Unlock()
	slices.SortFunc(all, func(a, b due) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.last.Compare(b.last), cmp.Compare(a.id, b.id))
	})
	row := 0
	for _, d := range all[:min(len(all), telecom.OpenByID)] {
		err := p.readRequest(ctx, d.id)
		if p.memory.passOver(requestName(d.id), err, p.start, p.unreadable) {
			if row++; row == unreadableInARow {
				return nil
			}
			continue
		}
		row = 0
		if unconfirmedOne(err) {
			p.confirm(p.asOf(), d.id) // it is asked for again in its turn; the sweep finds out whether it is gone
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// oldest returns the earliest time at which a live request at work was confirmed, or the beginning of this pass. It is
// zero while one of them was never read in this run. Those that the portal cannot give do not count.
func (p *requestPass) oldest(live []telecom.RequestSummary) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.asOf()
	for i := range live {
		if id := live[i].ID; atWork(&live[i]) && p.confirmed[id].Before(at) && !p.memory.lost(requestName(id)) {
			at = p.confirmed[id]
		}
	}
	return at
}

// forget drops the confirmations of requests that are no longer live. Callers hold mu.
func (p *requestPass) forget(live []telecom.RequestSummary) {
	alive := make(map[string]bool, len(live))
	for i := range live {
		alive[live[i].ID] = true
	}
	for id, at := range p.confirmed {
		if !alive[id] && at.Before(p.start) {
			delete(p.confirmed, id)
		}
	}
}
