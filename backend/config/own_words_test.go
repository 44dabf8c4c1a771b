package config

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

const wordy = good + `[profile.names]
number = "MSISDN"
sim = ["ICCID_NUMBER", "card number"]
sim_type = []
plan = ["tariffName"]
[profile.kinds]
"Mobile SIM Swap" = "simSwap"
"v2.port" = "Number port"
[profile.states]
new = "acknowledged"
on-hold = "HELD"
[profile.actions]
change = "modify"
none = "no-change"
`

var wordyWords = Words{
	Number: []string{"MSISDN"}, SIM: []string{"ICCID_NUMBER", "card number"}, Plan: []string{"tariffName"},
	Kinds:   map[string]telecom.Kind{"Mobile SIM Swap": telecom.SIMSwap, "v2.port": telecom.NumberPort},
	States:  map[string]string{"new": "acknowledged", "on-hold": "held"},
	Actions: map[string]string{"change": "modify", "none": "noChange"},
}

func TestLoad_ReadsPortalsWords(t *testing.T) {
	ps, err := Load(write(t, wordy))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(wordyWords, ps[0].Words); d != "" {
		t.Errorf("mismatch:\n%s", d)
	}
	plain, err := Load(write(t, good))
	if d := cmp.Diff(Words{}, plain[0].Words); d != "" || err != nil {
		t.Errorf("mismatch (-want +got):\n%s%v", d, err)
	}
}

func TestLoad_WordsBelongToTheirProfile(t *testing.T) {
	second := strings.Replace(good, `"Provider"`, `"Second"`, 1)
	ps, err := Load(write(t, wordy+second+"[profile.states]\nerror = \"failed\"\n"))
	if err != nil || len(ps) != 2 {
		t.Fatalf("got %+v, %v; want len(ps) == 2", ps, err)
	}
	if d := cmp.Diff(Words{States: map[string]string{"error": "failed"}}, ps[1].Words); d != "" {
		t.Errorf("mismatch (-want +got):\n%s", d)
	}
}

func TestLoad_AcceptsEveryMeaning(t *testing.T) {
	var text strings.Builder
	for name, choices := range map[string]string{"kinds": listed(kinds), "states": listed(states), "actions": listed(actions)} {
		fmt.Fprintf(&text, "[profile.%s]\n", name)
		for i, choice := range strings.Split(choices, ", ") {
			fmt.Fprintf(&text, "w%d = %q\n", i, strings.ToUpper(choice))
		}
	}
	ps, err := Load(write(t, good+text.String()))
	if err != nil {
		t.Fatal(err)
	}
	w := ps[0].Words
	if len(w.Kinds) != len(telecom.Kinds())-1 || len(w.States) != 11 || len(w.Actions) != 4 {
		t.Errorf("got %+v, want every meaning", w)
	}
	for word, kind := range w.Kinds {
		if !slices.Contains(telecom.Kinds(), kind) {
			t.Errorf("%s stands for %q, which is not a kind", word, kind)
		}
	}
	for word, state := range w.States {
		if s := telecom.StatusOf(state); s == telecom.StatusUnknown || s == telecom.StatusMissing {
			t.Errorf("%s stands for %q, which is not a state", word, state)
		}
	}
}

