package portalsim

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// provisioner is who changes a request when nobody does.
const provisioner = "Provisioning"

// subTakes is how long the machinery works in a status, at life's speed. In any
// other a request waits for somebody.
var subTakes = map[string][2]time.Duration{
	subProvisioning:     {40 * time.Second, 150 * time.Second},
	subValidating:       {20 * time.Second, 60 * time.Second},
	subActivating:       {30 * time.Second, 90 * time.Second},
	subActivationFailed: {5 * time.Minute, 15 * time.Minute},
	subPendingCancel:    {time.Minute, 3 * time.Minute},
	subDecommissioning:  {2 * time.Minute, 6 * time.Minute},
}

// schedule says when the machinery will have done with a request.
func (b *subscriptions) schedule(s *subscription) {
	s.due = 0
	if takes, works := subTakes[s.status]; works {
		d := takes[0] + time.Duration(b.chanceOf(s).Int64N(int64(takes[1]-takes[0])))
		b.wake(s, b.now+max(1, int64(float64(d.Milliseconds())/b.speed)))
	}
}

func (b *subscriptions) wake(s *subscription, at int64) {
	s.due = at
	heap.Push(&b.dues, subDue{at, s})
}

var provisioningTroubles = []string{
	"The losing provider does not know the account number.", "The carrier has no free numbers in the range.",
	"The SIMs are not in stock.", "The carrier's order system did not answer.",
}

// proceed lets the machinery come to its result.
func (b *subscriptions) proceed(s *subscription) {
	r := b.chanceOf(s)
	r.Int64() // the first said when
	to, why := b.result(s, r)
	b.move(s, to, provisioner, why)
}

func (b *subscriptions) result(s *subscription, r *rand.Rand) (to, why string) {
	fails := 18
	if s.changedTo(subFailed) != 0 {
		fails = 45 // what went wrong once is still there more often than not
	}
	n := r.IntN(100)
	switch s.status {
	case subProvisioning:
		switch {
		case n < fails:
			return subFailed, provisioningTroubles[r.IntN(len(provisioningTroubles))]
		case n < fails+20:
			return subValidating, ""
		}
		return subActivating, ""
	case subValidating:
		if n < 10 {
			return subFailed, provisioningTroubles[r.IntN(len(provisioningTroubles))]
		}
		return subActivating, ""
	case subActivating:
		if n < 8 {
			return subActivationFailed, "The network did not accept the activation. It is tried again."
		}
		return subActive, ""
	case subActivationFailed:
		return subActivating, ""
	case subPendingCancel:
		if s.begun != 0 {
			return subDecommissioning, ""
		}
	}
	return subCanceled, ""
}
