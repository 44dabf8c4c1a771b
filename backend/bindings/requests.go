package bindings

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"commsdesk/backend/telecom"
)

// Requests is the subscription requests: the list, the page of one, and the decisions about it. All of it is read from
// this desk; only the documents of a contract need the network.
type Requests struct {
	session *Session
	files   Files
}

// Files opens and saves documents.
type Files interface {
	// Save asks where to and writes the document there; it does nothing if nobody chooses a place.
	Save(name string, content []byte) error
	// Open shows the document in the computer's program for it. The copy made for that goes with the profile.
	Open(name string, content []byte) error
}

// NewRequests returns the screen of a session.
func NewRequests(session *Session, files Files) *Requests { return &Requests{session, files} }

// RequestCopy is the copy of the requests. It answers at once and never from the network.
type RequestCopy interface {
	Requests(telecom.RequestQuery) (telecom.RequestListing, error)
	RequestNeighbours(q telecom.RequestQuery, id string) (position int, previous, next string, ok bool)
	Request(id string) (request telecom.Request, readAt time.Time, ok bool, err error)
	Agreement(id string) (telecom.Agreement, bool, error)
	Product(id string) (telecom.Product, bool, error)
	RequestCursor() telecom.RequestCursor
	KeepDocument(key string, content []byte) error
	Document(key string) ([]byte, bool, error)
	HasDocument(key string) bool
}

// RequestMirror keeps that copy equal to the portal.
type RequestMirror interface {
	Freshness() telecom.Freshness
	Refresh()
	Watch(id string)
}

// Decisions sends decisions to the portal.
type Decisions interface {
	Take(d telecom.Decision, hold time.Duration) (telecom.Decision, error)
	Change(key string, to telecom.Decision, hold time.Duration) error
	Withdraw(key, by string) error
	Again(key string, now telecom.Request, to telecom.RequestStatus, by string) error
	Later(key, by string) error
	Drop(key, by, note string) error
	Settle(key, by, why string, applied bool) error
}

// RequestPromises is what people decided and wrote about requests here.
type RequestPromises interface {
	Decisions() ([]telecom.Decision, error)
	Notes(requestID string) ([]telecom.DeskNote, error)
	KeepNote(telecom.DeskNote) error
	DropNote(id string) error
	Reads() (map[string]string, error)
	MarkRead(requestID, version string) error
	Views() ([]telecom.SavedView, error)
	KeepView(telecom.SavedView) error
	DropView(name string) error
}

// Documents fetches the documents of a contract.
type Documents interface {
	Document(ctx context.Context, d telecom.Document) ([]byte, error)
}

// RequestDeps are the parts of a profile whose portal has subscription requests.
type RequestDeps struct {
	Copy      RequestCopy
	Mirror    RequestMirror
	Decisions Decisions
	Promises  RequestPromises
	Documents Documents
	Role      telecom.Role
}

// undoFor is how long a decision is held before it is sent, so that it can be undone.
const undoFor = 10 * time.Second

// with hands the open profile to a function that needs requests, and returns its error in words for staff.
func (r *Requests) with(do func(*Deps, *RequestDeps) error) error {
	return r.session.with(func(p *Deps) error {
		if p.Requests == nil {
			return &telecom.Error{Code: telecom.Invalid, Text: noRequests}
		}
		return do(p, p.Requests)
	})
}

// change is with for what changes something here: the window reads again.
func (r *Requests) change(do func(*Deps, *RequestDeps) error) error {
	return r.with(func(p *Deps, q *RequestDeps) error {
		defer r.session.Notify(CacheChanged)
		return do(p, q)
	})
}

const noRequests = "This profile has no address of a portal for subscription requests. Add product_ordering to its [profile.api] in " +
	"the configuration, and start Commsdesk again."

