package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// request makes the n-th request: equal numbers make equal requests.
func request(n int) telecom.Request {
	statuses := telecom.RequestStatuses()
	return telecom.Request{
		ID: fmt.Sprintf("REQ-%07d", n), Status: statuses[n%len(statuses)], State: "inProgress",
		InitiatedBy: fmt.Sprintf("person%d@customer%d.example", n%9, n%400),
		Customer:    fmt.Sprintf("Customer Nº %d Pty", n%400), Offering: fmt.Sprintf("Fleet Offering %d", n%7),
		Package:  fmt.Sprintf("Päckage %d", n%5),
		Quantity: fmt.Sprint(n), OrderedAt: monday.Add(-time.Duration(n%20_000) * time.Minute),
		Raw: fmt.Appendf(nil, `{"id":"REQ-%07d","secretField":"raw of %d"}`, n, n),
	}
}

func requests(n int) []telecom.Request {
	list := make([]telecom.Request, n)
	for i := range list {
		list[i] = request(i)
	}
	return list
}

// fullRequest has a value in every field.
func fullRequest() telecom.Request {
	r := request(1)
	r.Status = telecom.RequestSigned
	r.Answers = []telecom.Detail{{Name: "Roaming", Value: "yes", Was: "no"}}
	r.Summary, r.Agreements, r.Contract, r.ContractVersions, r.ContractGiven, r.Products = "Forty cards for Kestrel", []string{"A1",
		"A2"}, "A2", []string{"1", "2"}, true, []string{"P1"}
	r.ServiceIDs, r.OrderIDs = []string{"svc-1"}, []string{"ORD1"}
	r.Notes = []telecom.RequestNote{{At: monday, By: "carl", Text: "Called Mrs Kestrel"}}
	r.HistoryGiven = true
	r.History = []telecom.RequestChange{{At: monday.Add(123456789), By: "carl", From: telecom.RequestContractReady,
		To: telecom.RequestSigned, Why: "they signed"}}
	r.Allowed, r.AllowedGiven = []string{"view", "START_PROVISIONING"}, true
	r.Version, r.Tag, r.LastKey, r.Stored = "7", `"etag-1"`, "K0", true
	r.CancelAsked = &telecom.CancellationRequest{At: monday.Add(987654321), By: "bob", Why: "Too slow"}
	r.SeenAt = monday.AddDate(0, 0, -1)
	return r
}

func applyRequests(t testing.TB, c *Cache, changes telecom.RequestChanges) telecom.RequestsApplied {
	t.Helper()
	a, err := c.ApplyRequests(changes)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return a
}

func requestIn(t testing.TB, c *Cache, id string) (telecom.Request, time.Time, bool) {
	t.Helper()
	r, at, ok, err := c.Request(id)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return r, at, ok
}

func requestsIn(t testing.TB, c *Cache, q telecom.RequestQuery) telecom.RequestListing {
	t.Helper()
	l, err := c.Requests(q)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return l
}

