package simulate

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// dice are drawn from by several goroutines.
type dice struct {
	mu sync.Mutex
	r  *rand.Rand
}

func newDice(seed, of uint64) *dice { return &dice{r: rand.New(rand.NewPCG(seed, of))} }

func (d *dice) n(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.r.IntN(n)
}

// percent is true so often.
func (d *dice) percent(p int) bool { return d.n(100) < p }

// upTo is a time from nothing to a maximum.
func (d *dice) upTo(most time.Duration) time.Duration {
	return time.Duration(d.n(int(most/time.Microsecond))) * time.Microsecond
}

// dial opens a connection of one life of a desk, through the weather of that desk's network. A desk that died opens none.
func (l *life) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l.station.delay()
	if l.dead.Load() {
		return nil, &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
	}
	c, err := l.station.line.Dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: c, life: l}
	l.mu.Lock()
	l.wires = append(l.wires, w)
	l.mu.Unlock()
	return w, nil
}

// delay is how long anything takes on the network of a desk.
func (s *station) delay() {
	most := 60 * time.Millisecond
	if s.bad.Load() {
		most = 4 * time.Second
	}
	time.Sleep(s.dice.upTo(most))
}

// wire is a connection over a bad network. Every time read from it is shifted by the error of the clock of
// the desk is: that is how a portal looks to a desk whose clock is wrong.
type wire struct {
	net.Conn
	life  *life
	post  bool // it carries a write
	held  []byte
	ready []byte
	err   error
	room  [8 << 10]byte
}

func reset(op string) error {
	return &net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(op, syscall.ECONNRESET)}
}

func (w *wire) Write(b []byte) (int, error) {
	s := w.life.station
	if bytes.HasPrefix(b, []byte("POST ")) {
		w.post = true
		w.life.trap("wire.before")
	}
	s.delay()
	if w.life.dead.Load() && (!w.post || s.dice.percent(50)) { // what had left before the crash may still arrive
		return 0, reset("write")
	}
	if s.bad.Load() && s.dice.percent(8) {
		n, _ := w.Conn.Write(b[:len(b)/2])
		w.Conn.Close()
		return n, reset("write")
	}
	n, err := w.Conn.Write(b)
	if w.post && err == nil {
		if w.life.trap("wire.after") || s.bad.Load() && s.dice.percent(25) {
			w.Conn.Close() // the portal has it; the answer finds nobody
		}
	}
	return n, err
}

func (w *wire) Read(b []byte) (int, error) {
	for len(w.ready) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		n, err := w.Conn.Read(w.room[:])
		if err == nil {
			w.life.station.delay()
		}
		if w.life.station.bad.Load() && w.life.station.dice.percent(3) {
			w.Conn.Close()
			n, err = 0, reset("read")
		}
		w.err = err
		w.held = append(w.held, w.room[:n]...)
		keep := 0
		if err == nil {
			keep = begun(w.held)
		}
		w.ready, w.held = w.held[:len(w.held)-keep], bytes.Clone(w.held[len(w.held)-keep:])
		move(w.ready, w.life.station.skew)
	}
	n := copy(b, w.ready)
	w.ready = w.ready[n:]
	return n, nil
}

const written = "dddd-dd-ddTdd:dd:dd"

// fits reports whether bytes are the beginning of a moment.
func fits(b []byte) bool {
	for i := range min(len(b), len(written)) {
		if written[i] == 'd' && (b[i] < '0' || b[i] > '9') || written[i] != 'd' && b[i] != written[i] {
			return false
		}
	}
	return true
}

// begun is how many bytes at the end may be a moment that goes on in the next ones.
func begun(b []byte) int {
	for n := min(len(b), len(written)-1); n > 0; n-- {
		if fits(b[len(b)-n:]) {
			return n
		}
	}
	return 0
}

// move moves every moment in an answer.
func move(b []byte, by time.Duration) {
	if i := bytes.Index(b, []byte("\nDate: ")); i >= 0 && bytes.HasPrefix(b, []byte("HTTP/")) {
		const form = "Mon, 02 Jan 2006 15:04:05 GMT"
		place := b[i+7 : i+7+len(form)]
		if at, err := time.Parse(form, string(place)); err == nil {
			copy(place, at.Add(by).Format(form))
		}
	}
	const form = "2006-01-02T15:04:05"
	for i := 10; i+9 <= len(b); i++ {
		if b[i] != 'T' || !fits(b[i-10:i+9]) {
			continue
		}
		if at, err := time.Parse(form, string(b[i-10:i+9])); err == nil {
			copy(b[i-10:], at.Add(by).Format(form))
		}
	}
}
