package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// ledger makes promises with some journal entries and closes them.
func ledger(t testing.TB, entries int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	promiseMany(t, p, 0, entries)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func promiseMany(t testing.TB, p *Promises, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if err := p.Promise(promised(fmt.Sprint("K", i)), monday, always); err != nil {
			t.Fatal(err, errors.Unwrap(err))
		}
	}
}

// journalOf inspects closed promises and checks that nothing changes.
func journalOf(t *testing.T, path string) JournalCondition {
	t.Helper()
	c := inspectPromises(t, path, NewSealer(testKey))
	if c.State != Good {
		t.Fatalf("got %+v; want c.State == Good", c)
	}
	return c.Journal
}

// kept returns the content of journal.head.
func kept(t testing.TB, path string) endRecord {
	t.Helper()
	codec, _ := newCodec()
	r, err := (&Promises{path: path, sealer: NewSealer(testKey), codec: codec}).readEnd()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// noticed checks that opening succeeds and warns until somebody has checked, that the original files are kept, and whether
// orders may leave meanwhile.
func noticed(t *testing.T, path string, want JournalState, doubt Doubt) {
	t.Helper()
	if got := journalOf(t, path); got.State != want {
		t.Errorf("looked at from outside: %+v, want %s", got, want)
	}
	evidence := map[string][]byte{}
	for _, name := range []string{path, endPath(path)} {
		if content, err := os.ReadFile(name); err == nil {
			evidence[name] = content
		}
	}
	for start := range 3 {
		p := promises(t, path)
		n := p.Notice()
		if n == nil || n.Code != telecom.Damaged || !strings.Contains(n.Text, "doctor") {
			t.Fatalf("start %d: %v", start, n)
		}
		if got := p.Inspect(); got.State != Good || got.Doubt != doubt {
			t.Errorf("start %d, while it is open: %+v", start, got)
		}
		err := p.Promise(promised(fmt.Sprint("after ", start)), monday, always)
		if held := codeOf(err) == telecom.Unconfirmed; held != (doubt == Held) || err != nil && !held {
			t.Errorf("start %d: %v", start, err)
		}
		_ = p.Close()
		for name, content := range evidence {
			beside, _ := filepath.Glob(name + ".kept-*")
			if len(beside) != 1 || !bytes.Equal(content, read(t, beside[0])) {
				t.Fatalf("start %d: the evidence is %v", start, beside)
			}
		}
		if got := inspectPromises(t, path, NewSealer(testKey)); got.Doubt != doubt || got.Journal.State != JournalWhole {
			t.Errorf("start %d, from outside: %+v", start, got)
		}
	}
	p := promises(t, path)
	if err := p.Looked("ada", "I looked in the portal.", monday); err != nil || p.Notice() != nil {
		t.Fatalf("got %v, %+v; want p.Notice() == nil", err, p.Notice())
	}
	promiseMany(t, p, 1000, 1001)
	_ = p.Close()
	p = promises(t, path)
	defer p.Close()
	if p.Notice() != nil || p.Inspect().Doubt != NoDoubt || p.Inspect().Journal.State != JournalWhole {
		t.Errorf("got %v %+v; want p.Notice() == nil, p.Inspect().Doubt == NoDoubt, p.Inspect().Journal.State == JournalWhole", p.Notice(),
			p.Inspect())
	}
	entries := journalEntries(t, p)
	if !slices.ContainsFunc(entries, func(e telecom.Entry) bool {
		return e.What == telecom.EntryLooked && e.By == "ada" && e.Text == "I looked in the portal." && e.Key == ""
	}) {
		t.Errorf("the journal does not tell who looked: %+v", entries)
	}
}

func TestJournalEnd_IsWrittenWithEveryEntry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	if r := kept(t, path); r.Count != 0 {
		t.Errorf("got %+v; want r.Count == 0", r)
	}
	deeds := []func() error{
		func() error { return p.Promise(promised("K"), monday, always) },
		func() error {
			return p.Settle("K", telecom.EntryPlaced, monday, "ada", "", func(*telecom.Submission) error { return nil })
		},
		func() error {
			return p.CloseHere(telecom.ClosedHere{OrderID: "ORD7", By: "ada", Why: "why", At: monday}, "S1", monday)
		},
		func() error { return p.ReopenHere("ORD7", "ada", "it moved", monday) },
	}
	for i, do := range deeds {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		head, err := p.JournalEnd()
		if r := kept(t, path); err != nil || r.Count != uint64(i+1) || !bytes.Equal(r.Chain, head.Chain) || r.Since != 0 {
			t.Errorf("after %d deeds: %+v, want %+v, %v", i+1, r, head, err)
		}
	}
	before := kept(t, path)
	if err := errors.Join(p.Scanned("K"), p.KeepDraft(telecom.KeptDraft{ID: "D"}), p.DropDraft("D")); err != nil {
		t.Fatal(err)
	}
	if after := kept(t, path); after.Tx != before.Tx+3 || after.Count != before.Count || len(after.Promises) != 1 ||
		after.Promises[0].Scans != 1 {
		t.Errorf("got %+v; want after.Tx == before.Tx+3, after.Count == before.Count, len(after.Promises) == 1, "+
			"after.Promises[0].Scans == 1", after)
	}
	if got := p.Inspect(); got.Journal != (JournalCondition{State: JournalWhole, Entries: 4}) {
		t.Errorf("got %+v; want got.Journal == (JournalCondition{State: JournalWhole, Entries: 4})", got)
	}
	if entries, err := p.Journal(p.Kept()); err != nil || len(entries) != 4 || p.Kept().Count != 4 {
		t.Errorf("got %+v, %v; want len(entries) == 4, p.Kept().Count == 4", entries, err)
	}
	_ = p.Close()
	if got := journalOf(t, path); got != (JournalCondition{State: JournalWhole, Entries: 4}) {
		t.Errorf("got %+v; want got == (JournalCondition{State: JournalWhole, Entries: 4})", got)
	}
	if info, err := os.Stat(endPath(path)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %+v, %v; want info.Mode().Perm() == 0o600", info.Mode(), err)
	}
	if n := promises(t, path).Notice(); n != nil {
		t.Errorf("got %+v; want n == nil", n)
	}
}