func TestApplyRequests_KeepsEveryField(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	want := fullRequest()
	agreement := telecom.Agreement{ID: "A2", Name: "Contract", Version: "2", State: "agreed", At: monday, Raw: []byte(`{}`),
		Documents: []telecom.Document{{ID: "D1", Name: "contract.pdf", Type: "application/pdf", Size: 9,
			Address: "https://portal.example/d1"}}}
	product := telecom.Product{ID: "P1", Name: "Fleet", State: "created", ServiceIDs: []string{"svc-1"}, Raw: []byte(`{}`)}
	cursor := telecom.RequestCursor{CompleteAt: monday, Skew: time.Second, ReadWith: "rules 1",
		Requests:   telecom.Sweep{Offset: 3, Began: monday, Done: monday, Length: 4},
		Agreements: telecom.Sweep{Offset: 5}, Products: telecom.Sweep{Length: 6}}
	changes := telecom.RequestChanges{Requests: []telecom.Request{want}, Agreements: []telecom.Agreement{agreement},
		Products: []telecom.Product{product}, ReadAt: monday, Cursor: &cursor}
	if a := applyRequests(t, c, changes); !cmp.Equal(a,
		telecom.RequestsApplied{Revision: 1, Requests: []string{want.ID}, NewRequests: 1, Others: true}) {
		t.Errorf("got %+v; want cmp.Equal(a, telecom.RequestsApplied{Revision: 1, Requests: []string{want.ID}, NewRequests: 1, "+
			"Others: true})", a)
	}
	changes.Cursor = nil
	before := read(t, path)
	if a := applyRequests(t, c, changes); !cmp.Equal(a, telecom.RequestsApplied{Revision: 1}) || !bytes.Equal(before, read(t, path)) {
		t.Errorf("what is known was written again: %+v", a)
	}
	for range 2 {
		got, at, ok := requestIn(t, c, want.ID)
		if diff := cmp.Diff(want, got); diff != "" || !ok || !at.Equal(monday) {
			t.Errorf("got %+v, %+v, %+v; want diff == \"\", ok, at.Equal(monday)", diff, at, ok)
		}
		if !got.CancelAsked.At.Equal(want.CancelAsked.At) {
			t.Error("a stand made of it is no longer the same")
		}
		a, ok, err := c.Agreement("A2")
		if diff := cmp.Diff(agreement, a); diff != "" || !ok || err != nil {
			t.Errorf("got %+v, %+v, %v; want diff == \"\", ok", diff, ok, err)
		}
		p, ok, err := c.Product("P1")
		if diff := cmp.Diff(product, p); diff != "" || !ok || err != nil {
			t.Errorf("got %+v, %+v, %v; want diff == \"\", ok", diff, ok, err)
		}
		if diff := cmp.Diff(cursor, c.RequestCursor()); diff != "" {
			t.Errorf("mismatch:\n%s", diff)
		}
		_ = c.Close()
		c = open(t, path)
	}
	_, ok, err := c.Agreement("P1")
	_, ok2, err2 := c.Product("A2")
	_, _, ok3, err3 := c.Request("A2")
	if err := errors.Join(err, err2, err3); ok || ok2 || ok3 || err != nil {
		t.Errorf("got %+v, %+v, %+v, %v; want !ok, !ok2, !ok3", ok, ok2, ok3, err)
	}
}

func TestApplyRequests_RecordsHistoryThePortalLacks(t *testing.T) {
	c := open(t, cachePath(t))
	r := request(1)
	r.Status = telecom.RequestReceived
	read := func(minutes int, status telecom.RequestStatus) telecom.Request {
		r.Status, r.Quantity = status, fmt.Sprint(minutes) // something always differs
		applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, ReadAt: monday.Add(time.Duration(minutes) * time.Minute),
			Cursor: &telecom.RequestCursor{Skew: 3 * time.Second}})
		got, _, _ := requestIn(t, c, r.ID)
		return got
	}
	at := func(minutes int) time.Time { return monday.Add(time.Duration(minutes)*time.Minute + 3*time.Second) }
	want := []telecom.RequestChange{{At: at(0), To: telecom.RequestReceived}}
	if got := read(0, telecom.RequestReceived); !cmp.Equal(got.History, want) || !got.SeenAt.Equal(at(0)) {
		t.Errorf("got %+v; want cmp.Equal(got.History, want), got.SeenAt.Equal(at(0))", got)
	}
	if got := read(1, telecom.RequestReceived); !cmp.Equal(got.History, want) {
		t.Errorf("got %+v; want cmp.Equal(got.History, want)", got)
	}
	want = append(want, telecom.RequestChange{At: at(2), From: telecom.RequestReceived, To: telecom.RequestGenerating})
	if got := read(2, telecom.RequestGenerating); !cmp.Equal(got.History, want) || !got.SeenAt.Equal(at(0)) {
		t.Errorf("got %+v; want cmp.Equal(got.History, want), got.SeenAt.Equal(at(0))", got)
	}
	// The portal begins to tell, and stops again.
	told := []telecom.RequestChange{{At: monday.Add(-time.Hour), By: "carl", To: telecom.RequestDraft}}
	r.History, r.HistoryGiven = told, true
	if got := read(3, telecom.RequestSigned); !cmp.Equal(got.History, told) || !got.HistoryGiven {
		t.Errorf("got %+v; want cmp.Equal(got.History, told), got.HistoryGiven", got)
	}
	r.History, r.HistoryGiven = nil, false
	told = append(told, telecom.RequestChange{At: at(4), From: telecom.RequestSigned, To: telecom.RequestActive})
	if got := read(4, telecom.RequestActive); !cmp.Equal(got.History, told) || got.HistoryGiven {
		t.Errorf("got %+v; want cmp.Equal(got.History, told), !got.HistoryGiven", got)
	}
}

