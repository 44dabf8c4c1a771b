// Package statussock lets the same user ask the running program for its status over a local socket. Each connection gets
// one JSON document. The server reads nothing, so nothing can be changed through it.
package statussock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	atOnce   = 4               // connections; more are closed
	patience = 5 * time.Second // for one connection
	pause    = time.Second     // after a failed accept, such as without file handles
)

// ErrTaken means that another program answers at the path.
var ErrTaken = errors.New("another program answers there")

// Server serves documents until it is closed.
type Server struct {
	path     string
	mine     fs.FileInfo // the socket it made: another program may replace it
	listener *net.UnixListener
	answer   func() any
	places   chan struct{}
	ended    context.Context
	end      context.CancelFunc
	running  sync.WaitGroup
}

// Open makes a socket that no other user can open, in a folder that the caller keeps private. It replaces a socket left by
// a killed program, but not one that is answered. Answer returns the document for one connection; several goroutines may
// call it.
func Open(path string, answer func() any) (*Server, error) {
	if err := clear(path); err != nil {
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false)
	s := &Server{path: path, listener: listener, answer: answer, places: make(chan struct{}, atOnce)}
	s.mine, err = os.Lstat(path)
	if err == nil {
		err = closeToOthers(path)
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close(), s.remove())
	}
	s.ended, s.end = context.WithCancel(context.Background())
	s.running.Go(s.run)
	return s, nil
}

// Close removes the socket and waits for the open connections.
func (s *Server) Close() error {
	s.end()
	err := s.listener.Close()
	s.running.Wait()
	return errors.Join(err, s.remove())
}

// clear removes a socket that nobody answers.
func clear(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().IsRegular() || info.IsDir():
		return fmt.Errorf("%s is not a socket", path)
	}
	c, err := net.DialTimeout("unix", path, patience)
	var slow net.Error
	switch {
	case err == nil:
		return errors.Join(ErrTaken, c.Close())
	case errors.Is(err, syscall.EAGAIN), errors.As(err, &slow) && slow.Timeout(): // many are waiting
		return ErrTaken
	}
	return os.Remove(path)
}

// remove removes the socket, if it is still the one this server made.
func (s *Server) remove() error {
	now, err := os.Lstat(s.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && s.mine != nil && !os.SameFile(now, s.mine) {
		return nil
	}
	return errors.Join(err, os.Remove(s.path))
}

func (s *Server) run() {
	for {
		c, err := s.listener.Accept()
		switch {
		case s.ended.Err() != nil:
			if err == nil {
				_ = c.Close()
			}
			return
		case err != nil:
			select {
			case <-s.ended.Done():
			case <-time.After(pause):
			}
			continue
		}
		select {
		case s.places <- struct{}{}:
			s.running.Go(func() {
				defer func() { <-s.places }()
				s.serve(c)
			})
		default:
			_ = c.Close()
		}
	}
}

// serve sends one document. Only the client reports what goes wrong.
func (s *Server) serve(c net.Conn) {
	defer context.AfterFunc(s.ended, func() { _ = c.Close() })()
	defer func() { _ = c.Close() }()
	document, err := json.Marshal(s.answer())
	if err != nil {
		return
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	_, _ = c.Write(append(document, '\n'))
}

// ErrNobody means that no program answers at the path.
var ErrNobody = errors.New("nobody answers there")

const longestDocument = 1 << 20

// Ask reads the document that the program at path serves. It returns ErrNobody if there is no program; any other error
// means that there is one and it did not answer properly.
func Ask(ctx context.Context, path string, document any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	var slow net.Error
	switch {
	case err == nil:
	case errors.Is(err, syscall.EAGAIN), errors.As(err, &slow) && slow.Timeout(), ctx.Err() != nil:
		return err
	default:
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	defer func() { _ = c.Close() }()
	defer context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })()
	text, err := io.ReadAll(io.LimitReader(c, longestDocument))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, document)
}
