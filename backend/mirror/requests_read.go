package mirror

import (
	"context"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// agreementsAt is how many agreements are read by id in a pass.
const agreementsAt = 20

// ReadFresh reads one request from the portal now, and returns it as the cache keeps it. Its error says why the
// request's state is unknown; it is NotFound if the portal no longer has it, which removes nothing here. No cached
// answer counts.
func (r *Requests) ReadFresh(ctx context.Context, id string) (telecom.Request, error) {
	ctx = telecom.WithFreshAges(ctx)
	var kept telecom.Request
	_, err := r.readAndApply(ctx, func() (telecom.RequestChanges, error) {
		got, err := r.ask(ctx, id)
		return telecom.RequestChanges{Requests: []telecom.Request{got}}, err
	}, func(c telecom.RequestChanges, a telecom.RequestsApplied) error {
		if err := r.follow(c, a); err != nil {
			return err
		}
		k, _, ok, err := r.cache.Request(id)
		if err == nil && !ok {
			err = &telecom.Error{Code: telecom.Internal, Text: "The request was read but could not be kept on this desk. Nothing was sent. Try " +
				"again; if it happens again, send the log to your administrator."}
		}
		kept = k
		return err
	})
	if err != nil && ctx.Err() == nil {
		err = telecom.AsError(err)
	}
	return kept, err
}

// ask reads one request. An answer with another request tells nothing.
func (r *Requests) ask(ctx context.Context, id string) (telecom.Request, error) {
	got, err := r.source.Request(ctx, id)
	if err == nil && got.ID != id {
		err = unconfirmed("The portal returned a different request from the one asked for.")
	}
	return got, err
}

// unconfirmedOne reports whether the portal does not show one request: it stays as old as it is, and the rest of the
// copy is unaffected.
func unconfirmedOne(err error) bool {
	return codeOf(err) == telecom.NotFound || codeOf(err) == telecom.Unconfirmed
}

// readWatched reads the request in view, and wants its contract.
func (p *requestPass) readWatched(ctx context.Context) error {
	id := p.watching()
	if id == "" {
		return nil
	}
	err := p.readRequest(ctx, id)
	if p.memory.passOver(requestName(id), err, p.start, p.unreadable) || unconfirmedOne(err) {
		return nil
	}
	if err != nil {
		return err
	}
	r, _, _, err := p.cache.Request(id)
	if err != nil {
		return err
	}
	return p.want(&r)
}

func (p *requestPass) readRequest(ctx context.Context, id string) error {
	_, err := p.readAndApply(ctx, func() (telecom.RequestChanges, error) {
		r, err := p.ask(ctx, id)
		return telecom.RequestChanges{Requests: []telecom.Request{r}}, err
	}, p.follow)
	return err
}

// follow wants the contracts of the requests that changed.
func (r *Requests) follow(c telecom.RequestChanges, a telecom.RequestsApplied) error {
	for i := range c.Requests {
		if slices.Contains(a.Requests, c.Requests[i].ID) {
			if err := r.want(&c.Requests[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// want asks for the agreements of a request that are unknown, and for the current one.
func (r *Requests) want(of *telecom.Request) error {
	for _, id := range append(slices.Clone(of.Agreements), of.Contract) {
		if id == "" {
			continue
		}
		_, known, err := r.cache.Agreement(id)
		if err != nil {
			return err
		}
		if known && id != of.Contract {
			continue
		}
		r.mu.Lock()
		if len(r.wanted) < remembersMax {
			r.wanted[id] = true
		}
		r.mu.Unlock()
	}
	return nil
}

// readWanted reads some of the wanted agreements. One that the portal does not have is not asked for again until its
// request changes.
func (p *requestPass) readWanted(ctx context.Context) error {
	p.mu.Lock()
	var ids []string
	for id := range p.wanted {
		ids = append(ids, id)
	}
	p.mu.Unlock()
	slices.SortFunc(ids, func(a, b string) int {
		return p.memory.unreadable[agreementName(a)].tried.Compare(p.memory.unreadable[agreementName(b)].tried)
	})
	row := 0
	for _, id := range ids[:min(len(ids), agreementsAt)] {
		_, err := p.readAndApply(ctx, func() (telecom.RequestChanges, error) {
			a, err := p.source.Agreement(ctx, id)
			if err == nil && a.ID != id {
				err = unconfirmed("The portal returned a different contract from the one asked for.")
			}
			return telecom.RequestChanges{Agreements: []telecom.Agreement{a}}, err
		}, nil)
		if p.memory.passOver(agreementName(id), err, p.start, p.unreadable) {
			if row++; row == unreadableInARow {
				return nil
			}
			if !p.memory.lost(agreementName(id)) {
				continue
			}
		} else if row = 0; err != nil && !unconfirmedOne(err) {
			return err
		}
		p.mu.Lock()
		delete(p.wanted, id)
		p.mu.Unlock()
	}
	return nil
}

// readAndApply reads and applies in one turn, so that the later of two answers is the one that stays.
func (r *Requests) readAndApply(ctx context.Context, read func() (telecom.RequestChanges, error),
	then func(telecom.RequestChanges, telecom.RequestsApplied) error) (telecom.RequestsApplied, error) {
	if err := enter(ctx, r.turn); err != nil {
		return telecom.RequestsApplied{}, err
	}
	defer func() { <-r.turn }()
	began := r.wall().UTC()
	c, err := read()
	began = began.Add(-telecom.AgesOf(ctx).Oldest())
	if err != nil {
		return telecom.RequestsApplied{}, err
	}
	if len(c.Requests) == 0 && len(c.Agreements) == 0 && len(c.Products) == 0 && len(c.Gone) == 0 && c.Cursor == nil {
		return telecom.RequestsApplied{}, nil
	}
	c.ReadAt = began
	a, err := r.apply(c)
	if err != nil {
		return a, err
	}
	for i := range c.Requests {
		r.confirm(began, c.Requests[i].ID)
	}
	if then != nil {
		err = then(c, a)
	}
	return a, err
}

// apply writes readings to the cache, and reports a change.
func (r *Requests) apply(c telecom.RequestChanges) (telecom.RequestsApplied, error) {
	a, err := r.cache.ApplyRequests(c)
	if err == nil && (len(a.Requests) > 0 || a.Others) {
		r.changed()
	}
	return a, err
}

// confirm notes when the portal was asked for a request.
func (r *Requests) confirm(at time.Time, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.confirmed[id] = at
}
