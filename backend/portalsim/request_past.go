package portalsim

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// requestShares is how many of the requests at start are in each status, and how new those are: 1 is the newest of all.
var requestShares = []struct {
	status string
	weight int
	fresh  float64
}{
	{requestDraft, 16, 0.93}, {requestReceived, 38, 0.92}, {requestGenerating, 22, 0.88}, {requestReady, 18, 0.86}, {requestSigned, 9, 0.84},
	{requestProvisioning, 6, 0.82}, {requestActive, 218, 0.4}, {requestExpired, 24, 0.1}, {requestPendingCancel, 4, 0.6},
	{requestCanceled, 25, 0.45},
	{requestDecommissioning, 3, 0.5}, {requestFailed, 6, 0.78}, {requestDenied, 19, 0.5}, {requestValidating, 3, 0.82},
	{requestActivating, 3, 0.81},
	{requestActivationFailed, 3, 0.75},
}

// oldestRequest is how old the oldest request is at most.
const oldestRequest = 500 * day

// record makes the requests of the past. With sixteen or more there is one in every status at least.
func (b *requestBook) makePast(n int) {
	r := rand.New(rand.NewPCG(b.seed, 4))
	type fate struct {
		status string
		rank   float64
	}
	total := 0
	for _, s := range requestShares {
		total += s.weight
	}
	fates := make([]fate, max(n, 0))
	for i := range fates {
		share := requestShares[i%len(requestShares)]
		if i >= len(requestShares) || n < len(requestShares) {
			at := r.IntN(total)
			for _, share = range requestShares {
				if at -= share.weight; at < 0 {
					break
				}
			}
		}
		fates[i] = fate{share.status, share.fresh + 0.5*(r.Float64()-0.5)*min(1, 2*share.fresh)}
	}
	slices.SortStableFunc(fates, func(a, b fate) int { return cmp.Compare(a.rank, b.rank) })
	b.all = make([]*request, 0, len(fates)+200)
	for i, f := range fates {
		// The newest are hours old, the oldest more than a year.
		age := (float64(n-i) - 0.9*r.Float64()) / float64(n)
		s := b.begin(r, b.now-int64(age*age*float64(oldestRequest))-1)
		b.replay(r, s, f.status)
		b.insert(s)
		b.schedulePast(r, s)
	}
}

// replay takes a request to a status, each change at a time of its own.
func (b *requestBook) replay(r *rand.Rand, s *request, to string) {
	way := statusesTo(r, to)
	if len(way) == 0 {
		return
	}
	gaps := make([]float64, len(way)) // the first follows the draft at once
	sum, ran := 0.0, false
	for i := 1; i < len(way); i++ {
		gaps[i] = 0.2 + r.Float64()
		if way[i-1] == requestActive {
			gaps[i], ran = 30*gaps[i], true
		}
		sum += gaps[i]
	}
	whole := float64(b.now - s.ordered)
	took := min(whole*0.95, float64(len(way))*2*float64(day)*r.Float64())
	if _, works := requestTakes[to]; works {
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
		s.setStatus(status, int64(at), by, why)
	}
}

// statusesTo returns the statuses through which a request came to one.
func statusesTo(r *rand.Rand, to string) []string {
	written := []string{requestReceived, requestGenerating, requestReady}
	if r.IntN(4) == 0 {
		written = append(written, requestGenerating, requestReady)
	}
	provisioned := append(slices.Clone(written), requestSigned, requestProvisioning)
	active := append(slices.Clone(provisioned), requestActivating, requestActive)
	switch to {
	case requestDraft:
		return nil
	case requestReceived:
		return written[:1]
	case requestGenerating:
		return written[:len(written)-1]
	case requestReady:
		return written
	case requestSigned, requestProvisioning:
		return provisioned[:slices.Index(provisioned, to)+1]
	case requestValidating, requestActivating, requestFailed:
		return append(provisioned, to)
	case requestActivationFailed:
		return append(provisioned, requestActivating, to)
	case requestActive:
		return active
	case requestDenied:
		return []string{requestReceived, to}
	case requestCanceled:
		if r.IntN(2) == 0 {
			return append(written[:1+r.IntN(len(written))], to)
		}
		return append(active, requestPendingCancel, requestDecommissioning, to)
	case requestDecommissioning:
		return append(active, requestPendingCancel, to)
	}
	return append(active, to)
}

// pastBy returns who set a status, and why.
func (s *request) pastBy(r *rand.Rand, to string) (by, why string) {
	somebody := staff[r.IntN(len(staff))].name
	switch to {
	case requestReceived, requestSigned:
		return s.by.name, ""
	case requestGenerating, requestReady, requestProvisioning:
		return somebody, ""
	case requestDenied:
		return somebody, denials[r.IntN(len(denials))]
	case requestPendingCancel:
		return somebody, "customerAsked: the customer gave notice"
	case requestCanceled:
		if s.activeSince != 0 {
			return provisioner, ""
		}
		return somebody, "customerDoesNotAnswer: three reminders were sent"
	case requestFailed:
		return provisioner, provisioningProblems[r.IntN(len(provisioningProblems))]
	case requestExpired:
		return provisioner, "The term of the contract is over."
	}
	return provisioner, ""
}

// schedulePast says what an old request is about to do: the machinery comes to its results a few a minute, however many
// there are, and some customers ask to cancel.
func (b *requestBook) schedulePast(r *rand.Rand, s *request) {
	if _, works := requestTakes[s.status]; works {
		b.wakeAt(s, b.now+1000+int64(r.Float64()*max(600_000, 3000*float64(cap(b.all)))/b.speed))
		return
	}
	odds := 10
	if s.status == requestActive {
		odds = 100
	}
	if mayAskToCancel(s.status) && r.IntN(odds) == 0 {
		last := s.changes[len(s.changes)-1].at
		s.ask(last+int64(r.Float64()*float64(b.now-last)), cancelReasons[r.IntN(len(cancelReasons))])
	}
}
