package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// lost removes records from a page, as a flipped bit in its head can: bbolt's tree stays valid, and the sums are the old
// ones.
func lost(t *testing.T, path string, lose func(p *Promises, tx *bolt.Tx) error) {
	t.Helper()
	p := &Promises{path: path, sealer: NewSealer(testKey)}
	codec, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	p.codec = codec
	kept := kept(t, path)
	rewrite(t, path, func(tx *bolt.Tx) error { return p.loseIn(tx, lose) })
	kept.Tx++ // so that the file is as old as its end says
	if err := p.writeEnd(kept); err != nil {
		t.Fatal(err)
	}
}

func (p *Promises) loseIn(tx *bolt.Tx, lose func(p *Promises, tx *bolt.Tx) error) error {
	of, known, err := p.sumsIn(tx)
	if err != nil || !known {
		return errors.Join(err, errors.New("it has no sums"))
	}
	return errors.Join(lose(p, tx), p.putSums(tx, &sumsRecord{Tx: uint64(tx.ID()), Of: of}))
}

func losesFrom(bucket, id string) func(p *Promises, tx *bolt.Tx) error {
	return func(p *Promises, tx *bolt.Tx) error {
		b, name := tx.Bucket([]byte(bucket)), p.sealer.name(bucket, id)
		if b.Get(name) == nil {
			return errors.New("it is not there")
		}
		return b.Delete(name)
	}
}

