package simulate

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// kept is an answer as a cache keeps it.
type kept struct {
	record
	at time.Time
}

// caches answers a question as it was answered a while ago, and may say how long that is. Each desk has a cache of its own.
func (l *liar) caches(portal http.Handler, desk *station) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			portal.ServeHTTP(w, r)
			return
		}
		address := host(desk.n) + " " + r.URL.String()
		l.mu.Lock()
		old, there := l.answers[address]
		l.mu.Unlock()
		age := time.Since(old.at)
		if l.lying.Load() && there && age < l.keeps {
			if desk.judging.Load() > 0 && age > youngEnough {
				l.met(map[lie]danger{cacheObeys: staleCache, cacheKeeps: stubbornCache}[l.lie])
			}
			if l.lie == cacheKeeps || !strings.Contains(r.Header.Get("Cache-Control"), "no-cache") {
				old.answers(w, r, age, l.aged)
				return
			}
		}
		a := answered(portal, r)
		if a.Code == http.StatusOK {
			l.mu.Lock()
			l.answers[address] = kept{a, time.Now()}
			l.mu.Unlock()
		}
		a.send(w, a.Body.Bytes())
	})
}

// cached reports whether a desk may be told what was so a few seconds ago.
func (s *schedule) cached() bool {
	return s.liar != nil && (s.liar.lie == cacheObeys || s.liar.lie == cacheKeeps)
}

// youngEnough is how old a cached answer may be that a desk takes for a fresh one.
const youngEnough = 10 * time.Second

// unseenFor is how long before a click an order may have been placed that nobody could see.
func (s *schedule) unseenFor() time.Duration {
	if s.cached() {
		return youngEnough
	}
	return time.Millisecond
}

// answers gives a kept answer, or says that whoever asks has it.
func (k kept) answers(w http.ResponseWriter, r *http.Request, age time.Duration, aged bool) {
	if aged {
		w.Header().Set("Age", strconv.Itoa(int(age/time.Second)))
	}
	if tag := k.Header().Get("ETag"); tag != "" && r.Header.Get("If-None-Match") == tag {
		w.Header().Set("ETag", tag)
		w.Header().Set("Date", k.Header().Get("Date"))
		w.WriteHeader(http.StatusNotModified)
		return
	}
	k.send(w, k.Body.Bytes())
}
