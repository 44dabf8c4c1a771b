package simulate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// cuts gives lists in small pages, and lies about where they end.
func (l *liar) cuts(portal http.Handler, desk *station) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != orderList && r.URL.Path != serviceList {
			portal.ServeHTTP(w, r)
			return
		}
		l.list(w, r, portal, true, func(rows []json.RawMessage, offset, asked int) []json.RawMessage {
			limit := min(asked, l.page)
			honest := part(rows, offset, limit)
			if !l.lying.Load() {
				return honest
			}
			told := honest
			switch l.lie {
			case earlyEnd:
				told = part(rows[:min(len(rows), l.page)], offset, limit)
			case pageNumber:
				if l.clamps {
					asked = limit
				}
				told = part(rows, offset*asked, limit)
			case samePage:
				told = part(rows, 0, limit)
			}
			same := slices.EqualFunc(honest, told, func(a, b json.RawMessage) bool { return string(a) == string(b) })
			if r.URL.Path == orderList && desk.judging.Load() > 0 && !same {
				l.met(map[lie]danger{earlyEnd: shortList, pageNumber: pagesCounted, samePage: pageRepeated}[l.lie])
			}
			return told
		})
	})
}

func part(rows []json.RawMessage, offset, limit int) []json.RawMessage {
	offset = min(offset, len(rows))
	return rows[offset:min(len(rows), offset+limit)]
}

// choice chooses a page of all rows, by what was asked for.
type choice func(rows []json.RawMessage, offset, asked int) []json.RawMessage

// list answers a question for a list with a page that is chosen from all that the portal gives to it and that is not
// hidden. With counts, the liar's total stands in it in place of the portal's.
func (l *liar) list(w http.ResponseWriter, r *http.Request, portal http.Handler, counts bool, page choice) {
	q := r.URL.Query()
	offset, _ := strconv.Atoi(q.Get("offset"))
	asked, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		asked = everything
	}
	whole := r.Clone(r.Context())
	whole.Header.Del("If-None-Match")
	whole.URL.RawQuery = without(q, 0)
	a := answered(portal, whole)
	var rows []json.RawMessage
	if a.Code != http.StatusOK || json.Unmarshal(a.Body.Bytes(), &rows) != nil {
		a.send(w, a.Body.Bytes())
		return
	}
	all := len(rows)
	rows = slices.DeleteFunc(rows, func(raw json.RawMessage) bool {
		var o shownOrder
		must(json.Unmarshal(raw, &o))
		return l.hides(o.ID)
	})
	chosen := page(rows, offset, asked)
	if len(chosen) == 0 { // each kind of server has its own way to say so
		none := r.Clone(r.Context())
		none.Header.Del("If-None-Match")
		none.URL.RawQuery = without(q, 1_000_000)
		a = answered(portal, none)
	}
	h := a.Header()
	switch n, err := strconv.Atoi(h.Get("X-Total-Count")); {
	case counts && l.total:
		h.Set("X-Total-Count", strconv.Itoa(len(rows)))
	case counts:
		h.Del("X-Total-Count")
	case err == nil:
		h.Set("X-Total-Count", strconv.Itoa(max(0, n-all+len(rows))))
	}
	if a.Code != http.StatusOK {
		a.send(w, a.Body.Bytes())
		return
	}
	if h.Get("X-Result-Count") != "" {
		h.Set("X-Result-Count", strconv.Itoa(len(chosen)))
	}
	var body strings.Builder
	body.WriteByte('[')
	for i, row := range chosen {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(row)
	}
	body.WriteByte(']')
	if h.Get("ETag") != "" {
		sum := sha256.Sum256(fmt.Append(nil, h.Get("X-Total-Count"), body.String()))
		tag := `"` + hex.EncodeToString(sum[:8]) + `"`
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.Header().Set("ETag", tag)
			w.Header().Set("Date", h.Get("Date"))
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	a.send(w, []byte(body.String()))
}

// everything is more rows than a portal has here.
const everything = 1000

// without is a question for the whole of a list from an offset on.
func without(q url.Values, offset int) string {
	whole := make(url.Values, len(q))
	for name, values := range q {
		whole[name] = values
	}
	whole["limit"], whole["offset"] = []string{strconv.Itoa(everything)}, []string{strconv.Itoa(offset)}
	return url.Values(whole).Encode()
}
