package store

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// What was sent from here is written three times: as a promise, in the journal, and in the kept end of the journal. At each
// start they are compared, so that what one of them has lost is found and restored.

// audit is the result of comparing the promises, the journal and its end, and what to do about it.
type audit struct {
	cause       error // the contradictions; nil: none
	lostUnknown bool  // an order may be missing of which nothing is known
	state       JournalState
	behind      int  // entries that the kept end lacks
	summed      bool // the file has valid sums

	entries []entryRecord // the readable ones
	last    uint64        // the number of the last
	broken  bool          // entries are missing in between or unreadable

	promises  map[string]*submissionRecord
	decisions map[string]*decisionRecord
	closings  map[string][]byte // their keys, by order

	unreadable       []where             // records
	stale            []where             // closings that were taken back
	restore          []*submissionRecord // promises that are missing, or in a state that has passed
	restoreDecisions []*decisionRecord   // decisions
}

// where is the bucket and key of a record.
type where struct {
	bucket string
	key    []byte
}

func newAudit() *audit {
	return &audit{state: JournalWhole, promises: map[string]*submissionRecord{}, decisions: map[string]*decisionRecord{},
		closings: map[string][]byte{}}
}

func (f *audit) contradict(why error) { f.cause = errors.Join(f.cause, why) }

// compare compares the promises with the journal, the journal with its kept end, and all of it with the sums. It changes
// nothing. An error means that pages cannot be read.
func (p *Promises) compare(tx *bolt.Tx, kept endRecord, missing error) (*audit, error) {
	f := newAudit()
	of, summed, err := p.sumsIn(tx)
	if err != nil {
		f.contradict(err)
	}
	f.summed = summed
	reached, after, err := p.walk(tx, f, kept)
	if err != nil {
		return nil, err
	}
	tells := missing == nil && kept.Tx > 0 // the end holds what was open
	later := uint64(tx.ID()) > kept.Tx     // the end may lack something that was sent
	f.behind = int(f.last) - int(kept.Count)
	back := missing == nil && (!reached || uint64(tx.ID()) < kept.Tx)
	switch {
	case f.broken:
		f.state = JournalChanged
		f.contradict(errChain)
		f.lostUnknown = !tells || after
	case missing == nil && f.behind < 0:
		f.state = JournalShort
		f.contradict(errShort)
	case missing == nil && !reached:
		f.state = JournalChanged
		f.contradict(errFork)
	case back:
		f.state = JournalUnmet
		f.contradict(errBack)
	case lostEnd(missing, summed):
		f.state = JournalEndLost
		f.contradict(errNoEnd)
		f.lostUnknown = true
	case missing != nil && f.last > 0:
		f.state = JournalEndless
	}
	f.lostUnknown = f.lostUnknown || back && !tells
	if err := p.collect(tx, f); err != nil {
		return nil, err
	}
	if err := p.checkSums(tx, f, of, tells && !later); err != nil {
		return nil, err
	}
	f.replay(kept, back, !later)
	if f.cause != nil && (f.state == JournalWhole || f.state == JournalEndless) {
		f.state = JournalUnmet
	}
	return f, nil
}

var (
	errFork = errors.New("the journal does not match its end")
	errBack = errors.New("the promises are older than the end of the journal")
)

// walk reads the whole journal. It reports whether the journal has the entry at its kept end, and whether it is broken after
// that.
func (p *Promises) walk(tx *bolt.Tx, f *audit, kept endRecord) (reached, after bool, err error) {
	reached = kept.Count == 0
	n, before := uint64(0), []byte(nil)
	err = eachOf(tx, bucketJournal, func(k, v []byte) error {
		n++
		l, err := p.follow(n, before, k, v)
		if err != nil {
			f.broken = true
			after = after || n > kept.Count
			if l.Chain == nil {
				f.unreadable = append(f.unreadable, where{bucketJournal, slices.Clone(k)})
				return nil
			}
			n = numberOf(k)
		}
		if n == kept.Count && hmac.Equal(l.Chain, kept.Chain) {
			reached = true
		}
		before, f.last = l.Chain, n
		f.entries = append(f.entries, l.Entry)
		return nil
	})
	return reached, after, err
}

