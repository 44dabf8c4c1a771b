package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// decided makes a decision with a value in every field that is set when it is taken.
func decided(key string) telecom.Decision {
	return telecom.Decision{
		Key: key, RequestID: "R1", Action: telecom.CancelRequest, To: telecom.RequestCanceled, Reason: telecom.ReasonCredit,
		Text: "They owe us",
		At:   monday.Add(123456789), By: "ada", HoldUntil: monday.Add(time.Minute), Portal: "https://portal.example/po", InPlaceOf: "K00",
		Kept: "Nobody answers.", State: telecom.DecisionWaiting,
		On: telecom.Snapshot{Status: telecom.RequestSigned, State: "acknowledged", Version: "7", Contract: "C1", Agreements: "C1",
			Offering: "Fleet", Package: "Gold", Quantity: "12",
			CancelAsked: &telecom.CancellationRequest{At: monday.Add(987654321), By: "bob@kestrel.example", Why: "Too slow"},
			ChangedAt:   monday, ChangedBy: "carl", Why: "because", Key: "K0"},
	}
}

func anyway([]telecom.Decision) error { return nil }

func aNote(id, of string) telecom.DeskNote {
	return telecom.DeskNote{ID: id, RequestID: of, At: monday, By: "ada", Text: "Called Mrs Kestrel"}
}

func aView(name string) telecom.SavedView {
	return telecom.SavedView{Name: name, Query: telecom.RequestQuery{
		Text: "kestrel", Card: telecom.CardActive, Statuses: []telecom.RequestStatus{telecom.RequestActive, "Odd"},
		Customer: "Kestrel Freight", Offering: "Fleet",
		Package: "Gold", Initiator: "bob@kestrel.example", From: monday, To: monday.AddDate(0, 1, 0), Asks: true, Of: []string{},
		Sort:      telecom.ByPackage,
		Ascending: true, Offset: 5, Limit: 50}}
}

func decisionsOf(t testing.TB, p *Promises) []telecom.Decision {
	t.Helper()
	all, err := p.Decisions()
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return all
}

func journalEntries(t testing.TB, p *Promises) []telecom.Entry {
	t.Helper()
	head, err := p.JournalEnd()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := p.Journal(head)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return entries
}

func TestRecord_KeepsEveryFieldOfDecision(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	want := decided("K1")
	if err := p.Record(want, monday, anyway); err != nil {
		t.Fatal(err)
	}
	if got := decisionsOf(t, p); !cmp.Equal(got, []telecom.Decision{want}) {
		t.Errorf("mismatch (-want +got):\n%s", cmp.Diff([]telecom.Decision{want}, got))
	}
	other := telecom.Snapshot{Status: telecom.RequestActive, State: "completed"}
	sentOn := want.On
	sentOn.Version = "8"
	if err := p.ChangeDecision("K1", telecom.EntryConflict, monday.Add(time.Hour), "ada", "It stands elsewhere",
		func(d *telecom.Decision) error {
			d.Key, d.RequestID = "another", "R9" // it cannot be made another's
			d.State, d.Against, d.Now, d.SentOn = telecom.DecisionConflict, telecom.AgainstGone, &other, &sentOn
			d.Said, d.SentAt, d.Note = "No.", monday.Add(time.Second), "why"
			return nil
		}); err != nil {
		t.Fatal(err)
	}
	if err := p.ScannedDecision("K1"); err != nil {
		t.Fatal(err)
	}
	want.State, want.Against, want.Now, want.SentOn = telecom.DecisionConflict, telecom.AgainstGone, &other, &sentOn
	want.Said, want.SentAt, want.Note, want.Scans = "No.", monday.Add(time.Second), "why", 1
	for range 2 {
		got := decisionsOf(t, p)
		if !cmp.Equal(got, []telecom.Decision{want}) {
			t.Errorf("mismatch (-want +got):\n%s", cmp.Diff([]telecom.Decision{want}, got))
		}
		if !got[0].On.Same(want.On) {
			t.Error("the stand it was taken on is no longer the same")
		}
		_ = p.Close()
		p = promises(t, path)
	}
	entries := []telecom.Entry{
		{At: monday, By: "ada", What: telecom.EntryTaken, Key: "K1", Request: "R1", Action: telecom.CancelRequest,
			Text: "creditCheck: They owe us"},
		{At: monday.Add(time.Hour), By: "ada", What: telecom.EntryConflict, Key: "K1", Request: "R1", Action: telecom.CancelRequest,
			Text: "It stands elsewhere"},
	}
	if diff := cmp.Diff(entries, journalEntries(t, p)); diff != "" {
		t.Errorf("mismatch:\n%s", diff)
	}
}

