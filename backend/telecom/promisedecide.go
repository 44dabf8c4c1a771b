package telecom

import "time"

const (
	searchesAtLeast = 3                // that did not find a promise, before a person may decide about it
	searchesInstead = 60               // the same where the clock was set and does not tell how long it was looked for
	decideAfter     = 15 * time.Minute // since it was sent
	clocksDiffer    = 5 * time.Minute  // an order may seem to be placed so much before its promise
)

// DecideAt is from when on a person may decide what became of a promise, once it was looked for often
// enough; in this desk's clock: a portal whose clock leaps makes nothing due.
func (p *Submission) DecideAt() time.Time { return p.sent().Add(decideAfter) }

func (p *Submission) sent() time.Time {
	if p.SentAt.IsZero() {
		return p.At
	}
	return p.SentAt
}

// Sought says whether the order of a promise is looked for: nobody knows whether it was placed, or as which one.
func (p *Submission) Sought() bool {
	return p.State == SubmissionUnsure || p.State == SubmissionPlaced && p.OrderID == ""
}

// Decidable says whether a person may decide what became of a promise: its order has been looked for for a quarter of an
// hour, and three times in vain. Now is in this desk's clock. One that seems to be sent later than now was sent by a clock that was wrong: searches
// count then, of which there are two a minute, lest it blocks until that day.
func (p *Submission) Decidable(now time.Time) bool {
	if now.Before(p.sent()) {
		return p.Sought() && p.Scans >= searchesInstead
	}
	return p.Sought() && p.Scans >= searchesAtLeast && !now.Before(p.DecideAt())
}

// Candidates are the orders that may be what a promise became whose order is looked for, where the portal keeps no keys:
// of the same kind, placed at the time; or where the key stands on several. None of them is proof.
func (p *Submission) Candidates(ofItsService []Order) []Order {
	var all []Order
	if !p.Sought() || p.Draft.Kind == CancelOrder {
		return nil
	}
	for _, o := range ofItsService {
		at := o.PlacedAt()
		mayBe := o.Kind == p.Draft.Kind && (o.ExternalID == "" || p.CarriedBy(&o))
		if mayBe && at.After(p.At.Add(-clocksDiffer)) && at.Before(p.At.Add(decideAfter)) {
			all = append(all, o)
		}
	}
	return all
}
