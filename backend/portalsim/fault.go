package portalsim

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Fault names one thing that can be wrong with the portal.
type Fault string

// The faults there are. Several may be on at once; the one that ends an answer
// first wins, in this order.
const (
	// Slow makes every answer wait for Config.Latency.
	Slow Fault = "slow"
	// Down cuts the connection without an answer.
	Down Fault = "down"
	// Error500 answers 500 with an error body.
	Error500 Fault = "error500"
	// Busy429 answers 429 with Retry-After: 7.
	Busy429 Fault = "busy429"
	// Unauthorized answers 401 with a sentence.
	Unauthorized Fault = "unauthorized"
	// Login answers 200 with a page that asks for a password, as a proxy does.
	Login Fault = "login"
	// Empty answers lists with 200 and [] although there is data.
	Empty Fault = "empty"
	// Moving shifts lists by a few rows between two requests, so that paging
	// by offset skips rows and repeats others.
	Moving Fault = "moving"
)

// movingRows is how far the Moving fault shifts a list.
const movingRows = 3

var allFaults = []Fault{Slow, Down, Error500, Busy429, Unauthorized, Login, Empty, Moving}

// Faults lists every fault there is.
func Faults() []Fault { return append([]Fault(nil), allFaults...) }

// ParseFault reads a fault's name, in any case. Its error names the choices.
func ParseFault(s string) (Fault, error) {
	var names []string
	for _, f := range allFaults {
		if strings.EqualFold(strings.TrimSpace(s), string(f)) {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("there is no fault %q; choose from %s", s, strings.Join(names, ", "))
}

// SetFaults makes exactly these faults the ones that are on, for every request
// from now. With none the portal is well again.
func (p *Portal) SetFaults(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = map[Fault]bool{}
	for _, f := range faults {
		p.faults[f] = true
	}
}

// spoil lets the faults that answer by themselves answer. It reports whether
// the request is finished.
func (p *Portal) spoil(w http.ResponseWriter, r *http.Request, on map[Fault]bool) bool {
	if on[Slow] {
		t := time.NewTimer(p.config.Latency)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
	switch {
	case on[Down]:
		panic(http.ErrAbortHandler)
	case on[Error500]:
		p.refuse(w, http.StatusInternalServerError, "Internal error", "The portal could not answer. Nothing was changed.")
	case on[Busy429]:
		w.Header().Set("Retry-After", "7")
		p.refuse(w, http.StatusTooManyRequests, "Too many requests", "The portal is busy. Ask again in 7 seconds.")
	case on[Unauthorized]:
		w.Header().Set("WWW-Authenticate", "Bearer")
		p.refuse(w, http.StatusUnauthorized, "Unauthorized", "Your session has ended. Sign in again.")
	case on[Login]:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><html><head><title>Sign in</title></head><body><form method=\"post\" action=\"/login\">"+
			"<input name=\"user\"><input name=\"password\" type=\"password\"><button>Sign in</button></form></body></html>")
	default:
		return false
	}
	return true
}
