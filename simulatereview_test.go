package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend"
	"commsdesk/backend/home"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/profile"
	"commsdesk/backend/session"
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
	reviewDangers
)

var reviewDangerNames = [reviewDangers]string{"days offline", "lost reply", "crash", "crash after send", "somebody else’s change", "two desks on one request",
	"an action that ends in the same status", "double click", "taken back"}

// reviewKinds are the servers to decide at; a mock takes everything and keeps nothing.
var reviewKinds = []portalsim.Personality{portalsim.Ideal, portalsim.Ideal, portalsim.Reference, portalsim.Independent, portalsim.OpenPlain, portalsim.OpenNamed, portalsim.Certified}

// reviewWish is one decision that one person takes, once.
type reviewWish struct {
	who, request string
	withdrawn    bool
	taken        bool
}

// review is one story, drawn from a seed.
type review struct {
	seed  uint64
	kind  portalsim.Personality
	dir   string
	sim   *portalsim.Portal
	dice  *dice
	desks []*reviewer

	mu     sync.Mutex
	wishes []*reviewWish
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
	line   *portalsim.Line
	key    session.Key
	dieOn  int // the how manieth write or sending it dies at; 0: it does not
	broken func(outbox.DecisionOptions) outbox.DecisionOptions

	mu    sync.Mutex
	now   *reviewLife
	lives int
}

// reviewLife is a desk from its start to its crash.
type reviewLife struct {
	desk      *reviewer
	parts     *parts
	decisions *outbox.Decisions
	dir       string
	dead      atomic.Bool
	crashed   chan struct{}

	writing sync.Mutex
	disk    held
	saved   map[string][]byte
}

