package bindings

import (
	"fmt"

	"commsdesk/backend/telecom"
)

// Link is the target of an opened link, looked up in the copy.
type Link struct {
	Number  int      `json:"number"` // counts the links opened; 0: none is to be shown now
	Screen  Screen   `json:"screen"`
	ID      string   `json:"id"`      // of the service or the request; empty: the list
	Tab     string   `json:"tab"`     // of the service; empty: its first tab
	Find    string   `json:"find"`    // the search text in the list of services
	Order   string   `json:"order"`   // the Order ID to show, in the activity of the service if there is one; empty: none
	Problem *Problem `json:"problem"` // why it cannot be shown; null if it can
}

// Follow passes a link to the window. It is kept until the window asks for it, so that none is lost during a start. A
// later link replaces one that was not shown yet.
func (r *Session) Follow(link string) {
	r.mu.Lock()
	r.links++
	r.link = link
	r.mu.Unlock()
	r.notify(LinkGiven)
}

// given returns the last link, and how many there were.
func (r *Session) given() (link string, number int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.link, r.links
}

// Link returns the target of the last link. Seen is the number of the link shown last, which is not returned again. A
// link waits while no profile is open, and while the first copy may still bring what it names.
func (f *Frame) Link(seen int) (Link, error) {
	text, number := f.session.given()
	p, err := f.session.open()
	if number <= seen || err != nil {
		return Link{}, nil
	}
	link, err := p.follow(text)
	if err != nil {
		return Link{}, shown(err)
	}
	if link.Problem != nil && link.Problem.Code == telecom.NotFound && p.copying(link.Screen) {
		return Link{}, nil
	}
	link.Number = number
	return link, nil
}

// copying reports whether the first copy of what a screen shows is incomplete.
func (p *Deps) copying(s Screen) bool {
	if s == ScreenRequests {
		return p.Requests != nil && p.Requests.Mirror.Freshness().Status == telecom.FirstCopy
	}
	return p.Mirror.Freshness().Status == telecom.FirstCopy
}

// follow looks up the target of a link.
func (p *Deps) follow(text string) (Link, error) {
	to, err := parseLink(text)
	if err != nil {
		return Link{Problem: nowhere(err.Error())}, nil
	}
	link := Link{Screen: to.screen, ID: to.id, Tab: to.tab, Find: to.find}
	ok := true
	switch {
	case to.screen == ScreenRequests && p.Requests == nil:
		link.Problem = problemOf(&telecom.Error{Code: telecom.Invalid, Text: "This link is for a subscription request. " + noRequests})
	case to.screen == ScreenOrders:
		link, ok, err = p.followOrder(to.id)
	case to.id == "":
	case to.screen == ScreenRequests:
		_, _, ok, err = p.Requests.Copy.Request(to.id)
	default:
		_, _, ok, err = p.Copy.Service(to.id)
	}
	if !ok {
		link.Problem = notCopied(to)
	}
	return link, err
}

// followOrder finds where an order is shown: in the activity of its service, or on a page of its own.
func (p *Deps) followOrder(id string) (Link, bool, error) {
	_, serviceID, ok, err := p.Copy.Action(id)
	if serviceID == "" {
		return Link{Screen: ScreenOrders, Order: id}, ok, err
	}
	return Link{Screen: ScreenServices, ID: serviceID, Tab: "activity", Order: id}, ok, err
}

func nowhere(why string) *Problem {
	return problemOf(&telecom.Error{Code: telecom.Invalid, Text: fmt.Sprintf("This link cannot be opened: %s. Nothing was opened. Search "+
		"in Services, or ask for a new link.", why)})
}

func notCopied(to target) *Problem {
	what := map[Screen]string{ScreenServices: "the service", ScreenRequests: "the request", ScreenOrders: "the order"}[to.screen]
	return problemOf(&telecom.Error{Code: telecom.NotFound, Text: fmt.Sprintf("This link cannot be opened: %s “%s” is not on this desk. "+
		"Nothing was opened. Refresh and open the link again, or ask which portal it is from.", what, short(to.id))})
}

// short shortens a name from a link, which must not crowd out our own sentence.
func short(name string) string {
	const most = 40
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
