package portal

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"commsdesk/backend"
)

const (
	// newestPage is how many of the newest orders are read at a time: they are asked for every half minute.
	newestPage = 50
	// fewOrders are read one by one at no more cost than a question for each open state.
	fewOrders = 6
	// pagesAtMost ends a question that a filter should have kept short.
	pagesAtMost = 200
)

// openWords are the states of TMF641 in which an order may still change, in the order it passes through them, so that
// one that moves on while they are asked for one after the other is met again.
var openWords = []string{"acknowledged", "pending", "held", "inProgress", "assessingCancellation", "pendingCancellation"}

// OpenOrders reads the open orders in a few questions, if the portal can really filter by state; those of the known
// ones that are not among what it gives have to be read by id. A portal that cannot filter gives nothing here.
func (p *Portal) OpenOrders(ctx context.Context, known []backend.Order) (backend.Page[backend.Order], error) {
	var all backend.Page[backend.Order]
	if works, tried := p.ordering.says(filterByState); tried && !works {
		return all, nil
	}
	if works, _ := p.ordering.says(newestFirst); works && len(known) <= fewOrders {
		return all, nil // one by one is cheaper, and new ones are met among the newest
	}
	proven := false
	for _, word := range stateWords(known) {
		query := url.Values{"state": {word}}
		fits := func(o backend.Order) bool { return folded(o.State) == folded(word) }
		page, fit, err := p.matching(ctx, query, fits)
		if err != nil {
			return all, err
		}
		if fit && len(page.Items) == 0 {
			fit, err = p.trulyNone(ctx, known, fits)
			if err != nil {
				return all, err
			}
		}
		if !fit {
			p.ordering.learn(filterByState, false)
			return backend.Page[backend.Order]{}, nil
		}
		proven = proven || len(page.Items) > 0
		all.Items = append(all.Items, page.Items...)
		all.Unreadable += page.Unreadable
		if page.Skew != 0 {
			all.Skew = page.Skew
		}
	}
	if proven {
		p.ordering.learn(filterByState, true)
	}
	all.Items = latest(all.Items)
	return all, nil
}

// stateWords are the states to ask for, as this portal spells them where that is known.
func stateWords(known []backend.Order) []string {
	words := slices.Clone(openWords)
	for _, o := range known {
		word := o.State
		if folded(word) == "" {
			continue // one without a state cannot be asked for
		}
		i := slices.IndexFunc(words, func(w string) bool { return folded(w) == folded(word) })
		switch {
		case i >= 0:
			words[i] = word
		case len(words) < 2*len(openWords):
			words = append(words, word)
		}
	}
	return words
}

// trulyNone checks an empty answer against one known order that should have been in it. That may have moved on; if
// it has not, the answer was wrong.
func (p *Portal) trulyNone(ctx context.Context, known []backend.Order, fits func(backend.Order) bool) (bool, error) {
	i := slices.IndexFunc(known, fits)
	if i < 0 {
		return true, nil
	}
	o, err := p.Order(ctx, known[i].ID)
	if faultOf(err).ofRecord() { // it may be gone, and some servers fail on what is gone
		return true, nil
	}
	return err != nil || !fits(o), err
}

// matching reads all that a filter gives, and says whether every row really matches. A server that rejects the
// question cannot do it either.
func (p *Portal) matching(ctx context.Context, query url.Values, fits func(backend.Order) bool) (backend.Page[backend.Order], bool, error) {
	var all backend.Page[backend.Order]
	seen := map[string]bool{}
	for range pagesAtMost {
		page, err := pageOf(ctx, p, p.ordering, "/serviceOrder", query, all.Next, p.order)
		if f := faultOf(err); f != nil && rejects(f.status) {
			return all, false, nil
		}
		if err != nil {
			return all, false, err
		}
		before := len(seen)
		for _, o := range page.Items {
			if !fits(o) {
				return all, false, nil
			}
			if !seen[o.ID] {
				seen[o.ID] = true
				all.Items = append(all.Items, o)
			}
		}
		all.Unreadable += page.Unreadable
		all.Next, all.Skew = page.Next, page.Skew
		if page.Last || len(seen) == before || p.ordering.short(len(page.Items)+page.Unreadable) {
			break
		}
	}
	return all, true, nil
}

// rejects says whether a status is a server's way of not knowing a parameter.
func rejects(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity, http.StatusNotImplemented:
		return true
	}
	return false
}

// NewestOrders reads a page of orders, the newest first. ok is false if the portal cannot sort, or cannot be seen to:
// then the page is empty, and new orders have to be looked for at both ends of the list. With orders known, an empty
// answer is not believed before the list is empty without sorting too.
func (p *Portal) NewestOrders(ctx context.Context, offset int, known bool) (page backend.Page[backend.Order], ok bool, err error) {
	if works, tried := p.ordering.says(newestFirst); tried && !works {
		return page, false, nil
	}
	query := url.Values{"sort": {"-orderDate"}, "limit": {strconv.Itoa(newestPage)}}
	page, err = pageOf(ctx, p, p.ordering, "/serviceOrder", query, offset, p.order)
	f := faultOf(err)
	switch {
	case f != nil && rejects(f.status):
		err = nil
	case err != nil:
		return page, false, err
	case offset == 0 && known && page.Last:
		plain, err := p.Orders(ctx, 0, 1)
		if err != nil || plain.Last { // it is not the sorting: the portal shows no orders at all
			return plain, true, err
		}
	case !descends(page.Items):
	default:
		if len(page.Items) > 1 && !page.Items[0].OrderedAt.Equal(page.Items[len(page.Items)-1].OrderedAt) {
			p.ordering.learn(newestFirst, true)
		}
		return page, true, nil
	}
	p.ordering.learn(newestFirst, false)
	return backend.Page[backend.Order]{}, false, nil
}

// descends says whether orders stand in descending order of their dates. Those without a date may stand together at
// either end, but not be all there is.
func descends(orders []backend.Order) bool {
	var dated []backend.Order
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
	return slices.IsSortedFunc(dated, func(a, b backend.Order) int { return b.OrderedAt.Compare(a.OrderedAt) })
}

func latest(orders []backend.Order) []backend.Order {
	return latestOf(orders, func(o backend.Order) string { return o.ID })
}

// latestOf keeps each id once, as it was read last.
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