func TestLoad_WrongWordNamesLineAndReason(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		line     string
		why      string
	}{
		"no such kind": {`"simSwap"`, `"swap"`, "line 17:",
			`"swap" is not a kind of order; write one of activation, featureUpdate, simSwap, numberPort, changePlan, ` +
				`cancelService, travelPack.`},
		"the unknown kind": {`"simSwap"`, `"unknown"`, "line 17:", `"unknown" is not a kind of order`},
		"no meaning":       {`"simSwap"`, `""`, "line 17:", `"" is not a kind of order`},
		"no such state": {`"acknowledged"`, `"complete"`, "line 20:",
			`"complete" is not a state of TMF641; write one of acknowledged, pending, held, inProgress, assessingCancellation, ` +
				`pendingCancellation, completed, failed, partial, rejected, cancelled.`},
		"no such action": {`"modify"`, `"suspend"`, "line 23:",
			`"suspend" is not an action of TMF641; write one of add, modify, delete, noChange.`},
		"a kind without a word":   {`"Mobile SIM Swap"`, `""`, "line 17:", `"" has no letter and no digit`},
		"a state of separators":   {`on-hold`, `--`, "line 21:", `"--" has no letter`},
		"a name without a word":   {`"MSISDN"`, `" "`, "line 12:", `" " has no letter`},
		"an empty name in a list": {`"card number"`, `""`, "line 13:", `"" has no letter`},
		"the same kind twice": {`"v2.port"`, `mobile_sim_swap`, "line 18:",
			`"mobile_sim_swap" is the same word as "Mobile SIM Swap": case and separators do not count`},
		"the same state twice":      {`on-hold`, `NEW`, "line 21:", `"NEW" is the same word as "new"`},
		"the same action twice":     {`none = `, `"Change " = `, "line 24:", `"Change " is the same word as "change"`},
		"exactly the same twice":    {`none = `, `change = `, "line 24:", `change`},
		"the same name twice":       {`"card number"`, `"iccid number"`, "line 13:", `"iccid number" is the same word as "ICCID_NUMBER"`},
		"one name for two things":   {`"tariffName"`, `"msisdn"`, "line 15:", `"msisdn" is the same word as "MSISDN"`},
		"a name that is a number":   {`"MSISDN"`, `7`, "line 12:", "write a name in quotes, or a list"},
		"a number among names":      {`"card number"`, `7`, "line 13:", "write a name in quotes, or a list"},
		"a kind that is a number":   {`"simSwap"`, `7`, "line 17:", "string"},
		"a word that is a table":    {`"v2.port"`, `v2.port`, "line 18:", "string"},
		"an unknown thing":          {`sim_type`, `simtype`, "line 14:", `"profile.names.simtype" is not a known key`},
		"a space without quotes":    {`"Mobile SIM Swap"`, `Mobile SIM Swap`, "line 17:", ""},
		"the first of two mistakes": {"new = \"acknowledged\"\non-hold = \"HELD\"", "new = \"begun\"\na = \"b\"", "line 20:", `"begun"`},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(wordy, c.old) {
				t.Fatalf("nothing was changed: there is no %q", c.old)
			}
			for range 5 { // the same mistake each time
				ps, err := Load(write(t, strings.Replace(wordy, c.old, c.new, 1)))
				e := telecom.AsError(err)
				if err == nil || ps != nil || e.Code != telecom.Invalid {
					t.Fatalf("got %+v, %v; want an error", ps, err)
				}
				if !strings.Contains(e.Text, c.line) || !strings.Contains(e.Text, c.why) {
					t.Fatalf("got %q, want %s and %s", e.Text, c.line, c.why)
				}
			}
		})
	}
}

func TestLoad_WrongWordInInlineTableNamesLine(t *testing.T) {
	_, err := Load(write(t, strings.Replace(good, "[profile.api]", "states = { held = \"held\", new = \"begun\" }\n[profile.api]", 1)))
	if err == nil || !strings.Contains(err.Error(), "line 5:") || !strings.Contains(err.Error(), `"begun" is not a state`) {
		t.Errorf("got %v, want the word refused", err)
	}
}

func TestAdd_WordsAreReadBack(t *testing.T) {
	path := write(t, good)
	p := Profile{Name: "Second", ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://localhost:1/b", Words: wordyWords}
	if err := Add(path, p, "Europe/Zurich"); err != nil {
		t.Fatal(err)
	}
	ps, err := Load(path)
	if err != nil || len(ps) != 2 {
		t.Fatalf("got %+v, %v; want len(ps) == 2", ps, err)
	}
	if d := cmp.Diff(wordyWords, ps[1].Words); d != "" {
		t.Errorf("mismatch:\n%s", d)
	}
}

func TestAdd_WritesNoEmptyTable(t *testing.T) {
	path := write(t, good)
	p := Profile{Name: "Second", ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://localhost:1/b",
		Words: Words{Number: []string{}, Kinds: map[string]telecom.Kind{}, States: map[string]string{}}}
	if err := Add(path, p, ""); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	for _, table := range []string{"names", "kinds", "states", "actions"} {
		if strings.Contains(string(text), table) {
			t.Errorf("got\n%s\nwant no table of %s", text, table)
		}
	}
}

func TestAdd_WrongWordsChangeNothing(t *testing.T) {
	path := write(t, good)
	p := Profile{Name: "Second", ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://localhost:1/b",
		Words: Words{States: map[string]string{"new": "begun"}}}
	if err := Add(path, p, ""); err == nil || !strings.Contains(err.Error(), `"begun" is not a state`) {
		t.Errorf("got %v, want the word refused", err)
	}
	if text, _ := os.ReadFile(path); string(text) != good {
		t.Errorf("got\n%s\nwant the file unchanged", text)
	}
}
