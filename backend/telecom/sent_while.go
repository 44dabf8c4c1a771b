package telecom

import "context"

type sentWhileKey struct{}

// SentWhile returns a context under which a write leaves only if what it was judged on is still young at the moment its
// first byte could go. It is asked then: no timer tells, since timers stand still while a machine sleeps.
func SentWhile(ctx context.Context, young func() bool) context.Context {
	return context.WithValue(ctx, sentWhileKey{}, young)
}

// MaySend reports whether a write may still leave.
func MaySend(ctx context.Context) bool {
	young, ok := ctx.Value(sentWhileKey{}).(func() bool)
	return !ok || young()
}
