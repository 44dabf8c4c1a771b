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

// Network is a network in memory, between one portal and its clients. Nothing of it is outside the process, so a test
// may run both ends in virtual time, in a bubble of testing/synctest: make the network, the portal and the client in
// it. Its methods may be called from any goroutine.
type Network struct {
	from   memAddr // of the clients
	mu     sync.Mutex
	cut    bool
	portal *memListener
	conns  map[*memConn]bool
}

// NewNetwork makes a network that lets everything through and has no portal yet. Requests come from host: the portal
// tells by it who sent what.
func NewNetwork(host string) *Network {
	return &Network{from: memAddr(host + ":1"), conns: map[*memConn]bool{}}
}

// Dial returns the client's end of a new connection to the portal, whatever the address; it is made to be the
// DialContext of an http.Transport. Its errors are of type *net.OpError, as those of a real network: unreachable while
// the network is cut, refused when no portal serves.
func (n *Network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to := memAddr(address)
	near, far, portal, err := n.connect(ctx, to)
	if err == nil {
		select {
		case portal.calls <- far:
			return near, nil
		case <-portal.closed:
			err = os.NewSyscallError("connect", syscall.ECONNREFUSED)
		case <-ctx.Done():
			err = ctx.Err()
		}
		near.Close()
		far.Close()
	}
	return nil, &net.OpError{Op: "dial", Net: network, Addr: to, Err: err}
}

// connect makes the two ends of a connection to a portal, if there is one.
func (n *Network) connect(ctx context.Context, to net.Addr) (near, far *memConn, portal *memListener, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case n.cut:
		err = os.NewSyscallError("connect", syscall.ENETUNREACH)
	case n.portal == nil:
		err = os.NewSyscallError("connect", syscall.ECONNREFUSED)
	default:
		a, b := net.Pipe()
		near = &memConn{Conn: a, net: n, from: n.from, to: to}
		far = &memConn{Conn: b, net: n, from: to, to: n.from}
		n.conns[near], n.conns[far] = true, true
	}
	return near, far, n.portal, err
}

// Cut breaks every connection and lets no new one through until Mend. Reads and writes on a broken one report a reset.
func (n *Network) Cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for end := range n.conns {
		end.broken.Store(true)
		end.Conn.Close()
	}
	clear(n.conns)
}

// Mend lets new connections through again. Those that were cut stay broken.
func (n *Network) Mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = false
}

// listen lets a portal serve on the network, in place of the one before.
func (n *Network) listen() *memListener {
	l := &memListener{net: n, calls: make(chan net.Conn), closed: make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.portal = l
	return l
}

// memListener is the portal's side of a network, where connections arrive.
type memListener struct {
	net    *Network
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *memListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	l.net.mu.Lock()
	defer l.net.mu.Unlock()
	if l.net.portal == l {
		l.net.portal = nil
	}
	return nil
}

func (l *memListener) Addr() net.Addr { return memAddr(memHost + ":80") }

// memAddr is an address on a network.
type memAddr string

func (memAddr) Network() string  { return "tcp" }
func (a memAddr) String() string { return string(a) }

// memConn is one end of a connection on a Network: a pipe that fails as a network does, because clients judge by its
// errors whether a request can have arrived.
type memConn struct {
	net.Conn
	net      *Network
	from, to net.Addr
	broken   atomic.Bool // by Cut
	closed   atomic.Bool // by its own side
}

func (c *memConn) LocalAddr() net.Addr  { return c.from }
func (c *memConn) RemoteAddr() net.Addr { return c.to }

func (c *memConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	return n, c.worded("read", err)
}

func (c *memConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	return n, c.worded("write", err)
}

// worded returns an error of the pipe as a network would. The end that the other side has sent stays io.EOF.
func (c *memConn) worded(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case c.closed.Load():
		err = net.ErrClosed
	case c.broken.Load():
		err = os.NewSyscallError(op, syscall.ECONNRESET)
	case err == io.EOF:
		return err
	case errors.Is(err, io.ErrClosedPipe): // by the other side
		err = os.NewSyscallError(op, syscall.EPIPE)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.from, Addr: c.to, Err: err}
}

func (c *memConn) Close() error {
	c.net.mu.Lock()
	delete(c.net.conns, c)
	c.net.mu.Unlock()
	if c.closed.Swap(true) {
		return net.ErrClosed
	}
	return c.Conn.Close()
}