func TestApplyRequests_GoneRequestDropsItsDocuments(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	r := fullRequest()
	contract := telecom.Agreement{ID: "A2", Version: "2", Documents: []telecom.Document{{ID: "D1", Address: "/files/1"}}}
	signed := contract.DocumentKey(0)
	applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r, request(2)}, ReadAt: monday,
		Agreements: []telecom.Agreement{{ID: "A1"}, contract}})
	if err := errors.Join(c.KeepDocument(signed, []byte("signed by Kestrel")), c.KeepDocument("D2", []byte("of another"))); err != nil {
		t.Fatal(err)
	}
	// What the same reading brings is not gone.
	if a := applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, Gone: []string{r.ID, "REQ-unknown"},
		ReadAt: monday}); len(a.Requests) != 0 {
		t.Errorf("got %+v; want len(a.Requests) == 0", a)
	}
	a := applyRequests(t, c, telecom.RequestChanges{Gone: []string{r.ID, r.ID}, ReadAt: monday})
	if !slices.Equal(a.Requests, []string{r.ID}) || a.NewRequests != 0 || a.Revision != 2 {
		t.Errorf("got %+v; want slices.Equal(a.Requests, []string{r.ID}), a.NewRequests == 0, a.Revision == 2", a)
	}
	for range 2 {
		if _, _, ok := requestIn(t, c, r.ID); ok || c.HasDocument(signed) || !c.HasDocument("D2") {
			t.Error("it is still there, or another's document is not")
		}
		if l := requestsIn(t, c, telecom.RequestQuery{}); l.Matching != 1 || l.Sums[telecom.CardTotal] != 1 || len(l.Customers) != 1 {
			t.Errorf("got %+v; want l.Matching == 1, l.Sums[telecom.CardTotal] == 1, len(l.Customers) == 1", l)
		}
		_ = c.Close()
		c = open(t, path)
	}
	r.HistoryGiven, r.SeenAt = false, time.Time{}
	applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, ReadAt: monday.Add(time.Hour)})
	if got, _, _ := requestIn(t, c, r.ID); !got.SeenAt.Equal(monday.Add(time.Hour)) || len(got.History) != 1 {
		t.Errorf("it came back as an old one: %+v", got)
	}
}

func TestApplyRequests_DropsDocumentsOfOldVersions(t *testing.T) {
	c := open(t, cachePath(t))
	r := fullRequest()
	before := telecom.Agreement{ID: "A2", Version: "2",
		Documents: []telecom.Document{{Address: "/files/1", Size: 12}, {Address: "/files/2"}}}
	first := telecom.Agreement{ID: "A1", Version: "1", Documents: before.Documents}
	applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, Agreements: []telecom.Agreement{first, before},
		ReadAt: monday})
	all := slices.Concat(first.DocumentKeys(), before.DocumentKeys())
	for i, key := range all {
		if got := slices.Index(all, key); got != i {
			t.Fatalf("two contents have one key: got %v, want %v", got, i)
		}
		if err := c.KeepDocument(key, []byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
	}
	kept := func() (is []bool) {
		for _, key := range all {
			is = append(is, c.HasDocument(key))
		}
		return is
	}
	after := before
	after.State, after.Documents = "approved", []telecom.Document{{Address: "/files/1", Size: 13}, {Address: "/files/2"}}
	applyRequests(t, c, telecom.RequestChanges{Agreements: []telecom.Agreement{after}, ReadAt: monday})
	if got := kept(); !slices.Equal(got, []bool{true, true, false, true}) {
		t.Errorf("got %+v; want slices.Equal(got, []bool{true, true, false, true})", got)
	}
	r.Agreements = []string{"A2"}
	applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, ReadAt: monday})
	if got := kept(); !slices.Equal(got, []bool{false, false, false, true}) {
		t.Errorf("got %+v; want slices.Equal(got, []bool{false, false, false, true})", got)
	}
}

