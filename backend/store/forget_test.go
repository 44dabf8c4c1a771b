package store

import (
	"path/filepath"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

func TestOnlyWhatHasEndedLongAgoIsForgottenAndTheJournalTellsOfItAllTheSame(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	states := telecom.SubmissionStates()
	for i, state := range states {
		for _, age := range []time.Duration{0, 60 * 24 * time.Hour} {
			x := promised(string(state) + age.String())
			x.At = monday.Add(-age)
			if err := p.Promise(x, x.At, always); err != nil {
				t.Fatal(i, err)
			}
			if err := p.Settle(x.Key, telecom.EntryPlaced, x.At, "ada", "", func(x *telecom.Submission) error { x.State = state; return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	before, _ := p.Head()
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
			t.Errorf("%s: %v", state, left)
		}
	}
	if entries, err := p.Journal(before); err != nil || len(entries) != 4*len(states) {
		t.Error(len(entries), err)
	}
}
