package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"text/tabwriter"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// Every server personality under every fault, with the real parts in virtual time. While a fault is on, whatever
// the desk shows was true at the age it gives, and the header says why it is old; once it is off, the copy equals
// the portal's world exactly.

// weathers returns each fault alone, and some combinations.
func weathers() [][]portalsim.Fault {
	var all [][]portalsim.Fault
	ofWrites := []portalsim.Fault{portalsim.Refuse, portalsim.Conflict, portalsim.Accepted, portalsim.Garbled, portalsim.WriteSlow,
		portalsim.WrongID, portalsim.Unlisted}
	for _, f := range portalsim.Faults() {
		if !slices.Contains(ofWrites, f) { // a mirror only reads
			all = append(all, []portalsim.Fault{f})
		}
	}
	return append(all,
		[]portalsim.Fault{portalsim.Slow, portalsim.Burst500, portalsim.Moving},
		[]portalsim.Fault{portalsim.Drip, portalsim.Duplicates, portalsim.Clock},
		[]portalsim.Fault{portalsim.Vanish, portalsim.NotFound, portalsim.Burst500},
		[]portalsim.Fault{portalsim.Moving, portalsim.Duplicates, portalsim.Return, portalsim.Length},
	)
}

// mustTell are the faults under which nothing can be read, with what the header must say then.
var mustTell = map[portalsim.Fault][]telecom.Code{
	portalsim.Down:         {telecom.Unreachable},
	portalsim.Lost:         {telecom.Unreachable},
	portalsim.Error500:     {telecom.Broken},
	portalsim.Busy429:      {telecom.Busy},
	portalsim.Busy429Bare:  {telecom.Busy},
	portalsim.Unauthorized: {telecom.Denied},
	portalsim.Forbidden:    {telecom.Denied},
	portalsim.Login:        {telecom.NotPortal},
	portalsim.Half:         {telecom.Broken},
	portalsim.Empty:        {telecom.Unconfirmed},
}

func name(faults []portalsim.Fault) string {
	var words []string
	for _, f := range faults {
		words = append(words, string(f))
	}
	return strings.Join(words, "+")
}

// TestMatrix_EveryServerUnderEveryFault is the sample: each kind of server and each set of faults at least once. With
// MATRIX=all it is all of them, printed as a table.
func TestMatrix_EveryServerUnderEveryFault(t *testing.T) {
	kinds, all := portalsim.Personalities(), os.Getenv("MATRIX") == "all"
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	if all {
		stubs := []string{"weather"}
		for _, k := range kinds {
			stubs = append(stubs, string(k))
		}
		fmt.Fprintln(table, strings.Join(stubs, "\t"))
	}
	for i, faults := range weathers() {
		cells := []string{name(faults)}
		for j, kind := range kinds {
			if !all && j != i%len(kinds) {
				continue
			}
			cell := "?"
			t.Run(string(kind)+"/"+name(faults), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					cell = weatherOver(t, portalsim.Config{Seed: uint64(i), Personality: kind}, faults)
				})
			})
			cells = append(cells, cell)
		}
		if all {
			fmt.Fprintln(table, strings.Join(cells, "\t"))
		}
	}
	if all {
		fmt.Println("\nEach cell: the worst that the header said under the faults, and how long after them the copy equals the portal.")
		table.Flush()
	}
}

// Wire formats that differ from the specification are mirrored just as exactly, with and without faults.
func TestMatrix_EveryWireVariant(t *testing.T) {
	for i, v := range portalsim.Variants() {
		t.Run(string(v), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				kinds := []portalsim.Personality{portalsim.Ideal, portalsim.Certified, portalsim.Independent}
				weatherOver(t, portalsim.Config{Personality: kinds[i%len(kinds)], Variants: []portalsim.Variant{v}},
					[]portalsim.Fault{portalsim.Burst500})
			})
		})
	}
}

// Servers that page their lists differently are mirrored just as exactly, with and without faults.
func TestPaging_EveryHabitIsMirroredExactly(t *testing.T) {
	kinds := []portalsim.Personality{portalsim.Ideal, portalsim.Certified, portalsim.OpenNamed}
	for i, habit := range portalsim.Pagings() {
		if habit == portalsim.SamePage || habit == portalsim.EndsEarly { // nobody can read these whole
			continue
		}
		t.Run(string(habit), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := portalsim.Config{Personality: kinds[i%len(kinds)], Paging: habit, PageRows: 40}
				weatherOver(t, c, []portalsim.Fault{portalsim.Burst500})
			})
		})
	}
}

// weatherOver runs a desk while faults come and go, and returns a short summary.
func weatherOver(t *testing.T, c portalsim.Config, faults []portalsim.Fault) string {
	c.Services, c.Orders = 30, 90
	line := portalsim.NewNetwork("desk.test")
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := sim.StartOn(line)
	t.Cleanup(func() { _ = server.Close() })
	w := &watcher{t: t, sim: sim, faults: faults, placeholders: c.Personality == portalsim.Mock}
	w.sample()
	w.app = deskOn(t, line)
	t.Cleanup(w.app.Close)

	w.live(3 * time.Minute)
	if w.header().Freshness.Status != telecom.Fresh {
		t.Fatalf("not fresh in good weather: %+v", w.header().Freshness)
	}
	sim.SetFaults(faults...)
	w.bad = true
	w.live(12 * time.Minute)
	w.told()
	sim.SetFaults()
	w.bad, w.cleared = false, time.Now()
	w.live(time.Minute)
	sim.Freeze()
	w.sample()
	for {
		difference := w.difference()
		if difference == "" {
			break
		}
		if time.Since(w.cleared) > time.Hour {
			t.Fatalf("an hour after the weather cleared: %s", difference)
		}
		w.pass(10 * time.Second)
	}
	took := time.Since(w.cleared)
	for range 18 { // and it stays so
		w.pass(10 * time.Second)
	}
	if difference := w.difference(); difference != "" {
		t.Errorf("it did not stay equal: %s", difference)
	}
	if f := w.header().Freshness; f.Status != telecom.Fresh || f.Problem != nil {
		t.Errorf("not fresh when the weather is good again: %+v", f)
	}
	return fmt.Sprintf("%s %s", w.worst(), took.Round(time.Second))
}

// worst is the most serious code that the header told.
func (w *watcher) worst() string {
	codes := []string{}
	for code := range w.codes {
		codes = append(codes, string(code))
	}
	if len(codes) == 0 {
		return "fresh"
	}
	slices.Sort(codes)
	return strings.Join(codes, ",")
}
