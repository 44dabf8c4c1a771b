package simulate

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// A proof by simulation that an order is placed at most once and that none is forgotten: a few desks of real parts, in
// virtual time, at one portal, with people who click twice and try again, on bad networks, at a portal that loses its
// answers; and desks that die at any step. Each schedule follows from its seed, but for goroutines that are ready at
// the same moment.

// proof is what came of many schedules.
type proof struct {
	mu                                   sync.Mutex
	schedules, duplicates, lost          int
	races, untold, placed, unsure, found int
	dangers, asking                      [dangers]int // schedules, and those of them in which a person has to say something
	errands                              [errands]int
	tales, waits                         []string
	lied, asked, mended                  int // schedules with lies, those of them that need a person, and those with files to look into
}

func (p *proof) add(v *verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.schedules++; p.schedules%10_000 == 0 {
		fmt.Printf("%d schedules ...\n", p.schedules)
	}
	p.duplicates += len(v.duplicates)
	p.lost += len(v.lost)
	p.untold += len(v.untold)
	p.races += v.races
	p.placed += v.placed
	p.unsure += v.unsure
	p.found += v.found
	for d, seen := range v.seen {
		if seen {
			p.dangers[d]++
			if len(v.asks) > 0 || danger(d) >= promisesSetBack && len(v.mends) > 0 {
				p.asking[d]++
			}
		}
	}
	for e, done := range v.done {
		if done {
			p.errands[e]++
		}
	}
	if slices.Contains(v.seen[lyingID:promisesSetBack], true) {
		p.lied++
		if len(v.asks) > 0 {
			p.asked++
		}
	}
	if len(v.mends) > 0 {
		p.mended++
	}
	p.waits = append(p.waits, v.waits...)
	p.tales = append(append(append(p.tales, v.duplicates...), v.lost...), v.untold...)
}

// simulate plays schedules on every processor until there are n, or until enough says so.
func simulate(t *testing.T, first uint64, n int, m mutant, enough func(*proof) bool) *proof {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // each schedule lives shortly, and there is memory
	p := &proof{}
	var next atomic.Int64
	t.Run("desks", func(t *testing.T) {
		for range runtime.GOMAXPROCS(0) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for {
					k := next.Add(1) - 1
					if k >= int64(n) || enough(p) {
						return
					}
					p.add(play(t, first+uint64(k), m))
				}
			})
		}
	})
	return p
}

// shares prints in how many schedules something occurred. What is rarer than one in a hundred proves nothing.
// In a smaller sample chance decides.
func (p *proof) shares(t *testing.T, title string, names []string, counts []int) {
	fmt.Printf("%-32s schedules\n", title)
	for n, count := range counts {
		share := 100 * float64(count) / float64(p.schedules)
		fmt.Printf("%-32s %9d  %5.1f %%\n", names[n], count, share)
		if share < 1 && p.schedules >= sharesTold {
			t.Errorf("%s is too rare to prove anything", names[n])
		}
	}
}

// sharesTold is how many schedules tell shares of one in a hundred.
const sharesTold = 3000

// mostAsked is in how many of a hundred schedules with lies a person may have to say something, and in how many of all
// somebody may have to look into files: of some flipped bits nobody can tell what they hid.
const mostAsked = 5

// askedShares prints in how many of the schedules with lies or with spoilt files a person is needed.
func (p *proof) askedShares(t *testing.T) {
	row := func(name string, of, asked int) {
		fmt.Printf("%-38s %9d %9d  %5.1f %%\n", name, of, asked, 100*float64(asked)/float64(max(1, of)))
	}
	fmt.Printf("%-38s schedules  a person is needed\n", "lies and spoilt files")
	for d := lyingID; d < dangers; d++ {
		row(dangerNames[d], p.dangers[d], p.asking[d])
	}
	row("all lies", p.lied, p.asked)
	row("files to look into, of all schedules", p.schedules, p.mended)
	if p.asked*100 > p.lied*mostAsked || p.mended*100 > p.schedules*mostAsked {
		t.Error("too often a person is needed")
	}
}

func never(*proof) bool { return false }

func number(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

func TestOrders_NonePlacedTwiceNoneForgotten(t *testing.T) {
	n, first := number("SIMULATE", 500), uint64(number("SEED", 1))
	p := simulate(t, first, n, mutant{}, never)
	for i, tale := range p.tales {
		if i < 20 {
			t.Error(tale)
		}
	}
	if p.placed == 0 {
		t.Error("no order was placed: that judges nothing")
	}
	fmt.Printf("%d orders placed, %d races of colleagues, %d of them untold\n", p.placed, p.races, p.untold)
	p.shares(t, "danger", dangerNames[:], p.dangers[:])
	p.shares(t, "came to the portal", errandNames[:], p.errands[:])
	p.askedShares(t)
	fmt.Printf("unsure, arrived, keys echoed: %d, settled without a person: %d\n", p.unsure, p.found)
	if p.found*100 < p.unsure*99 {
		t.Errorf("too many unsure promises wait for a person although the portal knows their keys: %s", p.waits)
	}
	fmt.Printf("schedules %d, duplicates %d, lost %d\n", p.schedules, p.duplicates, p.lost)
}
