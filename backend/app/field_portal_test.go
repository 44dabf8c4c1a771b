package app

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/htmlindex"
)

// oddPortal is a portal that answers in one of the odd ways of real servers. Its lists are a file.
type oddPortal struct {
	t *testing.T

	paging, total, filters, envelope, charset, most, refuse, answerID string
	cap, age, clock, slash                                            int
	accepts                                                           bool

	mu     sync.Mutex
	lists  map[string][]row
	orders []row // that were sent to it
}

// oddPortalOf reads a case: its lists, and how its portal is odd.
func oddPortalOf(t *testing.T, folder string) *oddPortal {
	t.Helper()
	p := &oddPortal{t: t}
	args := flag.NewFlagSet("portal.args", flag.PanicOnError)
	args.StringVar(&p.paging, "paging", "offset", "offset, page-number: offset is multiplied by the limit")
	args.StringVar(&p.total, "total", "none", "X-Total-Count or none")
	args.StringVar(&p.filters, "filters", "", "query parameters that work; all others are ignored")
	args.StringVar(&p.envelope, "envelope", "",
		"every list is in an object: data.rows, _embedded.*List (* is its name), content+ (counts too)")
	args.StringVar(&p.charset, "charset", "utf-8", "of the answers")
	args.StringVar(&p.most, "most", "", "N:STATUS, the answer to a limit above N")
	args.StringVar(&p.refuse, "refuse", "", "an order with such a member is refused: externalReference, feature.@type")
	args.StringVar(&p.answerID, "answer-id", "", "the id of every answer to an order, which no list shows")
	args.IntVar(&p.cap, "cap", 100, "rows of the longest page")
	args.IntVar(&p.age, "age", 0, "seconds that a cache has kept the answers")
	args.IntVar(&p.clock, "clock", 0, "seconds that the portal’s clock is fast")
	args.IntVar(&p.slash, "slash", 0, "the status that answers a path with %2F")
	args.BoolVar(&p.accepts, "accept", false, "an order is accepted")
	words, _ := os.ReadFile(folder + "/portal.args")
	_ = args.Parse(strings.Fields(string(words)))
	input, err := os.ReadFile(folder + "/input.json")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(withTimes(input)))
	d.UseNumber()
	if err := d.Decode(&p.lists); err != nil {
		t.Fatal(err)
	}
	return p
}

var datedAs = regexp.MustCompile(`"@now(?:([+-]\d+)m)?(?: ([\w/]+))?"`)

// withTimes replaces "@now-50m" by that time in UTC, and "@now-50m Australia/Sydney" by the time on the wall there.
func withTimes(text []byte) []byte {
	return datedAs.ReplaceAllFunc(text, func(found []byte) []byte {
		m := datedAs.FindSubmatch(found)
		minutes, _ := strconv.Atoi(string(m[1]))
		at, format := time.Now().UTC().Add(time.Duration(minutes)*time.Minute), "2006-01-02T15:04:05Z"
		if zone := string(m[2]); zone != "" {
			there, err := time.LoadLocation(zone)
			must(err)
			at, format = at.In(there), "2006-01-02T15:04:05"
		}
		return []byte(at.Format(`"` + format + `"`))
	})
}

func (p *oddPortal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slash != 0 && strings.Contains(strings.ToUpper(r.URL.EscapedPath()), "%2F") {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(p.slash)
		_, _ = io.WriteString(w, "<!doctype html><title>Refused</title>")
		return
	}
	parts := strings.SplitN(strings.Trim(r.URL.Path, "/"), "/", 3)
	switch {
	case len(parts) < 2 || p.lists[parts[1]] == nil:
		p.answer(w, 404, row{"code": "404", "message": "not found"})
	case r.Method == http.MethodPost:
		p.post(w, r)
	case len(parts) == 3:
		for _, it := range p.lists[parts[1]] {
			if fmt.Sprint(it["id"]) == parts[2] {
				p.answer(w, 200, it)
				return
			}
		}
		p.answer(w, 404, row{"code": "404", "message": "not found"})
	default:
		p.list(w, r, parts[1])
	}
}

