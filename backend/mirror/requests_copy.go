package mirror

import (
	"context"
	"errors"

	"commsdesk/backend/telecom"
)

// requestCopying is the reading of one whole list.
type requestCopying struct {
	*copying
	from   requestList
	failed bool // it could not be read, but the others could
}

// firstCopy reads the three lists whole, resuming a copy with the same rules that was interrupted.
func (p *requestPass) firstCopy(ctx context.Context) error {
	rules := p.readWith
	if !p.cursor.CompleteAt.IsZero() {
		rules = anew + p.readWith
	}
	resume := p.cursor.ReadWith == rules || p.cursor.ReadWith == "" && p.cursor.CompleteAt.IsZero()
	p.cursor.ReadWith = rules
	_, err := p.everything(ctx, resume)
	return err
}

// everything reads the three lists whole, a page of each in turn, and applies each page at once with its place.
// Requests are complete without their contracts and products: the sweeps ask again for those that a portal does not
// give, and the freshness says so.
func (p *requestPass) everything(ctx context.Context, resume bool) (RequestCounts, error) {
	var lists [3]*requestCopying
	for i, from := range []requestList{p.listOfRequests(0), p.listOfAgreements(0), p.listOfProducts(0)} {
		lists[i] = &requestCopying{startCopying(from.list, resume, p.start), from, false}
	}
	lists[0].byPlace = true
	for !lists[0].done || !lists[1].done || !lists[2].done {
		if p.wall().Sub(p.start) > wholeWithin {
			return RequestCounts{}, tooSlow()
		}
		copied, expected := 0, 0
		for _, l := range lists {
			if !l.done {
				if err := p.copyPage(ctx, l); err != nil {
					if l == lists[0] || p.ends(l.name, err) {
						return RequestCounts{}, errors.Join(err, p.doubt(l))
					}
					l.failed, l.done = true, true
				}
			}
			if l == lists[0] {
				copied, expected = l.copied(), max(l.total, l.copied())
			}
		}
		p.tell(func(f *telecom.Freshness) { f.Copied, f.Expected = copied, expected })
	}
	p.cursor.CompleteAt, p.cursor.ReadWith = p.asOf(), p.readWith
	now := p.wall().UTC()
	pages := [3]*page{&p.requests, &p.agreements, &p.things}
	for i, l := range lists {
		if *pages[i] = l.after(); l.failed {
			*l.sweep = telecom.Sweep{Length: l.known}
			continue
		}
		if l.sweep.Began.Before(p.cursor.CompleteAt) {
			p.cursor.CompleteAt = l.sweep.Began
		}
		*l.sweep = telecom.Sweep{Began: l.sweep.Began, Done: now, Length: l.copied()}
	}
	_, err := p.apply(telecom.RequestChanges{ReadAt: p.asOf(), Cursor: &p.cursor})
	if requests := lists[0]; err == nil && !requests.resumed {
		p.requests.missed = setOf(p.cache.UnseenRequests(requests.met))
		if p.once {
			shown := func(id string) error { _, err := p.ask(ctx, id); return err }
			err = p.requests.removeUnseen(requests.copying, shown, func(id string) error { return p.askFor(ctx, id) })
		}
	}
	return RequestCounts{len(lists[0].seen), len(lists[1].seen), len(lists[2].seen)}, err
}

// doubt remembers where a whole reading ended too early: if the next one ends there too, the list became shorter.
func (p *requestPass) doubt(l *requestCopying) error {
	if !l.doubted || l.resumes || l.copied() == 0 {
		return nil
	}
	l.sweep.Length = l.copied()
	_, err := p.apply(telecom.RequestChanges{Cursor: &p.cursor})
	return err
}

// copyPage reads one page and applies it.
func (p *requestPass) copyPage(ctx context.Context, l *requestCopying) error {
	_, err := p.readAndApply(ctx, func() (telecom.RequestChanges, error) {
		got, c, err := l.from.fetch(ctx, l.sweep.Offset)
		if err != nil {
			return c, err
		}
		if err := l.take(got); err != nil {
			return c, err
		}
		l.aged(p.asOf())
		learnSkew(&p.cursor.Skew, got.skew)
		if len(got.ids) > 0 {
			cursor := p.cursor
			c.Cursor = &cursor
		}
		return c, nil
	}, nil)
	return err
}
