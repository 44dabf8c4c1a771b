package mirror

import (
	"context"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// watchedWithin is how old what somebody looks at may be before it is read at once.
const watchedWithin = 5 * time.Second

// Run makes passes until the context ends: at once, then every 30 seconds, sooner at Refresh and when the machine
// wakes, and ever slower while the portal hurts. Nothing is left running when it returns.
func (m *Mirror) Run(ctx context.Context) {
	var looking sync.WaitGroup
	defer looking.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	looking.Go(func() { m.lookAfterWatched(ctx) })

	m.keep(ctx, m.lightPass)
}

// lookAfterWatched reads the watched service when it was just set, beside a pass that may take long. Its failures are
// not told: the pass, which reads it too, meets them.
func (m *Mirror) lookAfterWatched(ctx context.Context) {
	for {
		select {
		case <-m.look:
			if id := m.watching(); id != "" {
				_ = m.ReadService(ctx, id)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (m *Mirror) watching() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.watched
}

// codeOf is empty for no error.
func codeOf(err error) telecom.Code {
	if err == nil {
		return ""
	}
	return telecom.AsError(err).Code
}