func TestApplyRequests_NeverLooksYoungerAfterCrash(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	all := requests(300)
	later, latest := monday.Add(time.Hour), monday.Add(2*time.Hour)
	applyRequests(t, c, telecom.RequestChanges{Requests: all, ReadAt: monday})
	written := read(t, path)
	applyRequests(t, c, telecom.RequestChanges{Requests: all[:200], ReadAt: later})
	applyRequests(t, c, telecom.RequestChanges{Requests: all[:200], ReadAt: monday}) // never back
	if !bytes.Equal(written, read(t, path)) {
		t.Error("a confirmation alone was written")
	}
	is := func(c *Cache, n int, want time.Time) {
		t.Helper()
		if _, at, ok := requestIn(t, c, all[n].ID); !ok || !at.Equal(want) {
			t.Errorf("%d: %v, want %v", n, at, want)
		}
	}
	is(c, 0, later)
	is(c, 299, monday)
	// A crash here: the disk knows of the first reading only.
	crashed := cachePath(t)
	write(t, crashed, written)
	is(open(t, crashed), 0, monday)
	// A change of a service writes it, too, and so does one of a request, whatever group it is in.
	apply(t, c, telecom.Changes{Services: services(1), ReadAt: monday})
	crashed = cachePath(t)
	write(t, crashed, read(t, path))
	is(open(t, crashed), 0, later)
	applyRequests(t, c, telecom.RequestChanges{Requests: all[100:200], ReadAt: latest})
	changed := request(5)
	changed.Package = "Other"
	applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{changed, request(1000)}, ReadAt: latest})
	crashed = cachePath(t)
	write(t, crashed, read(t, path))
	for _, c := range []*Cache{c, open(t, crashed)} {
		is(c, 0, later)
		is(c, 5, latest)
		for n := 100; n < 300; n++ {
			is(c, n, map[bool]time.Time{true: latest, false: monday}[n < 200])
		}
	}
	// And so does closing.
	applyRequests(t, c, telecom.RequestChanges{Requests: all[299:], ReadAt: latest})
	_ = c.Close()
	is(open(t, path), 299, latest)
}

func TestVersion_ChangesOnlyWithRequest(t *testing.T) {
	c := open(t, cachePath(t))
	r := request(1)
	version := func() string {
		applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, ReadAt: monday})
		return requestsIn(t, c, telecom.RequestQuery{}).Rows[0].Version
	}
	before := version()
	r.Raw, r.Tag = []byte(`{"other":true}`), `"other"`
	if v := version(); v != before || before == "" {
		t.Errorf("got %+v, %+v; want v == before, before != \"\"", v, before)
	}
	if got, _, _ := requestIn(t, c, r.ID); got.Tag != `"other"` || string(got.Raw) != `{"other":true}` {
		t.Errorf("got %+v; want got.Tag == `\"other\"`, string(got.Raw) == `{\"other\":true}`", got)
	}
	if got := revision(c); got != 1 {
		t.Errorf("somebody is told of what nobody can see: got %v, want 1", got)
	}
	r.Summary = "Another"
	if v := version(); v == before {
		t.Error("the same")
	}
	r.Summary = ""
	if v := version(); v != before {
		t.Errorf("the same request has two versions: got %v, want %v", v, before)
	}
}

func TestLiveRequests_AndUnseenRequests(t *testing.T) {
	c := open(t, cachePath(t))
	if live, err := c.LiveRequests(); err != nil || len(live) != 0 || len(c.UnseenRequests(func(string) bool { return false })) != 0 {
		t.Errorf("got %+v, %v; want len(live) == 0, len(c.UnseenRequests(func(string) bool { return false })) == 0", live, err)
	}
	applyRequests(t, c, telecom.RequestChanges{Requests: requests(32), ReadAt: monday})
	live, err := c.LiveRequests()
	if err != nil || len(live) != 26 || !slices.IsSortedFunc(live,
		func(a, b telecom.RequestSummary) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) }) {
		t.Error(len(live), err)
	}
	for _, r := range live {
		if r.Status.Ended() {
			t.Errorf("got %+v; want !r.Status.Ended()", r.Status)
		}
	}
	if ids := c.UnseenRequests(func(id string) bool { return id != "REQ-0000007" && id != "REQ-0000003" }); !slices.Equal(ids,
		[]string{"REQ-0000003", "REQ-0000007"}) {
		t.Errorf("got %+v; want slices.Equal(ids, []string{\"REQ-0000003\", \"REQ-0000007\"})", ids)
	}
}