func (p *oddPortal) list(w http.ResponseWriter, r *http.Request, name string) {
	query, rows := r.URL.Query(), p.lists[name]
	most, status, limited := strings.Cut(p.most, ":")
	longest, _ := strconv.Atoi(most)
	if limited && numberOf(r, "limit", 0) > longest {
		code, _ := strconv.Atoi(status)
		p.answer(w, code, row{"detail": []row{{"loc": []string{"query", "limit"}, "msg": "should be at most " + most}}})
		return
	}
	for _, filter := range strings.FieldsFunc(p.filters, func(r rune) bool { return r == ',' }) {
		if want, given := query[filter]; given {
			rows = slices.DeleteFunc(slices.Clone(rows), func(it row) bool {
				return !slices.Contains(strings.Split(want[0], ","), fmt.Sprint(it[filter]))
			})
		}
	}
	size, offset := min(numberOf(r, "limit", p.cap), p.cap), numberOf(r, "offset", 0)
	if p.paging == "page-number" {
		offset *= size
	}
	if p.total == "X-Total-Count" {
		w.Header().Set("X-Total-Count", strconv.Itoa(len(rows)))
	}
	var body any = rows[min(offset, len(rows)):min(offset+size, len(rows))]
	if p.envelope != "" {
		steps := strings.Split(strings.TrimSuffix(p.envelope, "+"), ".")
		for _, step := range slices.Backward(steps) {
			body = row{strings.ReplaceAll(step, "*", name): body}
		}
		if strings.HasSuffix(p.envelope, "+") {
			whole := body.(row)
			whole["totalElements"], whole["number"], whole["size"] = len(rows), 0, size
		}
	}
	p.answer(w, 200, body)
}

func (p *oddPortal) answer(w http.ResponseWriter, status int, body any) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	must(e.Encode(body))
	charset, err := htmlindex.Get(p.charset)
	must(err)
	encoded, err := charset.NewEncoder().Bytes(text.Bytes())
	must(err)
	w.Header().Set("Content-Type", "application/json;charset="+p.charset)
	w.Header().Set("Date", time.Now().Add(time.Duration(p.clock-p.age)*time.Second).UTC().Format(http.TimeFormat))
	if p.age > 0 {
		w.Header().Set("Age", strconv.Itoa(p.age))
	}
	w.WriteHeader(status)
	_, _ = w.Write(encoded)
}

func (p *oddPortal) post(w http.ResponseWriter, r *http.Request) {
	var order row
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		p.t.Error(err)
	}
	p.orders = append(p.orders, order)
	if !p.accepts {
		p.answer(w, 405, row{"code": "405", "message": "not possible here"})
		return
	}
	if p.refuse != "" && has(map[string]any(order), p.refuse, "") {
		p.answer(w, 400, row{"code": "400", "message": "Property: " + p.refuse + " not allowed in resource"})
		return
	}
	order["id"], order["state"] = fmt.Sprint("new-", len(p.orders)), "acknowledged"
	order["orderDate"] = time.Now().UTC().Format(time.RFC3339)
	if p.answerID != "" {
		order["id"] = p.answerID
	} else {
		p.lists["serviceOrder"] = append(p.lists["serviceOrder"], order)
	}
	p.answer(w, 201, order)
}

// has reports whether there is a member such as externalReference or feature.@type anywhere in a value.
func has(value any, wanted, inside string) bool {
	switch v := value.(type) {
	case []any:
		return slices.ContainsFunc(v, func(it any) bool { return has(it, wanted, inside) })
	case map[string]any:
		for name, it := range v {
			if wanted == name || wanted == inside+"."+name || has(it, wanted, name) {
				return true
			}
		}
	}
	return false
}
