package portalsim

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// subShares is how many of the requests at start are in each status, and how
// new those are: 1 is the newest of all.
var subShares = []struct {
	status string
	weight int
	fresh  float64
}{
	{subDraft, 16, 0.93}, {subReceived, 38, 0.92}, {subGenerating, 22, 0.88}, {subReady, 18, 0.86}, {subSigned, 9, 0.84},
	{subProvisioning, 6, 0.82}, {subActive, 218, 0.4}, {subExpired, 24, 0.1}, {subPendingCancel, 4, 0.6}, {subCanceled, 25, 0.45},
	{subDecommissioning, 3, 0.5}, {subFailed, 6, 0.78}, {subDenied, 19, 0.5}, {subValidating, 3, 0.82}, {subActivating, 3, 0.81},
	{subActivationFailed, 3, 0.75},
}

// oldestSubscription is how old the oldest request is at most.
const oldestSubscription = 500 * day

// remember makes the requests of the past. With sixteen or more there is one in
// every status at least.
func (b *subscriptions) remember(n int) {
	r := rand.New(rand.NewPCG(b.seed, 4))
	type fate struct {
		status string
		rank   float64
	}
	total := 0
	for _, s := range subShares {
		total += s.weight
	}
	fates := make([]fate, max(n, 0))
	for i := range fates {
		share := subShares[i%len(subShares)]
		if i >= len(subShares) || n < len(subShares) {
			at := r.IntN(total)
			for _, share = range subShares {
				if at -= share.weight; at < 0 {
					break
				}
			}
		}
		fates[i] = fate{share.status, share.fresh + 0.5*(r.Float64()-0.5)*min(1, 2*share.fresh)}
	}
	slices.SortStableFunc(fates, func(a, b fate) int { return cmp.Compare(a.rank, b.rank) })
	b.all = make([]*subscription, 0, len(fates)+200)
	for i, f := range fates {
		// The newest are hours old, the oldest more than a year.
		age := (float64(n-i) - 0.9*r.Float64()) / float64(n)
		s := b.begin(r, b.now-int64(age*age*float64(oldestSubscription))-1)
		b.relive(r, s, f.status)
		b.add(s)
		b.await(r, s)
	}
}

// relive takes a request to a status, each change at a time of its own.
func (b *subscriptions) relive(r *rand.Rand, s *subscription, to string) {
	way := subWay(r, to)
	if len(way) == 0 {
		return
	}
	gaps := make([]float64, len(way)) // the first follows the draft at once
	sum, ran := 0.0, false
	for i := 1; i < len(way); i++ {
		gaps[i] = 0.2 + r.Float64()
		if way[i-1] == subActive {
			gaps[i], ran = 30*gaps[i], true
		}
		sum += gaps[i]
	}
	whole := float64(b.now - s.ordered)
	took := min(whole*0.95, float64(len(way))*2*float64(day)*r.Float64())
	if _, works := subTakes[to]; works {
		took = max(whole*0.5, whole-r.Float64()*600_000) // it works at it now
	} else if ran {
		took = whole * (0.7 + 0.27*r.Float64())
	}
	at := float64(s.ordered)
	for i, status := range way {
		if sum > 0 {
			at += gaps[i] / sum * took
		}
		by, why := s.pastBy(r, status)
		s.turn(status, int64(at), by, why)
	}
}

// subWay is how a request came to a status.
func subWay(r *rand.Rand, to string) []string {
	written := []string{subReceived, subGenerating, subReady}
	if r.IntN(4) == 0 {
		written = append(written, subGenerating, subReady)
	}
	provisioned := append(slices.Clone(written), subSigned, subProvisioning)
	active := append(slices.Clone(provisioned), subActivating, subActive)
	switch to {
	case subDraft:
		return nil
	case subReceived:
		return written[:1]
	case subGenerating:
		return written[:len(written)-1]
	case subReady:
		return written
	case subSigned, subProvisioning:
		return provisioned[:slices.Index(provisioned, to)+1]
	case subValidating, subActivating, subFailed:
		return append(provisioned, to)
	case subActivationFailed:
		return append(provisioned, subActivating, to)
	case subActive:
		return active
	case subDenied:
		return []string{subReceived, to}
	case subCanceled:
		if r.IntN(2) == 0 {
			return append(written[:1+r.IntN(len(written))], to)
		}
		return append(active, subPendingCancel, subDecommissioning, to)
	case subDecommissioning:
		return append(active, subPendingCancel, to)
	}
	return append(active, to)
}

// pastBy is who brought a request to a status, and why.
func (s *subscription) pastBy(r *rand.Rand, to string) (by, why string) {
	somebody := staff[r.IntN(len(staff))].name
	switch to {
	case subReceived, subSigned:
		return s.by.name, ""
	case subGenerating, subReady, subProvisioning:
		return somebody, ""
	case subDenied:
		return somebody, subDenials[r.IntN(len(subDenials))]
	case subPendingCancel:
		return somebody, "customerAsked: the customer gave notice"
	case subCanceled:
		if s.begun != 0 {
			return provisioner, ""
		}
		return somebody, "customerDoesNotAnswer: three reminders were sent"
	case subFailed:
		return provisioner, provisioningTroubles[r.IntN(len(provisioningTroubles))]
	case subExpired:
		return provisioner, "The term of the contract is over."
	}
	return provisioner, ""
}

// await says what an old request is about to do: the machinery comes to its
// results a few a minute, however many there are, and some customers ask to
// cancel.
func (b *subscriptions) await(r *rand.Rand, s *subscription) {
	if _, works := subTakes[s.status]; works {
		b.wake(s, b.now+1000+int64(r.Float64()*max(600_000, 3000*float64(cap(b.all)))/b.speed))
		return
	}
	odds := 10
	if s.status == subActive {
		odds = 100
	}
	if mayAskToCancel(s.status) && r.IntN(odds) == 0 {
		last := s.changes[len(s.changes)-1].at
		s.ask(last+int64(r.Float64()*float64(b.now-last)), subWishes[r.IntN(len(subWishes))])
	}
}
