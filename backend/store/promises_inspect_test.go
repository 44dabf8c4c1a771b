package store

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// inspectPromises inspects promises and checks that nothing changes.
func inspectPromises(t *testing.T, path string, sealer *Sealer) PromisesCondition {
	t.Helper()
	before := folder(t, path)
	found := InspectPromises(path, sealer)
	if !maps.Equal(before, folder(t, path)) {
		t.Error("looking changed something")
	}
	return found
}

// kindsOfPromises makes open promises of several states, with drafts and closings.
func kindsOfPromises(t *testing.T, path string) *Promises {
	p := promises(t, path)
	promiseMany(t, p, 0, 4)
	for key, state := range map[string]telecom.SubmissionState{"K1": telecom.SubmissionPlaced, "K2": telecom.SubmissionUnsure,
		"K3": telecom.SubmissionUnsure} {
		if err := p.Settle(key, telecom.EntryUnsure, monday, "ada", "",
			func(x *telecom.Submission) error { x.State = state; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(p.KeepDraft(telecom.KeptDraft{ID: "D1"}), p.KeepDraft(telecom.KeptDraft{ID: "D2"}),
		p.CloseHere(telecom.ClosedHere{OrderID: "ORD7", By: "ada", Why: "why", At: monday}, "S1", monday)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.Record(decided("D1"), monday, anyway), p.KeepNote(aNote("N1", "R1")),
		p.MarkRead("R1", "v1"), p.KeepView(aView("mine"))); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestInspectPromises_ChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "promises.db")
	p := kindsOfPromises(t, path)
	want := PromisesCondition{
		State: Good, Bytes: int64(len(read(t, path))), Drafts: 2, Closings: 1,
		Promises: map[telecom.SubmissionState]int{telecom.SubmissionSending: 1, telecom.SubmissionPlaced: 1, telecom.SubmissionUnsure: 2},
		Journal:  JournalCondition{State: JournalWhole, Entries: 9},

		Decisions: map[telecom.DecisionState]int{telecom.DecisionWaiting: 1}, Notes: 1, Views: 1,
	}
	if diff := cmp.Diff(want, p.Inspect()); diff != "" {
		t.Error("while it is open: ", diff)
	}
	if got := inspectPromises(t, path, NewSealer(testKey)); got.State != InUse || got.Bytes == 0 || got.Promises != nil {
		t.Errorf("while another holds it: %+v", got)
	}
	_ = p.Close()
	if diff := cmp.Diff(want, inspectPromises(t, path, NewSealer(testKey))); diff != "" {
		t.Error("after it was closed: ", diff)
	}
	if diff := cmp.Diff(PromisesCondition{State: Locked, Bytes: want.Bytes}, inspectPromises(t, path, nil)); diff != "" {
		t.Error("without a key: ", diff)
	}
}

func TestInspectPromises_ReportsWhyUnusable(t *testing.T) {
	spoilValue := func(bucket string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			rewrite(t, path, func(tx *bolt.Tx) error {
				b := tx.Bucket([]byte(bucket))
				k, v := b.Cursor().First()
				v = bytes.Clone(v)
				v[len(v)-1] ^= 1
				return b.Put(bytes.Clone(k), v)
			})
		}
	}
	for name, test := range map[string]struct {
		spoil func(t *testing.T, path string)
		key   [32]byte
		want  Health
	}{
		"empty":             {func(t *testing.T, path string) { write(t, path, nil) }, testKey, Damaged},
		"garbage":           {func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("garbage "), 9000)) }, testKey, Damaged},
		"a promise spoilt":  {spoilValue(bucketPromises), testKey, Damaged},
		"a draft spoilt":    {spoilValue(bucketDrafts), testKey, Damaged},
		"a closing spoilt":  {spoilValue(bucketClosings), testKey, Damaged},
		"a decision spoilt": {spoilValue(bucketDecisions), testKey, Damaged},
		"a note spoilt":     {spoilValue(bucketNotes), testKey, Damaged},
		"a reading spoilt":  {spoilValue(bucketReads), testKey, Damaged},
		"a view spoilt":     {spoilValue(bucketViews), testKey, Damaged},
		"of a newer format": {func(t *testing.T, path string) { setFormat(t, path, promisesFormat+1) }, testKey, TooNew},
		"of another key":    {func(*testing.T, string) {}, otherKey, Locked},
		"a cache":           {func(t *testing.T, path string) { _, b := filled(t, 2, 2); write(t, path, b) }, testKey, Damaged},
		"a folder":          {func(t *testing.T, path string) { _ = os.Remove(path); _ = os.Mkdir(path, 0o700) }, testKey, Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "promises.db")
			_ = kindsOfPromises(t, path).Close()
			test.spoil(t, path)
			if got := inspectPromises(t, path, NewSealer(test.key)); got.State != test.want {
				t.Errorf("got %+v; want got.State == test.want", got)
			}
		})
	}
	if got := inspectPromises(t, filepath.Join(t.TempDir(), "promises.db"), NewSealer(testKey)); got.State != Absent ||
		got.Journal.State != "" {
		t.Errorf("none: %+v", got)
	}
}