func TestJournalEnd_NeverGoesBackUnderConcurrentWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	var writers, watcher sync.WaitGroup
	stop := make(chan struct{})
	watcher.Go(func() {
		last := uint64(0)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if r := kept(t, path); r.Count < last {
				t.Errorf("%d after %d", r.Count, last)
			} else {
				last = r.Count
			}
		}
	})
	for i := range 8 {
		writers.Go(func() {
			for j := range 8 {
				if err := p.Promise(promised(fmt.Sprint("K", i, " ", j)), monday, always); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	watcher.Wait()
	if r := kept(t, path); r.Count != 64 {
		t.Errorf("got %+v; want r.Count == 64", r)
	}
}

// A disk that damages the newer of bbolt's two meta pages loses the last transaction, and bbolt reports nothing: the order
// that was sent last is gone with its entry.
func TestJournalEnd_ReportsTransactionDroppedByBbolt(t *testing.T) {
	path := ledger(t, 3)
	content := read(t, path)
	const txid, checksum = 64, 72
	newest := 0
	if binary.NativeEndian.Uint64(content[4096+txid:]) > binary.NativeEndian.Uint64(content[txid:]) {
		newest = 4096
	}
	content[newest+checksum] ^= 1
	write(t, path, content)
	c := InspectPromises(path, NewSealer(testKey))
	if c.State != Good || c.Promises[telecom.SubmissionSending] != 2 || c.Journal != (JournalCondition{State: JournalShort, Entries: 2}) {
		t.Errorf("bbolt has not fallen back, or it is not said: %+v", c)
	}
	noticed(t, path, JournalShort, Doubted)
	if all, err := promises(t, path).All(); err != nil || !slices.ContainsFunc(all, func(x telecom.Submission) bool {
		return x.Key == "K2" && x.State == telecom.SubmissionUnsure && reflect.DeepEqual(x.Draft, promised("").Draft)
	}) {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestJournalEnd_ContradictionIsReportedUntilChecked(t *testing.T) {
	cases := map[string]struct {
		tamper func(*bolt.Bucket) error
		want   JournalState
	}{
		"cut short": {func(b *bolt.Bucket) error { k, _ := b.Cursor().Last(); return b.Delete(k) }, JournalShort},
		"emptied": {func(b *bolt.Bucket) error {
			for k, _ := b.Cursor().First(); k != nil; k, _ = b.Cursor().First() {
				if err := b.Delete(k); err != nil {
					return err
				}
			}
			return nil
		}, JournalShort},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			path := ledger(t, 4)
			rewrite(t, path, func(tx *bolt.Tx) error { return test.tamper(tx.Bucket([]byte(bucketJournal))) })
			noticed(t, path, test.want, Doubted)
		})
	}
	t.Run("its last one replaced by an earlier", func(t *testing.T) {
		path := ledger(t, 4)
		rewrite(t, path, func(tx *bolt.Tx) error {
			b := tx.Bucket([]byte(bucketJournal))
			_, first := b.Cursor().First()
			k, _ := b.Cursor().Last()
			return b.Put(bytes.Clone(k), bytes.Clone(first))
		})
		noticed(t, path, JournalChanged, Doubted)
	})
	t.Run("cut short and lengthened again", func(t *testing.T) {
		path := ledger(t, 4)
		rewrite(t, path, func(tx *bolt.Tx) error {
			b := tx.Bucket([]byte(bucketJournal))
			k, _ := b.Cursor().Last()
			return errors.Join(b.Delete(k), b.SetSequence(3),
				tx.Bucket([]byte(bucketPromises)).Delete(NewSealer(testKey).name(bucketPromises, "K3")))
		})
		end := read(t, endPath(path))
		_ = os.Remove(endPath(path)) // as an older Commsdesk, which ignores it, would
		p := promises(t, path)
		promiseMany(t, p, 200, 201)
		_ = p.Close()
		write(t, endPath(path), end)
		noticed(t, path, JournalChanged, Doubted)
	})
	t.Run("the promises are gone altogether", func(t *testing.T) {
		path := ledger(t, 4)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if c := InspectPromises(path, NewSealer(testKey)); c.State != Absent || c.Journal.State != JournalShort {
			t.Errorf("got %+v; want c.State == Absent, c.Journal.State == JournalShort", c)
		}
		p := promises(t, path) // a new file
		if all, err := p.All(); err != nil || len(all) != 4 || all[0].State != telecom.SubmissionUnsure || p.Notice() == nil ||
			p.Held() != nil {
			t.Errorf("got %+v, %v; want len(all) == 4, all[0].State == telecom.SubmissionUnsure, p.Notice() != nil, p.Held() == nil", all,
				err)
		}
	})
	t.Run("one in the middle is gone", func(t *testing.T) {
		path := ledger(t, 4)
		rewrite(t, path, func(tx *bolt.Tx) error {
			return tx.Bucket([]byte(bucketJournal)).Delete(binary.BigEndian.AppendUint64(nil, 2))
		})
		noticed(t, path, JournalChanged, Doubted)
	})
}

func TestJournalEnd_ForgedOrUnreadableIsReported(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"garbage": func(t *testing.T, path string) { write(t, endPath(path), []byte("garbage")) },
		"empty":   func(t *testing.T, path string) { write(t, endPath(path), nil) },
		"a bit of it": func(t *testing.T, path string) {
			b := read(t, endPath(path))
			b[len(b)-1] ^= 1
			write(t, endPath(path), b)
		},
		"sealed with another key": func(t *testing.T, path string) {
			codec, _ := newCodec()
			if err := (&Promises{path: path, sealer: NewSealer(otherKey), codec: codec}).writeEnd(kept(t, path)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := ledger(t, 3)
			spoil(t, path)
			noticed(t, path, JournalEndLost, Held)
		})
	}
}

func TestJournalEnd_CatchesUpAfterCrash(t *testing.T) {
	path := ledger(t, 2)
	behind := read(t, endPath(path))
	p := promises(t, path)
	promiseMany(t, p, 2, 5)
	_ = p.Close()
	write(t, endPath(path), behind)
	if got := journalOf(t, path); got != (JournalCondition{State: JournalWhole, Entries: 5, Behind: 3}) {
		t.Errorf("got %+v; want got == (JournalCondition{State: JournalWhole, Entries: 5, Behind: 3})", got)
	}
	p = promises(t, path)
	if r := kept(t, path); p.Notice() != nil || r.Count != 5 {
		t.Errorf("got %v %+v; want p.Notice() == nil, r.Count == 5", p.Notice(), r)
	}
	_ = p.Close()

	// What came after the end that was kept must hang together, too.
	write(t, endPath(path), behind)
	rewrite(t, path, func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketJournal)).Delete(binary.BigEndian.AppendUint64(nil, 4))
	})
	noticed(t, path, JournalChanged, Held)
}

