package bindings

import (
	"fmt"

	"commsdesk/backend/telecom"
)

// Link is what a link that was given leads to, looked up in the copy.
type Link struct {
	Number  int      `json:"number"` // counts the links that were given; 0: none is to be shown now
	Screen  Screen   `json:"screen"`
	ID      string   `json:"id"`      // of the service or the request; empty: the list
	Tab     string   `json:"tab"`     // of the service; empty: the one a service opens with
	Find    string   `json:"find"`    // what is searched for in the list of services
	Order   string   `json:"order"`   // the Order ID to show in the activity of the service; empty: none
	Problem *Problem `json:"problem"` // why it leads nowhere; null if it leads somewhere
}

// Follow gives a link to the window, and rings. It is kept, so that none is lost that comes before the window can ask. A
// later link takes the place of one that nobody has asked for.
func (r *Session) Follow(link string) {
	r.mu.Lock()
	r.links++
	r.link = link
	r.mu.Unlock()
	r.ring(LinkGiven)
}

// given is the last link that was given, and how many were; none: zero.
func (r *Session) given() (link string, number int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.link, r.links
}

// Link says where the last link that was given leads. Seen is the number of the one that was shown last: the same is not
// given again. While no profile is open it waits, and so it does while what it names may still come with the first copy.
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

// copying says whether what a screen shows was not read completely yet.
func (p *Deps) copying(s Screen) bool {
	if s == ScreenRequests {
		return p.Requests != nil && p.Requests.Mirror.Freshness().Status == telecom.FirstCopy
	}
	return p.Mirror.Freshness().Status == telecom.FirstCopy
}

// follow looks up what a link names.
func (p *Deps) follow(text string) (Link, error) {
	to, err := parseLink(text)
	if err != nil {
		return Link{Problem: nowhere(err.Error())}, nil
	}
	link := Link{Screen: to.screen, ID: to.id, Tab: to.tab, Find: to.find}
	ok := true
	switch {
	case to.screen == ScreenRequests && p.Requests == nil:
		link.Problem = problemOf(&telecom.Error{Code: telecom.Invalid, Text: "This link leads to a subscription request. " + noRequests})
	case to.screen == screenOrders:
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

// followOrder finds the service that an order is about, and the event in its activity that the order is part of.
func (p *Deps) followOrder(id string) (Link, bool, error) {
	o, ok, err := p.Copy.Order(id)
	if err != nil || !ok || len(o.ServiceIDs) == 0 {
		return Link{Screen: ScreenServices}, false, err
	}
	link := Link{Screen: ScreenServices, ID: o.ServiceIDs[0], Tab: "activity", Order: id}
	_, _, ok, err = p.Copy.Service(link.ID)
	return link, ok, err
}

func nowhere(why string) *Problem {
	return problemOf(&telecom.Error{Code: telecom.Invalid, Text: fmt.Sprintf("This link leads nowhere here: %s. Nothing was opened. Search in Services, or ask whoever gave you the link for another.", why)})
}

func notCopied(to target) *Problem {
	what := map[Screen]string{ScreenServices: "the service", ScreenRequests: "the request", screenOrders: "the order"}[to.screen]
	return problemOf(&telecom.Error{Code: telecom.NotFound, Text: fmt.Sprintf("This link leads nowhere here: %s “%s” is not in the copy on this desk. Nothing was opened. Refresh, and open the link again; or ask whoever gave it to you which portal it is from.", what, short(to.id))})
}

// short cuts what a link calls something: its words stand in a sentence of ours, and are not ours.
func short(name string) string {
	const most = 40
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
