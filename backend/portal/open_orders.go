package portal

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// pagesAtMost ends a question that a filter should have kept short.
const pagesAtMost = 200

// turn is where an unfinished reading resumes.
type turn struct {
	question int
	offset   int
}

// OpenOrders reads the open orders in a few questions, if the portal can really filter by state. Known orders that it
// does not return have to be read by id, unless Last is false: then there are many, and the next reading resumes where
// this one stopped. For a portal that cannot filter it returns nothing.
func (p *Portal) OpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error) {
	if p.Findings().Strategy(telecom.PurposeOpen, telecom.Load{Open: len(known)}) == telecom.OpenOneByOne &&
		p.ordering.works(telecom.FilterByState) {
		return telecom.Page[telecom.Order]{}, nil // there are few
	}
	return p.openOrders(ctx, known, &p.openTurn, telecom.OpenRows, false)
}

// AllOpenOrders reads every open order from the first to the last, if the portal can really filter by state, whatever
// other readings left. Last is true if there are no others.
func (p *Portal) AllOpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error) {
	return p.openOrders(ctx, known, &turn{}, openAtMost, true)
}

// openAtMost ends a reading of every open order: no portal has more.
const openAtMost = 100_000

// openOrders reads open orders from a turn on, up to a number of rows, and records there where the next reading
// resumes.
func (p *Portal) openOrders(ctx context.Context, known []telecom.Order, at *turn, most int, sure bool) (telecom.Page[telecom.Order],
	error) {
	var all telecom.Page[telecom.Order]
	if works, tried := p.ordering.says(telecom.FilterByState); tried && !works {
		return all, nil
	}
	asks, together := p.stateQuestions(known)
	if at.question >= len(asks) {
		*at = turn{}
	}
	proven := false
	from := *at
	for i := from.question; i < len(asks) && len(all.Items) < most; i++ {
		words := asks[i]
		l := listing{query: stateQuery(words), offset: from.offset, limit: telecom.OpenRows, again: true, sure: sure}
		found, fit, err := p.matching(ctx, l, most-len(all.Items), inAny(words))
		if err != nil {
			return all, err
		}
		if fit && from.offset == 0 && found.Last {
			fit, err = p.trulyAll(ctx, known, found.Items, words)
			if err != nil {
				return all, err
			}
		}
		if !fit {
			*at = turn{}
			if together {
				p.ordering.surprised(telecom.FilterByStates, telecom.AnsweredOther)
				return p.openOrders(ctx, known, at, most, sure) // one word at a time
			}
			p.ordering.surprised(telecom.FilterByState, telecom.AnsweredOther)
			return telecom.Page[telecom.Order]{}, nil
		}
		proven = proven || len(found.Items) > 0
		all.Items = append(all.Items, found.Items...)
		all.Unreadable += found.Unreadable
		if found.Skew != 0 {
			all.Skew = found.Skew
		}
		if *at = (turn{i, found.Next}); found.Last {
			*at = turn{i + 1, 0}
		}
		from = *at
	}
	if proven && !p.ordering.works(telecom.FilterByState) {
		p.ordering.learn(telecom.FilterByState, telecom.AnsweredRight)
	}
	all.Items = latest(all.Items)
	all.Last = at.question >= len(asks)
	return all, nil
}

// stateQuestions returns the states to ask for: all in one question where that works, else one by one.
func (p *Portal) stateQuestions(known []telecom.Order) (asks [][]string, together bool) {
	words := p.stateWords(known)
	if len(words) > 1 && p.ordering.works(telecom.FilterByStates) {
		return [][]string{words}, true
	}
	for _, w := range words {
		asks = append(asks, []string{w})
	}
	return asks, false
}

// stateWords returns the states to ask for, in this portal's spelling if known: the open ones of TMF641, its own words
// for them, and other states of open orders here.
func (p *Portal) stateWords(known []telecom.Order) []string {
	var words []string
	add := func(word string) {
		i := slices.IndexFunc(words, func(w string) bool { return telecom.Normalize(w) == telecom.Normalize(word) })
		switch {
		case i >= 0:
			words[i] = word
		case telecom.Normalize(word) != "" && !strings.Contains(word, ",") && len(words) < stateWordsAtMost:
			words = append(words, word)
		}
	}
	for _, w := range telecom.OpenWords {
		add(w)
		for _, own := range slices.Sorted(maps.Keys(p.words.States)) {
			if telecom.Normalize(p.words.States[own]) == telecom.Normalize(w) {
				add(own)
			}
		}
	}
	for _, o := range known { // an order without a state cannot be asked for
		add(o.State)
	}
	return words
}

