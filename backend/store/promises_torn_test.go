package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/telecom"
)

// Power may fail at any moment of a transaction. The disk then holds any of the new data pages and the old meta pages; bbolt
// writes a meta page only when all of the data is on the disk.

const pageOfDisk = 4096

// remembered is what was acknowledged.
type remembered struct {
	Promises []telecom.Submission
	Drafts   []telecom.KeptDraft
	Closings []telecom.ClosedHere

	Decisions []telecom.Decision
	Notes     []telecom.DeskNote
	Reads     map[string]string
	Views     []telecom.SavedView

	Journal []telecom.Entry
}

func remember(t *testing.T, p *Promises) (r remembered) {
	t.Helper()
	var errs [8]error
	r.Promises, errs[0] = p.All()
	r.Drafts, errs[1] = p.Drafts()
	r.Closings, errs[2] = p.ClosedHere()
	r.Decisions, errs[4] = p.Decisions()
	r.Notes, errs[5] = p.Notes("R1")
	r.Reads, errs[6] = p.Reads()
	r.Views, errs[7] = p.Views()
	head, err := p.JournalEnd()
	if err != nil {
		t.Fatal(err)
	}
	r.Journal, errs[3] = p.Journal(head)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// heldDisk is the content of the disk after something was acknowledged, and what that was.
type heldDisk struct {
	db, head []byte
	said     remembered
}

// torn returns a disk on which power failed while a transaction was written: any of the new pages, and the old meta pages.
func torn(from, to *heldDisk, random *rand.Rand) []byte {
	db := bytes.Clone(from.db)
	if grown := len(to.db) - len(from.db); grown > 0 && random.IntN(4) > 0 { // bbolt lets the file grow before
		db = append(db, make([]byte, grown)...)
	}
	share := random.Float64()
	for at := 2 * pageOfDisk; at+pageOfDisk <= len(db) && at+pageOfDisk <= len(to.db); at += pageOfDisk {
		if random.Float64() < share {
			copy(db[at:], to.db[at:at+pageOfDisk])
		}
	}
	return db
}

// headless returns a disk on which power failed while a meta page was written: all the data is there, but the meta page is
// neither the old nor the new one.
func headless(to *heldDisk, random *rand.Rand) []byte {
	db := bytes.Clone(to.db)
	newest := 0
	if at := func(head int) []byte { return db[head*pageOfDisk+64:][:8] }; newerThan(at(1), at(0)) {
		newest = 1
	}
	db[newest*pageOfDisk+16+random.IntN(64)] ^= byte(1 + random.IntN(255))
	return db
}

func newerThan(a, b []byte) bool {
	for i := len(a) - 1; i >= 0; i-- { // little endian, as everywhere this runs
		if a[i] != b[i] {
			return a[i] > b[i]
		}
	}
	return false
}

func TestPromises_SurvivePowerFailureWhole(t *testing.T) {
	tearApart(t, anyDeed)
}

// tearApart makes one change after another, each on the disk when it returns, and lets power fail during each.
func tearApart(t *testing.T, do func(p *Promises, random *rand.Rand, step int, at time.Time) error) {
	const seeds, steps, tears = 3, 14, 5
	cases := 0
	for seed := range uint64(seeds) {
		random := rand.New(rand.NewPCG(seed, 5))
		dir := t.TempDir()
		path := filepath.Join(dir, "promises.db")
		p := promises(t, path)
		states := []*heldDisk{{read(t, path), read(t, endPath(path)), remember(t, p)}}
		for step := range steps {
			at := monday.Add(time.Duration(step) * time.Minute)
			if err := do(p, random, step, at); err != nil {
				t.Fatal(err)
			}
			states = append(states, &heldDisk{read(t, path), read(t, endPath(path)), remember(t, p)})
		}
		_ = p.Close()

		// reopened puts a disk in place and opens what is there.
		reopened := func(what string, db, head []byte, want *remembered) {
			t.Helper()
			cases++
			write(t, path, db)
			write(t, endPath(path), head)
			p, err := OpenPromises(path, NewSealer(testKey))
			if err != nil {
				t.Fatalf("seed %d, %s: %v", seed, what, err)
			}
			if n := p.Notice(); n != nil {
				t.Errorf("seed %d, %s: it says that something is missing: %v", seed, what, n.Cause)
			}
			if diff := cmp.Diff(want, new(remember(t, p))); diff != "" {
				t.Errorf("seed %d, %s: %s", seed, what, diff)
			}
			if c := p.Inspect(); c.State != Good || c.Journal != (JournalCondition{State: JournalWhole, Entries: len(want.Journal)}) {
				t.Errorf("seed %d, %s: %+v", seed, what, c)
			}
			// It goes on from there.
			if err := errors.Join(p.Promise(promised("next"), monday, always), p.Record(decided("next"), monday, anyway)); err != nil {
				t.Errorf("seed %d, %s: %v", seed, what, err)
			}
			if all, err := p.Decisions(); err != nil || len(all) != len(want.Decisions)+1 || all[len(all)-1].Key != "next" {
				t.Errorf("seed %d, %s: the next decision is not the last: %+v, %v", seed, what, all, err)
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}
		for i, to := range states {
			reopened(fmt.Sprintf("after step %d", i), to.db, to.head, &to.said)
			if i == 0 {
				continue
			}
			from := states[i-1]
			if bytes.Equal(from.db, to.db) {
				continue // there was nothing to write
			}
			for tear := range tears {
				reopened(fmt.Sprintf("step %d, tear %d", i, tear), torn(from, to, random), from.head, &from.said)
			}
			reopened(fmt.Sprintf("step %d, in its head", i), headless(to, random), from.head, &from.said)
			reopened(fmt.Sprintf("step %d, before the end of the journal was kept", i), to.db, from.head, &to.said)
		}
		_ = os.RemoveAll(dir)
	}
	t.Log(cases, "cases")
}

// leadsTo maps a state to the entry that leads to it.
var leadsTo = map[telecom.SubmissionState]telecom.EntryKind{
	telecom.SubmissionSending: telecom.EntryPromised, telecom.SubmissionPlaced: telecom.EntryPlaced,
	telecom.SubmissionRefused: telecom.EntryRefused,
	telecom.SubmissionNotSent: telecom.EntryNotSent, telecom.SubmissionUnsure: telecom.EntryUnsure,
	telecom.SubmissionClosed: telecom.EntryFinal,
}

// anyDeed makes one random change, which is on the disk when it returns.
func anyDeed(p *Promises, random *rand.Rand, step int, at time.Time) error {
	all, err := p.All()
	if err != nil {
		return err
	}
	choice := random.IntN(10)
	switch {
	case choice < 4 || len(all) == 0:
		next := promised(fmt.Sprint("K", step))
		next.At = at
		next.Draft.Features = make([]telecom.FeatureChange, random.IntN(200)) // some need many pages
		for i := range next.Draft.Features {
			next.Draft.Features[i].Name = fmt.Sprint("feature ", random.Uint64())
		}
		if len(next.Draft.Features) == 0 {
			next.Draft.Features = nil
		}
		return p.Promise(next, at, always)
	case choice < 7:
		states := telecom.SubmissionStates()
		state := states[random.IntN(len(states))]
		return p.Settle(all[random.IntN(len(all))].Key, leadsTo[state], at, "ada", "because", func(x *telecom.Submission) error {
			x.State, x.OrderID = state, fmt.Sprint("ORD", step)
			return nil
		})
	case choice < 8:
		return p.KeepDraft(telecom.KeptDraft{ID: fmt.Sprint("D", random.IntN(3)),
			Draft: telecom.Draft{Kind: telecom.ChangePlan, PlanName: fmt.Sprint(step)}, At: at})
	case choice < 9:
		return p.CloseHere(telecom.ClosedHere{OrderID: fmt.Sprint("ORD", step), By: "ada", Why: "why", At: at}, "S1", at)
	}
	return p.Scanned(all[random.IntN(len(all))].Key)
}
