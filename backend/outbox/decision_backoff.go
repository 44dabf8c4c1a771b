package outbox

import (
	"time"

	"commsdesk/backend/telecom"
)

// What never leaves although its request can be read is tried less and less often: each try is two lines of the journal.
const (
	keptFirst = time.Minute
	keptMost  = time.Hour
)

// backoff is a decision that did not leave when it was tried.
type backoff struct {
	at    time.Time // the last try, in this desk's clock
	pause time.Duration
	hold  time.Time // it was held until then: one that a person has changed since is tried at once
}

// keepBack notes that a decision did not leave.
func (r *round) keepBack(x *telecom.Decision) {
	pause := keptFirst
	if k := r.backoff[x.Key]; k != nil && k.hold.Equal(x.HoldUntil) {
		pause = min(2*k.pause, keptMost)
	}
	r.backoff[x.Key] = &backoff{at: r.Wall(), pause: pause, hold: x.HoldUntil}
}

// due says whether a decision may be tried. A clock that was set back keeps nothing back.
func (r *round) due(x *telecom.Decision) bool {
	k, now := r.backoff[x.Key], r.Wall()
	return k == nil || !k.hold.Equal(x.HoldUntil) || now.Before(k.at) || !now.Before(k.at.Add(k.pause))
}
