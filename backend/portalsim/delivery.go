package portalsim

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// sheet is an answer that is written but not sent yet: what spoils the way of an
// answer must know the whole of it.
type sheet struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (s *sheet) Header() http.Header { return s.header }

func (s *sheet) WriteHeader(status int) { s.status = status }

func (s *sheet) Write(b []byte) (int, error) { return s.body.Write(b) }

// pieces is how many the Drip fault makes of a body.
const pieces = 16

// deliver sends an answer, spoiled by the faults that lie on its way. Turn
// counts the requests since the faults were set.
func (s *sheet) deliver(w http.ResponseWriter, r *http.Request, p *Portal, on map[Fault]bool, turn int) {
	if on[Lost] {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), s.header)
	if on[ContentType] && strings.HasPrefix(s.header.Get("Content-Type"), "application/json") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	body := s.body.Bytes()
	if len(body) > 0 {
		announced := len(body)
		if on[Length] && turn%2 == 0 {
			announced += len(body)/3 + 1
		} else if on[Length] {
			announced -= len(body)/3 + 1
			body = body[:announced] // whoever reads will not read further
		}
		w.Header().Set("Content-Length", strconv.Itoa(announced))
	}
	if r.Method == http.MethodHead {
		body = nil
	}
	cut := on[Half] && len(body) > 0
	if cut {
		body = body[:len(body)/2]
	}
	w.WriteHeader(s.status)
	flush := http.NewResponseController(w).Flush
	if on[Drip] && len(body) > 0 {
		for i := range pieces {
			if i > 0 {
				wait(r, p.config.Latency/pieces)
			}
			w.Write(body[len(body)*i/pieces : len(body)*(i+1)/pieces])
			flush()
		}
	} else {
		w.Write(body)
	}
	if cut {
		flush() // else nothing of it would leave at all
		panic(http.ErrAbortHandler)
	}
}
