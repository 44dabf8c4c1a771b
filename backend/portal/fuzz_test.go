package portal

import (
	"bufio"
	"bytes"
	"context"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var seeds = []string{
	`{"id":"1"}`, `{"id":1.5e3,"state":true}`, `{"id":"x","serviceOrderItem":{"service":[[{"id":1}]]},
		"note":"n","milestone":[{"name":"(A_B)"}]}`,
	`{"id":"x","serviceCharacteristic":{"a":{"b":{"c":[1,2,{"d":null}]}}},"feature":["f",{"isEnabled":0}],"relatedParty":[null,{"role":[]}]}`,
	`{"id":"x","orderDate":99999999999999999,"startDate":"0000-00-00","errorMessage":[[],{},"w"],"parentOrder":[{"id":2}]}`,
	`{"serviceOrderItem":[{"serviceOrderItem":[{"serviceOrderItem":[]}]}],"id":"deep"}`, "{\"id\":\"\xff\"}", `[`, `{"id":{"$oid":"1"}}`,
	`{"id":"w","category":"feature","state":"on-hold","orderItem":[{"action":"INSTALL","service":{"name":"CFSS 7"}}]}`,
	`{"id":"w","state":"ERROR","serviceOrderItem":{"action":["cease"],"service":{"serviceSpecification":"Mobile Card Exchange"}}}`,
	`{"id":"w","serviceCharacteristic":{"lineId":[4,1],"number":{"x":{}},"card form":true,"":"","-":7,"gen":2}}`,
}

// keepsID says that a record with a plain id keeps it.
func keepsID(t *testing.T, record []byte, id string, ok bool) {
	var plain map[string]any
	if stdjson.Unmarshal(record, &plain) != nil {
		return
	}
	if want, is := plain["id"].(string); is && want != "" && (!ok || id != want) {
		t.Errorf("%q was read as %q, %v", want, id, ok)
	}
}

// FuzzOrder: an order keeps its id; the record that is kept of it is read as the same order, and is already as tidy as
// it can be; a portal's own words change nothing that is shown verbatim.
func FuzzOrder(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return // a page that is no JSON never gets this far
		}
		for _, words := range []*rules{{}, {Words: own}} {
			o, ok := orderOf(jsontext.Value(record), words)
			keepsID(t, record, o.ID, ok)
			if !ok {
				continue
			}
			if !bytes.Equal(tidy(o.Raw), o.Raw) {
				t.Errorf("the kept record is not tidy: %s", o.Raw)
			}
			again, ok := orderOf(jsontext.Value(o.Raw), words)
			if !ok || again.ID != o.ID || again.State != o.State || again.StateMeans != o.StateMeans {
				t.Errorf("the kept record got %q %q, want %q %q", again.ID, again.State, o.ID, o.State)
			}
			if plain, _ := orderOf(jsontext.Value(record), &rules{}); plain.State != o.State || len(plain.Items) != len(o.Items) {
				t.Errorf("words of its own changed what is verbatim: got %+v, want %+v", o, plain)
			}
		}
	})
}

// FuzzService: a service keeps its id; the record that is kept of it is read as the same service; a portal's own words
// change nothing that is shown verbatim.
func FuzzService(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return
		}
		for _, words := range []*rules{{}, {Words: own}} {
			s, ok := serviceOf(jsontext.Value(record), "AU", words)
			keepsID(t, record, s.ID, ok)
			if !ok {
				continue
			}
			if again, ok := serviceOf(jsontext.Value(s.Raw), "AU", words); !ok || again.ID != s.ID || again.State != s.State ||
				!bytes.Equal(again.Raw, s.Raw) {
				t.Errorf("the kept record got %q %q, want %q %q", again.ID, again.State, s.ID, s.State)
			}
			if plain, _ := serviceOf(jsontext.Value(record), "AU", &rules{}); plain.State != s.State || plain.Customer != s.Customer {
				t.Errorf("words of its own changed what is verbatim: got %+v, want %+v", s, plain)
			}
		}
	})
}

