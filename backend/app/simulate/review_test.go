package simulate

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/config"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// The same proof for decisions on subscription requests: staff on a few desks of real parts, without a network for days,
// at desks that die, at a portal that loses its answers and on whose requests others act meanwhile. Nothing is applied
// twice, nothing is dropped, and whoever met a change is asked.

// reviewDanger is something that could apply a decision twice, or drop it.
type reviewDanger int

const (
	daysOffline reviewDanger = iota
	lostVerdict
	deskDied
	diedAfterSending
	someoneElse
	twoDesks
	sameStatus
	takenTwice
	undone
	changedMind
	toldAgain
	undoneAgain
	droppedByAPerson
	keptForLater
	settledByAPerson
	saidAndNotDone
	echoed
	reviewDangers
)

var reviewDangerNames = [reviewDangers]string{"days offline", "lost reply", "crash", "crash after send", "somebody else’s change",
	"two desks on one request",
	"an action that ends in the same status", "double click", "taken back", "another decision in its place", "taken again",
	"taken again and taken back", "dropped by a person",
	"kept for later", "settled by a person", "called done and not done", "a server that echoes"}

// reviewKinds are the servers to decide at; a mock takes everything and keeps nothing.
var reviewKinds = []portalsim.Personality{portalsim.Ideal, portalsim.Ideal, portalsim.Reference, portalsim.Independent, portalsim.OpenPlain,
	portalsim.OpenNamed, portalsim.Certified}

// reviewWish is what one person wants of one request: a decision, and after that what comes of it.
type reviewWish struct {
	who, request string
	taken        bool // a desk has said that it keeps the decision
	again        int  // how often a desk has said that it was taken again
}

// review is one story, drawn from a seed.
type review struct {
	seed  uint64
	kind  portalsim.Personality
	still bool // nothing happens by itself at the portal
	dir   string
	sim   *portalsim.Portal
	echo  *echo // nil: the server carries out what it takes
	dice  *dice
	desks []*reviewer

	mu     sync.Mutex
	wishes []*reviewWish
	acted  map[string]bool // what others did: a request and a status
	seen   [reviewDangers]bool
}

func (r *review) met(d reviewDanger) {
	r.mu.Lock()
	r.seen[d] = true
	r.mu.Unlock()
}

// reviewer is a desk through its lives.
type reviewer struct {
	*review
	n      int
	line   *portalsim.Network
	key    vault.Key
	dieOn  int // the number of the write or send at which it dies; 0: it does not
	broken func(outbox.DecisionOptions) outbox.DecisionOptions

	mu    sync.Mutex
	now   *reviewLife
	lives int
}

// reviewLife is a desk from its start to its crash.
type reviewLife struct {
	body
	desk      *reviewer
	decisions *outbox.Decisions
}

func (r *reviewer) start(files map[string][]byte) *reviewLife {
	r.mu.Lock()
	r.lives++
	dir := filepath.Join(r.dir, strconv.Itoa(r.n)+"-"+strconv.Itoa(r.lives))
	r.mu.Unlock()
	l := &reviewLife{desk: r}
	must(l.assemble(dir, files, r.key, config.Profile{Role: telecom.RoleDelivery,
		ServiceInventory: tmf + "serviceInventory/v4", ServiceOrdering: tmf + "serviceOrdering/v4",
		ProductOrdering:  tmf + "productOrderingManagement/v4",
		ProductInventory: tmf + "productInventory/v4", Agreement: tmf + "agreementManagement/v4"},
		func(ctx context.Context, network, address string) (net.Conn, error) {
			if l.dead.Load() {
				return nil, errDied
			}
			return r.line.Dial(ctx, network, address)
		}))
	o := outbox.DecisionOptions{Sender: &reviewSender{l}, Ledger: &reviewLedger{l}, Reader: l.parts.Requests, Role: telecom.RoleDelivery,
		Portal: "portal"}
	if r.broken != nil {
		o = r.broken(o)
	}
	l.decisions = outbox.NewDecisions(o)
	return l
}

