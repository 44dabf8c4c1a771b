package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/bindings"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// What was sent from here is in two files, and a disk may change any bit of them. Whichever it is, everything is as it
// was, or a problem is reported; and no order leaves for a service that has one in progress.

// flipsInShort is how many bits are flipped in turn, unless FLIPS=all asks for every one.
const flipsInShort = 2000

// What one flipped bit may cost.
const (
	flipTakes = 20 * time.Second // on a machine that does much else
	flipNeeds = 128 << 20
)

// sentFiles are the two files.
type sentFiles struct{ promises, head []byte }

func (s sentFiles) flipped(bit int) sentFiles {
	s.promises, s.head = bytes.Clone(s.promises), bytes.Clone(s.head)
	if at := bit / 8; at < len(s.promises) {
		s.promises[at] ^= 1 << (bit % 8)
	} else {
		s.head[at-len(s.promises)] ^= 1 << (bit % 8)
	}
	return s
}

// sentWhole is all that lies in them.
type sentWhole struct {
	Promises  []telecom.Submission
	Drafts    []telecom.KeptDraft
	Decisions []telecom.Decision
	Notes     []telecom.DeskNote
	Closings  []telecom.ClosedHere
	Views     []telecom.SavedView
	Reads     map[string]string
	Journal   []telecom.Entry
}

func readWhole(p *store.Promises) (w sentWhole, err error) {
	var errs [8]error
	w.Promises, errs[0] = p.All()
	w.Drafts, errs[1] = p.Drafts()
	w.Decisions, errs[2] = p.Decisions()
	w.Notes, errs[3] = p.Notes("R1")
	w.Closings, errs[4] = p.ClosedHere()
	w.Views, errs[5] = p.Views()
	w.Reads, errs[6] = p.Reads()
	w.Journal, errs[7] = p.Journal(p.Kept())
	for _, e := range errs {
		if e != nil {
			err = e
		}
	}
	return w, err
}

// The services of the fixture, by what was sent for them.
const (
	onItsWay, placedFor, unsureFor, endedFor, refusedFor = "SENDING", "PLACED", "UNSURE", "ENDED", "REFUSED"
)

var flipKey = [32]byte{7}

// writeSent makes promises of every kind, and all that people write here.
func writeSent(t *testing.T, dir string) sentFiles {
	t.Helper()
	path := filepath.Join(dir, "promises.db")
	p, err := store.OpenPromises(path, store.NewSealer(flipKey))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	try := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	settle := func(key string, deed telecom.EntryKind, state telecom.SubmissionState, order string) {
		try(p.Settle(key, deed, at, "ada", "", func(x *telecom.Submission) error { x.State, x.OrderID = state, order; return nil }))
	}
	for _, service := range []string{endedFor, refusedFor, placedFor, unsureFor, onItsWay} {
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: service, SIMType: telecom.SIMEmbedded}
		try(p.Promise(telecom.Submission{Key: "K-" + service, Draft: d, At: at, By: "ada"}, at, func([]telecom.Submission) error { return nil }))
	}
	settle("K-"+endedFor, telecom.EntryPlaced, telecom.SubmissionPlaced, "ORD1")
	settle("K-"+endedFor, telecom.EntryFinal, telecom.SubmissionClosed, "ORD1")
	settle("K-"+refusedFor, telecom.EntryRefused, telecom.SubmissionRefused, "")
	settle("K-"+placedFor, telecom.EntryPlaced, telecom.SubmissionPlaced, "ORD2")
	settle("K-"+unsureFor, telecom.EntryUnsure, telecom.SubmissionUnsure, "")
	d := telecom.Decision{Key: "D1", RequestID: "R1", Action: telecom.CancelRequest, At: at, By: "ada", State: telecom.DecisionWaiting}
	try(p.Record(d, at, func([]telecom.Decision) error { return nil }))
	try(p.CloseHere(telecom.ClosedHere{OrderID: "ORD9", By: "ada", Why: "support said so", At: at}, "S9", at))
	try(p.KeepNote(telecom.DeskNote{ID: "N1", RequestID: "R1", At: at, By: "ada", Text: "Call first."}))
	try(p.KeepView(telecom.SavedView{Name: "Mine", Query: telecom.RequestQuery{Text: "kestrel"}}))
	try(p.MarkRead("R1", "1"))
	try(p.KeepDraft(telecom.KeptDraft{ID: "draft", Draft: telecom.Draft{Kind: telecom.ChangePlan, ServiceID: "S9"}, At: at}))
	try(p.Close())
	var f sentFiles
	f.promises, err = os.ReadFile(path)
	try(err)
	f.promises = f.promises[:pagesOf(f.promises)]
	f.head, err = os.ReadFile(filepath.Join(dir, "journal.head"))
	try(err)
	return f
}

// pagesOf is how much of a file bbolt uses: its newest head says so, and what follows is room to grow.
func pagesOf(promises []byte) int {
	const page, high, last = 4096, 56, 64
	newest := promises
	if later := promises[page:]; binary.NativeEndian.Uint64(later[last:]) > binary.NativeEndian.Uint64(promises[last:]) {
		newest = later
	}
	return int(binary.NativeEndian.Uint64(newest[high:])) * page
}

