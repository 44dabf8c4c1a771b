package bindings

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// LinkScheme is the scheme of links to this program.
const LinkScheme = "commsdesk"

// Limits of a link, and of a name in one.
const (
	longestLink     = 1000
	longestLinkName = 200
)

// target is what a link asks to show. A link only shows: tabs with a form are not among its targets.
type target struct {
	screen Screen
	id     string // of the service, the request or the order; empty: the list
	tab    string // of the service; empty: its first tab
	find   string // the search text in the list of services; empty: none
}

// Screen is a screen that a link leads to.
type Screen string

// The screens. An order is shown in the activity of its service, or on its own page if it has none here.
const (
	ScreenServices Screen = "services"
	ScreenRequests Screen = "requests"
	ScreenOrders   Screen = "orders"
)

// linkTabs are the tabs of a service without a form.
var linkTabs = map[string]bool{"overview": true, "usage": true, "activity": true}

// IsLink reports whether a text is meant as a link to this program, whether or not it leads anywhere.
func IsLink(text string) bool {
	scheme, _, cut := strings.Cut(text, ":")
	return cut && strings.EqualFold(scheme, LinkScheme)
}

// parseLink parses a link. It may come from anywhere, so whatever is not understood exactly leads nowhere. The error
// says why and repeats nothing of the link.
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
	case to.screen != ScreenServices && to.screen != ScreenRequests && to.screen != ScreenOrders:
		return target{}, errors.New("it names no screen that a link can show")
	case to.screen != ScreenServices && asked, len(names) > 0 && asked:
		return target{}, errors.New("only the list of services can be searched by a link")
	case to.screen == ScreenOrders && len(names) == 0:
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

// namesOf splits a path. It returns at least one name; only the first may be empty.
func namesOf(path string) ([]string, error) {
	var names []string
	for i, part := range strings.Split(path, "/") {
		name, err := nameOf(part)
		if err != nil {
			return nil, err
		}
		if strings.ContainsAny(name, `/\`) || name == "." || name == ".." || i > 0 && name == "" {
			return nil, errors.New("it has an invalid name")
		}
		names = append(names, name)
	}
	return names, nil
}

// findIn returns the search text of a link.
func findIn(query string) (string, error) {
	key, value, _ := strings.Cut(query, "=")
	if key != "find" || strings.ContainsAny(value, "&;=") {
		return "", errors.New("it has a parameter other than find=")
	}
	// A plus stays a plus: numbers begin with one.
	return nameOf(value)
}

// nameOf decodes the percent signs in a part of a link.
func nameOf(part string) (string, error) {
	name, err := url.PathUnescape(part)
	switch {
	case err != nil:
		return "", errors.New("it has a % without a number")
	case !utf8.ValidString(name), strings.ContainsFunc(name, unprintable):
		return "", errors.New("it has invisible characters")
	case utf8.RuneCountInString(name) > longestLinkName:
		return "", errors.New("a name in it is too long")
	}
	return strings.TrimSpace(name), nil
}

// unprintable reports whether a rune cannot be shown. Signs that change the direction of a text count too.
func unprintable(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && r != ' ' }
