package bindings

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// LinkScheme is what links to this program begin with.
const LinkScheme = "commsdesk"

// The longest that a link, and a name in one, may be.
const (
	longestLink     = 1000
	longestLinkName = 200
)

// target is what a link asks to be shown. A link only shows: the tabs that hold a form are not among its targets.
type target struct {
	screen Screen
	id     string // of the service, the request or the order; empty: the list
	tab    string // of the service; empty: the one a service opens with
	find   string // what is searched for in the list of services; empty: nothing
}

// Screen is a screen that a link leads to.
type Screen string

// The screens. An order is shown in the activity of its service.
const (
	ScreenServices Screen = "services"
	ScreenRequests Screen = "requests"
	screenOrders   Screen = "orders"
)

// linkTabs are the tabs of a service on which there is nothing but something to look at.
var linkTabs = map[string]bool{"overview": true, "usage": true, "activity": true}

// IsLink says whether a text is meant to be a link to this program, whether or not it leads anywhere.
func IsLink(text string) bool {
	scheme, _, cut := strings.Cut(text, ":")
	return cut && strings.EqualFold(scheme, LinkScheme)
}

// parseLink reads a link. It may come from anywhere, so what is not exactly understood leads nowhere; the error says
// why in words that repeat nothing of it.
func parseLink(text string) (target, error) {
	if len(text) > longestLink {
		return target{}, errors.New("it is too long")
	}
	rest, ours := strings.CutPrefix(text[min(len(text), len(LinkScheme)):], "://")
	if !IsLink(text) || !ours {
		return target{}, errors.New("it does not begin with commsdesk://")
	}
	if strings.ContainsRune(rest, '#') {
		return target{}, errors.New("it has a part behind a #")
	}
	path, query, asked := strings.Cut(rest, "?")
	names, err := namesOf(strings.TrimSuffix(path, "/"))
	if err != nil {
		return target{}, err
	}
	to := target{screen: Screen(strings.ToLower(names[0]))}
	if asked {
		if to.find, err = findIn(query); err != nil {
			return target{}, err
		}
	}
	switch names = names[1:]; {
	case to.screen != ScreenServices && to.screen != ScreenRequests && to.screen != screenOrders:
		return target{}, errors.New("it names no screen that a link can show")
	case to.screen != ScreenServices && asked, len(names) > 0 && asked:
		return target{}, errors.New("only the list of services can be searched by a link")
	case to.screen == screenOrders && len(names) == 0:
		return target{}, errors.New("it names no order")
	case len(names) > 2, len(names) == 2 && (to.screen != ScreenServices || !linkTabs[names[1]]):
		return target{}, errors.New("it names no part that a link can show")
	}
	if len(names) > 0 {
		to.id = names[0]
	}
	if len(names) > 1 {
		to.tab = names[1]
	}
	return to, nil
}

// namesOf are the parts of a path. There is one at least; only the first may be empty.
func namesOf(path string) ([]string, error) {
	var names []string
	for i, part := range strings.Split(path, "/") {
		name, err := nameOf(part)
		if err != nil {
			return nil, err
		}
		if strings.ContainsAny(name, `/\`) || name == "." || name == ".." || i > 0 && name == "" {
			return nil, errors.New("a name in it is not one")
		}
		names = append(names, name)
	}
	return names, nil
}

// findIn is what a link searches for.
func findIn(query string) (string, error) {
	key, value, _ := strings.Cut(query, "=")
	if key != "find" || strings.ContainsAny(value, "&;=") {
		return "", errors.New("it asks for something else than find=")
	}
	// A plus is a plus: numbers begin with one.
	return nameOf(value)
}

// nameOf takes the %-signs out of a part of a link.
func nameOf(part string) (string, error) {
	name, err := url.PathUnescape(part)
	switch {
	case err != nil:
		return "", errors.New("a % in it is followed by no number")
	case !utf8.ValidString(name), strings.ContainsFunc(name, unprintable):
		return "", errors.New("it holds signs that cannot be seen")
	case utf8.RuneCountInString(name) > longestLinkName:
		return "", errors.New("a name in it is too long")
	}
	return strings.TrimSpace(name), nil
}

// unprintable holds also for the signs that turn the direction of a text.
func unprintable(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && r != ' ' }