// live keeps a desk running until the context ends.
func (r *reviewer) live(ctx context.Context) {
	var files map[string][]byte
	for ctx.Err() == nil {
		l := r.start(files)
		up := func(is bool) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.now = nil; is {
				r.now = l
			}
		}
		files = l.run(ctx, up, l.decisions.Wait, l.parts.Requests.Run, l.decisions.Run)
		down(ctx, r.dice, files, time.Minute)
	}
}

func (r *reviewer) alive() *reviewLife {
	for {
		r.mu.Lock()
		l := r.now
		r.mu.Unlock()
		if l != nil && !l.dead.Load() {
			return l
		}
		time.Sleep(time.Second)
	}
}

// step is where a desk may die; what the disk holds then is what was said to be written, or a part of what is about to be.
func (l *reviewLife) step(written bool) bool {
	r := l.desk
	r.mu.Lock()
	r.dieOn--
	hit := r.dieOn == 0
	r.mu.Unlock()
	if !hit || l.dead.Swap(true) {
		return l.dead.Load()
	}
	r.met(deskDied)
	h := l.disk
	if written {
		h = torn(r.dice, h, l.onDisk())
	}
	l.save(h)
	close(l.crashed)
	return true
}

type reviewLedger struct{ *reviewLife }

func (l *reviewLedger) write(do func() error) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.dead.Load() || l.step(false) {
		return errDied
	}
	if err := do(); err != nil {
		return err
	}
	if l.step(true) {
		return errDied
	}
	l.disk = l.onDisk()
	return nil
}

func (l *reviewLedger) Record(d telecom.Decision, at time.Time, allowed func([]telecom.Decision) error) error {
	return l.write(func() error { return l.parts.Promises.Record(d, at, allowed) })
}

func (l *reviewLedger) ChangeDecision(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Decision) error) error {
	return l.write(func() error { return l.parts.Promises.ChangeDecision(key, deed, at, by, text, change) })
}

func (l *reviewLedger) ScannedDecision(key string) error {
	return l.write(func() error { return l.parts.Promises.ScannedDecision(key) })
}

func (l *reviewLedger) Decisions() ([]telecom.Decision, error) { return l.parts.Promises.Decisions() }

type reviewSender struct{ *reviewLife }

func (s *reviewSender) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	dies := func() bool {
		s.writing.Lock()
		defer s.writing.Unlock()
		return s.dead.Load() || s.step(false)
	}
	nobody := telecom.DecisionOutcome{State: telecom.DecisionUnsure}
	if dies() {
		return nobody
	}
	if d.To == d.On.Status || d.Action == telecom.RetryProvisioning {
		s.desk.met(sameStatus)
	}
	o := s.parts.Portal.Patch(ctx, d, now)
	if o.State == telecom.DecisionUnsure {
		s.desk.met(lostVerdict)
	}
	if o.State == telecom.DecisionApplied && len(s.desk.came(d.Key)) == 0 {
		s.desk.met(saidAndNotDone)
	}
	if dies() {
		s.desk.met(diedAfterSending)
		return nobody
	}
	return o
}

// tellReview plays one story and judges it.
func tellReview(t *testing.T, seed uint64, broken func(outbox.DecisionOptions) outbox.DecisionOptions) (j *judgement) {
	dir, err := os.MkdirTemp(memory(), "commsdesk-review-")
	must(err)
	defer os.RemoveAll(dir)
	synctest.Test(t, func(t *testing.T) {
		d := newDice(seed, 7)
		r := &review{seed: seed, dir: dir, dice: d, kind: reviewKinds[d.n(len(reviewKinds))], still: d.percent(70), acted: map[string]bool{}}
		c := portalsim.Config{Seed: seed, Services: 1, Orders: -1, Requests: 18 + d.n(8), StillRequests: r.still, Personality: r.kind}
		if d.percent(20) {
			c.Variants = []portalsim.Variant{portalsim.WeakTags}
		}
		r.sim, err = portalsim.New(c)
		must(err)
		if of := newDice(seed, 8); of.percent(15) {
			r.echo = &echo{review: r, dice: of, stored: map[string][]any{}}
		}
		for n := range 1 + d.n(2) {
			desk := &reviewer{review: r, n: n, line: portalsim.NewNetwork(host(n)), key: [32]byte{byte(n), byte(seed)}, broken: broken}
			if d.percent(50) {
				desk.dieOn = 1 + d.n(12)
			}
			r.desks = append(r.desks, desk)
		}
		j = r.run()
	})
	return j
}

