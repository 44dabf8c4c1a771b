package telecom

import (
	"context"
	"sync"
	"time"
)

// FreshAge is how old an answer may be that a cache gave, where an order or a decision depends on it.
const FreshAge = 10 * time.Second

// Ages gathers how old the answers are that are read with one context: a cache between desk and portal may have kept
// them. It may be used by several goroutines; nil gathers nothing.
type Ages struct {
	fresh  bool
	mu     sync.Mutex
	oldest time.Duration
}

type agesKey struct{}

// WithAges returns a context that gathers the ages of what is read with it.
func WithAges(ctx context.Context) (context.Context, *Ages) {
	a := &Ages{}
	return context.WithValue(ctx, agesKey{}, a), a
}

// WithFreshAges returns such a context for what an order or a decision depends on: nothing older than FreshAge counts
// as an answer.
func WithFreshAges(ctx context.Context) context.Context {
	return context.WithValue(ctx, agesKey{}, &Ages{fresh: true})
}

// AgesOf returns what gathers ages in a context; nil if nothing does.
func AgesOf(ctx context.Context) *Ages {
	a, _ := ctx.Value(agesKey{}).(*Ages)
	return a
}

// OnlyFresh reports whether nothing older than FreshAge counts as an answer.
func (a *Ages) OnlyFresh() bool { return a != nil && a.fresh }

// Note is told how old an answer is.
func (a *Ages) Note(age time.Duration) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.oldest = max(a.oldest, age)
}

// Oldest returns the age of the oldest answer so far.
func (a *Ages) Oldest() time.Duration {
	if a == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.oldest
}