// sentOnes makes open promises, and one that has ended.
func sentOnes(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	promiseMany(t, p, 0, 4)
	settle := func(key string, deed telecom.EntryKind, state telecom.SubmissionState) {
		if err := p.Settle(key, deed, monday, "ada", "",
			func(x *telecom.Submission) error { x.State, x.OrderID = state, "ORD-"+key; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	settle("K1", telecom.EntryPlaced, telecom.SubmissionPlaced)
	settle("K3", telecom.EntryFinal, telecom.SubmissionClosed)
	if err := errors.Join(p.Record(decided("D1"), monday, anyway), p.KeepDraft(telecom.KeptDraft{ID: "draft", At: monday}),
		p.KeepNote(aNote("N1", "R1")), p.KeepView(aView("mine")), p.MarkRead("R1", "1"), p.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReconcile_RestoresLostRecords(t *testing.T) {
	for key, want := range map[string]telecom.Submission{
		"K0": {State: telecom.SubmissionUnsure},
		"K1": {State: telecom.SubmissionPlaced, OrderID: "ORD-K1"},
	} {
		t.Run(key, func(t *testing.T) {
			path := sentOnes(t)
			lost(t, path, losesFrom(bucketPromises, key))
			if got := inspectPromises(t, path, NewSealer(testKey)); got.State != Damaged {
				t.Errorf("from outside: %+v", got)
			}
			p := promises(t, path)
			all, err := p.All()
			i := slices.IndexFunc(all, func(x telecom.Submission) bool { return x.Key == key })
			if err != nil || i < 0 || all[i].State != want.State || all[i].OrderID != want.OrderID ||
				!reflect.DeepEqual(all[i].Draft, promised("").Draft) {
				t.Errorf("got %+v, %v; want i >= 0, all[i].State == want.State, ...", all, err)
			}
			if p.Notice() == nil || p.Held() != nil || p.Inspect().Doubt != Doubted {
				t.Errorf("%v, held %v, %+v", p.Notice(), p.Held(), p.Inspect())
			}
		})
	}
	t.Run("a decision", func(t *testing.T) {
		path := sentOnes(t)
		lost(t, path, losesFrom(bucketDecisions, "D1"))
		p := promises(t, path)
		if all := decisionsOf(t, p); len(all) != 1 || !reflect.DeepEqual(all[0], decided("D1")) || p.Notice() == nil {
			t.Errorf("got %+v, %v; want len(all) == 1, reflect.DeepEqual(all[0], decided(\"D1\")), p.Notice() != nil", all, p.Notice())
		}
	})
}

func TestReconcile_ReportsLostNotes(t *testing.T) {
	for name, lose := range map[string]func(p *Promises, tx *bolt.Tx) error{
		"draft": losesFrom(bucketDrafts, "draft"),
		"view":  losesFrom(bucketViews, "mine"),
		"note": func(p *Promises, tx *bolt.Tx) error {
			n := aNote("N1", "R1")
			return tx.Bucket([]byte(bucketNotes)).Delete(p.noteKey(&n))
		},
		"ended promise": losesFrom(bucketPromises, "K3"),
		"bucket":        func(_ *Promises, tx *bolt.Tx) error { return tx.DeleteBucket([]byte(bucketDrafts)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := sentOnes(t)
			lost(t, path, lose)
			for range 2 {
				p := promises(t, path)
				if p.Notice() == nil || p.Held() != nil || p.Inspect().Doubt != Doubted {
					t.Errorf("%v, held %v, %+v", p.Notice(), p.Held(), p.Inspect())
				}
				_ = p.Close()
			}
		})
	}
}

func TestReconcile_RestoresUnreadableRecord(t *testing.T) {
	path := sentOnes(t)
	before := read(t, path)
	lost(t, path, func(p *Promises, tx *bolt.Tx) error {
		b, name := tx.Bucket([]byte(bucketPromises)), p.sealer.name(bucketPromises, "K0")
		v := bytes.Clone(b.Get(name))
		v[len(v)-1] ^= 1
		return b.Put(name, v)
	})
	if bytes.Equal(before, read(t, path)) {
		t.Fatal("nothing was spoilt")
	}
	p := promises(t, path)
	all, err := p.All()
	if err != nil || len(all) != 4 || p.Notice() == nil || p.Held() != nil {
		t.Errorf("got %+v, %v, %v; want len(all) == 4, p.Notice() != nil, p.Held() == nil", all, err, p.Notice())
	}
}

// A file of an older Commsdesk has neither sums nor what is open: only the journal knows of it.
func TestReconcile_RestoresFromJournalAlone(t *testing.T) {
	older := func(t *testing.T, path, key string) *Promises {
		t.Helper()
		rewrite(t, path, func(tx *bolt.Tx) error {
			return errors.Join(tx.Bucket([]byte(bucketMeta)).Delete([]byte(keySums)),
				tx.Bucket([]byte(bucketPromises)).Delete(NewSealer(testKey).name(bucketPromises, key)))
		})
		r := kept(t, path)
		codec, _ := newCodec()
		if err := (&Promises{path: path, sealer: NewSealer(testKey), codec: codec}).writeEnd(endRecord{Count: r.Count,
			Chain: r.Chain}); err != nil {
			t.Fatal(err)
		}
		return promises(t, path)
	}
	t.Run("nothing", func(t *testing.T) {
		p := older(t, sentOnes(t), "none")
		if p.Notice() != nil || p.Inspect().Journal != (JournalCondition{State: JournalWhole, Entries: 7}) {
			t.Errorf("got %v, %+v; want p.Notice() == nil, p.Inspect().Journal == (JournalCondition{State: JournalWhole, Entries: 7})",
				p.Notice(), p.Inspect())
		}
	})
	t.Run("one of a service", func(t *testing.T) {
		p := older(t, sentOnes(t), "K0")
		all, err := p.All()
		i := slices.IndexFunc(all, func(x telecom.Submission) bool { return x.Key == "K0" })
		if err != nil || i < 0 || all[i].State != telecom.SubmissionUnsure || all[i].Draft.ServiceID != "S1" ||
			all[i].Draft.Kind != telecom.SIMSwap || !all[i].At.Equal(monday) {
			t.Errorf("got %+v, %v; want i >= 0, all[i].State == telecom.SubmissionUnsure, ...", all, err)
		}
		if p.Notice() == nil || p.Held() != nil {
			t.Errorf("got %+v, %+v; want p.Notice() != nil, p.Held() == nil", p.Notice(), p.Held())
		}
	})
	t.Run("one of no service", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "promises.db")
		p := promises(t, path)
		x := promised("K0")
		x.Draft = telecom.Draft{Kind: telecom.Activation, Customer: "Kestrel Freight"}
		if err := errors.Join(p.Promise(x, monday, always), p.Close()); err != nil {
			t.Fatal(err)
		}
		p = older(t, path, "K0")
		if err := p.Promise(promised("K1"), monday, always); p.Held() == nil || codeOf(err) != telecom.Unconfirmed {
			t.Errorf("got %v, %v; want p.Held() != nil, codeOf(err) == telecom.Unconfirmed", p.Held(), err)
		}
		if err := p.Looked("ada", "It is in the portal.", monday); err != nil {
			t.Fatal(err)
		}
		_ = p.Close()
		if p = promises(t, path); p.Notice() != nil || p.Held() != nil {
			t.Errorf("it is asked for again: %v", p.Notice())
		}
	})
}

func TestReconcile_OlderVersionMayWriteBetween(t *testing.T) {
	path := sentOnes(t)
	rewrite(t, path, func(tx *bolt.Tx) error {
		return losesFrom(bucketDrafts, "draft")(&Promises{sealer: NewSealer(testKey)}, tx)
	})
	p := promises(t, path)
	if p.Notice() != nil {
		t.Errorf("got %+v, %+v; want p.Notice() == nil", p.Notice(), p.cause)
	}
	if err := p.KeepDraft(telecom.KeptDraft{ID: "another"}); err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	lost(t, path, losesFrom(bucketDrafts, "another"))
	if p := promises(t, path); p.Notice() == nil {
		t.Error("the sums were not recomputed")
	}
}

func TestReconcile_MeetsLossWhileOpen(t *testing.T) {
	path := sentOnes(t)
	p := promises(t, path)
	lose := func(lose func(p *Promises, tx *bolt.Tx) error) {
		if err := p.file.update(func(tx *bolt.Tx) error { return p.loseIn(tx, lose) }); err != nil {
			t.Fatal(err)
		}
		p.known.clear()
		p.decisions.clear()
	}
	lose(losesFrom(bucketPromises, "K0"))
	if all, err := p.All(); codeOf(err) != telecom.Damaged {
		t.Errorf("got %d, %v; want codeOf(err) == telecom.Damaged", len(all), err)
	}
	if err := p.Promise(promised("another"), monday, always); codeOf(err) != telecom.Damaged {
		t.Errorf("got %v, want telecom.Damaged", err)
	}
	lose(losesFrom(bucketDrafts, "draft"))
	if _, err := p.Drafts(); codeOf(err) != telecom.Damaged {
		t.Errorf("got %v, want telecom.Damaged", err)
	}
	lose(func(_ *Promises, tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketJournal))
		k, _ := b.Cursor().Last()
		return b.Delete(k)
	})
	if err := p.CloseHere(telecom.ClosedHere{OrderID: "ORD7"}, "S1", monday); codeOf(err) != telecom.Damaged {
		t.Errorf("got %v, want telecom.Damaged", err)
	}
}

func TestReconcile_ForgottenRecordsAreNotMissed(t *testing.T) {
	path := sentOnes(t)
	p := promises(t, path)
	if err := errors.Join(p.Forget(monday.AddDate(0, 0, 1)), p.Close()); err != nil {
		t.Fatal(err)
	}
	p = promises(t, path)
	if all, err := p.All(); err != nil || len(all) != 3 || p.Notice() != nil {
		t.Errorf("got %d, %v, %v; want len(all) == 3, p.Notice() == nil", len(all), err, p.Notice())
	}
}

func TestReconcile_EndHoldsManyOpenOrders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	promiseMany(t, p, 0, 60)
	_ = p.Close()
	r := kept(t, path)
	if len(r.Promises) != 60 || len(read(t, endPath(path))) > 60*400 {
		t.Errorf("%d in %d bytes", len(r.Promises), len(read(t, endPath(path))))
	}
	if want := fmt.Sprint("K", 59); !slices.ContainsFunc(r.Promises, func(x *submissionRecord) bool { return x.Key == want }) {
		t.Error("the last is missing")
	}
}

