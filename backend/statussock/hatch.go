// Package statussock lets the same user ask a running program how it is. Who connects is handed one JSON document; nothing
// that they send is read, so nothing can be changed through it.
package statussock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	atOnce   = 4               // connections; whoever comes then is sent away
	patience = 5 * time.Second // for one connection
	pause    = time.Second     // where no connection can be taken, as for want of file handles
)

// ErrTaken says that another program answers at the path.
var ErrTaken = errors.New("another program answers there")

// Hatch hands out documents until it is closed.
type Hatch struct {
	path     string
	mine     fs.FileInfo // the socket that was made: another program may replace it
	listener *net.UnixListener
	answer   func() any
	places   chan struct{}
	ended    context.Context
	end      context.CancelFunc
	running  sync.WaitGroup
}

// Open makes a socket at a path, which no other user can open, in a folder that the caller keeps from them. A socket
// that a killed program left there is replaced, and one that is answered is not. Answer gives the document of one
// connection; it may be called by several goroutines.
func Open(path string, answer func() any) (*Hatch, error) {
	if err := clear(path); err != nil {
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false)
	h := &Hatch{path: path, listener: listener, answer: answer, places: make(chan struct{}, atOnce)}
	h.mine, err = os.Lstat(path)
	if err == nil {
		err = closeToOthers(path)
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close(), h.remove())
	}
	h.ended, h.end = context.WithCancel(context.Background())
	h.running.Go(h.run)
	return h, nil
}

// Close takes the socket away and waits until nobody is answered any more.
func (h *Hatch) Close() error {
	h.end()
	err := h.listener.Close()
	h.running.Wait()
	return errors.Join(err, h.remove())
}

// clear takes away a socket that nobody answers at.
func clear(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().IsRegular() || info.IsDir():
		return fmt.Errorf("what lies at %s is no socket", path)
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

// remove takes away the socket, if it is still this one's.
func (h *Hatch) remove() error {
	now, err := os.Lstat(h.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && h.mine != nil && !os.SameFile(now, h.mine) {
		return nil
	}
	return errors.Join(err, os.Remove(h.path))
}

func (h *Hatch) run() {
	for {
		c, err := h.listener.Accept()
		switch {
		case h.ended.Err() != nil:
			if err == nil {
				_ = c.Close()
			}
			return
		case err != nil:
			select {
			case <-h.ended.Done():
			case <-time.After(pause):
			}
			continue
		}
		select {
		case h.places <- struct{}{}:
			h.running.Go(func() {
				defer func() { <-h.places }()
				h.serve(c)
			})
		default:
			_ = c.Close()
		}
	}
}

// serve hands out one document. What goes wrong is the asker's to say.
func (h *Hatch) serve(c net.Conn) {
	defer context.AfterFunc(h.ended, func() { _ = c.Close() })()
	defer func() { _ = c.Close() }()
	document, err := json.Marshal(h.answer())
	if err != nil {
		return
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	_, _ = c.Write(append(document, '\n'))
}
