package desk

import (
	"fmt"

	"commsdesk/backend"
)

// Link is what a link that was given leads to, looked up in the copy.
type Link struct {
	Given   bool     `json:"given"` // false: no link waits, or it waits until the copy is here; then nothing is to be done
	Screen  Screen   `json:"screen"`
	ID      string   `json:"id"`      // of the service or the request; empty: the list
	Tab     string   `json:"tab"`     // of the service; empty: the one a service opens with
	Find    string   `json:"find"`    // what is searched for in the list of services
	Order   string   `json:"order"`   // the Order ID to show in the activity of the service; empty: none
	Problem *Problem `json:"problem"` // why it leads nowhere; null if it leads somewhere
}

// Follow keeps a link until the window asks for it, and rings. A later link takes the place of one that waits.
func (r *Room) Follow(link string) {
	r.mu.Lock()
	r.link = &link
	r.mu.Unlock()
	r.ring(LinkGiven)
}

// waitingLink is the link that waits, if one does.
func (r *Room) waitingLink() *string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.link
}

// forgetLink lets go of a link, and says whether it still waited: one is followed once.
func (r *Room) forgetLink(link *string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.link != link {
		return false
	}
	r.link = nil
	return true
}

// Link says where the link that was given leads, once. While no profile is open it waits, and so it does while what it
// names may still come with the first copy.
func (f *Frame) Link() (Link, error) {
	given := f.room.waitingLink()
	p, err := f.room.open()
	if given == nil || err != nil {
		return Link{}, nil
	}
	link, err := p.follow(*given)
	if err != nil {
		return Link{}, shown(err)
	}
	if link.Problem != nil && link.Problem.Code == backend.NotFound && p.copying(link.Screen) || !f.room.forgetLink(given) {
		return Link{}, nil
	}
	link.Given = true
	return link, nil
}

// copying says whether what a screen shows was not read completely yet.
func (p *Parts) copying(s Screen) bool {
	if s == ScreenRequests {
		return p.Requests != nil && p.Requests.Mirror.Freshness().Weather == backend.FirstCopy
	}
	return p.Mirror.Freshness().Weather == backend.FirstCopy
}

// follow looks up what a link names.
func (p *Parts) follow(text string) (Link, error) {
	to, err := parseLink(text)
	if err != nil {
		return Link{Problem: nowhere(err.Error())}, nil
	}
	link := Link{Screen: to.screen, ID: to.id, Tab: to.tab, Find: to.find}
	ok := true
	switch {
	case to.screen == ScreenRequests && p.Requests == nil:
		link.Problem = problemOf(&backend.Error{Code: backend.Invalid, Text: "This link leads to a subscription request. " + noRequests})
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
func (p *Parts) followOrder(id string) (Link, bool, error) {
	o, ok, err := p.Copy.Order(id)
	if err != nil || !ok || len(o.ServiceIDs) == 0 {
		return Link{Screen: ScreenServices}, false, err
	}
	link := Link{Screen: ScreenServices, ID: o.ServiceIDs[0], Tab: "activity", Order: id}
	_, _, ok, err = p.Copy.Service(link.ID)
	return link, ok, err
}

func nowhere(why string) *Problem {
	return problemOf(&backend.Error{Code: backend.Invalid, Text: fmt.Sprintf("This link leads nowhere here: %s. Nothing was opened. Search in Services, or ask whoever gave you the link for another.", why)})
}

func notCopied(to target) *Problem {
	what := map[Screen]string{ScreenServices: "the service", ScreenRequests: "the request", screenOrders: "the order"}[to.screen]
	return problemOf(&backend.Error{Code: backend.NotFound, Text: fmt.Sprintf("This link leads nowhere here: %s %s is not in the copy on this desk. Nothing was opened. Refresh, and open the link again; or ask whoever gave it to you which portal it is from.", what, to.id)})
}
