package window

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Delay passes connections on to an address, and lets what goes through them in either direction wait for a while.
type Delay struct {
	listener net.Listener
	to       string
	most     time.Duration

	mu   sync.Mutex
	dice *rand.Rand
}

// NewDelay opens one, with waits of at most so long.
func NewDelay(to string, most time.Duration, seed uint64) (*Delay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &Delay{listener: l, to: to, most: most, dice: rand.New(rand.NewPCG(seed, 1))}
	go d.serve()
	return d, nil
}

// Address is where it listens.
func (d *Delay) Address() string { return d.listener.Addr().String() }

// Close lets nobody in any more.
func (d *Delay) Close() error { return d.listener.Close() }

// Some is a while, by chance.
func (d *Delay) Some(most time.Duration) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Duration(d.dice.Int64N(int64(most) + 1))
}

func (d *Delay) serve() {
	for {
		in, err := d.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", d.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		go d.pass(in, out)
		go d.pass(out, in)
	}
}

func (d *Delay) pass(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		time.Sleep(d.Some(d.most))
		if n > 0 {
			if _, broken := to.Write(buffer[:n]); broken != nil {
				return
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			return
		}
	}
}
