package portal

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// probeRows is how many records are read as known answers, before a question that should return some of them.
const probeRows = 50

const (
	probeSoon  = 10 * time.Minute // when to ask again after too little data for a known answer
	probeAgain = 2 * time.Minute  // when the sync status did not allow it
)

// Probe finds out what the portal's servers really do, by questions with known answers, unless that was done within a
// day without a surprise since. Known are the open orders known to this desk. On an error nothing could be found out
// now; the earlier findings still count.
func (p *Portal) Probe(ctx context.Context, known []telecom.Order) error {
	var first error
	for _, of := range []struct {
		*api
		prove func() error
	}{
		{p.inventory, func() error { return p.probeInventory(ctx) }},
		{p.ordering, func() error { return p.probeOrdering(ctx, known) }},
	} {
		if !of.due() {
			continue
		}
		of.probeIn(probeAgain)
		of.largestPages()
		err := of.prove()
		if first = cmp.Or(first, err); err != nil && telecom.AsError(err).Code == telecom.Unreachable {
			break // the other API would only be waited for too
		}
	}
	return first
}

func (p *Portal) probeInventory(ctx context.Context) error {
	page, err := p.Services(ctx, 0, probeRows)
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		p.inventory.probeIn(probeSoon)
		return nil
	}
	if _, err := p.probePaging(ctx, p.inventory, nil); err != nil {
		return err
	}
	if err := p.probeMissing(ctx, p.inventory, page.Items[0].ID); err != nil {
		return err
	}
	p.inventory.probeIn(telecom.FindingsLast)
	return nil
}

func (p *Portal) probeOrdering(ctx context.Context, known []telecom.Order) error {
	plain, err := pageOf(ctx, p, p.ordering, listing{limit: probeRows}, p.order)
	if err != nil {
		return err
	}
	if len(plain.Items) == 0 {
		p.ordering.probeIn(probeSoon)
		return nil
	}
	if _, err := p.probePaging(ctx, p.ordering, nil); err != nil {
		return err
	}
	for _, question := range []func(context.Context, sheet[telecom.Order], []telecom.Order) error{
		p.probeState, p.probeStates, p.probeNewest, p.probeService, p.probeFields,
	} {
		if err := question(ctx, plain, known); err != nil {
			return err
		}
	}
	if err := p.probeMissing(ctx, p.ordering, plain.Items[0].ID); err != nil {
		return err
	}
	again, err := p.probeCancel(ctx)
	if err != nil {
		return err
	}
	p.ordering.probeIn(again)
	for _, a := range askedForAgain[telecom.ServiceOrdering] {
		if _, known := p.ordering.says(a); !known {
			p.ordering.probeIn(askAgainAfter) // there was too little data for a known answer
		}
	}
	return nil
}

// tried is the result of a question with a known answer.
type tried struct {
	sheet[telecom.Order]
	reason telecom.Reason // AnsweredRight if something came; the caller judges whether it is right
}

// try asks a question. An empty answer, a refusal or a failure says something about the question only if it happens
// twice, since lists move, and if the list itself can still be read.
func (p *Portal) try(ctx context.Context, query url.Values, limit int) (tried, error) {
	var t tried
	for range 2 {
		got, err := pageOf(ctx, p, p.ordering, listing{query: query, limit: limit}, p.order)
		t = tried{got, telecom.AnsweredRight}
		f := faultOf(err)
		switch {
		case err == nil && len(got.Items) > 0:
			return t, nil
		case err == nil:
			t.reason = telecom.AnsweredNone
		case f.ofRecord():
			t.reason = telecom.RejectedIt
		default:
			return t, err
		}
	}
	plain, err := p.Orders(ctx, 0, 1)
	if err == nil && len(plain.Items) == 0 {
		err = &telecom.Error{Code: telecom.Unconfirmed, Cause: &fault{what: "no orders while asking", status: http.StatusOK},
			Text: "The portal shows no orders where there were some, so its capabilities could not be tested. Commsdesk asks again by itself."}
	}
	return t, err
}

// right reports whether rows came, and all of them match.
func (t *tried) right(fits func(telecom.Order) bool) telecom.Reason {
	if t.reason == telecom.AnsweredRight && slices.ContainsFunc(t.Items, func(o telecom.Order) bool { return !fits(o) }) {
		return telecom.AnsweredOther
	}
	return t.reason
}