func TestReconcile_SetBackTwiceLosesNothing(t *testing.T) {
	path := ledger(t, 1)
	yesterday := read(t, path)
	for i := 1; i < 4; i++ { // set back, and one more is sent each time
		p := promises(t, path)
		promiseMany(t, p, i, i+1)
		_ = p.Close()
		write(t, path, yesterday)
	}
	p := promises(t, path)
	all, err := p.All()
	if err != nil || len(all) != 4 || p.Held() != nil || p.Notice() == nil {
		t.Errorf("%d, %v, held %v, %v", len(all), err, p.Held(), p.Notice())
	}
	for _, x := range all[1:] {
		if x.State != telecom.SubmissionUnsure {
			t.Errorf("got %+v; want x.State == telecom.SubmissionUnsure", x)
		}
	}
}

func TestOpenPromises_RefusesDamagedPages(t *testing.T) {
	n := binary.NativeEndian
	refused := func(t *testing.T, path string, content []byte) {
		t.Helper()
		write(t, path, content)
		if p, err := OpenPromises(path, NewSealer(testKey)); codeOf(err) != telecom.Damaged {
			t.Errorf("got %v, %v; want codeOf(err) == telecom.Damaged", p, err)
		} else if !bytes.Equal(content, read(t, path)) {
			t.Error("it was changed")
		}
	}
	t.Run("a free list that is as long as what it names", func(t *testing.T) {
		for i := range 50 {
			path := ledger(t, 1+i)
			content := read(t, path)
			newest := content
			if n.Uint64(content[pageOfDisk+64:]) > n.Uint64(content[64:]) {
				newest = content[pageOfDisk:]
			}
			id := n.Uint64(newest[48:])
			list := content[id*pageOfDisk:]
			for at := range int(n.Uint16(list[10:])) {
				if n.Uint64(list[pageHead+8*at:]) == id+1 {
					n.PutUint32(list[12:], 1)
					refused(t, path, content)
					return
				}
			}
		}
		t.Error("no page after a free list was free")
	})
	t.Run("an empty key in a small bucket", func(t *testing.T) {
		path := ledger(t, 1)
		content := read(t, path)
		// The first element of the bucket "meta": its place, the length of its key, and of its value.
		head := n.AppendUint32(n.AppendUint32(nil, 3*pageElement), uint32(len(keyCheck)))
		found := 0
		for at := 0; ; at++ {
			next := bytes.Index(content[at:], head)
			if next < 0 {
				break
			}
			at += next
			n.PutUint32(content[at+4:], 0)
			found++
		}
		if found == 0 {
			t.Fatal("it is nowhere")
		}
		refused(t, path, content)
	})
}