func TestPromises_OpenWithoutEndOfEarlierVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	promiseMany(t, p, 0, 3)
	draft := telecom.KeptDraft{ID: "D1", Draft: promised("").Draft, At: monday}
	closing := telecom.ClosedHere{OrderID: "ORD7", By: "ada", Why: "why", At: monday}
	if err := errors.Join(p.KeepDraft(draft), p.CloseHere(closing, "S1", monday), p.Close(), os.Remove(endPath(path))); err != nil {
		t.Fatal(err)
	}
	rewrite(t, path, func(tx *bolt.Tx) error { return tx.Bucket([]byte(bucketMeta)).Delete([]byte(keySums)) })
	if got := journalOf(t, path); got != (JournalCondition{State: JournalEndless, Entries: 4}) {
		t.Errorf("got %+v; want got == (JournalCondition{State: JournalEndless, Entries: 4})", got)
	}
	p = promises(t, path)
	all, err := p.All()
	drafts, err2 := p.Drafts()
	closings, err3 := p.ClosedHere()
	entries, err4 := p.Journal(JournalEnd{})
	if err := errors.Join(err, err2, err3, err4); err != nil || len(all) != 3 || len(drafts) != 1 || len(closings) != 1 ||
		len(entries) != 4 || p.Notice() != nil {
		t.Fatal(len(all), len(drafts), len(closings), len(entries), p.Notice(), err)
	}
	if r := kept(t, path); r.Count != 4 || r.Since != 4 {
		t.Errorf("got %+v; want r.Count == 4, r.Since == 4", r)
	}
	promiseMany(t, p, 3, 4)
	_ = p.Close()
	if got := journalOf(t, path); got != (JournalCondition{State: JournalWhole, Entries: 5, Since: 4}) {
		t.Errorf("that nobody confirms the first ones is forgotten: %+v", got)
	}
}