// probeState asks for the orders in a state of a known one, and in another one: an ignored filter shows the known one
// then too.
func (p *Portal) probeState(ctx context.Context, plain sheet[telecom.Order], known []telecom.Order) error {
	i := slices.IndexFunc(plain.Items, func(o telecom.Order) bool { return o.State != "" })
	if i < 0 {
		return nil
	}
	word := plain.Items[i].State
	first, err := p.try(ctx, url.Values{"state": {word}}, probeRows)
	if err != nil {
		return err
	}
	reason := first.right(inAny([]string{word}))
	if err := p.learnCounts(ctx, plain, first, word); err != nil {
		return err
	}
	if reason == telecom.AnsweredRight {
		other := telecom.OpenWords[0]
		for _, o := range append(slices.Clip(known), plain.Items...) {
			if o.State != "" && telecom.Normalize(o.State) != telecom.Normalize(word) {
				other = o.State
				break
			}
		}
		if telecom.Normalize(other) == telecom.Normalize(word) {
			other = telecom.OpenWords[3]
		}
		second, err := p.try(ctx, url.Values{"state": {other}}, probeRows)
		if err != nil {
			return err
		}
		if r := second.right(inAny([]string{other})); r == telecom.AnsweredOther {
			reason = r // none at all may be true
		}
		if err := p.learnCounts(ctx, plain, second, other); err != nil {
			return err
		}
	}
	p.ordering.learn(telecom.FilterByState, reason)
	return nil
}

// learnCounts compares the count of the orders in a state with that of all orders, if some are in another state: with
// counts before and after, since an order that disappears meanwhile makes any count smaller.
func (p *Portal) learnCounts(ctx context.Context, plain sheet[telecom.Order], some tried, word string) error {
	fits := inAny([]string{word})
	if some.right(fits) != telecom.AnsweredRight || !slices.ContainsFunc(plain.Items, func(o telecom.Order) bool { return !fits(o) }) {
		return nil
	}
	all, _ := strconv.Atoi(plain.total)
	matches, _ := strconv.Atoi(some.total)
	reason := telecom.AnsweredRight
	switch {
	case all <= 0 || matches <= 0:
		reason = telecom.AnsweredNone
	case matches >= all || matches < len(some.Items):
		reason = telecom.AnsweredOther
	default:
		after, err := p.Orders(ctx, 0, 1)
		if err != nil {
			return err
		}
		if matches >= after.Total {
			reason = telecom.AnsweredOther
		}
	}
	p.ordering.learn(telecom.CountsMatches, reason)
	return nil
}

// probeStates asks for two states of open orders at once, and expects both.
func (p *Portal) probeStates(ctx context.Context, _ sheet[telecom.Order], known []telecom.Order) error {
	if !p.ordering.works(telecom.FilterByState) {
		p.ordering.learn(telecom.FilterByStates, telecom.AnsweredOther)
		return nil
	}
	var words []string
	for _, o := range known {
		if telecom.Normalize(o.State) != "" && len(words) < 2 && !inAny(words)(o) {
			words = append(words, o.State)
		}
	}
	if len(words) < 2 {
		return nil
	}
	reason := telecom.AnsweredNone
	for range 2 { // a list that moves may leave rows out
		t, err := p.try(ctx, stateQuery(words), telecom.OpenRows)
		if err != nil {
			return err
		}
		reason = t.right(inAny(words))
		if reason != telecom.AnsweredRight {
			break
		}
		all, err := p.trulyAll(ctx, known, t.Items, words)
		if err != nil {
			return err
		}
		if all {
			break
		}
		reason = telecom.AnsweredNone
	}
	p.ordering.learn(telecom.FilterByStates, reason)
	return nil
}

func (p *Portal) probeNewest(ctx context.Context, _ sheet[telecom.Order], _ []telecom.Order) error {
	t, err := p.try(ctx, newestFirst, telecom.NewestRows)
	if err != nil {
		return err
	}
	reason := t.reason
	switch {
	case reason != telecom.AnsweredRight:
	case !descends(t.Items):
		reason = telecom.AnsweredOther
	case !datesDiffer(t.Items):
		return nil // too little to tell
	}
	p.ordering.learn(telecom.NewestFirst, reason)
	return nil
}