// FuzzPage: every record of an answer is read or counted as unreadable; an answer that is not exactly one JSON value,
// such as one that broke off, is an error that is worth another try.
func FuzzPage(f *testing.F) {
	for _, s := range append([]string{
		`null`, `[]`, `{}`, `[null,1,"a",{"id":"1"},[],{"id":"2"}]`, `[{"id":"1"},`, `[{"id":"1"}`, `[{"id":"1"}]]`, `[{"id":"1"}] and more`,
		"{\"id\":\"1\"}\n{\"id\":\"2\"}", `[{"id":"1"}][{"id":"2"}]`, `no`, `nullnull`, `null{"id":"1"}`, ``, `{"id":"1","state":`,
	}, seeds...) {
		f.Add([]byte(s), uint16(len(s)/2))
	}
	f.Fuzz(func(t *testing.T, body []byte, until uint16) {
		body = bytes.TrimSpace(body)
		for _, part := range [][]byte{body, body[:min(int(until), len(body))]} {
			page, err := read(t.Context(), answer{body: part}, func(raw jsontext.Value) (telecom.Order, bool) { return orderOf(raw, &rules{}) })
			if !jsontext.Value(part).IsValid(lenient) {
				if e, f := telecom.AsError(err), faultOf(err); err == nil || e.Code != telecom.Broken || f == nil || !f.passing {
					t.Errorf("%q was read as %d records, %v", part, len(page.Items), err)
				}
				continue
			}
			rows, found := 1, len(page.Items)+page.Unreadable
			switch part[0] {
			case 'n':
				rows = 0
			case '[':
				var all []stdjson.RawMessage
				if stdjson.Unmarshal(part, &all) != nil {
					continue // what only lenient readers take
				}
				rows = len(all)
			}
			if err != nil || found != rows {
				t.Errorf("%q: %d of %d records, %v", part, found, rows, err)
			}
		}
	})
}