func TestDecisions_KeepTheirOrderWhateverTheClock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	var want, got []string
	for i := range 40 {
		d := decided(fmt.Sprint("K", i))
		d.At = monday.Add(-time.Duration(i) * time.Minute)
		if err := p.Record(d, monday, anyway); err != nil {
			t.Fatal(err)
		}
		want = append(want, d.Key)
		if i == 20 {
			_ = p.Close()
			p = promises(t, path)
		}
	}
	if err := p.ChangeDecision("K3", telecom.EntryChanged, monday, "ada", "",
		func(d *telecom.Decision) error { d.At = monday.AddDate(1, 0, 0); return nil }); err != nil {
		t.Fatal(err)
	}
	for _, d := range decisionsOf(t, p) {
		got = append(got, d.Key)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v; want %+v", got, want)
	}
}

func TestRecord_OneOfManyConcurrentDecisionsWins(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	blocked := errors.New("there is one")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			err := p.Record(decided(fmt.Sprint("K", i)), monday, func(known []telecom.Decision) error {
				if slices.ContainsFunc(known, func(k telecom.Decision) bool { return k.Open() }) {
					return blocked
				}
				return nil
			})
			if err != nil && err != blocked {
				t.Errorf("got %v; want no error or blocked", err)
			}
		})
	}
	all.Wait()
	if n, entries := len(decisionsOf(t, p)), len(journalEntries(t, p)); n != 1 || entries != 1 {
		t.Errorf("got %+v, %+v; want n == 1, entries == 1", n, entries)
	}
}

func TestDecisions_RefusedOrMissingLeaveNothing(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	if err := p.Record(decided("K1"), monday, anyway); err != nil {
		t.Fatal(err)
	}
	no := errors.New("no")
	if err := p.Record(decided("K2"), monday, func([]telecom.Decision) error { return no }); err != no {
		t.Errorf("got %v; want err == no", err)
	}
	if err := p.Record(decided("K1"), monday, anyway); codeOf(err) != telecom.Internal {
		t.Error("one key twice: ", err)
	}
	if err := p.ChangeDecision("K1", telecom.EntryWithdrawn, monday, "ada", "",
		func(d *telecom.Decision) error { d.State = telecom.DecisionWithdrawn; return no }); err != no {
		t.Errorf("got %v; want err == no", err)
	}
	if err := p.ChangeDecision("K9", telecom.EntryWithdrawn, monday, "ada", "",
		func(*telecom.Decision) error { return nil }); codeOf(err) != telecom.NotFound {
		t.Errorf("got %v, want telecom.NotFound", err)
	}
	if err := p.ScannedDecision("K9"); codeOf(err) != telecom.NotFound {
		t.Errorf("got %v, want telecom.NotFound", err)
	}
	if got := decisionsOf(t, p); !cmp.Equal(got, []telecom.Decision{decided("K1")}) || len(journalEntries(t, p)) != 1 {
		t.Errorf("got %+v; want cmp.Equal(got, []telecom.Decision{decided(\"K1\")}), len(journalEntries(t, p)) == 1", got)
	}
}

func TestDecisions_ReadSeesLatestWrite(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 15 {
				key := fmt.Sprint(n, "-", i)
				if err := errors.Join(p.Record(decided(key), monday, anyway), p.MarkRead(key, "v")); err != nil {
					t.Error(err)
					return
				}
				known, err := p.Decisions()
				if err != nil || !slices.ContainsFunc(known, func(d telecom.Decision) bool { return d.Key == key }) {
					t.Errorf("%s is not known: %v", key, err)
				}
				clear(known) // the list is the caller's
				if reads, err := p.Reads(); err != nil || reads[key] != "v" {
					t.Errorf("%s was not read: %v", key, err)
				}
			}
		})
	}
	all.Wait()
	if reads, err := p.Reads(); err != nil || len(reads) != 60 {
		t.Errorf("got %+v, %v; want len(reads) == 60", len(reads), err)
	}
}

