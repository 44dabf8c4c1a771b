package telecom

import (
	"fmt"
	"strings"
	"testing"
)

// The one table of what comes of an action while something of a kind is open. It is written out a second time here so
// that nobody changes it without meaning to.
const golden = `
                activation featureUpdate simSwap numberPort changePlan cancelService travelPack cancelOrder unknown broadband
activation      blocked    warned        warned  warned     warned     blocked       warned     warned      blocked blocked
featureUpdate   warned     blocked       warned  warned     warned     blocked       warned     warned      blocked blocked
simSwap         warned     warned        blocked warned     warned     blocked       warned     warned      blocked blocked
numberPort      warned     warned        warned  blocked    warned     blocked       warned     warned      blocked blocked
changePlan      warned     warned        warned  warned     blocked    blocked       warned     warned      blocked blocked
cancelService   blocked    blocked       blocked blocked    blocked    blocked       blocked    blocked     blocked blocked
travelPack      warned     warned        warned  warned     warned     blocked       blocked    warned      blocked blocked
cancelOrder     warned     warned        warned  warned     warned     blocked       warned     blocked     blocked blocked
unknown         blocked    blocked       blocked blocked    blocked    blocked       blocked    blocked     blocked blocked
`

func TestEveryPairOfActionAndOpenKindHasItsLevel(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(golden), "\n")
	across := strings.Fields(lines[0])
	if want := len(Kinds()) + 2; len(across) != want || len(lines) != len(DraftKinds())+2 {
		t.Fatalf("the table is %d by %d", len(lines), len(across))
	}
	now := at(t, "2026-11-22T00:00:00Z")
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		d := Draft{Kind: Kind(cells[0]), ServiceID: "SVC1", OrderID: "ORD0"}
		for i, want := range cells[1:] {
			open := Kind(across[i])
			for name, k := range map[string]Known{
				"an order":            {Orders: []Order{{ID: "ORD1", Kind: open, State: "inProgress", StartedAt: now}}},
				"a part":              {Orders: []Order{{ID: "ORD1", Kind: open, State: "completed"}, {ID: "ORD2", Kind: open, State: "held", Relations: []Relation{{"partOf", "ORD1"}}}}},
				"one sending":         {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"}, State: SubmissionSending, At: now}}},
				"one unsure":          {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"}, State: SubmissionUnsure, At: now}}},
				"one placed":          {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"}, State: SubmissionPlaced, OrderID: "ORD9", At: now}}},
				"one of a newer desk": {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"}, State: "resting", At: now}}},
			} {
				t.Run(fmt.Sprintf("%s beside %s of %s", d.Kind, name, open), func(t *testing.T) {
					k.Service, k.Now = newer(), now
					if got := Judge(&d, k); string(got.Level) != want {
						t.Errorf("%s, want %s: %+v", got.Level, want, got.Reasons)
					}
				})
			}
		}
	}
}

func TestALevelNobodyKnowsIsTheStrictest(t *testing.T) {
	for i, l := range Levels() {
		if i > 0 && !l.Stricter(Levels()[i-1]) || l.Stricter(l) || l != Blocked && !Level("odd").Stricter(l) {
			t.Error(l)
		}
	}
}