// stateWordsAtMost limits the questions of a pass, whatever words a portal uses.
const stateWordsAtMost = 12

func stateQuery(words []string) url.Values { return url.Values{"state": {strings.Join(words, ",")}} }

// inAny returns a function that reports whether an order is in one of these states.
func inAny(words []string) func(telecom.Order) bool {
	return func(o telecom.Order) bool {
		return slices.ContainsFunc(words, func(w string) bool { return telecom.Normalize(w) == telecom.Normalize(o.State) })
	}
}

// trulyAll checks an answer against the orders known to be in those states. For each state missing in the answer, it
// reads one by id. That may have changed; if it has not, the answer was wrong.
func (p *Portal) trulyAll(ctx context.Context, known, found []telecom.Order, words []string) (bool, error) {
	for _, w := range words {
		in := inAny([]string{w})
		i := slices.IndexFunc(known, in)
		if i < 0 || slices.ContainsFunc(found, in) {
			continue
		}
		o, err := p.Order(ctx, known[i].ID)
		if faultOf(err).ofRecord() { // it may be gone, and some servers fail for missing records
			continue
		}
		if err != nil || in(o) {
			return false, err
		}
	}
	return true, nil
}

// matching reads what a filter returns, up to a number of rows, and reports whether every row really matches. A server
// that rejects the question cannot filter either. Last is true if there are no more rows.
func (p *Portal) matching(ctx context.Context, l listing, most int, fits func(telecom.Order) bool) (telecom.Page[telecom.Order], bool,
	error) {
	all := telecom.Page[telecom.Order]{Next: l.offset}
	for page, err := range pagesOf(ctx, p, p.ordering, l, pagesAtMost, p.order, func(o telecom.Order) string { return o.ID }) {
		if f := faultOf(err); f != nil && rejects(f.status) {
			return all, false, nil
		}
		if err != nil {
			return all, false, err
		}
		if slices.ContainsFunc(page.fresh, func(o telecom.Order) bool { return !fits(o) }) {
			return all, false, nil
		}
		p.sawOrders(page, l.again)
		all.Items = append(all.Items, page.fresh...)
		all.Unreadable += page.Unreadable
		all.Next, all.Skew = page.Next, page.Skew
		if all.Last = page.Page.Last || p.seemsLast(page, l); all.Last || len(all.Items) >= most {
			break
		}
	}
	return all, true, nil
}

// seemsLast reports whether a page is shorter than possible, and nothing the portal says contradicts that being the
// end.
func (p *Portal) seemsLast(page sheet[telecom.Order], l listing) bool {
	return p.ordering.short(page.before+len(page.Items)+page.Unreadable, l.limit) && page.next == "" &&
		(page.Total == 0 && !l.sure || page.Total > 0 && page.Total <= page.Next)
}

// sawOrders learns from a page of whole orders: the size of a row, and whether its tag can be believed.
func (p *Portal) sawOrders(page sheet[telecom.Order], again bool) {
	if page.same || page.body == nil {
		return
	}
	p.meter.weigh(rowOfOrder, len(page.Items), len(page.body))
	if !again || len(page.Items) == 0 {
		return
	}
	var stubs strings.Builder
	for _, o := range page.Items {
		stubs.WriteString(o.ID + "\x00" + o.State + "\x00")
	}
	p.followTag(page.url, page.answer, stubs.String())
}

// followTag learns from a list that is asked for repeatedly whether tags can be believed.
func (p *Portal) followTag(url string, an answer, stubs string) {
	reason := p.tags.saw(url, an, stubs)
	before, known := p.ordering.finding(telecom.Unchanged)
	switch {
	case reason == "":
	case before.Works && reason != telecom.AnsweredRight:
		p.ordering.surprised(telecom.Unchanged, reason)
	case !known, before.Reason == telecom.AnsweredNone && reason != telecom.AnsweredNone:
		p.ordering.learn(telecom.Unchanged, reason)
	}
}

// rejects reports whether a status is a server's answer to an unknown parameter.
func rejects(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity, http.StatusNotImplemented:
		return true
	}
	return false
}