func TestForget_OnlyOldEndedDecisions(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	var want []string
	for _, state := range telecom.DecisionStates() {
		for _, age := range []int{0, 60} {
			d := decided(fmt.Sprint(state, age))
			d.State, d.At = state, monday.AddDate(0, 0, -age)
			if err := p.Record(d, d.At, anyway); err != nil {
				t.Fatal(err)
			}
			if age == 0 || d.Open() {
				want = append(want, d.Key)
			}
		}
	}
	for range 2 {
		if err := p.Forget(monday.AddDate(0, 0, -30)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, d := range decisionsOf(t, p) {
		got = append(got, d.Key)
	}
	if !slices.Equal(got, want) || len(journalEntries(t, p)) != 2*len(telecom.DecisionStates()) {
		t.Errorf("got %+v; want %+v, len(journalEntries(t, p)) == 2*len(telecom.DecisionStates())", got, want)
	}
}

func TestPromises_KeepNotesReadsAndViews(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	moved := aNote("N2", "R2")
	if err := errors.Join(p.DropNote("N1"), p.DropView("mine"), p.MarkRead("R1", ""), // of what is not there
		p.KeepNote(aNote("N1", "R1")), p.KeepNote(aNote("N2", "R1")), p.KeepNote(aNote("N3", "R1")), p.KeepNote(moved), p.DropNote("N3"),
		p.MarkRead("R1", "a"), p.MarkRead("R1", "b"), p.MarkRead("R2", "c"), p.MarkRead("R3", "d"), p.MarkRead("R3", ""),
		p.KeepView(aView("they")), p.KeepView(telecom.SavedView{Name: "all"}), p.KeepView(aView("mine")), p.DropView("they")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		notes, err := p.Notes("R1")
		notes2, err2 := p.Notes("R2")
		reads, err3 := p.Reads()
		views, err4 := p.Views()
		if err := errors.Join(err, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]telecom.DeskNote{aNote("N1", "R1"), moved}, append(notes, notes2...)); diff != "" {
			t.Errorf("mismatch (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[string]string{"R1": "b", "R2": "c"}, reads); diff != "" {
			t.Errorf("mismatch (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]telecom.SavedView{{Name: "all"}, aView("mine")}, views); diff != "" {
			t.Errorf("mismatch (-want +got):\n%s", diff)
		}
		_ = p.Close()
		p = promises(t, path)
	}
}

func TestMarkRead_KnownVersionIsNotWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	if err := p.MarkRead("R1", "a"); err != nil {
		t.Fatal(err)
	}
	before := read(t, path)
	if err := errors.Join(p.MarkRead("R1", "a"), p.MarkRead("R2", "")); err != nil || !bytes.Equal(before, read(t, path)) {
		t.Error("written again: ", err)
	}
}

func TestPromises_HoldNothingInClear(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	for i := range 12 {
		d := decided(fmt.Sprint("decision-key-", i))
		d.RequestID = "REQUEST-0001"
		n := aNote("note-id", "REQUEST-0001")
		if err := errors.Join(p.Record(d, monday, anyway), p.ScannedDecision(d.Key), p.KeepNote(n),
			p.MarkRead("REQUEST-0001", fmt.Sprint("version-", i)),
			p.KeepView(aView("the view of ada"))); err != nil {
			t.Fatal(err)
		}
	}
	_ = p.Close()
	for _, name := range []string{path, endPath(path)} {
		for _, secret := range []string{"They owe us", "REQUEST-0001", "decision-key", "creditCheck", "bob@kestrel", "Too slow", "Fleet",
			"Contract Signed",
			"note-id", "Mrs Kestrel", "version-", "the view", "Kestrel Freight", "Gold"} {
			if bytes.Contains(read(t, name), []byte(secret)) {
				t.Errorf("%q stands in %s", secret, filepath.Base(name))
			}
		}
	}
}

// earlierEntry is an entry as written before there were requests.
type earlierEntry struct {
	At      int64  `cbor:"1,keyasint"`
	By      string `cbor:"2,keyasint,omitempty"`
	What    string `cbor:"3,keyasint"`
	Kind    string `cbor:"4,keyasint,omitempty"`
	Service string `cbor:"5,keyasint,omitempty"`
	Key     string `cbor:"6,keyasint,omitempty"`
	OrderID string `cbor:"7,keyasint,omitempty"`
	Text    string `cbor:"8,keyasint,omitempty"`
}

func TestJournal_OldDigestsStayValid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	var chain []byte
	err := p.write(func(tx *bolt.Tx) error {
		for n := uint64(1); n <= 5; n++ {
			e := earlierEntry{monday.UnixMilli(), "ada", string(telecom.EntryFinal), string(telecom.SIMSwap), "S1", fmt.Sprint("K", n),
				"ORD1", "text"}
			plain, err := p.codec.enc.Marshal(&e)
			if err != nil {
				return err
			}
			// As it has been written down ever since: the word, the place, the digest before, and the entry.
			chain = hmacOf(p.sealer.digests, []byte("journal\x00"), binary.BigEndian.AppendUint64(nil, n), chain, plain)
			if err := p.put(tx, bucketJournal, binary.BigEndian.AppendUint64(nil, n), &struct {
				Entry earlierEntry `cbor:"1,keyasint"`
				Chain []byte       `cbor:"2,keyasint"`
			}{e, chain}); err != nil {
				return err
			}
			if _, err := tx.Bucket([]byte(bucketJournal)).NextSequence(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.writeEnd(endRecord{Count: 5, Chain: chain}); err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	p = promises(t, path)
	if n := p.Notice(); n != nil {
		t.Fatalf("got %+v; want n == nil", n.Cause)
	}
	entries := journalEntries(t, p)
	if want := (telecom.Entry{At: monday, By: "ada", What: telecom.EntryFinal, Kind: telecom.SIMSwap, Service: "S1", Key: "K5",
		OrderID: "ORD1", Text: "text"}); len(entries) != 5 || entries[4] != want {
		t.Fatalf("got %+v; want len(entries) == 5, entries[4] == want", entries)
	}
	if err := errors.Join(p.Record(decided("D1"), monday, anyway), p.Promise(promised("K6"), monday, always)); err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	p = promises(t, path)
	if entries := journalEntries(t, p); len(entries) != 7 || entries[5].Request != "R1" || p.Notice() != nil ||
		p.Inspect().Journal.State != JournalWhole {
		t.Errorf("got %+v; want len(entries) == 7, entries[5].Request == \"R1\", p.Notice() == nil, "+
			"p.Inspect().Journal.State == JournalWhole", entries)
	}
}

func TestPromises_EarlierVersionOpensThemWithoutDecisions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	// fits as an earlier Commsdesk asks it.
	earlier := func() error { _, err := p.file.fits(promisesPurpose, promisesOldest, p.sealer); return err }
	if err := errors.Join(p.Promise(promised("K1"), monday, always), p.KeepNote(aNote("N1", "R1")), p.KeepView(aView("mine")),
		p.MarkRead("R1", "v")); err != nil {
		t.Fatal(err)
	}
	if err := earlier(); err != nil {
		t.Error(err)
	}
	no := errors.New("no")
	if err := p.Record(decided("D1"), monday, func([]telecom.Decision) error { return no }); err != no || earlier() != nil {
		t.Errorf("got %v, %+v; want err == no, earlier() == nil", err, earlier())
	}
	if err := p.Record(decided("D1"), monday, anyway); err != nil {
		t.Fatal(err)
	}
	var u *unfit
	if err := earlier(); !errors.As(err, &u) || u.code != telecom.TooNew || !strings.Contains(unfitPromises(u).Text, "Update Commsdesk") {
		t.Errorf("got %v; want errors.As(err, &u), u.code == telecom.TooNew, strings.Contains(unfitPromises(u).Text, \"Update Commsdesk\")",
			err)
	}
	_ = p.Close()
	_ = promises(t, path)
}

func TestDecisions_SurvivePowerFailureOnce(t *testing.T) {
	tearApart(t, anyDecision)
}

// leadsToDecision maps a state to the entry that leads to it.
var leadsToDecision = map[telecom.DecisionState]telecom.EntryKind{
	telecom.DecisionWaiting: telecom.EntryChanged, telecom.DecisionSending: telecom.EntryPromised,
	telecom.DecisionApplied: telecom.EntryPlaced,
	telecom.DecisionRefused: telecom.EntryRefused, telecom.DecisionUnsure: telecom.EntryUnsure,
	telecom.DecisionConflict: telecom.EntryConflict,
	telecom.DecisionLater:    telecom.EntryLater, telecom.DecisionWithdrawn: telecom.EntryWithdrawn,
	telecom.DecisionDropped: telecom.EntryDropped,
}

// anyDecision makes one random change about requests, which is on the disk when it returns.
func anyDecision(p *Promises, random *rand.Rand, step int, at time.Time) error {
	all, err := p.Decisions()
	if err != nil {
		return err
	}
	choice := random.IntN(12)
	switch {
	case choice < 4 || len(all) == 0:
		next := decided(fmt.Sprint("D", step))
		next.Text = strings.Repeat("why ", random.IntN(4000)) // some need many pages
		return p.Record(next, at, anyway)
	case choice < 7:
		states := telecom.DecisionStates()
		state := states[random.IntN(len(states))]
		return p.ChangeDecision(all[random.IntN(len(all))].Key, leadsToDecision[state], at, "ada", "because",
			func(d *telecom.Decision) error {
				d.State = state
				return nil
			})
	case choice < 8:
		return p.ScannedDecision(all[random.IntN(len(all))].Key)
	case choice < 9:
		return p.KeepNote(aNote(fmt.Sprint("N", random.IntN(2)), "R1"))
	case choice < 10:
		return p.MarkRead(fmt.Sprint("R", random.IntN(2)), fmt.Sprint(step))
	case choice < 11:
		return p.KeepView(aView(fmt.Sprint("V", random.IntN(2))))
	}
	return p.Forget(at.Add(time.Hour))
}

func hmacOf(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func TestDecision_OfOlderVersionKeepsItsSnapshot(t *testing.T) {
	type older struct { // what there was before it was written down what a decision was sent on
		Key       string         `cbor:"1,keyasint"`
		Place     uint64         `cbor:"2,keyasint"`
		RequestID string         `cbor:"3,keyasint,omitempty"`
		To        string         `cbor:"5,keyasint,omitempty"`
		At        preciseTime    `cbor:"8,keyasint"`
		On        snapshotRecord `cbor:"10,keyasint"`
		HoldUntil preciseTime    `cbor:"11,keyasint"`
		State     string         `cbor:"12,keyasint"`
		SentAt    preciseTime    `cbor:"15,keyasint"`
	}
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	on := telecom.Snapshot{Status: telecom.RequestReceived, Contract: "C1"}
	err := p.write(func(tx *bolt.Tx) error {
		if _, err := tx.CreateBucketIfNotExists([]byte(bucketDecisions)); err != nil {
			return err
		}
		return p.put(tx, bucketDecisions, p.sealer.name(bucketDecisions, "K1"),
			older{Key: "K1", Place: 1, RequestID: "R1", To: string(telecom.RequestGenerating),
				On: recordOfSnapshot(on), State: string(telecom.DecisionUnsure), SentAt: preciseTimeOf(monday)})
	})
	if err != nil {
		t.Fatal(err)
	}
	d := decisionsOf(t, p)[0]
	now := on
	if d.SentOn != nil || d.Against != "" || d.Became(now) != telecom.BecameNothing {
		t.Errorf("got %+v; want d.SentOn == nil, d.Against == \"\", d.Became(now) == telecom.BecameNothing", d)
	}
	if now.Status = telecom.RequestGenerating; d.Became(now) != telecom.BecameDone {
		t.Errorf("got %s; want d.Became(now) == telecom.BecameDone", d.Became(now))
	}
}
