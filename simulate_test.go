package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
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
	dangers                              [dangers]int
	errands                              [errands]int
	tales, waits                         []string
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
		}
	}
	for e, done := range v.done {
		if done {
			p.errands[e]++
		}
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
func (p *proof) shares(t *testing.T, title string, names []string, counts []int) {
	fmt.Printf("%-32s schedules\n", title)
	for n, count := range counts {
		share := 100 * float64(count) / float64(p.schedules)
		fmt.Printf("%-32s %9d  %5.1f %%\n", names[n], count, share)
		if share < 1 {
			t.Errorf("%s is too rare to prove anything", names[n])
		}
	}
}

func never(*proof) bool { return false }

func number(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

func TestNoOrderIsPlacedTwiceAndNoneIsForgotten(t *testing.T) {
	n, first := number("SIMULATE", 3000), uint64(number("SEED", 1))
	p := simulate(t, first, n, nil, never)
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
	fmt.Printf("unsure, arrived, keys echoed: %d, settled without a person: %d\n", p.unsure, p.found)
	if p.found*100 < p.unsure*99 {
		t.Errorf("too many unsure promises wait for a person although the portal knows their keys: %s", p.waits)
	}
	fmt.Printf("schedules %d, duplicates %d, lost %d\n", p.schedules, p.duplicates, p.lost)
}