// outcome is what came of flipped bits.
type outcome struct {
	judged, refused, said, held int

	slowest time.Duration
	wrong   []string
}

func (o *outcome) add(other *outcome) {
	o.judged += other.judged
	o.refused += other.refused
	o.said += other.said
	o.held += other.held
	o.slowest = max(o.slowest, other.slowest)
	o.wrong = append(o.wrong, other.wrong...)
}

// flipJudge opens flipped files in a folder of its own.
type flipJudge struct {
	ctx   context.Context
	dir   string
	whole sentWhole
}

func (j *flipJudge) lay(s sentFiles) {
	entries, err := os.ReadDir(j.dir)
	must(err)
	for _, e := range entries {
		must(os.Remove(filepath.Join(j.dir, e.Name())))
	}
	must(os.WriteFile(filepath.Join(j.dir, "promises.db"), s.promises, 0o600))
	must(os.WriteFile(filepath.Join(j.dir, "journal.head"), s.head, 0o600))
}

// judge returns what is wrong after opening some files; empty if nothing is.
func (j *flipJudge) judge(s sentFiles, o *outcome) string {
	j.lay(s)
	path := filepath.Join(j.dir, "promises.db")
	p, err := store.OpenPromises(path, store.NewSealer(flipKey))
	if err != nil {
		o.refused++
		if now, _ := os.ReadFile(path); !bytes.Equal(now, s.promises) {
			return "it was refused, and changed"
		}
		if telecom.AsError(err).Text == "" {
			return "it was refused without a word"
		}
		return ""
	}
	defer p.Close()
	notice := p.Notice()
	if notice == nil {
		whole, err := readWhole(p)
		if err != nil {
			return "nothing is said, and it cannot be read: " + err.Error()
		}
		if diff := cmp.Diff(j.whole, whole); diff != "" {
			return "nothing is said of what is lost: " + diff
		}
	} else {
		o.said++
	}
	if p.Held() != nil {
		o.held++
	}
	portal := crowded(0)
	b, err := outbox.New(outbox.Options{Sender: portal, Ledger: p, Reader: portal})
	if err != nil {
		return "it opens, and cannot be read: " + err.Error()
	}
	for _, service := range []string{onItsWay, placedFor, unsureFor} {
		portal.service.ID = service
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: service, SIMType: telecom.SIMEmbedded}
		if v, err := b.Judge(&d); err == nil && v.Level != telecom.Blocked {
			return fmt.Sprintf("%s: %s, notice %v", service, v.Level, notice)
		}
		if _, err := b.Submit(j.ctx, d, "bob", readAll); err == nil || portal.n > 0 {
			return service + ": a second order left"
		}
	}
	if portal.service.ID = endedFor; notice == nil {
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: endedFor, SIMType: telecom.SIMEmbedded}
		if v, err := b.Judge(&d); err != nil || v.Level != telecom.Allowed {
			return fmt.Sprintf("%s: %s, %v", endedFor, v.Level, err)
		}
	}
	return ""
}