func (r *review) run() *judgement {
	var servers []*portalsim.Server
	ctx, end := context.WithCancel(context.Background())
	var living, acting sync.WaitGroup
	for _, desk := range r.desks {
		servers = append(servers, r.sim.StartOn(desk.line, func(portal http.Handler) http.Handler {
			if r.echo == nil {
				return portal
			}
			return r.echo.echoes(portal)
		}))
		living.Go(func() { desk.live(ctx) })
	}
	time.Sleep(20 * time.Second)
	first := ""
	for n := range 1 + r.dice.n(4) {
		desk := r.desks[r.dice.n(len(r.desks))]
		request := r.choose(desk.alive())
		if first != "" && r.dice.percent(25) {
			request = first
			r.met(twoDesks)
		}
		first = request
		if request == "" {
			continue
		}
		begins := r.dice.upTo(2 * time.Minute)
		acting.Go(func() {
			time.Sleep(begins)
			r.person("person"+strconv.Itoa(n), desk, request)
		})
	}
	acting.Go(func() { r.weather() })
	acting.Wait()
	r.sim.SetFaults()
	must(r.sim.AnswerWrites(0, false))
	for _, desk := range r.desks {
		desk.line.Mend()
		desk.mu.Lock()
		desk.dieOn = 0
		desk.mu.Unlock()
	}
	for range 60 {
		time.Sleep(30 * time.Second)
		if r.rests() {
			break
		}
	}
	r.settles()
	j := r.judge()
	end()
	living.Wait()
	for _, s := range servers {
		must(s.Close())
	}
	time.Sleep(time.Minute)
	return j
}

// rests reports whether no decision is waiting or being sent, and a person can settle every unsure one.
func (r *review) rests() bool {
	for _, desk := range r.desks {
		all, err := desk.alive().parts.Promises.Decisions()
		must(err)
		for _, d := range all {
			if d.State == telecom.DecisionWaiting || d.State == telecom.DecisionSending || d.State == telecom.DecisionUnsure &&
				!d.Settleable(time.Now()) {
				return false
			}
		}
	}
	return true
}

func TestDecisions_NoneAppliedTwiceNoneDropped(t *testing.T) {
	n, first := number("REVIEWS", max(120, number("SIMULATE", 3000)/100)), uint64(number("SEED", 1))
	twice, dropped, applied, asked := 0, 0, 0, 0
	var dangers [reviewDangers]int
	var mu sync.Mutex
	tellReviews(t, first, n, nil, func(j *judgement) bool {
		mu.Lock()
		defer mu.Unlock()
		twice, dropped, applied, asked = twice+len(j.twice), dropped+len(j.dropped), applied+j.applied, asked+j.asked
		for _, tale := range append(j.twice, j.dropped...) {
			t.Error(tale)
		}
		for d, seen := range j.seen {
			if seen {
				dangers[d]++
			}
		}
		return twice+dropped > 20
	})
	fmt.Printf("%d decisions applied, %d came back to a person\n", applied, asked)
	if applied == 0 {
		t.Error("no decision was applied: that judges nothing")
	}
	for d, count := range dangers {
		share := 100 * float64(count) / float64(n)
		fmt.Printf("%-40s %9d  %5.1f %%\n", reviewDangerNames[d], count, share)
		if share < 1 && n >= 1000 { // of fewer, chance leaves out one that is not rare
			t.Errorf("%s is too rare to prove anything", reviewDangerNames[d])
		}
	}
	fmt.Printf("reviews %d, applied twice %d, dropped %d\n", n, twice, dropped)
}

// tellReviews plays stories on every processor, until enough says so.
func tellReviews(t *testing.T, first uint64, n int, broken func(outbox.DecisionOptions) outbox.DecisionOptions,
	enough func(*judgement) bool) {
	var next atomic.Int64
	var done atomic.Bool
	t.Run("desks", func(t *testing.T) {
		for range 2 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for !done.Load() {
					k := next.Add(1) - 1
					if k >= int64(n) {
						return
					}
					if enough(tellReview(t, first+uint64(k), broken)) {
						done.Store(true)
					}
				}
			})
		}
	})
}
