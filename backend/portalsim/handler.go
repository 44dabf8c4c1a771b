package portalsim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const contentType = "application/json;charset=utf-8"

// problem is an error in the words of the guidelines: why something is refused.
type problem struct {
	status           int
	reason, sentence string
}

// serve answers one request.
func (p *Portal) serve(w http.ResponseWriter, r *http.Request) {
	countUse(r)
	p.mu.Lock()
	number := p.traffic.record(r)
	on, turn, forced := maps.Clone(p.faults), p.turns.requests, p.forced
	p.turns.requests++
	p.mu.Unlock()
	b := &bufferedAnswer{header: http.Header{}, status: http.StatusOK}
	b.header.Set("Date", p.config.Now().Add(skew(on)).UTC().Format(http.TimeFormat))
	write := r.Method == http.MethodPost || r.Method == http.MethodPatch
	if !p.answerFault(b, r, on, turn, write) {
		if write && forced.status != 0 && !forced.done {
			p.force(b, forced)
		} else {
			p.reply(b, r, on)
			if write {
				p.alterWriteAnswer(b, r, on, forced)
			}
		}
	}
	b.deliver(&counted{w, p, number, b.status}, r, p, on, turn)
}

// reply writes the answer of a portal that is well.
func (p *Portal) reply(w http.ResponseWriter, r *http.Request, on map[Fault]bool) {
	path, read := r.URL.Path, r.Method == http.MethodGet || r.Method == http.MethodHead
	list, isList := lists[path]
	folder, id := cutLast(path)
	one, isOne := lists[folder]
	create := creators[path]
	switch {
	case p.traits.noCancel != 0 && (path == cancelPath || folder == cancelPath):
		p.refuse(w, problem{p.traits.noCancel, http.StatusText(p.traits.noCancel), "This portal cancels no orders."})
	case folder == documentPath && id != "" && read:
		p.serveDocument(w, r, id)
	case !isList && (!isOne || id == ""):
		p.refuse(w, problem{http.StatusNotFound, "Unknown address", "This portal has nothing at " + path + "."})
	case r.Method == http.MethodPost && create != nil:
		p.serveWrite(w, r, path, on, func(body []byte) (row, *problem) { return create(p, body, r.RemoteAddr) })
	case r.Method == http.MethodPatch && isOne && folder == requestPath:
		p.serveWrite(w, r, folder, on, func(body []byte) (row, *problem) { return p.decide(id, body, r, on) })
	case !read:
		allow := "GET, HEAD"
		if isOne && folder == requestPath {
			allow += ", PATCH"
		} else if create != nil {
			allow += ", POST"
		}
		w.Header().Set("Allow", allow)
		p.refuse(w, problem{http.StatusMethodNotAllowed, "Method not allowed", "This portal does not accept " + r.Method + " at " + path + "."})
	case isList:
		p.serveList(w, r, list, on)
	default:
		p.serveOne(w, r, one, id, on)
	}
}

// cutLast splits a path at its last slash.
func cutLast(path string) (before, after string) {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)], path[i+1:]
}

func (p *Portal) serveList(w http.ResponseWriter, r *http.Request, l list, on map[Fault]bool) {
	q, err := p.traits.readQuery(r.URL.Query())
	if err != nil {
		p.refuse(w, problem{http.StatusBadRequest, "Invalid parameter", "The portal cannot read the question: " + err.Error() + "."})
		return
	}
	f := p.rows(r.URL.Path, l, q, on)
	if on[Empty] {
		f = found{}
	}
	if len(f.rows) == 0 && (p.traits.emptyIs404 || on[NotFound]) {
		p.refuse(w, problem{http.StatusNotFound, "Not found", fmt.Sprintf("No %s meets the question.", l.word)})
		return
	}
	p.countRows(w, q, f)
	p.traits.paging.link(w, r, q, f.met)
	body := []byte{'['}
	for i, row := range f.rows {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, row...)
	}
	p.send(w, r, contentType, append(body, ']'), f.version)
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
		// Forth and back, so that a reader who pages by offset misses rows at one border and meets rows twice at the
		// next.
		if p.turns.lists++; p.turns.lists%2 == 0 {
			q.offset += movingRows
		}
	}
	q.doubled = on[Duplicates]
	q.shift(-skew(on))
	gone := 0
	if hidden := p.hiddenOrders(on); path == orderPath && len(hidden) > 0 {
		q.tests = append(q.tests, test{path: "id", op: "not", values: hidden})
		gone = len(hidden)
	}
	rows, met, all := l.page(p, q)
	f := found{version: p.traits.version(rows...), met: met, all: all - gone}
	for _, r := range rows {
		f.rows = append(f.rows, p.show(r, q.fields, on))
	}
	return f
}