func TestPromises_BrokenJournalWithoutEndIsHeld(t *testing.T) {
	path := ledger(t, 4)
	rewrite(t, path, func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketJournal)).Delete(binary.BigEndian.AppendUint64(nil, 2))
	})
	if err := os.Remove(endPath(path)); err != nil {
		t.Fatal(err)
	}
	noticed(t, path, JournalChanged, Held)
}

func TestPromises_NothingLeavesWithoutJournalEnd(t *testing.T) {
	path := ledger(t, 1)
	p := promises(t, path)
	var told []*telecom.Error
	p.Tell(func(e *telecom.Error) { told = append(told, e) })
	// A folder at the file's path, removed again later.
	block := func() {
		if err := errors.Join(os.Rename(endPath(path), path+".away"),
			os.MkdirAll(filepath.Join(endPath(path), "in the way"), 0o700)); err != nil {
			t.Fatal(err)
		}
	}
	unblock := func() {
		if err := errors.Join(os.RemoveAll(endPath(path)), os.Rename(path+".away", endPath(path))); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Record(decided("D1"), monday, anyway); err != nil {
		t.Fatal(err)
	}
	block()
	send := func(d *telecom.Decision) error { d.State = telecom.DecisionSending; return nil }
	for i := range 3 {
		err := p.Promise(promised(fmt.Sprint("K", 1+i)), monday, always)
		if err == nil || !strings.Contains(err.Error(), "Nothing was sent") {
			t.Errorf("it may leave: %v", err)
		}
		if err := p.ChangeDecision("D1", telecom.EntryPromised, monday, "ada", "", send); err == nil {
			t.Error("a decision may leave")
		}
	}
	unblock()
	if len(told) != 1 || told[0].Code != telecom.Internal || told[0].Text == "" || told[0].Cause == nil {
		t.Errorf("got %v; want len(told) == 1, told[0].Code == telecom.Internal, told[0].Text != \"\", told[0].Cause != nil", told)
	}
	if got := p.Inspect(); got.Promises[telecom.SubmissionSending] != 1 || got.Promises[telecom.SubmissionNotSent] != 1 ||
		got.Decisions[telecom.DecisionWaiting] != 1 || got.Journal.Entries != 4 {
		t.Errorf("what did not leave is not taken back, or is written again and again: %+v", got)
	}
	if err := p.KeepDraft(telecom.KeptDraft{ID: "D"}); err != nil {
		t.Error("a draft is not kept: ", err)
	}
	promiseMany(t, p, 4, 5)
	if r := kept(t, path); r.Count != 5 || len(told) != 1 {
		t.Errorf("got %+v %v; want r.Count == 5, len(told) == 1", r, told)
	}
	block()
	if err := p.ChangeDecision("D1", telecom.EntryPromised, monday, "ada", "", send); err == nil ||
		decisionsOf(t, p)[0].State != telecom.DecisionWaiting {
		t.Errorf("got %v %+v; want err != nil, decisionsOf(t, p)[0].State == telecom.DecisionWaiting", err, decisionsOf(t, p))
	}
	unblock()
	_ = p.Close() // it is tried once more
	if r := kept(t, path); r.Count != 7 || len(told) != 2 {
		t.Errorf("got %+v %v; want r.Count == 7, len(told) == 2", r, told)
	}
}

func TestJournalEnd_HoldsNothingInClear(t *testing.T) {
	path := ledger(t, 2)
	if raw := read(t, endPath(path)); bytes.Contains(raw, []byte("K1")) || bytes.Contains(raw, []byte("ada")) || len(raw) > 1000 {
		t.Errorf("got %q; want !bytes.Contains(raw, []byte(\"K1\")), !bytes.Contains(raw, []byte(\"ada\")), len(raw) <= 1000", raw)
	}
}
