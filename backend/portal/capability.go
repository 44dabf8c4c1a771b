package portal

import (
	"sync"
	"time"
)

// rememberFor is how long a finding about the portal counts: servers are replaced while a desk runs.
const rememberFor = time.Hour

// found is what this portal was seen to do, in this process. Nothing is taken from documents: a question whose answer
// can be checked is asked, and an empty answer where something is known, or one row that does not match, means no.
type found struct {
	mu   sync.Mutex
	size int // records to ask for in one page
	full int // the longest page that came
	does map[ability]finding
}

// ability is something a server may or may not do.
type ability string

const (
	filterByState        ability = "filter by state"
	filterByService      ability = "filter by service"
	filterByServiceOlder ability = "filter by service, older wire"
	newestFirst          ability = "newest first"
)

type finding struct {
	works bool
	at    time.Time
}

// says what is known of an ability: whether it was tried lately, and whether it worked.
func (f *found) says(a ability) (works, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	it, tried := f.does[a]
	if !tried || time.Since(it.at) > rememberFor {
		return false, false
	}
	return it.works, true
}

func (f *found) learn(a ability, works bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.does == nil {
		f.does = map[ability]finding{}
	}
	if it, tried := f.does[a]; tried && it.works == works && time.Since(it.at) <= rememberFor && !works {
		return // a "no" is asked again an hour after it was found, however often it was confirmed
	}
	f.does[a] = finding{works, time.Now()}
}

func (f *found) pageSize() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.size
}

// smaller goes down from a page size that was too much; false if there is nothing smaller.
func (f *found) smaller(than int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, size := range []int{100, 20} {
		if size < than {
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

// short says whether a page is shorter than others were. That ends no sweep, only questions that can be checked
// otherwise.
func (f *found) short(rows int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return rows < f.full
}
