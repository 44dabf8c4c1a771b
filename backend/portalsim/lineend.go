package portalsim

import (
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
)

// lineEnd is one end of a connection on a Line. It is a pipe that fails in the
// words of a network, because clients judge by them whether a request can have
// arrived.
type lineEnd struct {
	net.Conn
	line     *Line
	from, to net.Addr
	broken   atomic.Bool // by Cut
	closed   atomic.Bool // by its own side
}

func (e *lineEnd) LocalAddr() net.Addr  { return e.from }
func (e *lineEnd) RemoteAddr() net.Addr { return e.to }

func (e *lineEnd) Read(b []byte) (int, error) {
	n, err := e.Conn.Read(b)
	return n, e.worded("read", err)
}

func (e *lineEnd) Write(b []byte) (int, error) {
	n, err := e.Conn.Write(b)
	return n, e.worded("write", err)
}

// worded is an error of the pipe as a network would give it. The end that the
// other side has sent stays io.EOF.
func (e *lineEnd) worded(op string, err error) error {
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

func (e *lineEnd) Close() error {
	e.line.mu.Lock()
	delete(e.line.stand, e)
	e.line.mu.Unlock()
	if e.closed.Swap(true) {
		return net.ErrClosed
	}
	return e.Conn.Close()
}
