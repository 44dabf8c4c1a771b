package simulate

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"commsdesk/backend/config"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// station is a desk through all its lives: its place in the network, its clock and what it has on the disk.
type station struct {
	*schedule
	n    int
	line *portalsim.Network
	key  vault.Key
	skew time.Duration // of the portal's clock, as this desk sees it
	dice *dice
	bad  atomic.Bool // whether its network is bad

	crashAt string // the step at which it dies, once
	crashOn int    // the number of the visit at which it dies
	sleepOn int    // the number of the promise after which the machine sleeps
	sleeps  time.Duration
	fullOn  int // the number of the write at which the disk is full
	fullFor time.Duration

	mu       sync.Mutex
	now      *life // nil while it is down
	lives    int
	promised map[string]string // key and who, of all promises that were written
	left     map[string]bool   // keys of those that came to the sending
	unsure   map[string]bool   // keys of those nobody knew the outcome of
	alarms   []string          // what was said about the promises at a start

	fullUntil time.Time

	judging atomic.Int64 // readings of the portal for orders, under way
	spoils  spoiling     // what happens to its files
	spoilt  bool         // has happened
	refused bool         // the desk said that it cannot be opened so
	said    bool         // the desk said that something is wrong with what it kept
	stopped bool         // so that no order leaves it
	escaped []string     // who sent one all the same
	pasts   []past
}

// life is a desk from its start to its crash: the real parts, and what of them is watched.
type life struct {
	body
	station *station
	outbox  *outbox.Outbox
	next    held // the promises as the disk is about to hold them

	mu    sync.Mutex
	wires []*wire
}

// tmf is where the portal is asked.
const tmf = "http://portal.test/tmf-api/"

var errDied = errors.New("this desk died")

// start begins a life with the files that the last one left.
func (s *station) start(files map[string][]byte) (*life, error) {
	s.mu.Lock()
	s.lives++
	dir := filepath.Join(s.dir, strconv.Itoa(s.n)+"-"+strconv.Itoa(s.lives))
	s.mu.Unlock()
	l := &life{station: s}
	err := l.assemble(dir, files, s.key, config.Profile{ServiceInventory: tmf + "serviceInventory/v4",
		ServiceOrdering: tmf + "serviceOrdering/v4"}, l.dial)
	if err != nil {
		return nil, err
	}
	whole := l.parts
	if notice := whole.Promises.Notice(); notice != nil {
		s.mu.Lock()
		s.said, s.stopped = true, whole.Promises.Held() != nil
		s.alarms = append(s.alarms, fmt.Sprintf("seed %d, desk %d, life %d: %v", s.seed, s.n, s.lives, notice.Cause))
		s.mu.Unlock()
	}
	var o = outbox.Options{
		Sender: &watchedSender{l, whole.Portal},
		Ledger: &watchedLedger{l, whole.Promises},
		Reader: &watchedReader{whole.Reader, l},
	}
	if s.mutant.parts != nil {
		o = s.mutant.parts(o)
	}
	if l.outbox, err = outbox.New(o); err != nil {
		_ = l.parts.Close()
		return nil, err
	}
	return l, nil
}

// live keeps a desk running until the context ends, through its crashes.
func (s *station) live(ctx context.Context) {
	var files map[string][]byte
	for ctx.Err() == nil {
		l := s.begin(files)
		up := func(is bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.now = nil; is {
				s.now = l
			}
		}
		files = l.run(ctx, up, l.outbox.Wait, func(ctx context.Context) { s.passes(ctx, l) }, l.outbox.Run)
		down(ctx, s.dice, files, 20*time.Second)
	}
}

// passes runs the mirror until the end of the run, or of the passes.
func (s *station) passes(ctx context.Context, l *life) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-s.quiet:
			stop()
		case <-ctx.Done():
		}
	}()
	l.parts.Mirror.Run(ctx)
}

func (s *station) up() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now != nil && !s.now.dead.Load()
}

// alive waits for the desk to run.
func (s *station) alive(ctx context.Context) *life {
	for ctx.Err() == nil {
		s.mu.Lock()
		l := s.now
		s.mu.Unlock()
		if l != nil && !l.dead.Load() {
			return l
		}
		time.Sleep(500 * time.Millisecond)
	}
	return nil
}

// trap lets the desk die where its script says so.
func (l *life) trap(step string) bool {
	s := l.station
	s.mu.Lock()
	hit := s.crashAt == step
	if hit {
		s.crashOn--
		if hit = s.crashOn == 0; hit {
			s.crashAt = ""
		}
	}
	s.mu.Unlock()
	if hit && !l.dead.Load() {
		l.die(step)
		return true
	}
	return false
}