// show writes a row as it is seen under the faults.
func (p *Portal) show(r row, fields []string, on map[Fault]bool) json.RawMessage {
	return shifted(p.write(r, fields), skew(on))
}

// countRows says how many rows there are, as this kind of server counts.
func (p *Portal) countRows(w http.ResponseWriter, q query, f found) {
	total := f.met
	switch p.traits.total {
	case countsAll:
		total = f.all
	case countsZero:
		total = 0
	case countsNone:
		return
	}
	if p.traits.total != countsFirst || q.offset == 0 {
		w.Header().Set("X-Total-Count", strconv.Itoa(total))
	}
	w.Header().Set("X-Result-Count", strconv.Itoa(len(f.rows)))
}

func (p *Portal) serveOne(w http.ResponseWriter, r *http.Request, l list, id string, on map[Fault]bool) {
	if p.traits.placeholders {
		folder, _ := cutLast(r.URL.Path)
		p.send(w, r, contentType, placeholders[folder], "")
		return
	}
	var body []byte
	var version string
	p.mu.Lock()
	if found := l.find(p, id); found != nil && !slices.Contains(p.hiddenOrders(on), id) {
		version = p.traits.version(found)
		body = p.show(found, p.traits.readFields(r.URL.Query().Get("fields")), on)
	}
	p.mu.Unlock()
	if body == nil {
		p.refuse(w, p.traits.unknown(l.word, id))
		return
	}
	p.send(w, r, contentType, body, version)
}

// unknown says that there is nothing with an id.
func (t *traits) unknown(word, id string) problem {
	status := http.StatusNotFound
	if t.unknownIs500 {
		status = http.StatusInternalServerError
	}
	return problem{status, http.StatusText(status), fmt.Sprintf("There is no %s with the id %q.", word, id)}
}

// send sends a body, or 304 to a client that has it already. The tag is made from the version; empty: from the body.
func (p *Portal) send(w http.ResponseWriter, r *http.Request, kind string, body []byte, version string) {
	if p.traits.etags {
		// A list with the same rows but another total is another answer.
		tag := tagOf(cmp.Or(version, string(body)), w.Header().Get("X-Total-Count"))
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
func (p *Portal) refuse(w http.ResponseWriter, why problem) {
	code := strconv.Itoa(why.status)
	body := map[string]any{"code": code, "reason": why.reason, "message": why.sentence, "status": code, "@type": "Error"}
	if p.traits.numericCode {
		body["code"] = why.status
	}
	b := marshal(body)
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(why.status)
	w.Write(b)
}

// version returns what the ETag of an answer with these rows is made from. It is empty where that is the body itself:
// then no change can escape it. Callers hold the mutex.
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
	sum := sha256.Sum256([]byte(strings.Join(parts, "")))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// sentTag returns a tag as this kind of server sends it.
func (t *traits) sentTag(tag string) string {
	if t.weakTags {
		return "W/" + tag
	}
	return tag
}

// knows reports whether a client has the answer with a tag already. Weak tags are as good as strong ones here, as the
// standard has it for GET.
func knows(r *http.Request, tag string) bool {
	return listsTag(r.Header.Values("If-None-Match"), "W/", tag)
}

// matches reports whether a change of what has a tag may be made: always when the client does not say which version it
// changes. Weak tags will not do.
func matches(r *http.Request, tag string) bool {
	lines := r.Header.Values("If-Match")
	return len(lines) == 0 || listsTag(lines, "", tag)
}

// listsTag reports whether a header lists a tag, also with a prefix before it.
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
