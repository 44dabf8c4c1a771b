package simulate

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/app"
	"commsdesk/backend/config"
	"commsdesk/backend/paths"
	"commsdesk/backend/vault"
)

// body is what every desk consists of from its start to its crash: the real parts of a profile, on files in a folder.
type body struct {
	parts   *app.Parts
	dir     string
	dead    atomic.Bool
	crashed chan struct{}

	writing sync.Mutex        // held while the promises are written
	disk    held              // the promises as the disk is known to hold them
	saved   map[string][]byte // the files as they were at the crash
}

// assemble makes the parts of a profile in a new folder, with the files that the last life left.
func (b *body) assemble(dir string, files map[string][]byte, key vault.Key, p config.Profile,
	dial func(ctx context.Context, network, address string) (net.Conn, error)) error {
	must(os.MkdirAll(dir, 0o700))
	for name, content := range files {
		must(os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	a := app.New(paths.Home{}, nil, "", "test", zerolog.Nop())
	a.Dial = dial
	p.Name, p.Zone, p.Country = "Provider", time.UTC, "AU"
	whole, err := a.Assemble(p, dir, key, true)
	if err != nil {
		return err
	}
	b.parts, b.dir, b.crashed = whole, dir, make(chan struct{})
	b.disk = b.onDisk()
	return nil
}

// run lets a life run until it crashes or the context ends, and returns the files that it leaves. Up is told when it is
// there and when it no longer is; wait waits for what is on its way.
func (b *body) run(ctx context.Context, up func(bool), wait func(), loops ...func(context.Context)) map[string][]byte {
	running, stop := context.WithCancel(ctx)
	var going sync.WaitGroup
	for _, loop := range loops {
		going.Go(func() { loop(running) })
	}
	up(true)
	select {
	case <-b.crashed:
	case <-ctx.Done():
	}
	up(false)
	stop()
	going.Wait()
	wait()
	_ = b.parts.Close()
	must(os.RemoveAll(b.dir))
	return b.saved
}

// onDisk returns the promises as the files hold them.
func (b *body) onDisk() (h held) {
	var err error
	h.promises, err = os.ReadFile(filepath.Join(b.dir, "promises.db"))
	must(err)
	h.end, err = os.ReadFile(filepath.Join(b.dir, "journal.head"))
	must(err)
	return h
}

// save keeps the files as they are at a crash, with what the disk holds of the promises.
func (b *body) save(h held) {
	cache, err := os.ReadFile(filepath.Join(b.dir, "cache.db"))
	must(err)
	b.saved = map[string][]byte{"promises.db": h.promises, "journal.head": h.end, "cache.db": cache}
}

// down passes the time until a desk is started again. Its copy may be lost at any time.
func down(ctx context.Context, d *dice, files map[string][]byte, atMost time.Duration) {
	if ctx.Err() != nil {
		return
	}
	if d.percent(20) {
		delete(files, "cache.db")
	}
	time.Sleep(d.upTo(atMost))
}