// mapped is the memory that the program has had from the system at most.
func mapped() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// TestPromises_EveryFlippedBitIsNoticed flips some bits in turn, or every one with FLIPS=all.
func TestPromises_EveryFlippedBitIsNoticed(t *testing.T) {
	inMemory(t)
	files := writeSent(t, t.TempDir())
	first := &flipJudge{ctx: t.Context(), dir: t.TempDir()}
	first.lay(files)
	p, err := store.OpenPromises(filepath.Join(first.dir, "promises.db"), store.NewSealer(flipKey))
	if err != nil || p.Notice() != nil {
		t.Fatal(err, p.Notice())
	}
	whole, err := readWhole(p)
	if err != nil || len(whole.Promises) != 5 || len(whole.Drafts)+len(whole.Decisions)+len(whole.Notes)+len(whole.Closings)+len(whole.Views)+
		len(whole.Reads) != 6 {
		t.Fatalf("%+v, %v", whole, err)
	}
	_ = p.Close()

	bits := 8 * (len(files.promises) + len(files.head))
	flips := min(flipsInShort, bits)
	if os.Getenv("FLIPS") == "all" {
		flips = bits
	}
	const stride = 1_000_003 // a prime: it comes to every bit once, and is everywhere soon
	before, next, all := mapped(), atomic.Int64{}, outcome{}
	var workers sync.WaitGroup
	var mu sync.Mutex
	for range 2 {
		j := &flipJudge{ctx: t.Context(), dir: t.TempDir(), whole: whole}
		workers.Go(func() {
			var o outcome
			for n := next.Add(1) - 1; n < int64(flips) && len(o.wrong) < 10; n = next.Add(1) - 1 {
				bit, began := int(n*stride%int64(bits)), time.Now()
				if wrong := j.judge(files.flipped(bit), &o); wrong != "" {
					o.wrong = append(o.wrong, fmt.Sprintf("bit %d of byte %d (of %d and %d): %s", bit%8, bit/8, len(files.promises), len(files.head),
						wrong))
				}
				o.judged++
				o.slowest = max(o.slowest, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			all.add(&o)
		})
	}
	workers.Wait()
	needed := mapped() - before
	for _, wrong := range all.wrong {
		t.Error(wrong)
	}
	t.Logf("flipped bits: %d of %d, refused %d, said %d, of those held %d, as before %d, slowest %v, memory %d MB",
		all.judged, bits, all.refused, all.said, all.held, all.judged-all.refused-all.said-len(all.wrong), all.slowest.Round(time.Millisecond),
		needed>>20)
	if all.judged < flips || all.refused == 0 || all.said == 0 || all.held == 0 {
		t.Errorf("%d of %d judged: %+v", all.judged, flips, all)
	}
	if all.slowest > flipTakes || needed > flipNeeds {
		t.Errorf("a flipped bit cost %v, and all %d MB", all.slowest, needed>>20)
	}
}

// inMemory has the folders of a test lie in memory where the system has such a place: nothing is asked of the disk.
func inMemory(t *testing.T) {
	t.Helper()
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		t.Setenv("TMPDIR", "/dev/shm")
	}
}

// leftUnseen writes an order down that has left and that the portal does not show.
func leftUnseen(t *testing.T, a *App, key, serviceID string) {
	t.Helper()
	d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: serviceID, SIMType: telecom.SIMEmbedded}
	if err := a.parts.Promises.Promise(telecom.Submission{Key: key, Draft: d, At: time.Now(), By: "Ada Byron"}, time.Now(),
		func([]telecom.Submission) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

// swapOf is the form of a SIM swap of a service.
func swapOf(serviceID string) bindings.Draft {
	return bindings.Draft{Kind: telecom.SIMSwap, ServiceID: serviceID, SIMType: telecom.SIMEmbedded}
}

// blocked sees that a SIM swap of a service does not leave, nor seems to be able to.
func blocked(t *testing.T, a *App, serviceID, why string) {
	t.Helper()
	check, err := a.Orders.Check(swapOf(serviceID))
	if err != nil || check.Level != telecom.Blocked || !strings.Contains(check.Concerns[0].Text, why) {
		t.Errorf("%+v, %v", check, err)
	}
	placing, err := a.Orders.Place(swapOf(serviceID), nil)
	if err != nil || !placing.Blocked || !strings.Contains(placing.Concerns[0].Text, why) {
		t.Errorf("%+v, %v", placing, err)
	}
}

func TestPromises_SetBackBlockTheirServices(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10, Orders: -1})
	a := o.open(passphrase)
	o.fresh(a)
	rows := o.find(a, bindings.ServicesQuery{}).Rows
	leftUnseen(t, a, "K1", rows[0].ID)
	a.Close()
	before, err := os.ReadFile(o.promisesFile())
	if err != nil {
		t.Fatal(err)
	}
	a = o.open(passphrase)
	leftUnseen(t, a, "K2", rows[1].ID)
	a.Close()
	if err := os.WriteFile(o.promisesFile(), before, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and a start later
		a = o.open(passphrase)
		o.fresh(a)
		for _, row := range rows[:2] {
			blocked(t, a, row.ID, "not known")
		}
		page, err := a.Service.Show(rows[1].ID)
		if err != nil || len(page.Submissions) != 1 || page.Submissions[0].Key != "K2" || page.Submissions[0].State != telecom.SubmissionUnsure {
			t.Errorf("%+v, %v", page.Submissions, err)
		}
		a.Close()
	}
	a = o.open(passphrase)
	o.fresh(a)
	if placing, err := a.Orders.Place(swapOf(rows[2].ID), nil); err != nil || placing.State != telecom.SubmissionPlaced {
		t.Errorf("a service that nothing is missing of: %+v, %v", placing, err)
	}
	if n := len(o.sim.Placed()); n != 1 {
		t.Errorf("%d orders", n)
	}
}

func TestPromises_WithoutTheirEndWaitForAPerson(t *testing.T) {
	for name, spoil := range map[string]func(head string) error{
		"gone":    os.Remove,
		"damaged": func(head string) error { return os.WriteFile(head, []byte("damaged"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 10, Orders: -1})
			a := o.open(passphrase)
			o.fresh(a)
			id := o.find(a, bindings.ServicesQuery{}).Rows[0].ID
			a.Close()
			if err := spoil(filepath.Join(filepath.Dir(o.promisesFile()), "journal.head")); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				a = o.open(passphrase)
				o.fresh(a)
				blocked(t, a, id, "confirm it at the top of the window")
				if h, err := a.Frame.Header(); err != nil || h.Doubt == nil || !strings.Contains(h.Doubt.Text, "No order leaves") {
					t.Errorf("%+v, %v", h.Doubt, err)
				}
				a.Close()
			}
			a = o.open(passphrase)
			o.fresh(a)
			if err := a.Frame.Looked("Looked in the portal: nothing was ordered."); err != nil {
				t.Fatal(err)
			}
			if placing, err := a.Orders.Place(swapOf(id), nil); err != nil || placing.State != telecom.SubmissionPlaced {
				t.Errorf("%+v, %v", placing, err)
			}
		})
	}
}