// collect opens every other record.
func (p *Promises) collect(tx *bolt.Tx, f *audit) error {
	for _, bucket := range summed {
		if bucket == bucketJournal {
			continue
		}
		err := eachOf(tx, bucket, func(k, v []byte) error {
			if err := p.collectOne(f, bucket, k, v); err != nil {
				f.contradict(fmt.Errorf("%s: %w", bucket, err))
				f.unreadable = append(f.unreadable, where{bucket, slices.Clone(k)})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Promises) collectOne(f *audit, bucket string, k, v []byte) error {
	switch bucket {
	case bucketPromises:
		r := &submissionRecord{}
		if err := p.open(bucket, k, v, r); err != nil {
			return err
		}
		f.promises[r.Key] = r
	case bucketDecisions:
		r := &decisionRecord{}
		if err := p.open(bucket, k, v, r); err != nil {
			return err
		}
		f.decisions[r.Key] = r
	case bucketClosings:
		var r closingRecord
		if err := p.open(bucket, k, v, &r); err != nil {
			return err
		}
		f.closings[r.OrderID] = slices.Clone(k)
	default:
		_, err := p.sealer.open(bucket, k, v)
		return err
	}
	return nil
}

// checkSums compares the records with the sums. An incomplete journal may lack orders that only the end holds, if that is
// up to date.
func (p *Promises) checkSums(tx *bolt.Tx, f *audit, of map[string]sum, current bool) error {
	if !f.summed {
		return nil
	}
	for _, bucket := range summed {
		var found sum
		if err := eachOf(tx, bucket, func(k, v []byte) error { found.add(p.digestAt(bucket, k, v)); return nil }); err != nil {
			return err
		}
		if found == of[bucket] {
			continue
		}
		f.contradict(fmt.Errorf("%s: %w: %d of %d", bucket, errSums, found.Count, of[bucket].Count))
		f.lostUnknown = f.lostUnknown || bucket == bucketJournal && !current
	}
	return nil
}

// told is the first and the last journal entry of a promise or decision.
type told struct{ first, last *entryRecord }

// replay returns the first and the last entry of each promise and decision.
func replay(entries []entryRecord) map[string]told {
	all := map[string]told{}
	for i := range entries {
		e := &entries[i]
		if e.Key == "" {
			continue
		}
		t, met := all[e.Key]
		if !met {
			t.first = e
		}
		t.last = e
		all[e.Key] = t
	}
	return all
}

// over reports whether nothing more was to follow an entry.
func (e *entryRecord) over() bool {
	what := telecom.EntryKind(e.What)
	if e.Request != "" {
		return slices.Contains([]telecom.EntryKind{telecom.EntryPlaced, telecom.EntryFound, telecom.EntryDecided, telecom.EntryWithdrawn,
			telecom.EntryDropped, telecom.EntryLooked}, what)
	}
	switch what {
	case telecom.EntryRefused, telecom.EntryNotSent, telecom.EntryFinal, telecom.EntryLooked:
		return true
	case telecom.EntryDecided:
		return e.OrderID == ""
	}
	return false
}

// replay finds the promises and decisions that are missing or in a state that the journal says has passed. Back: the file is
// older than the kept end; same: it is as old.
func (f *audit) replay(kept endRecord, back, same bool) {
	all := replay(f.entries)
	ended := func(key string) bool { t, is := all[key]; return is && t.last.over() }
	known := map[string]bool{}
	for _, r := range kept.Promises {
		known[r.Key] = true
		is := f.promises[r.Key]
		if !ended(r.Key) && (is == nil || !is.open() || (back || same) && !reflect.DeepEqual(is, r) && r.rank() >= is.rank()) {
			f.restore = append(f.restore, r.restored())
		}
	}
	for _, r := range kept.Decisions {
		known[r.Key] = true
		is := f.decisions[r.Key]
		if !ended(r.Key) && (is == nil || !is.open() || (back || same) && !reflect.DeepEqual(is, r) && r.rank() >= is.rank()) {
			f.restoreDecisions = append(f.restoreDecisions, r.restored())
		}
	}
	for key, t := range all {
		if !t.last.over() && !known[key] {
			f.restoreFromJournal(key, t)
		}
	}
	f.reopened()
	if n := len(f.restore) + len(f.restoreDecisions); n > 0 {
		f.contradict(fmt.Errorf("%d promises and decisions are missing or do not match the journal", n))
	}
}

// restoreFromJournal restores something open of which only the journal knows, as far as it does.
func (f *audit) restoreFromJournal(key string, t told) {
	if t.first.Request != "" {
		is := f.decisions[key]
		if is == nil {
			at := preciseTimeOf(t.first.domain().At)
			is = &decisionRecord{Key: key, RequestID: t.first.Request, Action: t.first.Action, At: at, SentAt: at, By: t.first.By}
		} else if is.open() {
			return
		}
		r := *is
		r.State = string(telecom.DecisionUnsure)
		f.restoreDecisions = append(f.restoreDecisions, &r)
		return
	}
	is := f.promises[key]
	switch {
	case is != nil && is.open():
		return
	case is != nil:
		r := *is
		r.State = string(telecom.SubmissionUnsure)
		f.restore = append(f.restore, r.restored())
	case t.last.OrderID == "" && (t.first.Service == "" || telecom.Kind(t.first.Kind) == telecom.CancelOrder):
		f.lostUnknown = true // its number, SIM or order is not known
		f.contradict(errors.New("an order is missing of which the journal holds too little"))
	default:
		r := &submissionRecord{Key: key, At: timestampOf(t.first.domain().At), By: t.first.By, State: string(telecom.SubmissionUnsure),
			OrderID: t.last.OrderID}
		if r.OrderID != "" {
			r.State = string(telecom.SubmissionPlaced)
		}
		r.Draft = telecom.Draft{Kind: telecom.Kind(t.first.Kind), ServiceID: t.first.Service}
		if r.Draft.Kind == telecom.CancelOrder {
			r.Draft.OrderID = r.OrderID
		}
		f.restore = append(f.restore, r)
	}
}

// reopened finds closings that the journal says were taken back or never made.
func (f *audit) reopened() {
	if f.broken {
		return
	}
	closed := map[string]bool{}
	for i := range f.entries {
		switch e := &f.entries[i]; telecom.EntryKind(e.What) {
		case telecom.EntryClosed:
			closed[e.OrderID] = true
		case telecom.EntryReopened:
			delete(closed, e.OrderID)
		}
	}
	for id, key := range f.closings {
		if !closed[id] {
			f.stale = append(f.stale, where{bucketClosings, key})
			f.contradict(errors.New("an order is closed here, but not in the journal"))
		}
	}
}

func (r *submissionRecord) open() bool {
	return (&telecom.Submission{State: telecom.SubmissionState(r.State)}).Open()
}

func (r *decisionRecord) open() bool {
	return (&telecom.Decision{State: telecom.DecisionState(r.State)}).Open()
}

// rank is how far an open promise has come.
func (r *submissionRecord) rank() int {
	return slices.Index([]telecom.SubmissionState{telecom.SubmissionSending, telecom.SubmissionUnsure, telecom.SubmissionPlaced},
		telecom.SubmissionState(r.State))
}

// rank is how far an open decision has come.
func (r *decisionRecord) rank() int {
	return slices.Index([]telecom.DecisionState{telecom.DecisionWaiting, telecom.DecisionSending, telecom.DecisionUnsure},
		telecom.DecisionState(r.State))
}

// restored returns a promise to restore: one that was being sent is searched for, from the start.
func (r *submissionRecord) restored() *submissionRecord {
	c := *r
	if c.Scans = 0; c.State == string(telecom.SubmissionSending) {
		c.State = string(telecom.SubmissionUnsure)
	}
	return &c
}

// restored returns a decision to restore.
func (r *decisionRecord) restored() *decisionRecord {
	c := *r
	if c.Scans = 0; c.State == string(telecom.DecisionSending) {
		c.State = string(telecom.DecisionUnsure)
	}
	return &c
}