func TestRequestIndex_IsRebuiltWhenStale(t *testing.T) {
	for name, spoil := range map[string]func(tx *bolt.Tx, c *Cache) error{
		"an earlier Commsdesk wrote the state": func(tx *bolt.Tx, c *Cache) error {
			s := c.state
			s.RequestCount, s.Requests = 0, requestCursorRecord{}
			return c.keep(tx, c.index.draft(), s)
		},
		"it was written in another format": func(tx *bolt.Tx, c *Cache) error {
			b := tx.Bucket([]byte(bucketRequestRows))
			k, _ := b.Cursor().First()
			plain, err := c.codec.enc.Marshal(&groupRecord{Format: requestRowsFormat + 1})
			if err != nil {
				return err
			}
			return b.Put(bytes.Clone(k), c.sealer.seal(nil, bucketRequestRows, k, plain))
		},
		"it is not there": func(tx *bolt.Tx, c *Cache) error { return tx.DeleteBucket([]byte(bucketRequestRows)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := cachePath(t)
			c := open(t, path)
			applyRequests(t, c, telecom.RequestChanges{Requests: requests(100), ReadAt: monday})
			applyRequests(t, c, telecom.RequestChanges{Requests: requests(2), ReadAt: monday.Add(time.Hour)})
			want := requestsIn(t, c, telecom.RequestQuery{Limit: 1000})
			_ = c.Close()
			c = open(t, path)
			if err := c.file.update(func(tx *bolt.Tx) error { return spoil(tx, c) }); err != nil {
				t.Fatal(err)
			}
			_ = c.Close()
			c = open(t, path)
			if diff := cmp.Diff(want, requestsIn(t, c, telecom.RequestQuery{Limit: 1000})); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
			// It is written with the next change, and read from then on.
			applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{request(100)}, ReadAt: monday})
			applyRequests(t, c, telecom.RequestChanges{Requests: requests(50), ReadAt: monday.Add(3 * time.Hour)})
			_ = c.Close()
			c = open(t, path)
			if l := requestsIn(t, c, telecom.RequestQuery{}); l.Matching != 101 {
				t.Errorf("got %+v; want l.Matching == 101", l.Matching)
			}
			if ix, err := c.requestIndex(); err != nil || ix.unwritten {
				t.Error("it was rebuilt again: ", err)
			}
			if _, at, _ := requestIn(t, c, request(49).ID); !at.Equal(monday.Add(3 * time.Hour)) {
				t.Errorf("got %+v; want at.Equal(monday.Add(3 * time.Hour))", at)
			}
		})
	}
}

func TestRequest_DamageHealsAtNextStart(t *testing.T) {
	for _, bucket := range []string{bucketRequests, bucketRequestRows, bucketRequestFresh, bucketAgreements, bucketDocuments} {
		t.Run(bucket, func(t *testing.T) {
			path := cachePath(t)
			c := open(t, path)
			applyRequests(t, c, telecom.RequestChanges{Requests: requests(1), Agreements: []telecom.Agreement{{ID: "A1"}}, ReadAt: monday})
			if err := c.KeepDocument("D1", []byte("x")); err != nil {
				t.Fatal(err)
			}
			_ = c.Close()
			c = open(t, path)
			err := c.file.update(func(tx *bolt.Tx) error {
				b := tx.Bucket([]byte(bucket))
				k, v := b.Cursor().First()
				v = bytes.Clone(v)
				v[len(v)-1] ^= 1
				return b.Put(bytes.Clone(k), v)
			})
			if err != nil {
				t.Fatal(err)
			}
			_, _, _, err1 := c.Request(request(0).ID)
			_, _, err2 := c.Agreement("A1")
			_, _, err3 := c.Document("D1")
			if !slices.ContainsFunc([]error{err1, err2, err3}, func(err error) bool { return codeOf(err) == telecom.Damaged }) {
				t.Fatalf("got %v, %v, %v; want slices.ContainsFunc([]error{err1, err2, err3}, "+
					"func(err error) bool { return codeOf(err) == telecom.Damaged })", err1, err2, err3)
			}
			_ = c.Close()
			c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
			if err != nil || notice == nil || notice.Code != telecom.Damaged {
				t.Fatalf("got %+v, %v; want notice != nil, notice.Code == telecom.Damaged", notice, err)
			}
			_ = c.Close()
		})
	}
}