// List returns the rows in sight.
func (r *Requests) List(query RequestsQuery) (RequestsPage, error) {
	return answer(r.session, func(p *Deps) (RequestsPage, error) {
		if p.Requests == nil {
			none := []telecom.Count{}
			return RequestsPage{Off: noRequests, Rows: []RequestRow{}, Returned: []RequestRow{}, Statuses: none, Customers: none,
				Offerings: none, Packages: none, Initiators: none, Views: []SavedView{}}, nil
		}
		return p.Requests.listPage(query)
	})
}

func (q *RequestDeps) listPage(query RequestsQuery) (page RequestsPage, err error) {
	marks, err := q.marks()
	if err != nil {
		return page, err
	}
	l, err := q.list(query, marks)
	if err != nil {
		return page, err
	}
	returned, err := q.list(RequestsQuery{Mark: MarkConflict, Limit: fewReturned}, marks)
	if err != nil {
		return page, err
	}
	asking, err := q.Copy.Requests(telecom.RequestQuery{Asks: true, Limit: 1})
	if err != nil {
		return page, err
	}
	views, err := q.Promises.Views()
	return RequestsPage{
		Matching: l.Matching, Total: l.Sums[telecom.CardTotal], Requested: l.Sums[telecom.CardRequested],
		InProgress: l.Sums[telecom.CardInProgress], Active: l.Sums[telecom.CardActive], Others: l.Others, Rows: l.rows,
		Returned: returned.rows,
		Statuses: list(l.Statuses), Customers: list(l.Customers), Offerings: list(l.Offerings), Packages: list(l.Packages),
		Initiators: list(l.Initiators),
		Waiting:    len(marks.of(MarkWaiting)), Conflicts: len(marks.of(MarkConflict)), Unread: len(marks.of(MarkUnread)), Asks: asking.Matching,
		Views:     rows(views, func(v *telecom.SavedView) SavedView { return SavedView{Name: v.Name, Query: queryRow(*v)} }),
		FirstCopy: q.Copy.RequestCursor().CompleteAt.IsZero(), ReadAt: instant(q.Mirror.Freshness().ReadAt),
	}, err
}

// fewReturned is the maximum number of returned decisions shown above the list.
const fewReturned = 3

// Open returns the decisions that wait to be sent, and those that a person has to look at.
func (r *Requests) Open() (OpenDecisions, error) {
	return answer(r.session, func(p *Deps) (OpenDecisions, error) {
		open := OpenDecisions{Waiting: []string{}, Returned: []string{}}
		if p.Requests == nil {
			return open, nil
		}
		all, err := p.Requests.Promises.Decisions()
		for _, d := range all {
			switch {
			case !d.Open():
			case markOf(d.State) == MarkWaiting:
				open.Waiting = append(open.Waiting, d.RequestID)
			default:
				open.Returned = append(open.Returned, d.RequestID)
			}
		}
		return open, err
	})
}

// Neighbours returns the position of a request in the list of a query, and the requests before and after it.
func (r *Requests) Neighbours(query RequestsQuery, id string) (n Neighbours, err error) {
	err = r.with(func(_ *Deps, q *RequestDeps) error {
		marks, err := q.marks()
		if err == nil {
			n, err = q.neighbours(query, marks, id)
		}
		return err
	})
	return n, err
}

// Show returns everything known of a request.
func (r *Requests) Show(id string) (page RequestPage, err error) {
	err = r.with(func(p *Deps, q *RequestDeps) (err error) {
		page, err = q.page(p, id)
		return err
	})
	return page, err
}

// Watch names the request in view; empty means none.
func (r *Requests) Watch(id string) error {
	return r.session.with(func(p *Deps) error {
		if p.Requests != nil {
			p.Requests.Mirror.Watch(id)
		}
		return nil
	})
}

// Refresh asks for a pass over the portal.
func (r *Requests) Refresh() error {
	return r.with(func(_ *Deps, q *RequestDeps) error {
		q.Mirror.Refresh()
		return nil
	})
}

// Decide takes a decision about a request. It is kept from that moment, and sent once the portal can be reached, if the
// request is still as it was seen.
func (r *Requests) Decide(n NewDecision) error {
	return r.change(func(p *Deps, q *RequestDeps) error {
		d, err := q.decision(p, n)
		if err == nil {
			_, err = q.Decisions.Take(d, undoFor)
		}
		return err
	})
}

