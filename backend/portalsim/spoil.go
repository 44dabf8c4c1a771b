package portalsim

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// turns counts for the faults that do not treat all requests alike.
type turns struct{ requests, lists int }

// Each run of Burst500 lies within this many requests and is at most so long.
const burstEvery, burstLength = 8, 4

// inBurst reports whether a request, counted from 0, falls into a burst.
func inBurst(seed uint64, request int) bool {
	r := rand.New(rand.NewPCG(seed, uint64(request/burstEvery)))
	first := r.IntN(burstEvery)
	last := first + r.IntN(burstLength)
	at := request % burstEvery
	return first <= at && at <= last
}

// spoil lets the faults that answer by themselves answer. It reports whether
// the request is finished. Turn counts the requests since the faults were set.
func (p *Portal) spoil(w http.ResponseWriter, r *http.Request, on map[Fault]bool, turn int) bool {
	if on[Slow] {
		wait(r, p.config.Latency)
	}
	switch {
	case on[Down]:
		panic(http.ErrAbortHandler)
	case on[Error500], on[Burst500] && inBurst(p.config.Seed, turn):
		p.refuse(w, http.StatusInternalServerError, "Internal error", "The portal could not answer. Nothing was changed.")
	case on[Busy429]:
		w.Header().Set("Retry-After", "7")
		p.refuse(w, http.StatusTooManyRequests, "Too many requests", "The portal is busy. Ask again in 7 seconds.")
	case on[Busy429Bare]:
		p.refuse(w, http.StatusTooManyRequests, "Too many requests", "The portal is busy. Ask again later.")
	case on[Unauthorized]:
		w.Header().Set("WWW-Authenticate", "Bearer")
		p.refuse(w, http.StatusUnauthorized, "Unauthorized", "Your session has ended. Sign in again.")
	case on[Forbidden]:
		p.refuse(w, http.StatusForbidden, "Forbidden", "Your account may not see this. Ask your administrator for access.")
	case on[Login]:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><html><head><title>Sign in</title></head><body><form method=\"post\" action=\"/login\">"+
			"<input name=\"user\"><input name=\"password\" type=\"password\"><button>Sign in</button></form></body></html>")
	default:
		return false
	}
	return true
}

// wait passes a time for one who asks, and gives up with them.
func wait(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}
