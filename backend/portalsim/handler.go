package portalsim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const contentType = "application/json;charset=utf-8"

// serve answers one request.
func (p *Portal) serve(w http.ResponseWriter, r *http.Request) {
	countUse(r)
	p.mu.Lock()
	number := p.traffic.record(r)
	on, turn, forced := maps.Clone(p.faults), p.turns.requests, p.forced
	p.turns.requests++
	p.mu.Unlock()
	s := &bufferedAnswer{header: http.Header{}, status: http.StatusOK}
	s.header.Set("Date", p.config.Now().Add(skew(on)).UTC().Format(http.TimeFormat))
	write := r.Method == http.MethodPost || r.Method == http.MethodPatch
	switch {
	case p.answerFault(s, r, on, turn):
	case write && p.answerWriteFault(s, on, forced):
	default:
		p.reply(s, r, on)
		if write {
			p.alterWriteAnswer(s, r, on, forced)
		}
	}
	s.deliver(&counted{w, p, number, s.status}, r, p, on, turn)
}

// skew is how wrong the portal's clock is.
func skew(on map[Fault]bool) time.Duration {
	if on[Clock] {
		return clockSkew
	}
	return 0
}

// reply writes the answer of a portal that answers.
func (p *Portal) reply(w http.ResponseWriter, r *http.Request, on map[Fault]bool) {
	list, isList := lists[r.URL.Path]
	folder, id, _ := cutLast(r.URL.Path)
	one, isOne := lists[folder]
	switch {
	case p.traits.noCancel != 0 && (r.URL.Path == cancelPath || folder == cancelPath):
		p.refuse(w, p.traits.noCancel, http.StatusText(p.traits.noCancel), "This portal cancels no orders.")
	case folder == documentPath && id != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		p.serveDocument(w, r, id)
	case !isList && (!isOne || id == ""):
		p.refuse(w, http.StatusNotFound, "Unknown address", "This portal has nothing at "+r.URL.Path+".")
	case r.Method == http.MethodPost && creators[r.URL.Path] != nil:
		p.create(w, r, creators[r.URL.Path], on)
	case r.Method == http.MethodPatch && isOne && folder == requestPath:
		p.patch(w, r, id, on)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		if isOne && folder == requestPath {
			w.Header().Set("Allow", "GET, HEAD, PATCH")
		}
		if creators[r.URL.Path] != nil {
			w.Header().Set("Allow", "GET, HEAD, POST")
		}
		p.refuse(w, http.StatusMethodNotAllowed, "Method not allowed", "This portal does not accept "+r.Method+" at "+r.URL.Path+".")
	case isList:
		p.serveList(w, r, list, on)
	default:
		p.serveOne(w, r, one, id, on)
	}
}

// cutLast splits a path at its last slash.
func cutLast(path string) (before, after string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

func (p *Portal) serveList(w http.ResponseWriter, r *http.Request, l list, on map[Fault]bool) {
	q, err := p.traits.readQuery(r.URL.Query())
	if err != nil {
		p.refuse(w, http.StatusBadRequest, "Invalid parameter", "The portal cannot read the question: "+err.Error()+".")
		return
	}
	f := p.rows(r.URL.Path, l, q, on)
	if on[Empty] {
		f = found{rows: []json.RawMessage{}}
	}
	if len(f.rows) == 0 && (p.traits.emptyIs404 || on[NotFound]) {
		p.refuse(w, http.StatusNotFound, "Not found", fmt.Sprintf("No %s meets the question.", l.word))
		return
	}
	p.count(w, q, f.met, f.all)
	p.traits.paging.link(w, r, q, f.met)
	if p.traits.total != countsNone {
		w.Header().Set("X-Result-Count", strconv.Itoa(len(f.rows)))
	}
	p.answer(w, r, asList(f.rows), f.version)
}

// asList puts rows that are written already into one list.
func asList(rows []json.RawMessage) []byte {
	size := 2
	for _, row := range rows {
		size += len(row) + 1
	}
	body := append(make([]byte, 0, size), '[')
	for i, row := range rows {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, row...)
	}
	return append(body, ']')
}

// movingRows is how far the Moving fault shifts a list.
const movingRows = 3

// found is what a list has to show.
type found struct {
	rows     []json.RawMessage
	version  string // see traits.version
	met, all int    // how many rows meet the question, and how many there are
}