// die ends a life at this moment: the files stay as they are, the connections break, and nothing more is written.
func (l *life) die(step string) {
	if step != "promise.in" && step != "write.torn" { // which hold it
		l.writing.Lock()
		defer l.writing.Unlock()
	}
	if l.dead.Swap(true) {
		return
	}
	switch step {
	case "promise.after", "place.before", "wire.before":
		l.station.met(crashBeforeSend)
	case "wire.after", "place.after", "settle.before":
		l.station.met(crashAfterSend)
	case "write.torn":
		l.station.met(tornWrite)
		l.disk = torn(l.station.dice, l.disk, l.next)
	}
	l.save(l.disk)
	l.mu.Lock()
	for _, w := range l.wires {
		if !w.post { // those are in flight, and decide for themselves
			w.Conn.Close()
		}
	}
	l.mu.Unlock()
	close(l.crashed)
}

type watchedSender struct {
	*life
	real outbox.Sender
}

func (s *watchedSender) Place(ctx context.Context, p telecom.Submission) telecom.Outcome {
	s.trap("place.before")
	if s.dead.Load() {
		return telecom.Outcome{State: telecom.SubmissionUnsure}
	}
	began := time.Now()
	s.station.sent(ctx)
	s.station.mu.Lock()
	s.station.left[p.Key] = true
	if s.station.stopped {
		s.station.escaped = append(s.station.escaped, p.By)
	}
	s.station.mu.Unlock()
	o := s.real.Place(ctx, p)
	if time.Since(began) > 5*time.Second {
		s.station.met(slowAnswer)
	}
	if o.State == telecom.SubmissionUnsure {
		s.station.mu.Lock()
		s.station.unsure[p.Key] = true
		s.station.mu.Unlock()
	}
	s.trap("place.after")
	return o
}

type watchedLedger struct {
	*life
	real *store.Promises
}

func (l *watchedLedger) Promise(p telecom.Submission, at time.Time, allowed func([]telecom.Submission) error) error {
	l.remembers()
	err := l.write(func() error {
		return l.real.Promise(p, at, func(known []telecom.Submission) error {
			if err := allowed(known); err != nil {
				return err
			}
			if l.trap("promise.in") {
				return errDied
			}
			return nil
		})
	})
	if errors.Is(err, errFull) {
		l.station.met(fullBeforeSend)
	}
	if err != nil {
		return err
	}
	s := l.station
	s.mu.Lock()
	s.promised[p.Key] = p.By
	s.sleepOn--
	asleep := s.sleepOn == 0
	s.mu.Unlock()
	l.trap("promise.after")
	if asleep {
		s.met(sleepBeforeSend)
		time.Sleep(s.sleeps)
	}
	return nil
}

func (l *watchedLedger) Settle(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Submission) error) error {
	l.trap("settle.before")
	err := l.write(func() error { return l.real.Settle(key, deed, at, by, text, change) })
	if errors.Is(err, errFull) {
		l.station.mu.Lock()
		left := l.station.left[key]
		l.station.mu.Unlock()
		if left && deed != telecom.EntryFinal {
			l.station.met(fullAfterSend)
		}
	}
	l.trap("settle.after")
	return err
}

func (l *watchedLedger) Scanned(key string) error {
	return l.write(func() error { return l.real.Scanned(key) })
}

func (l *watchedLedger) All() ([]telecom.Submission, error) { return l.real.All() }

func (l *watchedLedger) Held() *telecom.Error { return l.real.Held() }

func (l *watchedLedger) ClosedHere() ([]telecom.ClosedHere, error) { return l.real.ClosedHere() }

func (l *watchedLedger) Forget(before time.Time) error {
	l.writing.Lock() // at every start, and of nothing that a schedule does: no danger counts here
	defer l.writing.Unlock()
	err := l.real.Forget(before)
	l.disk = l.onDisk()
	return err
}

func (l *watchedLedger) ReopenHere(orderID, by, why string, at time.Time) error {
	return l.write(func() error { return l.real.ReopenHere(orderID, by, why, at) })
}

type watchedReader struct {
	outbox.Reader
	*life
}

func (r *watchedReader) Fresh(ctx context.Context, d *telecom.Draft) error {
	r.trap("fresh.before")
	r.station.judging.Add(1)
	err := r.Reader.Fresh(ctx, d)
	r.station.judging.Add(-1)
	r.station.read(ctx, err)
	r.trap("fresh.after")
	if r.dead.Load() {
		return errDied
	}
	return err
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
