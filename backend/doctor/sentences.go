package doctor

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// split returns the first and last part of an error's text: what happened, and what to do; otherwise, if it does not say.
// The part between, what was not done, means nothing in a report. Neither quotes the portal.
func split(e *telecom.Error, otherwise string) (happened, todo string) {
	happened, rest, found := strings.Cut(e.Text, " Nothing ")
	if found {
		_, todo, _ = strings.Cut(rest, ". ")
	}
	return happened, cmp.Or(todo, otherwise)
}

// happened returns the first part of an error's text, with its full stop.
func happened(e *telecom.Error) string {
	what, _ := split(e, "")
	return what
}

// nextFor returns what to do about a portal that cannot be read.
func nextFor(c telecom.Code) string {
	return cmp.Or(nextSteps[c], "Try again. If it continues, send this report and the log to your administrator.")
}

var nextSteps = map[telecom.Code]string{
	telecom.Unreachable: "Check the network and the address in the configuration, then ask the portal's administrator whether it is running.",
	telecom.Denied:      "Ask an administrator of the portal for access.",
	telecom.Busy:        "Wait a few minutes and try again. If it continues, tell the portal's administrator.",
	telecom.NotPortal:   "Sign in to the network, or correct the address in the configuration.",
	telecom.Cached:      "Ask your administrator to let Commsdesk's requests bypass the cache: they say no-cache.",
	telecom.NotFound:    "Correct the address in the configuration: it must end before /service or /serviceOrder.",
	telecom.Unconfirmed: "Check the portal itself. If its data is there, wait: Commsdesk tries again by itself.",
	telecom.Broken:      "Wait a few minutes and try again. If it continues, send this report to the portal's administrator.",
}

func apiWord(a telecom.API) string { return cmp.Or(apiWords[a], string(a)) }

var apiWords = map[telecom.API]string{
	telecom.ServiceInventory: "Service Inventory", telecom.ServiceOrdering: "Service Ordering", telecom.ProductOrdering: "Product Ordering",
	telecom.ProductInventory: "Product Inventory", telecom.Agreements: "Agreement",
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return count(n) + " " + what + "s"
}

// count formats a number with a comma between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// size formats a number of bytes with two or three digits.
func size(bytes int64) string {
	kb := (bytes + 999) / 1000
	switch {
	case kb < 1000:
		return fmt.Sprintf("%d KB", kb)
	case kb < 999_500:
		return short(float64(kb)/1000) + " MB"
	}
	return short(float64(kb)/1_000_000) + " GB"
}

func short(x float64) string {
	if x < 9.95 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return count(int(x + 0.5))
}

// span formats a duration in its largest unit of more than one.
func span(d time.Duration) string {
	switch d = d.Abs(); {
	case d < 2*time.Minute:
		return plural(int(d/time.Second), "second")
	case d < 2*time.Hour:
		return plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return plural(int(d/time.Hour), "hour")
	}
	return plural(int(d/(24*time.Hour)), "day")
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// lastRead returns when the portal was last read completely.
func lastRead(at, now time.Time) string {
	if at.IsZero() {
		return "It was never read completely."
	}
	return fmt.Sprintf("It was last read completely at %s, %s ago.", instant(at), span(now.Sub(at)))
}
