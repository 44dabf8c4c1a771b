package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// spoiling is what happens to the files of a desk while it is down.
type spoiling int

const (
	unspoilt   spoiling = iota
	setBack             // promises.db comes back from earlier
	setBackAll          // so does journal.head: nobody can find that out
	flipped             // one bit of a file turns
)

// past is what the disk of a desk held once.
type past struct {
	held
	promised map[string]string
}

// drawSpoiling draws whose files are spoilt, and lets that desk die when it has sent something.
func (s *station) drawSpoiling() {
	d := newDice(s.seed, uint64(200+s.n))
	switch n := d.n(100); {
	case s.mutant.spoils != unspoilt:
		s.spoils = s.mutant.spoils
	case n < 4:
		s.spoils = setBack
	case n < 6:
		s.spoils = setBackAll
	case n < 14:
		s.spoils = flipped
	default:
		return
	}
	if s.crashAt == "" || d.percent(70) {
		s.crashAt, s.crashOn = []string{"place.after", "settle.after", "settle.after", "wire.after"}[d.n(4)], 1+d.n(2)
	}
}

// remembers keeps what the disk holds before a promise, of a desk whose files will be set back.
func (l *watchedLedger) remembers() {
	s := l.station
	if s.spoils != setBack && s.spoils != setBackAll {
		return
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pasts = append(s.pasts, past{l.disk, maps.Clone(s.promised)})
}

// spoil spoils the files of a desk that is down, once. Those as they were are given back, for whoever repairs it.
func (s *station) spoil(files map[string][]byte) (good map[string][]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	good = maps.Clone(files)
	switch {
	case s.spoilt || len(s.left) == 0:
	case s.spoils == setBack, s.spoils == setBackAll:
		earlier := slices.DeleteFunc(slices.Clone(s.pasts), func(p past) bool {
			for key := range s.left {
				if _, known := p.promised[key]; !known {
					return false // it has forgotten one that was sent
				}
			}
			return true
		})
		if len(earlier) == 0 {
			return good
		}
		was := earlier[s.dice.n(len(earlier))]
		files["promises.db"] = was.promises
		if s.spoils == setBackAll {
			files["journal.head"] = was.end
			s.met(everythingSetBack)
		} else {
			s.met(promisesSetBack)
		}
		s.spoilt = true
	case s.spoils == flipped:
		name := "promises.db"
		if s.dice.percent(15) {
			name = "journal.head"
		}
		files[name] = turned(s.dice, files[name])
		s.spoilt = true
	}
	return good
}

// saysOfFiles notes that a desk says that what it kept cannot be read.
func (s *station) saysOfFiles(err error) {
	if !s.spoilt || telecom.AsError(err).Code != telecom.Damaged {
		panic(err)
	}
	s.mu.Lock()
	s.said = true
	s.mu.Unlock()
}

// forgot reports whether a desk lost what nobody can find out.
func (s *station) forgot() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.spoilt && s.spoils == setBackAll
}

// excused reports whether what a desk tells of its promises does not count, because it says so or cannot know.
func (s *station) excused() bool {
	forgot := s.forgot()
	s.mu.Lock()
	defer s.mu.Unlock()
	return forgot || s.spoilt && s.said
}

// judgeFiles sees that nothing is gone from a desk without a word, and that nothing that is open is gone from one where
// orders may leave.
func (s *schedule) judgeFiles(v *verdict, desk *station, known map[string]bool, orders map[string][]portalsim.Placed) {
	forgot, excused := desk.forgot(), desk.excused()
	desk.mu.Lock()
	defer desk.mu.Unlock()
	if !desk.spoilt {
		v.lost = append(v.lost, desk.alarms...)
	}
	for _, who := range desk.escaped {
		v.lost = append(v.lost, fmt.Sprintf("seed %d: an order of %s left desk %d, which may have lost one", s.seed, who, desk.n))
	}
	gone := 0
	for key, who := range desk.promised {
		if known[key] {
			continue
		}
		gone++
		open := slices.ContainsFunc(orders[who], func(o portalsim.Placed) bool { return o.ExternalID == key && s.isOpen(o.OrderID) })
		if !excused || open && !forgot && !desk.stopped {
			v.lost = append(v.lost, fmt.Sprintf("seed %d, desk %d: the promise of %s is gone: %v", s.seed, desk.n, who, orders[who]))
		}
	}
	switch {
	case !desk.spoilt:
	case desk.spoils == flipped && (desk.said || gone > 0):
		s.met(bitFlipped)
	case desk.spoils == setBack && !desk.said:
		v.lost = append(v.lost, fmt.Sprintf("seed %d: promises.db of desk %d was set back, and nothing is said", s.seed, desk.n))
	}
	if desk.stopped || desk.refused {
		v.mends = append(v.mends, fmt.Sprintf("seed %d: desk %d waits for somebody to look", s.seed, desk.n))
	}
}

// isOpen reports whether an order has not come to its end at the portal.
func (s *schedule) isOpen(id string) bool {
	raw, known := s.sim.Order(id)
	var o shownOrder
	if known {
		must(json.Unmarshal(raw, &o))
	}
	return known && !over(o.State)
}

// turned is a file with one bit turned: of what says how a page is built, as often as of what it holds.
func turned(d *dice, whole []byte) []byte {
	b := bytes.Clone(whole)
	page := os.Getpagesize()
	if len(b) < page {
		b[d.n(len(b))] ^= 1 << d.n(8)
		return b
	}
	at := page * d.n(len(b)/page)
	for range 100 { // one that was written once
		if !bytes.Equal(b[at:at+16], make([]byte, 16)) {
			break
		}
		at = page * d.n(len(b)/page)
	}
	const count = 10 // where a page says how many elements it has
	switch d.n(4) {
	case 0:
		b[at+count] ^= 1 << d.n(3)
	case 1:
		b[at+d.n(16+16*min(10, int(b[at+count])))] ^= 1 << d.n(8)
	default:
		b[at+d.n(page)] ^= 1 << d.n(8)
	}
	return b
}

// begin begins a life with spoilt files. Where the desk says that it cannot be opened with them, the files are repaired,
// as an administrator would.
func (s *station) begin(files map[string][]byte) *life {
	good := s.spoil(files)
	l, err := s.start(files)
	if err != nil {
		// One bit may turn in what says who can read a file, or which version wrote it.
		said := []telecom.Code{telecom.Damaged, telecom.Locked, telecom.TooNew}
		if !s.spoilt || !slices.Contains(said, telecom.AsError(err).Code) {
			panic(err)
		}
		s.mu.Lock()
		s.refused, s.spoilt, s.spoils = true, false, unspoilt
		s.mu.Unlock()
		s.met(bitFlipped)
		time.Sleep(s.dice.upTo(20 * time.Second))
		l, err = s.start(good)
		must(err)
	}
	return l
}
