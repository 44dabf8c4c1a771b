package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

func promises(t testing.TB, path string) *Promises {
	t.Helper()
	p, err := OpenPromises(path, NewSealer(testKey))
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func promised(key string) telecom.Submission {
	return telecom.Submission{Key: key, By: "ada", At: monday, Draft: telecom.Draft{
		Kind: telecom.SIMSwap, ServiceID: "S1", SIMType: telecom.SIMPhysical, SIMNumber: "0012345678901",
		Features: []telecom.FeatureChange{{Name: "roaming", To: true}}, Port: telecom.Port{Number: "0491 570 156"},
	}}
}

func always([]telecom.Submission) error { return nil }

// JournalEnd returns the end of the journal on the disk.
func (p *Promises) JournalEnd() (head JournalEnd, err error) {
	err = p.read(func(tx *bolt.Tx) error {
		head, err = p.endIn(tx)
		return err
	})
	return head, err
}

func TestPromise_KeepsEveryField(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	want := promised("K1")
	if err := p.Promise(want, monday, always); err != nil {
		t.Fatal(err)
	}
	if err := p.Settle("K1", telecom.EntryPlaced, monday, "ada", "", func(x *telecom.Submission) error {
		x.State, x.OrderID, x.Named, x.Decided = telecom.SubmissionPlaced, "ORD1", "ORD2", true
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	all, err := promises(t, path).All()
	want.State, want.OrderID, want.Named, want.Decided = telecom.SubmissionPlaced, "ORD1", "ORD2", true
	if err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], want) {
		t.Errorf("%+v\nwant %+v, %v", all, want, err)
	}
	raw, _ := os.ReadFile(path)
	for _, personal := range []string{"0012345678901", "0491 570 156", "ORD1", "ada"} {
		if bytes.Contains(raw, []byte(personal)) {
			t.Errorf("%q stands in the file", personal)
		}
	}
}

func TestPromise_OneOfManyConcurrentWins(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	blocked := errors.New("there is one")
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range 20 {
		wg.Go(func() {
			err := p.Promise(promised(fmt.Sprint("K", i)), monday, func(known []telecom.Submission) error {
				if slices.ContainsFunc(known, func(k telecom.Submission) bool { return k.Open() }) {
					return &telecom.Error{Code: telecom.Invalid, Text: "No.", Cause: blocked}
				}
				return nil
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if !errors.Is(err, blocked) {
				t.Errorf("got %v; want errors.Is(err, blocked)", err)
			}
		})
	}
	wg.Wait()
	if done != 1 {
		t.Errorf("%d did", done)
	}
	if all, _ := p.All(); len(all) != 1 {
		t.Errorf("%d are kept", len(all))
	}
}

func TestPromise_RefusedLeavesNothing(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	if err := p.Promise(promised("K"), monday, func([]telecom.Submission) error { return alreadyPromised() }); err == nil {
		t.Fatal("promised")
	}
	entries, err := p.Journal(JournalEnd{})
	if all, _ := p.All(); len(all) > 0 || len(entries) > 0 || err != nil {
		t.Errorf("got %v %v %v; want len(all) <= 0, len(entries) <= 0", all, entries, err)
	}
	if err := p.Settle("K", telecom.EntryPlaced, monday, "", "",
		func(*telecom.Submission) error { return nil }); codeOf(err) != telecom.NotFound {
		t.Errorf("got %v, want telecom.NotFound", err)
	}
}

func TestPromise_KeyIsUsedOnce(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	if err := errors.Join(p.Promise(promised("K"), monday, always)); err != nil {
		t.Fatal(err)
	}
	if err := p.Promise(promised("K"), monday, always); err == nil {
		t.Error("twice")
	}
}

func TestJournal_ListsEntriesInOrder(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	for i := range 3 {
		if err := p.Promise(promised(fmt.Sprint("K", i)), monday.Add(time.Duration(i)*time.Minute), always); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.CloseHere(telecom.ClosedHere{OrderID: "ORD7", By: "ada", Why: "support said so", At: monday}, "S1", monday); err != nil {
		t.Fatal(err)
	}
	entries, err := p.Journal(JournalEnd{})
	if err != nil || len(entries) != 4 || entries[2].Key != "K2" || entries[2].What != telecom.EntryPromised ||
		entries[3].What != telecom.EntryClosed || entries[3].Text != "support said so" || !entries[1].At.Equal(monday.Add(time.Minute)) {
		t.Errorf("got %+v %v; want len(entries) == 4, entries[2].Key == \"K2\", ...", entries, err)
	}
	head, err := p.JournalEnd()
	if err != nil || head.Count != 4 {
		t.Errorf("got %+v %v; want head.Count == 4", head, err)
	}
}

func TestJournal_DetectsTampering(t *testing.T) {
	for name, tamper := range map[string]func(*bolt.Bucket) error{
		"cut short": func(b *bolt.Bucket) error { k, _ := b.Cursor().Last(); return b.Delete(k) },
		"one taken out": func(b *bolt.Bucket) error {
			c := b.Cursor()
			c.First()
			k, _ := c.Next()
			return b.Delete(k)
		},
		"two exchanged": func(b *bolt.Bucket) error {
			c := b.Cursor()
			k1, v1 := c.First()
			k2, v2 := c.Next()
			v1, v2 = slices.Clone(v1), slices.Clone(v2)
			return errors.Join(b.Put(k1, v2), b.Put(k2, v1))
		},
		"emptied": func(b *bolt.Bucket) error {
			for k, _ := b.Cursor().First(); k != nil; k, _ = b.Cursor().First() {
				if err := b.Delete(k); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
			for i := range 4 {
				if err := p.Promise(promised(fmt.Sprint("K", i)), monday, always); err != nil {
					t.Fatal(err)
				}
			}
			head, err := p.JournalEnd()
			if err != nil {
				t.Fatal(err)
			}
			if entries, err := p.Journal(head); err != nil || len(entries) != 4 {
				t.Fatalf("got %+v, %v; want len(entries) == 4", entries, err)
			}
			if err := p.file.update(func(tx *bolt.Tx) error { return tamper(tx.Bucket([]byte(bucketJournal))) }); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Journal(head); codeOf(err) != telecom.Damaged {
				t.Errorf("not found out: %v", err)
			}
		})
	}
}

func TestPromises_KeepDraftsAndClosings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := promises(t, path)
	first := telecom.KeptDraft{ID: "D1", Draft: promised("").Draft, At: monday}
	second := telecom.KeptDraft{ID: "D2", Draft: telecom.Draft{Kind: telecom.ChangePlan, PlanName: "L"}, At: monday.Add(time.Hour)}
	closing := telecom.ClosedHere{OrderID: "ORD7", By: "ada", Why: "why", At: monday}
	if err := errors.Join(p.KeepDraft(first), p.KeepDraft(second), p.CloseHere(closing, "S1", monday)); err != nil {
		t.Fatal(err)
	}
	first.Draft.SIMNumber = "1"
	if err := p.KeepDraft(first); err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	p = promises(t, path)
	if got, err := p.Drafts(); err != nil || !reflect.DeepEqual(got, []telecom.KeptDraft{second, first}) {
		t.Errorf("got %+v %v; want reflect.DeepEqual(got, []telecom.KeptDraft{second, first})", got, err)
	}
	if got, err := p.ClosedHere(); err != nil || !reflect.DeepEqual(got, []telecom.ClosedHere{closing}) {
		t.Errorf("got %+v %v; want reflect.DeepEqual(got, []telecom.ClosedHere{closing})", got, err)
	}
	if err := errors.Join(p.DropDraft("D1"), p.DropDraft("none"), p.ReopenHere("ORD7", "ada", "it moved", monday),
		p.ReopenHere("none", "", "", monday)); err != nil {
		t.Fatal(err)
	}
	drafts, _ := p.Drafts()
	closings, _ := p.ClosedHere()
	entries, _ := p.Journal(JournalEnd{})
	if len(drafts) != 1 || len(closings) != 0 || len(entries) != 2 || entries[1].What != telecom.EntryReopened {
		t.Errorf("got %v %v %v; want len(drafts) == 1, len(closings) == 0, len(entries) == 2, entries[1].What == telecom.EntryReopened",
			drafts, closings, entries)
	}
}

func TestPromise_JournalHoldsNoteOfDraft(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	want := promised("K1")
	want.Draft.Note = "Customer lost the phone."
	if err := p.Promise(want, monday, always); err != nil {
		t.Fatal(err)
	}
	if entries, err := p.Journal(JournalEnd{}); err != nil || len(entries) != 1 || entries[0].Text != want.Draft.Note {
		t.Errorf("got %+v %v; want len(entries) == 1, entries[0].Text == want.Draft.Note", entries, err)
	}
}

func TestForget_OnlyOldEndedPromises(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	states := telecom.SubmissionStates()
	for i, state := range states {
		for _, age := range []time.Duration{0, 60 * 24 * time.Hour} {
			x := promised(string(state) + age.String())
			x.At = monday.Add(-age)
			if err := p.Promise(x, x.At, always); err != nil {
				t.Fatal(i, err)
			}
			if err := p.Settle(x.Key, telecom.EntryPlaced, x.At, "ada", "",
				func(x *telecom.Submission) error { x.State = state; return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	before, _ := p.JournalEnd()
	for range 2 {
		if err := p.Forget(monday.AddDate(0, 0, -30)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := p.All()
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, x := range all {
		left[x.Key] = true
	}
	for _, state := range states {
		x := telecom.Submission{State: state}
		if !left[string(state)+"0s"] || left[string(state)+"1440h0m0s"] != x.Open() {
			t.Errorf("%s: got %v; want left[string(state)+\"0s\"], left[string(state)+\"1440h0m0s\"] == x.Open()", state, left)
		}
	}
	if entries, err := p.Journal(before); err != nil || len(entries) != 4*len(states) {
		t.Errorf("got %+v, %v; want len(entries) == 4*len(states)", len(entries), err)
	}
}
