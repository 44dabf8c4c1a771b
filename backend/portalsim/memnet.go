package portalsim

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
)

// memHost is the name of the portal in the base URLs on a Network.
const memHost = "portal.test"

// Network is a network in memory, between one portal and those who ask it. Nothing
// of it is outside the process, so a test may run both ends in virtual time, in
// a bubble of testing/synctest: make the network, the portal and the client in it.
// Its methods may be called from any goroutine.
type Network struct {
	from   memAddr // who asks
	mu     sync.Mutex
	cut    bool
	portal *memListener
	conns  map[*memConn]bool
}

// NewNetwork makes a network that lets everything through and has no portal yet.
// Requests come from host: the portal tells by it who sent what.
func NewNetwork(host string) *Network {
	return &Network{from: memAddr(host + ":1"), conns: map[*memConn]bool{}}
}

// Dial gives the client's end of a new connection to the portal that serves on
// the network, whatever the address; it is made to be the DialContext of an
// http.Transport. Its errors are of type *net.OpError, as those of a real
// network: unreachable while the network is cut, refused when no portal serves.
func (l *Network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to := memAddr(address)
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
	near, far := l.pipe(to)
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

// pipe makes the two ends of a connection. The caller holds the mutex.
func (l *Network) pipe(to net.Addr) (near, far *memConn) {
	a, b := net.Pipe()
	near = &memConn{Conn: a, net: l, from: l.from, to: to}
	far = &memConn{Conn: b, net: l, from: to, to: l.from}
	l.conns[near], l.conns[far] = true, true
	return near, far
}

// Cut breaks every connection that stands and lets no new one through until
// Mend. Who reads or writes on a broken one learns that it was reset.
func (l *Network) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for end := range l.conns {
		end.broken.Store(true)
		end.Conn.Close()
	}
	clear(l.conns)
}

// Mend lets new connections through again. Those that were cut stay broken.
func (l *Network) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

// open lets a portal serve on the network, in place of the one before.
func (l *Network) open() *memListener {
	e := &memListener{calls: make(chan net.Conn), closed: make(chan struct{}), net: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.portal = e
	return e
}

// memListener is the portal's side of a network, where connections arrive.
type memListener struct {
	net    *Network
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (e *memListener) Accept() (net.Conn, error) {
	select {
	case c := <-e.calls:
		return c, nil
	case <-e.closed:
		return nil, net.ErrClosed
	}
}

func (e *memListener) Close() error {
	e.once.Do(func() { close(e.closed) })
	e.net.mu.Lock()
	defer e.net.mu.Unlock()
	if e.net.portal == e {
		e.net.portal = nil
	}
	return nil
}

func (e *memListener) Addr() net.Addr { return memAddr(memHost + ":80") }

// memAddr is an address on a network.
type memAddr string

func (memAddr) Network() string  { return "tcp" }
func (a memAddr) String() string { return string(a) }

// memConn is one end of a connection on a Network. It is a pipe that fails in the
// words of a network, because clients judge by them whether a request can have
// arrived.
type memConn struct {
	net.Conn
	net      *Network
	from, to net.Addr
	broken   atomic.Bool // by Cut
	closed   atomic.Bool // by its own side
}

func (e *memConn) LocalAddr() net.Addr  { return e.from }
func (e *memConn) RemoteAddr() net.Addr { return e.to }

func (e *memConn) Read(b []byte) (int, error) {
	n, err := e.Conn.Read(b)
	return n, e.worded("read", err)
}

func (e *memConn) Write(b []byte) (int, error) {
	n, err := e.Conn.Write(b)
	return n, e.worded("write", err)
}

// worded is an error of the pipe as a network would give it. The end that the
// other side has sent stays io.EOF.
func (e *memConn) worded(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case e.closed.Load():
		err = net.ErrClosed
	case e.broken.Load():
		err = os.NewSyscallError(op, syscall.ECONNRESET)
	case err == io.EOF:
		return err
	case errors.Is(err, io.ErrClosedPipe): // by the other side
		err = os.NewSyscallError(op, syscall.EPIPE)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: e.from, Addr: e.to, Err: err}
}

func (e *memConn) Close() error {
	e.net.mu.Lock()
	delete(e.net.conns, e)
	e.net.mu.Unlock()
	if e.closed.Swap(true) {
		return net.ErrClosed
	}
	return e.Conn.Close()
}
