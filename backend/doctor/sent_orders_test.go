package doctor

import (
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

func TestExamine_SentOrders(t *testing.T) {
	good := Sent{Health: Whole, Bytes: 40_000, Drafts: 2, Journal: Journal{State: JournalWhole, Entries: 1200}}
	with := func(change func(*Sent)) Sent {
		s := good
		change(&s)
		return s
	}
	journal := func(j Journal) Sent { return with(func(s *Sent) { s.Journal = j }) }
	health := func(h Health) Sent { return with(func(s *Sent) { s.Health = h }) }
	for name, c := range map[string]struct {
		sent         Sent
		closed, open State // of the worst
		words        []string
	}{
		"nothing against it": {good, Good, Good,
			[]string{"outcome of every order", "2 drafts, not sent yet", "1,200 entries. It is complete."}},
		"nothing in it": {Sent{Health: Whole, Journal: Journal{State: JournalWhole}}, Good, Good,
			[]string{"No drafts.", "no entries yet"}},
		"one without an answer": {with(func(s *Sent) { s.Unsettled = 1 }), Warning, Warning,
			[]string{"1 order sent from this computer is unconfirmed", "has it.", "Do not place them again"}},
		"many without an answer": {with(func(s *Sent) { s.Unsettled = 3 }), Warning, Warning,
			[]string{"3 orders sent from this computer are unconfirmed", "has them.", "Do not place them again"}},
		"kept since lately": {journal(Journal{JournalWhole, 5, 4, 0}), Good, Good,
			[]string{"5 entries", "when it had 4 entries, so entries may have been missing"}},
		"a little behind": {journal(Journal{JournalWhole, 5, 0, 1}), Good, Warning, []string{"behind"}},
		"without an end": {journal(Journal{JournalEndless, 1, 0, 0}), Warning, Warning,
			[]string{"1 entry", "There may have been more", "tell your administrator"}},
		"shorter": {journal(Journal{JournalShort, 2, 0, 0}), Bad, Bad,
			[]string{"shorter than it was: 2 entries left", "last order sent from here may be missing", "check in the portal",
				"Keep promises.db and journal.head"}},
		"changed": {journal(Journal{JournalChanged, 2, 0, 0}), Bad, Bad,
			[]string{"changed or removed", "last order sent from here may be missing", "check in the portal"}},
		"a damaged end": {journal(Journal{JournalEndLost, 2, 0, 0}), Bad, Bad, []string{"journal.head", "damaged"}},
		"not what it tells": {journal(Journal{JournalUnmet, 2, 0, 0}), Bad, Bad,
			[]string{"does not match", "last order sent from here may be missing"}},
		"set back": {with(func(s *Sent) { s.Doubt = Doubted }), Bad, Bad,
			[]string{"damaged or replaced by an older copy", "were restored", "confirm it at the top"}},
		"an order may be missing": {with(func(s *Sent) { s.Doubt = Held }), Bad, Bad,
			[]string{"No order leaves", "Check in the portal", "confirm it at the top"}},
		"a journal of the future": {journal(Journal{State: "hologram"}), Unknown, Unknown, []string{"could not be determined"}},
		"none":                    {Sent{Health: Absent}, Good, Good, []string{"Nothing has been drafted or sent"}},
		"gone": {Sent{Health: Absent, Journal: Journal{State: JournalShort}}, Bad, Bad,
			[]string{"is gone", "Restore promises.db"}},
		"held by another":       {health(InUse), Warning, Warning, []string{"Close the other"}},
		"damaged":               {health(Damaged), Bad, Bad, []string{"40 KB", "Do not delete it"}},
		"newer":                 {health(TooNew), Bad, Bad, []string{"Install the newer version"}},
		"of another key":        {health(Locked), Bad, Bad, []string{"different key", "Do not delete"}},
		"refused by the system": {health(Unreadable), Bad, Bad, []string{"Check the permissions"}},
		"of a health unknown":   {health("iridescent"), Unknown, Unknown, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range []Facts{wellClosed(), wellOpen()} {
				f.Sent = c.sent
				r := Examine(f)
				whole(t, r)
				want := c.closed
				if f.Program.Open {
					want = c.open
				}
				rank := map[State]int{Good: 1, Unknown: 2, Warning: 3, Bad: 4}
				var worst State
				var all []string
				for _, x := range find(r, AreaSent) {
					if rank[x.State] > rank[worst] {
						worst = x.State
					}
					all = append(all, x.Text, x.Next)
				}
				text := strings.Join(all, " ")
				if worst != want || r.OK != (want != Bad) {
					t.Errorf("open %v: %q, want %q: %s", f.Program.Open, worst, want, text)
				}
				for _, w := range c.words {
					if !strings.Contains(text, w) {
						t.Errorf("open %v: does not say %q: %s", f.Program.Open, w, text)
					}
				}
			}
		})
	}
}

func TestExamine_LockedWithoutKeyIsUnknown(t *testing.T) {
	for _, k := range []Key{{Kept: KeptByPassphrase, Locked: true},
		{Kept: KeptInKeychain, Problem: &telecom.Error{Code: telecom.Locked, Text: "Locked. Nothing was opened. Unlock it."}}} {
		f := wellClosed()
		f.Key, f.Sent = k, Sent{Health: Locked, Bytes: 1}
		if c := find(Examine(f), AreaSent); len(c) != 1 || c[0].State != Unknown || !strings.Contains(c[0].Text, "without its key") {
			t.Errorf("got %+v; want len(c) == 1, c[0].State == Unknown, strings.Contains(c[0].Text, \"without its key\")", c)
		}
	}
}

func TestExamine_NothingSentWithoutPromises(t *testing.T) {
	if c := find(Examine(wellClosed()), AreaSent); len(c) != 0 {
		t.Errorf("got %+v; want len(c) == 0", c)
	}
}