// ChangeDecision replaces a decision that was not sent yet.
func (r *Requests) ChangeDecision(key string, n NewDecision) error {
	return r.change(func(p *Deps, q *RequestDeps) error {
		d, err := q.decision(p, n)
		if err == nil {
			err = q.Decisions.Change(key, d, undoFor)
		}
		return err
	})
}

// Withdraw takes back a decision that was not sent yet.
func (r *Requests) Withdraw(key string) error {
	return r.change(func(p *Deps, q *RequestDeps) error { return q.Decisions.Withdraw(key, p.By) })
}

// Again takes a returned decision anew, based on the request as it is now. Seen is the token of the page that the
// person saw.
func (r *Requests) Again(key, seen string) error {
	return r.change(func(p *Deps, q *RequestDeps) error {
		all, err := q.Promises.Decisions()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d telecom.Decision) bool { return d.Key == key })
		if i < 0 {
			return &telecom.Error{Code: telecom.NotFound, Text: "This decision is no longer open. Nothing was changed. Check the request again."}
		}
		request, err := q.seen(all[i].RequestID, seen, "Drop the decision with a note.")
		if err != nil {
			return err
		}
		offer, off := q.again(&request, &all[i])
		if off != "" {
			return &telecom.Error{Code: telecom.Invalid, Text: off + " Nothing was decided."}
		}
		return q.Decisions.Again(key, request, offer.To, p.By)
	})
}

// Later keeps a conflict for later.
func (r *Requests) Later(key string) error {
	return r.change(func(p *Deps, q *RequestDeps) error { return q.Decisions.Later(key, p.By) })
}

// Drop gives up a returned decision, with a note.
func (r *Requests) Drop(key, note string) error {
	return r.change(func(p *Deps, q *RequestDeps) error {
		note, err := reason(note, "Enter why the decision is dropped.")
		if err == nil {
			err = q.Decisions.Drop(key, p.By, note)
		}
		return err
	})
}

// Settle records what a person says about a decision of unknown outcome.
func (r *Requests) Settle(key string, applied bool, why string) error {
	return r.change(func(p *Deps, q *RequestDeps) error {
		why, err := reason(why, "Enter who confirmed the outcome, and what they said.")
		if err == nil {
			err = q.Decisions.Settle(key, p.By, why, applied)
		}
		return err
	})
}

// AddNote keeps a note on a request, on this desk.
func (r *Requests) AddNote(requestID, text string) error {
	return r.change(func(p *Deps, q *RequestDeps) error {
		text, err := reason(text, "Enter a note.")
		if err == nil {
			err = q.Promises.KeepNote(telecom.DeskNote{ID: uuid.NewString(), RequestID: requestID, At: time.Now().UTC(), By: p.By, Text: text})
		}
		return err
	})
}

// DropNote removes a note of this desk.
func (r *Requests) DropNote(id string) error {
	return r.change(func(_ *Deps, q *RequestDeps) error { return q.Promises.DropNote(id) })
}

// MarkRead marks the last change of a request as read or unread.
func (r *Requests) MarkRead(id string, read bool) error {
	return r.change(func(_ *Deps, q *RequestDeps) (err error) {
		version := unreadByHand
		if read {
			version, err = q.versionOf(id)
		}
		if err == nil {
			err = q.Promises.MarkRead(id, version)
		}
		return err
	})
}

// SaveView keeps a query under a name, in place of an earlier one.
func (r *Requests) SaveView(v SavedView) error {
	return r.change(func(_ *Deps, q *RequestDeps) error {
		name := strings.TrimSpace(v.Name)
		if name == "" || utf8.RuneCountInString(name) > 60 {
			return &telecom.Error{Code: telecom.Invalid, Text: "A view needs a name of at most 60 characters. Nothing was saved. Enter a name."}
		}
		query, err := q.query(v.Query, nil)
		if err != nil {
			return err
		}
		query.Offset, query.Limit, query.Of = 0, 0, nil
		return q.Promises.KeepView(telecom.SavedView{Name: name, Query: query, Mark: string(v.Query.Mark)})
	})
}