func TestKeepDocument_ReplacesContent(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	if _, ok, err := c.Document("D1"); ok || err != nil || c.HasDocument("D1") {
		t.Errorf("got %+v, %v; want !ok, !c.HasDocument(\"D1\")", ok, err)
	}
	long := bytes.Repeat([]byte("pdf "), 1<<20)
	if err := errors.Join(c.KeepDocument("D1", []byte("old")), c.KeepDocument("D1", long), c.KeepDocument("D0", nil)); err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	c = open(t, path)
	if content, ok, err := c.Document("D1"); !ok || err != nil || !bytes.Equal(content, long) || !c.HasDocument("D1") {
		t.Errorf("got %+v, %+v, %v; want ok, bytes.Equal(content, long), c.HasDocument(\"D1\")", len(content), ok, err)
	}
	if content, ok, err := c.Document("D0"); !ok || err != nil || len(content) != 0 {
		t.Errorf("got %+v, %+v, %v; want ok, len(content) == 0", len(content), ok, err)
	}
	if err := c.KeepDocument("D2", make([]byte, documentMost+1)); codeOf(err) != telecom.Invalid || c.HasDocument("D2") {
		t.Errorf("got %v; want codeOf(err) == telecom.Invalid, !c.HasDocument(\"D2\")", err)
	}
}

func TestApplyRequests_WritesNothingInClear(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	for round := range 20 {
		r := fullRequest()
		r.Quantity = fmt.Sprint(round)
		applyRequests(t, c, telecom.RequestChanges{Requests: []telecom.Request{r}, ReadAt: monday,
			Cursor: &telecom.RequestCursor{ReadWith: "rules of reading"},
			Agreements: []telecom.Agreement{{ID: "AGREE-1", Name: "Contract of Kestrel", Version: fmt.Sprint(round),
				Documents: []telecom.Document{{ID: "DOC-1", Name: "contract.pdf"}}}},
			Products: []telecom.Product{{ID: "PROD-1", Name: "Fleet of Kestrel", State: fmt.Sprint(round)}}})
		if err := c.KeepDocument("DOC-1", fmt.Appendf(nil, "signed by Mrs Kestrel %d", round)); err != nil {
			t.Fatal(err)
		}
	}
	version := requestsIn(t, c, telecom.RequestQuery{}).Rows[0].Version
	_ = c.Close()
	content := read(t, path)
	for _, secret := range []string{"REQ-0000001", "req-0000001", "person1@", "Customer N", "customer n", "Fleet", "ckage", "Kestrel",
		"Roaming", "carl", "they signed",
		"Too slow", "Contract Signed", "contract signed", "secretField", "etag-1", "AGREE-1", "DOC-1", "PROD-1", "contract.pdf", "svc-1",
		"ORD1", "START_PROV", "rules of", version} {
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("%q stands in the file", secret)
		}
	}
}

func TestCache_ClosedReadsAndKeepsNoRequest(t *testing.T) {
	c := open(t, cachePath(t))
	applyRequests(t, c, telecom.RequestChanges{Requests: requests(3), ReadAt: monday})
	_ = c.Close()
	_, err1 := c.ApplyRequests(telecom.RequestChanges{Requests: requests(4), ReadAt: monday})
	_, _, _, err2 := c.Request(request(1).ID)
	_, _, err3 := c.Agreement("A1")
	_, err4 := c.LiveRequests()
	_, err5 := c.Requests(telecom.RequestQuery{})
	_, _, err6 := c.Document("D1")
	for _, err := range []error{err1, err2, err3, err4, err5, err6, c.KeepDocument("D1", nil)} {
		if codeOf(err) != telecom.Internal {
			t.Errorf("got %v, want telecom.Internal", err)
		}
	}
}

func TestRequests_StatusesFollowALife(t *testing.T) {
	c := open(t, cachePath(t))
	var list []telecom.Request
	for n, status := range []telecom.RequestStatus{telecom.RequestDenied, "Zebra", telecom.RequestActive, telecom.RequestGenerating,
		telecom.RequestProvisioningFailed, "Awaiting Credit", telecom.RequestReceived, telecom.RequestProvisioning, telecom.RequestDraft} {
		r := request(n)
		r.Status = status
		list = append(list, r)
	}
	applyRequests(t, c, telecom.RequestChanges{Requests: list, ReadAt: monday})
	l, err := c.Requests(telecom.RequestQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range l.Statuses {
		got = append(got, s.Value)
	}
	want := []string{"Draft", "Subscription Request Received", "Generating Contract", "Provisioning in Progress", "Provisioning Failed",
		"Active", "Denied", "Awaiting Credit", "Zebra"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the statuses to filter by (-want +got):\n%s", diff)
	}
}
