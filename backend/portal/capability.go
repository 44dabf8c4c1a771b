package portal

import (
	"slices"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// askAgainAfter is how long after a surprise everything is found out anew. Not at once: what surprised may be on its
// way out, and would only surprise again.
const askAgainAfter = time.Hour

// askedForAgain is what is asked for again sooner where there was too little to know an answer by.
var askedForAgain = map[telecom.API][]telecom.Capability{
	telecom.ServiceOrdering: {telecom.FilterByState, telecom.FilterByStates, telecom.NewestFirst, telecom.SomeFields},
}

// found is what one API was seen to do. Nothing is taken from documents: a question whose answer can be checked is
// asked, and an empty answer where something is known, or one row that does not match, means no.
type found struct {
	api     telecom.API
	learned func() // told when a finding differs

	mu       sync.Mutex
	findings map[telecom.Capability]telecom.Finding
	proveAt  time.Time // when everything is to be found out again; zero: at once
	size     int       // records to ask for in one page
	refused  int       // the largest such size that was refused
	full     int       // the longest page that came
	noLimit  bool      // more rows came than a question's limit
	end      int       // where the whole list may end: behind a page that was shorter than asked for; 0: not known
	lastGood string    // an id that was answered
	goesOn   paging    // how lists go on, where the offset does not count rows
	trails   map[string][]step
	counts   map[string]int // by question: how many rows the portal says its list has
}

// finding is what is known of an ability, if it was found out within the last day.
func (f *found) finding(a telecom.Capability) (it telecom.Finding, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	it, tried := f.findings[a]
	if !tried || time.Since(it.At) > telecom.FindingsLast {
		return telecom.Finding{}, false
	}
	return it, true
}

// reports whether an ability works, if that is known.
func (f *found) says(a telecom.Capability) (works, known bool) {
	it, known := f.finding(a)
	return it.Works, known
}

func (f *found) works(a telecom.Capability) bool {
	works, _ := f.says(a)
	return works
}

// learn takes over a finding that was made on purpose, or made by the way where nothing was known.
func (f *found) learn(a telecom.Capability, reason telecom.Reason) {
	f.note(a, reason == telecom.AnsweredRight, reason)
}

// surprised takes back that an ability works: what came contradicts it. Everything is found out again soon.
func (f *found) surprised(a telecom.Capability, reason telecom.Reason) {
	f.note(a, false, reason)
	f.mu.Lock()
	defer f.mu.Unlock()
	if soon := time.Now().Round(0).Add(askAgainAfter); f.proveAt.After(soon) {
		f.proveAt = soon
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

// due reports whether everything is to be found out now; then it will not be for a day, or until a surprise.
func (f *found) due() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	return !now.Before(f.proveAt) || f.proveAt.Sub(now.Round(0)) > telecom.FindingsLast // or the clock was set back
}

// largestPages tries again how many records the portal gives in one page: what refused them may be gone.
func (f *found) largestPages() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.size = max(f.size, f.refused)
}

func (f *found) probeIn(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.proveAt = time.Now().Round(0).Add(d) // on the wall clock, as findings are: it goes on while the machine sleeps
}

// remember takes over what was found out in an earlier life of the program.
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
		f.proveAt = oldest.Add(telecom.FindingsLast)
	}
}

// all gives the findings that count, in the order in which they are shown.
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

// Findings is what is known of the portal's servers now.
func (p *Portal) Findings() telecom.Findings {
	return slices.Concat(p.inventory.all(), p.ordering.all())
}

// FindOutAgain makes the next Probe ask everything, whatever is known.
func (p *Portal) FindOutAgain() {
	p.inventory.probeIn(0)
	p.ordering.probeIn(0)
}

// pageSize is how many records to ask for, of as many as are wanted; zero: as many as the portal gives.
func (f *found) pageSize(want int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if want > 0 {
		return min(want, f.size)
	}
	return f.size
}

// smaller goes down from a page size that was too much; false if there is nothing smaller.
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

// longest is the longest page that came.
func (f *found) longest() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.full
}

// short reports whether a page of some limit (zero: none) is shorter than it could be. That ends no sweep, only questions
// that can be checked otherwise.
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
