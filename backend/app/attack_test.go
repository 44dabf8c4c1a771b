//go:build unix

package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"commsdesk/backend/config"
)

// What a hostile portal, a cache on the way, damaged files and bad luck can do to a desk, one attack after the other,
// through real connections, real files and processes that can be killed. Counted at the portal and from outside: no
// order more than a person wanted, no promise lost without a word, and no more memory than a desk may use.

// memoryMost is the most that a desk may hold, whatever a portal sends.
const memoryMost = 400 << 20

// battle is one attack on its way.
type battle struct {
	t      *testing.T
	dir    string // of the desk
	portal *hostile
	desk   *attacked

	kept []string // what the desk held when it was looked at last
	lost int
	peak int64
}

// attack is something done to a desk.
type attack struct {
	name   string
	most   int  // orders that may reach the portal
	sample bool // it is part of make test
	run    func(*battle)
}

func TestAttacks_PlaceNothingTwiceAndLoseNothing(t *testing.T) {
	all := os.Getenv("ATTACK") == "all"
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "attack\torders at the portal\tpromises lost\tpeak memory")
	judged := 0
	for _, kind := range [][]attack{portalAttacks, cacheAttacks, fileAttacks, deskAttacks, floodAttacks} {
		for _, x := range kind {
			if !all && !x.sample {
				continue
			}
			judged++
			t.Run(x.name, func(t *testing.T) {
				b := &battle{t: t, dir: t.TempDir(), portal: startHostile(t)}
				b.configure(b.portal.URL)
				x.run(b)
				b.stop()
				fmt.Fprintf(table, "%s\t%d of %d\t%d\t%d MB\n", x.name, b.portal.ordered(), x.most, b.lost, b.peak>>20)
				if got := b.portal.ordered(); got > x.most {
					t.Errorf("got %d orders at the portal, want at most %d", got, x.most)
				}
				if b.lost > 0 {
					t.Errorf("got %d promises lost without a word, want 0", b.lost)
				}
				if b.peak > memoryMost {
					t.Errorf("got %d MB of memory, want at most %d", b.peak>>20, memoryMost>>20)
				}
				if b.portal.asked() == 0 {
					t.Error("the desk never met the portal: nothing was judged")
				}
			})
		}
	}
	if judged == 0 {
		t.Error("no attack was made")
	}
	_ = table.Flush()
}

// configure writes the configuration of the desk, with the address of what stands for the portal.
func (b *battle) configure(address string) {
	b.t.Helper()
	b.write("config.toml", fmt.Appendf(nil, `[[profile]]
name = "Provider"
auth = "none"
[profile.api]
service_inventory = "%[1]s/inventory"
service_ordering = "%[1]s/ordering"
`, address))
}

// start starts the program again and opens the desk.
func (b *battle) start() told {
	b.t.Helper()
	b.stop()
	b.desk = startDesk(b.t, b.dir)
	got := b.desk.do("open")
	b.compare(got)
	return got
}

// stop ends the program.
func (b *battle) stop() {
	if b.desk != nil {
		b.desk.end()
		b.peak = max(b.peak, b.desk.peak)
		b.desk = nil
	}
}

// crash kills the program.
func (b *battle) crash() {
	b.desk.kill()
	b.peak = max(b.peak, b.desk.peak)
	b.desk = nil
}

// do has the open desk carry out a command, and sees that it has lost nothing by it.
func (b *battle) do(command string) told {
	b.t.Helper()
	got := b.desk.do(command)
	b.compare(got)
	return got
}

// compare counts what the desk has lost, unless it says that something is wrong. A promise may have moved
// on; a draft may have become a promise.
func (b *battle) compare(now told) {
	about := func(kept []string) (services []string) {
		for _, k := range kept {
			_, service, _ := strings.Cut(k, " ")
			services = append(services, service)
		}
		return services
	}
	if len(now.Said) == 0 && now.Open {
		left := about(now.Kept)
		for _, service := range about(b.kept) {
			if i := slices.Index(left, service); i >= 0 {
				left = slices.Delete(left, i, i+1)
			} else {
				b.lost++
				b.t.Errorf("what was promised for %s is gone: had %v, has %v", service, b.kept, now.Kept)
			}
		}
	}
	if now.Open {
		b.kept = now.Kept
	}
}

// tryAgain is a person who wants a SIM swap for a service and tries it in every way there is: at once, after a refresh,
// and after a new start.
func (b *battle) tryAgain(service string) {
	b.do("place " + service)
	b.do("refresh")
	b.do("place " + service)
	b.start()
	b.do("place " + service)
}

func (b *battle) path(name string) string { return filepath.Join(b.dir, name) }

// data is a file of the profile.
func (b *battle) data(name string) string {
	p := config.Profile{Name: "Provider"}
	return filepath.Join(b.dir, "profiles", p.ID(), name)
}

func (b *battle) write(path string, text []byte) {
	b.t.Helper()
	if !filepath.IsAbs(path) {
		path = b.path(path)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *battle) read(path string) []byte {
	b.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

// placed opens the desk and places orders at a portal that shows none of them, then ends the program.
func (b *battle) placed(services ...string) {
	b.t.Helper()
	b.portal.change(func(h *hostile) { h.hidden = true })
	if got := b.start(); !got.Open {
		b.t.Fatalf("the desk does not open: %v", got.Said)
	}
	for _, s := range services {
		if got := b.do("place " + s); got.State == "" {
			b.t.Fatalf("the first order was not placed: %v", got.Said)
		}
	}
	b.stop()
}