// DropView removes a saved view.
func (r *Requests) DropView(name string) error {
	return r.change(func(_ *Deps, q *RequestDeps) error { return q.Promises.DropView(name) })
}

// decision builds a decision if the request is as the person saw it and offers the action.
func (q *RequestDeps) decision(p *Deps, n NewDecision) (telecom.Decision, error) {
	var d telecom.Decision
	if p.PlacesNoOrders != "" { // what blocks orders blocks decisions too
		return d, &telecom.Error{Code: telecom.Invalid, Text: "This profile keeps no data, so nothing can be decided here: after a crash " +
			"nobody would know what was sent. Open the profile with a passphrase, or decide in the portal."}
	}
	r, err := q.seen(n.RequestID, n.Seen, "Look for it in the portal.")
	if err != nil {
		return d, err
	}
	offer, off := q.offer(&r, n.Action)
	if off != "" {
		return d, &telecom.Error{Code: telecom.Invalid, Text: off + " Nothing was decided."}
	}
	if err := shortNote(n.Text); err != nil {
		return d, err
	}
	text := strings.TrimSpace(n.Text)
	reasons := n.Action.Reasons()
	switch {
	case len(reasons) > 0 && !slices.Contains(reasons, n.Reason):
		return d, &telecom.Error{Code: telecom.Invalid, Text: "A reason is missing. Nothing was decided. Choose a reason from the list."}
	case n.Reason == telecom.ReasonOther && text == "":
		return d, &telecom.Error{Code: telecom.Invalid, Text: "The reason “Other” needs an explanation. Nothing was decided. Enter one."}
	case len(reasons) == 0:
		n.Reason = ""
	}
	return telecom.Decision{RequestID: n.RequestID, Action: n.Action, To: offer.To, Reason: n.Reason, Text: text, By: p.By, On: r.Snapshot()},
		nil
}

// seen returns a request if it is as the person saw it; todo is what to do if it is gone.
func (q *RequestDeps) seen(id, token, todo string) (telecom.Request, error) {
	r, _, known, err := q.Copy.Request(id)
	switch {
	case err != nil:
	case !known:
		err = &telecom.Error{Code: telecom.NotFound, Text: "This request is no longer on this desk. Nothing was decided. " + todo}
	case r.Snapshot().Token() != token:
		err = &telecom.Error{Code: telecom.Unconfirmed, Text: "The request changed while you looked at it. Nothing was decided. Check it as " +
			"it is now, and decide again."}
	}
	return r, err
}

// Limits of typed texts, in characters: what is kept is kept for good, and read whenever a form opens.
const (
	longestNote = 2000
	longestText = 200
)

// short returns an error for a draft with a text that is too long.
func (d *Draft) short() error {
	texts := []string{d.SIMNumber, d.PlanID, d.PlanName, d.PackID, d.PackName, d.StartOn, d.TypedNumber, d.Customer, d.PortNumber,
		d.LosingProvider,
		d.AccountNumber, d.BornOn, d.AuthorisedOn, d.OrderID, d.ServiceID}
	for _, f := range d.Features {
		texts = append(texts, f.Name)
	}
	for _, text := range texts {
		if utf8.RuneCountInString(text) > longestText {
			return tooLong("One of the fields holds more than 200 characters.")
		}
	}
	return shortNote(d.Note)
}

// shortNote returns an error for a note or reason that is too long.
func shortNote(text string) error {
	if utf8.RuneCountInString(text) > longestNote {
		return tooLong("The note holds more than 2,000 characters.")
	}
	return nil
}

func tooLong(what string) error {
	return &telecom.Error{Code: telecom.Invalid, Text: what + " It was not kept and nothing was sent. Shorten it."}
}