// probeService asks for the orders of a service that has one. The filter before v4 is asked for only if that of v4 does
// not work.
func (p *Portal) probeService(ctx context.Context, plain sheet[telecom.Order], _ []telecom.Order) error {
	of := func(o telecom.Order) string {
		if len(o.ServiceIDs) > 0 {
			return o.ServiceIDs[0]
		}
		return ""
	}
	i := slices.IndexFunc(plain.Items, func(o telecom.Order) bool { return of(o) != "" && !onlyDigits(of(o)) })
	if i < 0 {
		i = slices.IndexFunc(plain.Items, func(o telecom.Order) bool { return of(o) != "" })
	}
	if i < 0 {
		return nil
	}
	id := of(plain.Items[i])
	for _, f := range serviceFilters {
		t, err := p.try(ctx, url.Values{f.path: {id}}, probeRows)
		if err != nil {
			return err
		}
		reason := t.right(func(o telecom.Order) bool { return slices.Contains(o.ServiceIDs, id) })
		if reason == telecom.AnsweredRight { // a server that shows the same row for every question is right by chance
			none, err := p.try(ctx, url.Values{f.path: {noSuchID(id) + "0"}}, probeRows)
			if err != nil {
				return err
			}
			if none.reason == telecom.AnsweredRight {
				reason = telecom.AnsweredOther
			}
		}
		p.ordering.learn(f.Capability, reason)
		if reason == telecom.AnsweredRight {
			return nil
		}
	}
	return nil
}

// probeFields asks for parts of the rows that were just read whole. Only the fields asked for may be there, and all of
// them.
func (p *Portal) probeFields(ctx context.Context, plain sheet[telecom.Order], _ []telecom.Order) error {
	if !slices.ContainsFunc(plain.Items, isWhole) {
		return nil // there is nothing to leave out
	}
	t, err := p.try(ctx, url.Values{"fields": {stubFields}}, probeRows)
	if err != nil {
		return err
	}
	reason := t.right(func(o telecom.Order) bool { return !isWhole(o) })
	if reason == telecom.AnsweredRight {
		met := 0
		for _, o := range t.Items {
			i := slices.IndexFunc(plain.Items, func(x telecom.Order) bool { return x.ID == o.ID })
			if i < 0 {
				continue
			}
			met++
			// A differently spelled state would differ from the known one for ever.
			if was := plain.Items[i]; was.State != "" && o.State == "" || o.State != was.State &&
				telecom.Normalize(o.State) == telecom.Normalize(was.State) || !was.OrderedAt.IsZero() && o.OrderedAt.IsZero() {
				reason = telecom.AnsweredOther
			}
		}
		if met == 0 {
			reason = telecom.AnsweredOther
		}
	}
	p.ordering.learn(telecom.SomeFields, reason)
	return nil
}

// probeMissing asks for a record that does not exist. An unusual answer says nothing.
func (p *Portal) probeMissing(ctx context.Context, a *api, like string) error {
	id := noSuchID(like)
	if id == like {
		id += "-0"
	}
	err := p.answers(ctx, a, id)
	f := faultOf(err)
	switch {
	case err == nil:
	case f != nil && (f.status == http.StatusNotFound || f.status == http.StatusGone):
		a.learn(telecom.MissingAsFailure, telecom.AnsweredOther)
	case f.ofRecord() && !failsFor(f.status):
	case f != nil && failsFor(f.status):
		if err := p.answers(ctx, a, like); err != nil {
			return err
		}
		a.answered(like)
		a.learn(telecom.MissingAsFailure, telecom.AnsweredRight)
	default:
		return err
	}
	return nil
}

// Reach asks every configured API for a single record, all at once, to see whether they can be reached: services first,
// then orders.
func (p *Portal) Reach(ctx context.Context) []telecom.Reach {
	type one struct {
		*api
		ask func() error
	}
	asked := []one{
		{p.inventory, func() error { _, err := p.Services(ctx, 0, 1); return err }},
		{p.ordering, func() error { _, err := p.Orders(ctx, 0, 1); return err }},
		{p.usage, func() error { return p.hasList(ctx, p.usage) }},
		{p.catalog, func() error { return p.hasList(ctx, p.catalog) }},
		{p.requests, func() error { return p.hasList(ctx, p.requests) }},
		{p.products, func() error { return p.hasList(ctx, p.products) }},
		{p.contracts, func() error { return p.hasList(ctx, p.contracts) }},
	}
	asked = slices.DeleteFunc(asked, func(it one) bool { return it.api == nil })
	found := make([]telecom.Reach, len(asked))
	var asking sync.WaitGroup
	for i, a := range asked {
		asking.Go(func() {
			began := time.Now()
			err := a.ask()
			found[i] = telecom.Reach{API: a.api.api, Address: a.base, Took: time.Since(began)}
			if err != nil {
				found[i].Problem = telecom.AsError(err)
			}
		})
	}
	asking.Wait()
	return found
}

// hasList returns nil if an API returns its list, even an empty one.
func (p *Portal) hasList(ctx context.Context, a *api) error {
	_, err := pageOf(ctx, p, a, listing{limit: 1}, func(raw jsontext.Value) (struct{}, bool) { return struct{}{}, hasID(raw) })
	return err
}