// FuzzSaid: the portal's words are found in an error whatever white space stands before it, never in a web page, and
// are never longer than can be shown.
func FuzzSaid(f *testing.F) {
	for _, s := range []string{
		`{"code":"60","reason":"Unauthorized","message":"Your session has ended."}`, `{"message":["a","b"]}`, `{"error":{"message":"no"}}`,
		`{"message":"half an`, `<html>`, `null`, "\ufeff\n{\"reason\":\"x\"}", `{"message":"` + strings.Repeat("é", 2000) + `"}`,
		`{"message":" "}`, `no such order`,
	} {
		f.Add("application/json;charset=utf-8", []byte(s))
	}
	f.Add("text/html", []byte(`{"message":"a page"}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		tell := func(body []byte) string {
			res := &http.Response{StatusCode: 400, Header: http.Header{"Content-Type": {kind}}}
			return telecom.AsError(refused(res, body)).Said
		}
		words := tell(body)
		if utf8.RuneCountInString(words) > 1000 || strings.Contains(strings.ToLower(kind), "html") && words != "" {
			t.Errorf("%q says %q", body, words)
		}
		before := " \n\ufeff\n"
		if bytes.Contains(body, []byte("\ufeff")) { // one is enough
			before = "\r\n\t"
		}
		if got := tell(append([]byte(before), body...)); got != words {
			t.Errorf("behind white space %q got %q, want %q", body, got, words)
		}
		var plain map[string]any
		if stdjson.Unmarshal(body, &plain) != nil || strings.Contains(strings.ToLower(kind), "html") {
			return
		}
		if want, is := plain["message"].(string); is && strings.TrimSpace(want) != "" && !strings.HasPrefix(strings.TrimSpace(want), words) {
			t.Errorf("%q says %q", body, words)
		}
	})
}

// FuzzRetryAfter: a wait is never negative and never longer than a day; more seconds never mean a shorter wait; a date
// means the time until then.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"3", "-1", "9223372036854775807", "-99999999999999999999999", "3.5", "soon", "", " 120 ",
		"Sat, 01 Jan 2000 00:00:04 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		f.Add(s, int64(86_000))
	}
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	onlyDigit := regexp.MustCompile(`^[0-9]+$`)
	f.Fuzz(func(t *testing.T, header string, seconds int64) {
		wait := retryAfter(header, now)
		if wait < 0 || wait > retryAfterAtMost || wait != retryAfter(" "+header+"\t", now) {
			t.Errorf("%q: %v", header, wait)
		}
		if onlyDigit.MatchString(header) && retryAfter("9"+header, now) < wait {
			t.Errorf("%q: %v, and with a nine before it less", header, wait)
		}
		seconds %= 2 * 24 * 3600
		at := now.Add(time.Duration(seconds) * time.Second)
		want := time.Duration(min(max(seconds, 0), 900)) * time.Second
		if got := retryAfter(at.Format(http.TimeFormat), now); got != want {
			t.Errorf("until %v: %v", at, got)
		}
		if got := retryAfter(fmt.Sprint(seconds), now); got != want {
			t.Errorf("%d: %v", seconds, got)
		}
	})
}

// FuzzDate: a date is in UTC and of a year that a calendar shows, or none; written by the standard it is read as the
// same; an instant is read the same in every way that tells all of it.
func FuzzDate(f *testing.F) {
	for _, s := range []string{
		"2026-11-10T00:00:00.123Z", "2026-11-10 09:00:00 +1100", "20261110T000000", "1762732800", "1762732800000", "1.7627328e12",
		"0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59+14:00", "1970-12-31T23:59:59-12:00", "NaN", "Inf", "0x1p40", "2026", "-1", "Tue, 10 Nov 2026 00:00:00 GMT",
		"2026-11-10+11:00",
	} {
		f.Add(s, int64(1_762_732_800_123))
	}
	f.Fuzz(func(t *testing.T, word string, ms int64) {
		read := func(t text) time.Time { return (&rules{}).date(t) }
		at := read(text(word))
		if at.IsZero() {
			if read(text(" "+word)) != at {
				t.Errorf("%q is a date behind a space", word)
			}
		} else if y := at.Year(); y < 1971 || y > 2199 || at.Location() != time.UTC || read(text("\t"+word+" ")) != at ||
			read(text(at.Format(time.RFC3339Nano))) != at {
			t.Errorf("%q: %v", word, at)
		}
		const first, last = 100e9, 7.2e12 // as milliseconds: 1973 to the year 2198
		ms = first + int64(uint64(ms)%(last-first))
		at = time.UnixMilli(ms).UTC()
		zone := time.FixedZone("", int(ms%27-12)*3600)
		for _, written := range []string{
			at.Format("2006-01-02T15:04:05.000Z07:00"), at.In(zone).Format("2006-01-02T15:04:05.000-0700"), at.Format("2006-01-02 15:04:05.000"),
			fmt.Sprint(ms),
		} {
			if got := read(text(written)); got != at {
				t.Errorf("%s: got %v, want %v", written, got, at)
			}
		}
	})
}

// FuzzSkew: a Date header that tells the time within a second is known to within half of one, whatever the distance of
// the clocks; what is no date tells of no distance.
func FuzzSkew(f *testing.F) {
	for _, s := range []string{"", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Thursday, 01-Jan-26 00:01:01 GMT", "Thu Jan  1 00:01:01 2026"} {
		f.Add(s, int64(time.Hour), uint32(3000))
	}
	sent := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string, apart int64, took uint32) {
		got := sent.Add(time.Duration(took) * time.Millisecond)
		if _, err := http.ParseTime(header); err != nil && skew(header, 0, sent, got) != 0 {
			t.Errorf("%q is no date", header)
		}
		away := time.Duration(apart % int64(1000*24*time.Hour))
		middle := sent.Add(got.Sub(sent) / 2)
		told := skew(middle.Add(away).Format(http.TimeFormat), 0, sent, got)
		if d := told - away; d > 500*time.Millisecond || d < -500*time.Millisecond {
			t.Errorf("%v was read as %v", away, told)
		}
	})
}

// FuzzNumber: a phone number is as it was written, without what nobody sees, or in E.164, which is then read as itself in
// every country.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0412 345 678", "+61 (0)412 345 678", "1300 FLOWER", "٠٤١٢٣٤٥٦٧٨", "tel:+61412345678;ext=5", "", "+",
		"00000000000", "0412345678 ext. 9", "\xff"} {
		f.Add(s, "AU")
	}
	f.Add("044 668 18 00", "ch")
	e164 := regexp.MustCompile(`^\+[1-9][0-9]{3,16}( ext\. [0-9]{1,7})?$`)
	f.Fuzz(func(t *testing.T, number, country string) {
		n := normal(number, country)
		if n != telecom.Clean(wholeNumber(number)) && !e164.MatchString(n) {
			t.Errorf("%q became %q", number, n)
		}
		if e164.MatchString(n) {
			for _, c := range []string{country, "", "AU", "US", "no country"} {
				if again := normal(n, c); again != n {
					t.Errorf("%q became %q, and in %q that is %q", number, n, c, again)
				}
			}
		}
	})
}

// FuzzKind: a kind is one of those that there are, whatever the case of a name; a word before a name of several does
// not hide it; what the profile says of a word comes first.
func FuzzKind(f *testing.F) {
	for _, s := range []string{"Mobile SIM Swap", "simswap", "SIM-SWAP now", "number  port in", "port",
		"a b c d e f g h i j k l m n o p q r s t u SIM swap", "ß", "İ swap", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		k := kindWithin(name)
		if !slices.Contains(telecom.Kinds(), k) || kindWithin(" "+name+"\n") != k {
			t.Errorf("%q is %q", name, k)
		}
		if telecom.KindOf(name) == telecom.KindUnknown && k != telecom.KindUnknown && len(strings.Fields(name)) < 20 &&
			kindWithin("Zz "+name) != k {
			t.Errorf("%q is %q, and with a word before it %q", name, k, kindWithin("Zz "+name))
		}
		words := &rules{Words: Words{Kinds: map[string]telecom.Kind{name: telecom.TravelPack}}}
		got, word := kindOf(name, nil, words)
		if telecom.Normalize(name) != "" && (got != telecom.TravelPack || word != strings.TrimSpace(name)) {
			t.Errorf("%q was said to be a travel pack, and is %q, %q", name, got, word)
		}
	})
}

// FuzzCharacteristics: a name and a value are read alike in a list, alone, and as a member; no value is longer than
// what it is read from; a plain word is read as it is, and found by its name however that is spelled.
func FuzzCharacteristics(f *testing.F) {
	for _, v := range []string{`"0412345678"`, `{"value":"x"}`, `[1,2,[3,{"id":4}]]`, `{"a":{"b":{"c":{"d":{"e":1}}}}}`, `true`, `1e999`,
		`null`, `{"code":"x","name":"y"}`, `[1,1,1,1,1,1]`, `"\xff"`, `{"x":1,"x":2}`} {
		f.Add("Line Id", v)
		f.Add("value", v)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		if !jsontext.Value(value).IsValid(lenient) || !utf8.ValidString(name) {
			return
		}
		quoted, err := jsontext.AppendQuote(nil, name)
		if err != nil {
			t.Fatal(err)
		}
		read := func(form string) characteristics {
			var c characteristics
			if err := json.Unmarshal(fmt.Appendf(nil, form, quoted, value), &c, lenient); err != nil {
				t.Fatalf("%s of %s and %s: %v", form, quoted, value, err)
			}
			return c
		}
		list := read(`[{"name":%s,"value":%s}]`)
		if len(list) != 1 || len(list[0].Value.text) > 4*len(value) {
			t.Fatalf("%s became %+v", value, list)
		}
		if alone := read(`{"name":%s,"value":%s}`); name != "" && (len(alone) != 1 || alone[0] != list[0]) {
			t.Errorf("alone: got %+v, want %+v", alone, list)
		}
		if member := read(`{%s:%s}`); name != "name" && (len(member) != 1 || member[0].Value != list[0].Value) {
			t.Errorf("as a member: got %+v, want %+v", member, list)
		}
		var word string
		if value[0] == '"' && stdjson.Unmarshal([]byte(value), &word) == nil && list[0].Value.text != word && utf8.ValidString(value) &&
			!strings.Contains(value, `\u`) {
			t.Errorf("%s became %q", value, list[0].Value.text)
		}
		if word = strings.TrimSpace(list[0].Value.text); telecom.Normalize(name) != "" &&
			list.find([]string{strings.ToUpper(telecom.Normalize(name))}, nil, &rules{}) != word &&
			telecom.Normalize(strings.ToUpper(telecom.Normalize(name))) == telecom.Normalize(name) {
			t.Errorf("%q is not found by its name %q", word, name)
		}
	})
}

// FuzzAnswer: whatever bytes a server sends, a question is answered or ends in an error with words; where it is
// answered, the same bytes answer it again, also to a question that says which answer is here already.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nX-Total-Count: 7\r\n\r\n[{\"id\":\"1\"}]",
		"HTTP/1.1 200 OK\r\nETag: \x01\x7f\xff\r\n\r\n[{\"id\":\"1\"}]", "HTTP/1.1 200 OK\r\nX-Total-Count: -99999999999999999999\r\n\r\nnull",
		"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 503 No\r\nRetry-After: " +
			"9e9\r\n\r\n{\"message\":1}",
		"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: " +
			"//elsewhere/\r\n\r\n", "HTTP/1.1 404 Not Found\r\n\r\nno such order",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: " +
			"chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", "SSH-2.0-x\r\n", "",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 " +
			"OK\r\n\r\n{\"id\":\"1\"}", "HTTP/1.1 999 ?\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		p, err := New(Config{
			ServiceInventory: "http://portal/si", ServiceOrdering: "http://portal/so",
			Limits: Limits{Tries: 1, Bytes: 1 << 20, Request: 2 * time.Second},
			Dial: func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				go sends(there, bytes)
				return here, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		p.ordering.learn(telecom.Unchanged, telecom.AnsweredRight)
		ask := func() (sheet[telecom.Order], error) {
			page, err := pageOf(t.Context(), p, p.ordering, listing{again: true}, p.order)
			p.sawOrders(page, true)
			var e *telecom.Error
			if err != nil && (!errors.As(err, &e) || !strings.HasSuffix(e.Text, ".") || utf8.RuneCountInString(e.Said) > 1000) {
				t.Fatalf("no error with words: %v", err)
			}
			return page, err
		}
		first, err := ask()
		if err != nil {
			return
		}
		if again, err := ask(); err != nil || len(again.Items) != len(first.Items) || again.Unreadable != first.Unreadable ||
			again.Total != first.Total {
			t.Errorf("first %d records, then %d, %v", len(first.Items), len(again.Items), err)
		}
	})
}

// sends reads one question and sends bytes, whatever they are.
func sends(c net.Conn, bytes []byte) {
	defer c.Close()
	if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
		return
	}
	go io.Copy(io.Discard, c) // nobody waits for a client that still writes
	c.Write(bytes)
}