// rows writes the rows of a page, as far as the faults let it.
func (p *Portal) rows(path string, l list, q query, on map[Fault]bool) found {
	if p.traits.placeholders {
		return found{rows: []json.RawMessage{placeholders[path]}, met: 1, all: 1}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if on[Moving] {
		// Forth and back, so that a reader who pages by offset misses rows at
		// one border and meets rows twice at the next.
		if p.turns.lists++; p.turns.lists%2 == 0 {
			q.offset += movingRows
		}
	}
	q.doubled = on[Duplicates]
	q.shift(-skew(on))
	gone := 0
	if hidden := p.notShown(on); path == orderPath && len(hidden) > 0 {
		q.tests = append(q.tests, test{path: "id", op: "not", values: hidden})
		gone = len(hidden)
	}
	rows, met, all := l.page(p, q)
	f := found{rows: make([]json.RawMessage, len(rows)), version: p.traits.version(rows...), met: met, all: all - gone}
	for i, r := range rows {
		f.rows[i] = shifted(writeRow(r, q.fields), skew(on))
	}
	return f
}

// count says how many rows there are, as this kind of server counts.
func (p *Portal) count(w http.ResponseWriter, q query, met, all int) {
	switch p.traits.total {
	case countsAll:
		met = all
	case countsZero:
		met = 0
	case countsNone:
		return
	case countsFirst:
		if q.offset > 0 {
			return
		}
	}
	w.Header().Set("X-Total-Count", strconv.Itoa(met))
}

func (p *Portal) serveOne(w http.ResponseWriter, r *http.Request, l list, id string, on map[Fault]bool) {
	if p.traits.placeholders {
		folder, _, _ := cutLast(r.URL.Path)
		p.answer(w, r, placeholders[folder], "")
		return
	}
	fields := p.traits.readFields(r.URL.Query().Get("fields"))
	p.mu.Lock()
	found := l.find(p, id)
	if slices.Contains(p.notShown(on), id) {
		found = nil
	}
	var body []byte
	var version string
	if found != nil {
		version = p.traits.version(found)
		body = shifted(writeRow(found, fields), skew(on))
	}
	p.mu.Unlock()
	if found == nil {
		p.unknown(w, l.word, id)
		return
	}
	p.answer(w, r, body, version)
}

// unknown says that there is nothing with an id.
func (p *Portal) unknown(w http.ResponseWriter, word, id string) {
	status := p.traits.unknownStatus()
	p.refuse(w, status, http.StatusText(status), fmt.Sprintf("There is no %s with the id %q.", word, id))
}

func (t *traits) unknownStatus() int {
	if t.unknownIs500 {
		return http.StatusInternalServerError
	}
	return http.StatusNotFound
}

// answer sends JSON as send does.
func (p *Portal) answer(w http.ResponseWriter, r *http.Request, body []byte, version string) {
	p.send(w, r, contentType, body, version)
}

// send sends a body, or 304 to one who has it already. The version is what the
// tag is made from; empty: the body.
func (p *Portal) send(w http.ResponseWriter, r *http.Request, kind string, body []byte, version string) {
	if p.traits.etags {
		if version == "" {
			version = string(body)
		}
		// A list with the same rows but another total is another answer.
		tag := tagOf(version, w.Header().Get("X-Total-Count"))
		w.Header().Set("ETag", p.traits.sentTag(tag))
		if knows(r, tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// refuse sends an error in the words of the guidelines.
func (p *Portal) refuse(w http.ResponseWriter, status int, reason, sentence string) {
	body := map[string]any{
		"code": strconv.Itoa(status), "reason": reason, "message": sentence, "status": strconv.Itoa(status), "@type": "Error",
	}
	if p.traits.numericCode {
		body["code"] = status
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	w.Write(b)
}

// version is what the ETag of an answer with these rows is made from. It is
// empty where that is the body itself: then no change can escape it. The caller
// holds the mutex.
func (t *traits) version(rows ...row) string {
	if !t.staleTags {
		return ""
	}
	var b strings.Builder
	for _, r := range rows {
		id, _ := r.attribute("id")
		state, _ := r.attribute("state")
		b.WriteString(id + " " + state + "\n")
	}
	return b.String()
}

// tagOf makes an ETag.
func tagOf(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write([]byte(part))
	}
	return `"` + hex.EncodeToString(sum.Sum(nil)[:12]) + `"`
}

// sentTag is a tag as this kind of server sends it.
func (t *traits) sentTag(tag string) string {
	if t.weakTags {
		return "W/" + tag
	}
	return tag
}

// knows reports whether one who asks has the answer with a tag already. Weak
// tags are as good as strong ones here, as the standard has it for GET.
func knows(r *http.Request, tag string) bool {
	return listsTag(r.Header.Values("If-None-Match"), "W/", tag)
}

// matches reports whether a change that is made on what has a tag may be made:
// always when the client does not say on what it is made. Weak tags will not do.
func matches(r *http.Request, tag string) bool {
	lines := r.Header.Values("If-Match")
	return len(lines) == 0 || listsTag(lines, "", tag)
}

// listsTag reports whether a tag is in what a header lists, also with a prefix
// before it.
func listsTag(lines []string, prefix, tag string) bool {
	for _, line := range lines {
		for known := range strings.SplitSeq(line, ",") {
			if known = strings.TrimPrefix(strings.TrimSpace(known), prefix); known == tag || known == "*" {
				return true
			}
		}
	}
	return false
}
