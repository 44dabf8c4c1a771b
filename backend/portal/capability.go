package portal

import (
	"slices"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// askAgainAfter is how long after a surprise everything is probed again. Not at once: its cause may be passing, and
// would only surprise again.
const askAgainAfter = time.Hour

// askedForAgain is what is probed again sooner if there was too little data for a known answer.
var askedForAgain = map[telecom.API][]telecom.Capability{
	telecom.ServiceOrdering: {telecom.FilterByState, telecom.FilterByStates, telecom.NewestFirst, telecom.SomeFields},
}

// found is what one API was seen to do. Documentation proves nothing: a question with a known answer is asked, and an
// empty answer where something is known, or one row that does not match, means no.
type found struct {
	api     telecom.API
	learned func() // called when a finding changes

	mu       sync.Mutex
	findings map[telecom.Capability]telecom.Finding
	probeAt  time.Time // when to probe everything again; zero: at once
	size     int       // page size to ask for
	refused  int       // the largest page size that was refused
	full     int       // the longest page received
	noLimit  bool      // more rows came than the limit of a question
	end      int       // where the whole list may end: after a page shorter than asked for; 0: unknown
	lastGood string    // an id that was answered
	goesOn   paging    // how lists are paged if the offset does not count rows
	trails   map[string][]step
	counts   map[string]int // by question: the length of its list, as the portal says
}

// finding returns what is known of a capability, if it was found out within the last day.
func (f *found) finding(a telecom.Capability) (it telecom.Finding, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	it, tried := f.findings[a]
	if !tried || time.Since(it.At) > telecom.FindingsLast {
		return telecom.Finding{}, false
	}
	return it, true
}

// says reports whether a capability works, if that is known.
func (f *found) says(a telecom.Capability) (works, known bool) {
	it, known := f.finding(a)
	return it.Works, known
}

func (f *found) works(a telecom.Capability) bool {
	works, _ := f.says(a)
	return works
}

// learn records a finding that was made on purpose, or made by the way where nothing was known.
func (f *found) learn(a telecom.Capability, reason telecom.Reason) {
	f.note(a, reason == telecom.AnsweredRight, reason)
}

// surprised withdraws that a capability works: an answer contradicts it. Everything is probed again soon.
func (f *found) surprised(a telecom.Capability, reason telecom.Reason) {
	f.note(a, false, reason)
	f.mu.Lock()
	defer f.mu.Unlock()
	if soon := time.Now().Round(0).Add(askAgainAfter); f.probeAt.After(soon) {
		f.probeAt = soon
	}
}

func (f *found) note(a telecom.Capability, works bool, reason telecom.Reason) {
	f.mu.Lock()
	before, tried := f.findings[a]
	current := tried && time.Since(before.At) <= telecom.FindingsLast
	f.findings[a] = telecom.Finding{API: f.api, Capability: a, Works: works, Reason: reason, At: time.Now().Round(0)}
	f.mu.Unlock()
	if !current || before.Works != works {
		f.learned()
	}
}

// due reports whether everything is to be probed now. If so, it is not due again for a day, or until a surprise.
func (f *found) due() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	return !now.Before(f.probeAt) || f.probeAt.Sub(now.Round(0)) > telecom.FindingsLast // the second: the clock was set back
}

// largestPages tries the largest pages again: the cause of a refusal may be gone.
func (f *found) largestPages() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.size = max(f.size, f.refused)
}

func (f *found) probeIn(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.probeAt = time.Now().Round(0).Add(d) // on the wall clock, like findings: it keeps running while the machine sleeps
}

// remember takes over the findings of an earlier run.
func (f *found) remember(all telecom.Findings) {
	var oldest time.Time
	for _, it := range all {
		if it.API != f.api || time.Since(it.At) > telecom.FindingsLast || it.At.After(time.Now()) {
			continue
		}
		f.findings[it.Capability] = it
		if oldest.IsZero() || it.At.Before(oldest) {
			oldest = it.At
		}
	}
	for _, a := range askedForAgain[f.api] {
		if _, known := f.findings[a]; !known {
			return // it is found out now
		}
	}
	if !oldest.IsZero() {
		f.probeAt = oldest.Add(telecom.FindingsLast)
	}
}

// all returns the findings that count, in the order shown.
func (f *found) all() telecom.Findings {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list telecom.Findings
	for _, a := range telecom.Capabilities() {
		if it, ok := f.findings[a]; ok && time.Since(it.At) <= telecom.FindingsLast {
			list = append(list, it)
		}
	}
	return list
}

// Findings returns what is known of the portal's servers.
func (p *Portal) Findings() telecom.Findings {
	return slices.Concat(p.inventory.all(), p.ordering.all())
}

// FindOutAgain makes the next Probe ask everything, whatever is known.
func (p *Portal) FindOutAgain() {
	p.inventory.probeIn(0)
	p.ordering.probeIn(0)
}

// pageSize returns how many records to ask for, given how many are wanted; zero means as many as the portal gives.
func (f *found) pageSize(want int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if want > 0 {
		return min(want, f.size)
	}
	return f.size
}

// smaller reduces a page size that was too large; false if there is none smaller.
func (f *found) smaller(than int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, size := range []int{100, 20} {
		if size < than {
			f.refused = max(f.refused, f.size)
			f.size = size
			return true
		}
	}
	return false
}

func (f *found) saw(rows int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.full = max(f.full, rows)
}

// longest returns the longest page received.
func (f *found) longest() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.full
}

// short reports whether a page with that limit (zero: none) is shorter than possible. That ends no sweep, only
// questions that can be checked in another way.
func (f *found) short(rows, limit int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	full := min(f.full, f.size)
	if limit > 0 {
		full = min(full, limit)
	}
	return rows < full
}

// ends remembers that a page of the whole list ended at an offset, and whether it may have been the last one.
func (f *found) ends(offset int, last bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.end = 0; last {
		f.end = offset
	}
}

// endsAt reports whether the list may end at an offset.
func (f *found) endsAt(offset int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.end == offset
}

// answered remembers an id that exists.
func (f *found) answered(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastGood = id
}

func (f *found) anAnsweredID() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lastGood
}