func (r *reviewer) start(files map[string][]byte) *reviewLife {
	r.mu.Lock()
	r.lives++
	dir := filepath.Join(r.dir, strconv.Itoa(r.n)+"-"+strconv.Itoa(r.lives))
	r.mu.Unlock()
	must(os.MkdirAll(dir, 0o700))
	for name, content := range files {
		must(os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	l := &reviewLife{desk: r, dir: dir, crashed: make(chan struct{})}
	a := NewApp(home.Home{}, keyring{}, "", "test", zerolog.Nop())
	a.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if l.dead.Load() {
			return nil, errDied
		}
		return r.line.Dial(ctx, network, address)
	}
	const tmf = "http://portal.test/tmf-api/"
	whole, err := a.assemble(profile.Profile{Name: "Provider", Zone: time.UTC, Country: "AU", Role: backend.RoleDelivery,
		ServiceInventory: tmf + "serviceInventory/v4", ServiceOrdering: tmf + "serviceOrdering/v4", ProductOrdering: tmf + "productOrderingManagement/v4",
		ProductInventory: tmf + "productInventory/v4", Agreement: tmf + "agreementManagement/v4"}, dir, r.key, true)
	must(err)
	l.parts = whole
	l.disk = l.onDisk()
	o := outbox.DecisionOptions{Sender: &reviewSender{l}, Ledger: &reviewLedger{l}, Reader: whole.requests, Role: backend.RoleDelivery, Portal: "portal"}
	if r.broken != nil {
		o = r.broken(o)
	}
	l.decisions = outbox.NewDecisions(o)
	return l
}

func (l *reviewLife) onDisk() (h held) {
	var err error
	h.promises, err = os.ReadFile(filepath.Join(l.dir, "promises.db"))
	must(err)
	h.end, err = os.ReadFile(filepath.Join(l.dir, "journal.head"))
	must(err)
	return h
}

// live keeps a desk running until the context ends.
func (r *reviewer) live(ctx context.Context) {
	var files map[string][]byte
	for ctx.Err() == nil {
		l := r.start(files)
		running, stop := context.WithCancel(ctx)
		var loops sync.WaitGroup
		loops.Go(func() { l.parts.requests.Run(running) })
		loops.Go(func() { l.decisions.Run(running) })
		r.mu.Lock()
		r.now = l
		r.mu.Unlock()
		select {
		case <-l.crashed:
		case <-ctx.Done():
		}
		r.mu.Lock()
		r.now = nil
		r.mu.Unlock()
		stop()
		loops.Wait()
		l.decisions.Wait()
		_ = l.parts.close()
		files = l.saved
		must(os.RemoveAll(l.dir))
		if ctx.Err() == nil {
			if r.dice.percent(20) {
				delete(files, "cache.db")
			}
			time.Sleep(r.dice.upTo(time.Minute))
		}
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
func (l *reviewLife) step(torn bool) bool {
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
	if torn {
		h = held{tornFile(r.dice, h.promises, l.onDisk().promises), h.end}
	}
	cache, err := os.ReadFile(filepath.Join(l.dir, "cache.db"))
	must(err)
	l.saved = map[string][]byte{"promises.db": h.promises, "journal.head": h.end, "cache.db": cache}
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

func (l *reviewLedger) Decide(d backend.Decision, at time.Time, allowed func([]backend.Decision) error) error {
	return l.write(func() error { return l.parts.promises.Decide(d, at, allowed) })
}

func (l *reviewLedger) ChangeDecision(key string, deed backend.Deed, at time.Time, by, text string, change func(*backend.Decision) error) error {
	return l.write(func() error { return l.parts.promises.ChangeDecision(key, deed, at, by, text, change) })
}

func (l *reviewLedger) ScannedDecision(key string) error {
	return l.write(func() error { return l.parts.promises.ScannedDecision(key) })
}

func (l *reviewLedger) Decisions() ([]backend.Decision, error) { return l.parts.promises.Decisions() }

type reviewSender struct{ *reviewLife }

func (s *reviewSender) Decide(ctx context.Context, d backend.Decision, now backend.Request) backend.DecisionOutcome {
	dies := func() bool {
		s.writing.Lock()
		defer s.writing.Unlock()
		return s.dead.Load() || s.step(false)
	}
	nobody := backend.DecisionOutcome{State: backend.DecisionUnsure}
	if dies() {
		return nobody
	}
	if d.To == d.On.Status || d.Action == backend.RetryProvisioning {
		s.desk.met(sameStatus)
	}
	o := s.parts.portal.Decide(ctx, d, now)
	if o.State == backend.DecisionUnsure {
		s.desk.met(lostVerdict)
	}
	if dies() {
		s.desk.met(diedAfterSending)
		return nobody
	}
	return o
}

// judgement is what came of a story.
type judgement struct {
	twice, dropped []string
	applied, asked int
	seen           [reviewDangers]bool
}

// tellReview plays one story and judges it.
func tellReview(t *testing.T, seed uint64, broken func(outbox.DecisionOptions) outbox.DecisionOptions) (j *judgement) {
	dir, err := os.MkdirTemp(memory(), "commsdesk-review-")
	must(err)
	defer os.RemoveAll(dir)
	synctest.Test(t, func(t *testing.T) {
		d := newDice(seed, 7)
		r := &review{seed: seed, dir: dir, dice: d, kind: reviewKinds[d.n(len(reviewKinds))]}
		r.sim, err = portalsim.New(portalsim.Config{Seed: seed, Services: 1, Orders: -1, Requests: 18 + d.n(8), StillRequests: d.percent(70), Personality: r.kind})
		must(err)
		for n := range 1 + d.n(2) {
			desk := &reviewer{review: r, n: n, line: portalsim.NewLineFrom(host(n)), key: [32]byte{byte(n), byte(seed)}, broken: broken}
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
		servers = append(servers, r.sim.StartOn(desk.line))
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
	j := r.judge()
	end()
	living.Wait()
	for _, s := range servers {
		must(s.Close())
	}
	time.Sleep(time.Minute)
	return j
}

// choose picks a request on which something may be done, one that failed more often than chance.
func (r *review) choose(l *reviewLife) string {
	list, err := l.parts.cache.Requests(backend.RequestQuery{Limit: 1000})
	must(err)
	var all, again []string
	for _, s := range list.Rows {
		x, _, known, err := l.parts.cache.Request(s.ID)
		must(err)
		if !known || len(offered(&x)) == 0 {
			continue
		}
		all = append(all, s.ID)
		if slices.ContainsFunc(offered(&x), func(o backend.OfferedAction) bool {
			return o.Action == backend.RetryProvisioning || o.Action == backend.SendToCustomer
		}) {
			again = append(again, s.ID)
		}
	}
	switch {
	case len(all) == 0:
		return ""
	case len(again) > 0 && r.dice.percent(30):
		return again[r.dice.n(len(again))]
	}
	return all[r.dice.n(len(all))]
}

func offered(x *backend.Request) []backend.OfferedAction {
	return slices.DeleteFunc(x.Offers(backend.RoleDelivery), func(o backend.OfferedAction) bool { return o.Off != "" })
}

// person takes a decision once, and may click twice, or take it back.
func (r *review) person(who string, desk *reviewer, request string) {
	l := desk.alive()
	x, _, known, err := l.parts.cache.Request(request)
	if err != nil || !known {
		return
	}
	offers := offered(&x)
	if len(offers) == 0 {
		return
	}
	o := offers[r.dice.n(len(offers))]
	for _, same := range offers {
		if (same.Action == backend.RetryProvisioning || same.Action == backend.SendToCustomer) && r.dice.percent(60) {
			o = same
		}
	}
	d := backend.Decision{RequestID: request, Action: o.Action, To: o.To, Text: who, By: who, On: x.Stand()}
	if reasons := o.Action.Reasons(); len(reasons) > 0 {
		d.Reason = reasons[0]
	}
	w := &reviewWish{who: who, request: request}
	r.mu.Lock()
	r.wishes = append(r.wishes, w)
	r.mu.Unlock()
	var clicks sync.WaitGroup
	times := 1
	if r.dice.percent(30) {
		times = 2
		r.met(takenTwice)
	}
	for range times {
		clicks.Go(func() {
			if _, err := l.decisions.Take(d, 10*time.Second); err == nil {
				r.mu.Lock()
				w.taken = true
				r.mu.Unlock()
			}
		})
	}
	clicks.Wait()
	if r.dice.percent(15) {
		time.Sleep(r.dice.upTo(15 * time.Second))
		l := desk.alive()
		for _, k := range decisionsOf(l, who) {
			if l.decisions.Withdraw(k.Key, who) == nil {
				r.mu.Lock()
				w.withdrawn = true
				r.mu.Unlock()
				r.met(undone)
			}
		}
	}
}

func decisionsOf(l *reviewLife, who string) []backend.Decision {
	all, err := l.parts.promises.Decisions()
	must(err)
	return slices.DeleteFunc(slices.Clone(all), func(d backend.Decision) bool { return d.By != who })
}

// weather lets things go wrong, and others act.
func (r *review) weather() {
	d := r.dice
	faults := []portalsim.Fault{portalsim.Lost, portalsim.Garbled, portalsim.WriteSlow, portalsim.Accepted, portalsim.Conflict, portalsim.Slow, portalsim.Burst500, portalsim.Reused}
	away := false
	for range 8 {
		time.Sleep(d.upTo(30 * time.Second))
		lasts := 5*time.Second + d.upTo(time.Minute)
		switch n := d.n(100); {
		case n < 25:
			r.sim.SetFaults(faults[d.n(len(faults))])
			time.Sleep(lasts)
			r.sim.SetFaults()
		case n < 50:
			must(r.sim.AnswerWrites([]int{408, 409, 500, 502, 503, 504}[d.n(6)], d.percent(75)))
			time.Sleep(lasts)
			must(r.sim.AnswerWrites(0, false))
		case n < 53:
			if away {
				continue
			}
			away = true
			r.met(daysOffline)
			for _, desk := range r.desks { // nobody can be reached, so that nobody reads all the time
				desk.line.Cut()
			}
			time.Sleep(20*time.Hour + d.upTo(10*time.Hour))
			for _, desk := range r.desks {
				desk.line.Mend()
			}
		default:
			r.mu.Lock()
			var ids []string
			for _, w := range r.wishes {
				ids = append(ids, w.request)
			}
			r.mu.Unlock()
			if len(ids) == 0 {
				continue
			}
			id := ids[d.n(len(ids))]
			to := backend.RequestStatuses()[d.n(16)]
			if d.percent(20) && r.sim.AskToCancel(id, "another provider") == nil || r.sim.ActOnRequest(id, string(to)) == nil {
				r.met(someoneElse)
			}
		}
	}
}

// rests says whether no decision is on its way any more, and what is unsure can be settled by a person.
func (r *review) rests() bool {
	for _, desk := range r.desks {
		all, err := desk.alive().parts.promises.Decisions()
		must(err)
		for _, d := range all {
			if d.State == backend.DecisionWaiting || d.State == backend.DecisionSending || d.State == backend.DecisionUnsure && !d.Settleable(time.Now()) {
				return false
			}
		}
	}
	return true
}

// judge counts at the portal, by the words of who decided, and compares with what the desks say.
func (r *review) judge() *judgement {
	j := &judgement{seen: r.seen}
	arrived := map[string][]portalsim.DecidedRequest{}
	for _, d := range r.sim.Decided() {
		arrived[d.ReasonText] = append(arrived[d.ReasonText], d)
		if !strings.HasPrefix(d.ReasonText, "person") {
			j.dropped = append(j.dropped, "a decision of nobody: "+d.Body)
		}
	}
	states := map[string][]backend.Decision{}
	for _, desk := range r.desks {
		all, err := desk.alive().parts.promises.Decisions()
		must(err)
		for _, d := range all {
			states[d.By] = append(states[d.By], d)
		}
	}
	for _, w := range r.wishes {
		came, told := arrived[w.who], states[w.who]
		tale := fmt.Sprintf("seed %d, %s, %s on %s: %d came, %+v", r.seed, r.kind, w.who, w.request, len(came), told)
		if len(came) > 1 || len(told) > 1 {
			j.twice = append(j.twice, tale)
		}
		if len(told) == 0 {
			if w.taken || len(came) > 0 {
				j.dropped = append(j.dropped, "gone: "+tale)
			}
			continue
		}
		d := told[0]
		left := !d.SentAt.IsZero()
		wrong := ""
		switch d.State {
		case backend.DecisionApplied:
			j.applied++
			if len(came) == 0 && d.On.Status == d.To {
				wrong = "called applied, and it is not"
			}
			if len(came) == 1 && came[0].From != string(d.On.Status) && d.On.Version != "" {
				wrong = "applied to what nobody decided on"
			}
		case backend.DecisionRefused, backend.DecisionWithdrawn:
			if len(came) > 0 {
				wrong = "called not applied, and it is"
			}
		case backend.DecisionConflict:
			j.asked++
			if len(came) > 0 && !left {
				wrong = "called never sent, and it came"
			}
		case backend.DecisionUnsure:
			j.asked++
			if !d.Settleable(time.Now()) {
				wrong = "waits for nobody"
			}
		default:
			wrong = "stays on its way"
		}
		if wrong != "" {
			j.dropped = append(j.dropped, wrong+": "+tale)
		}
	}
	return j
}

func TestNoDecisionIsAppliedTwiceAndNoneIsDropped(t *testing.T) {
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
	for d, count := range dangers {
		share := 100 * float64(count) / float64(n)
		fmt.Printf("%-40s %9d  %5.1f %%\n", reviewDangerNames[d], count, share)
		if share < 1 {
			t.Errorf("%s is too rare to prove anything", reviewDangerNames[d])
		}
	}
	fmt.Printf("reviews %d, applied twice %d, dropped %d\n", n, twice, dropped)
}

// tellReviews plays stories on every processor, until enough says so.
func tellReviews(t *testing.T, first uint64, n int, broken func(outbox.DecisionOptions) outbox.DecisionOptions, enough func(*judgement) bool) {
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

// stubbornReviewer sends again what it heard no answer to.
type stubbornReviewer struct{ outbox.DecisionSender }

func (s stubbornReviewer) Decide(ctx context.Context, d backend.Decision, now backend.Request) backend.DecisionOutcome {
	o := s.DecisionSender.Decide(ctx, d, now)
	if o.State == backend.DecisionUnsure {
		now.Tag, now.Version = "", ""
		o = s.DecisionSender.Decide(ctx, d, now)
	}
	return o
}

// forgetfulLedger does not write that a decision is about to be sent.
type forgetfulLedger struct{ outbox.DecisionLedger }

func (l forgetfulLedger) ChangeDecision(key string, deed backend.Deed, at time.Time, by, text string, change func(*backend.Decision) error) error {
	if deed != backend.DeedPromised {
		return l.DecisionLedger.ChangeDecision(key, deed, at, by, text, func(d *backend.Decision) error {
			if d.State == backend.DecisionWaiting && deed != backend.DeedWithdrawn && deed != backend.DeedConflict {
				d.State, d.SentAt = backend.DecisionSending, at
			}
			return change(d)
		})
	}
	all, err := l.DecisionLedger.Decisions()
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Key == key {
			return change(&d)
		}
	}
	return errors.New("unknown")
}

func TestABrokenReviewIsFound(t *testing.T) {
	for name, broken := range map[string]func(outbox.DecisionOptions) outbox.DecisionOptions{
		"sends again":           func(o outbox.DecisionOptions) outbox.DecisionOptions { o.Sender = stubbornReviewer{o.Sender}; return o },
		"writes after it sends": func(o outbox.DecisionOptions) outbox.DecisionOptions { o.Ledger = forgetfulLedger{o.Ledger}; return o },
	} {
		var found atomic.Int64
		tellReviews(t, 1, 600, broken, func(j *judgement) bool { return found.Add(int64(len(j.twice)+len(j.dropped))) > 0 })
		if found.Load() == 0 {
			t.Errorf("a desk that %s is not found", name)
		}
	}
}