// NewestOrders reads a page of orders, newest first. Ok is false if the portal cannot sort, or not provably: the page
// is empty then, and new orders have to be looked for at both ends of the list. If orders are known, an empty answer is
// believed only if the list is empty without sorting too.
func (p *Portal) NewestOrders(ctx context.Context, offset int, known bool) (page telecom.Page[telecom.Order], ok bool, err error) {
	if works, tried := p.ordering.says(telecom.NewestFirst); tried && !works {
		return page, false, nil
	}
	got, err := pageOf(ctx, p, p.ordering, listing{query: newestFirst, offset: offset, limit: telecom.NewestRows}, p.order)
	page = got.Page
	f := faultOf(err)
	reason := telecom.AnsweredOther
	switch {
	case f != nil && rejects(f.status):
		reason, err = telecom.RejectedIt, nil
	case err != nil:
		return page, false, err
	case offset == 0 && page.Last && (known || page.Total > 0):
		plain, err := p.Orders(ctx, 0, 1)
		if err != nil || plain.Last { // it is not the sorting: the portal shows no orders at all
			return plain, true, err
		}
		reason = telecom.AnsweredNone
	case !descends(page.Items):
	default:
		p.sawOrders(got, false)
		if datesDiffer(page.Items) && !p.ordering.works(telecom.NewestFirst) {
			p.ordering.learn(telecom.NewestFirst, telecom.AnsweredRight)
		}
		return page, true, nil
	}
	p.ordering.surprised(telecom.NewestFirst, reason)
	return telecom.Page[telecom.Order]{}, false, nil
}

var newestFirst = url.Values{"sort": {"-orderDate"}}

// stubFields are the fields of a stub, with the date that shows whether it is sorted.
const stubFields = "id,state,orderDate"

// Stubs reads only the ids and states of a page of orders: newest first, or in the list's order. Ok is false if the
// portal is not known to be able to.
func (p *Portal) Stubs(ctx context.Context, offset, limit int, newest bool) (page telecom.Page[telecom.Stub], ok bool, err error) {
	if !p.ordering.works(telecom.SomeFields) || newest && !p.ordering.works(telecom.NewestFirst) {
		return page, false, nil
	}
	query := url.Values{"fields": {stubFields}}
	if newest {
		query.Set("sort", "-orderDate")
	}
	got, err := pageOf(ctx, p, p.ordering, listing{query: query, offset: offset, limit: limit, again: newest && offset == 0}, p.order)
	if f := faultOf(err); f != nil && rejects(f.status) {
		p.ordering.surprised(telecom.SomeFields, telecom.RejectedIt)
		return page, false, nil
	}
	switch {
	case err != nil:
		return page, false, err
	case newest && !descends(got.Items):
		p.ordering.surprised(telecom.NewestFirst, telecom.AnsweredOther)
		return page, false, nil
	case slices.ContainsFunc(got.Items, isWhole):
		p.ordering.surprised(telecom.SomeFields, telecom.AnsweredOther)
		return page, false, nil
	case got.Page.Last && offset == 0 && got.Total > 0:
		p.ordering.surprised(telecom.SomeFields, telecom.AnsweredNone)
		return page, false, nil
	}
	if !got.same {
		p.meter.weigh(rowOfHead, len(got.Items), len(got.body))
		if newest && offset == 0 && got.body != nil {
			p.followTag(got.url, got.answer, string(got.body))
		}
	}
	page = outline[telecom.Stub](got)
	for _, o := range got.Items {
		page.Items = append(page.Items, telecom.Stub{ID: o.ID, State: o.State, OrderedAt: o.OrderedAt})
	}
	return page, true, nil
}

// isWhole reports whether a row is more than a stub.
func isWhole(o telecom.Order) bool { return len(o.Items) > 0 || len(o.Trail) > 0 || o.KindWord != "" }

// descends reports whether orders are sorted by date, descending. Those without a date may be together at either end,
// but not be all.
func descends(orders []telecom.Order) bool {
	var dated []telecom.Order
	changes := 0
	for i, o := range orders {
		if !o.OrderedAt.IsZero() {
			dated = append(dated, o)
		}
		if i > 0 && o.OrderedAt.IsZero() != orders[i-1].OrderedAt.IsZero() {
			changes++
		}
	}
	if len(orders) > 1 && len(dated) == 0 || changes > 2 {
		return false
	}
	return slices.IsSortedFunc(dated, func(a, b telecom.Order) int { return b.OrderedAt.Compare(a.OrderedAt) })
}

// datesDiffer reports whether sorted orders prove that they are sorted.
func datesDiffer(orders []telecom.Order) bool {
	return len(orders) > 1 && !orders[0].OrderedAt.Equal(orders[len(orders)-1].OrderedAt)
}

func latest(orders []telecom.Order) []telecom.Order {
	return latestOf(orders, func(o telecom.Order) string { return o.ID })
}

// latestOf keeps each id once, as last read.
func latestOf[T any](all []T, id func(T) string) []T {
	at := make(map[string]int, len(all))
	kept := all[:0:0]
	for _, it := range all {
		if i, known := at[id(it)]; known {
			kept[i] = it
			continue
		}
		at[id(it)] = len(kept)
		kept = append(kept, it)
	}
	return kept
}
