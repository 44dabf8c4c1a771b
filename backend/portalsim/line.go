package portalsim

import (
	"context"
	"net"
	"os"
	"sync"
	"syscall"
)

// lineHost is the name of the portal in the base URLs on a Line.
const lineHost = "portal.test"

// Line is a network in memory, between one portal and those who ask it. Nothing
// of it is outside the process, so a test may run both ends in virtual time, in
// a bubble of testing/synctest: make the line, the portal and the client in it.
// Its methods may be called from any goroutine.
type Line struct {
	from   lineAddr // who asks
	mu     sync.Mutex
	cut    bool
	portal *exchange
	stand  map[*lineEnd]bool
}

// NewLine makes a line that lets everything through and has no portal yet.
func NewLine() *Line { return NewLineFrom("desk.test") }

// NewLineFrom makes a line whose requests come from a host: the portal tells by
// it who sent what.
func NewLineFrom(host string) *Line {
	return &Line{from: lineAddr(host + ":1"), stand: map[*lineEnd]bool{}}
}

// Dial gives the client's end of a new connection to the portal that serves on
// the line, whatever the address; it is made to be the DialContext of an
// http.Transport. Its errors are of type *net.OpError, as those of a real
// network: unreachable while the line is cut, refused when no portal serves.
func (l *Line) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to := lineAddr(address)
	fail := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: to, Err: err}
	}
	if err := ctx.Err(); err != nil {
		return fail(err)
	}
	l.mu.Lock()
	if l.cut {
		l.mu.Unlock()
		return fail(os.NewSyscallError("connect", syscall.ENETUNREACH))
	}
	portal := l.portal
	if portal == nil {
		l.mu.Unlock()
		return fail(os.NewSyscallError("connect", syscall.ECONNREFUSED))
	}
	near, far := l.connect(to)
	l.mu.Unlock()
	select {
	case portal.calls <- far:
		return near, nil
	case <-portal.closed:
		near.Close()
		far.Close()
		return fail(os.NewSyscallError("connect", syscall.ECONNREFUSED))
	case <-ctx.Done():
		near.Close()
		far.Close()
		return fail(ctx.Err())
	}
}

// connect makes the two ends of a connection. The caller holds the mutex.
func (l *Line) connect(to net.Addr) (near, far *lineEnd) {
	a, b := net.Pipe()
	near = &lineEnd{Conn: a, line: l, from: l.from, to: to}
	far = &lineEnd{Conn: b, line: l, from: to, to: l.from}
	l.stand[near], l.stand[far] = true, true
	return near, far
}

// Cut breaks every connection that stands and lets no new one through until
// Mend. Who reads or writes on a broken one learns that it was reset.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for end := range l.stand {
		end.broken.Store(true)
		end.Conn.Close()
	}
	clear(l.stand)
}

// Mend lets new connections through again. Those that were cut stay broken.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

// open lets a portal serve on the line, in place of the one before.
func (l *Line) open() *exchange {
	e := &exchange{calls: make(chan net.Conn), closed: make(chan struct{}), line: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.portal = e
	return e
}

// exchange is the portal's side of a line, where connections arrive.
type exchange struct {
	line   *Line
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (e *exchange) Accept() (net.Conn, error) {
	select {
	case c := <-e.calls:
		return c, nil
	case <-e.closed:
		return nil, net.ErrClosed
	}
}

func (e *exchange) Close() error {
	e.once.Do(func() { close(e.closed) })
	e.line.mu.Lock()
	defer e.line.mu.Unlock()
	if e.line.portal == e {
		e.line.portal = nil
	}
	return nil
}

func (e *exchange) Addr() net.Addr { return lineAddr(lineHost + ":80") }

// lineAddr is an address on a line.
type lineAddr string

func (lineAddr) Network() string  { return "tcp" }
func (a lineAddr) String() string { return string(a) }
