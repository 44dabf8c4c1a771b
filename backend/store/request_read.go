package store

import (
	"errors"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// requestCursorRecord is how far requests have been read. It is part of the state.
type requestCursorRecord struct {
	CompleteAt timestamp   `cbor:"1,keyasint,omitempty"`
	Skew       int64       `cbor:"2,keyasint,omitempty"` // nanoseconds
	ReadWith   string      `cbor:"3,keyasint,omitempty"`
	Requests   sweepRecord `cbor:"4,keyasint"`
	Agreements sweepRecord `cbor:"5,keyasint"`
	Products   sweepRecord `cbor:"6,keyasint"`
}

// RequestCursor returns how far requests have been read. It may be ahead of the disk, never behind.
func (c *Cache) RequestCursor() telecom.RequestCursor {
	c.showing.Lock()
	defer c.showing.Unlock()
	return c.state.Requests.domain()
}

func recordOfRequestCursor(q telecom.RequestCursor) requestCursorRecord {
	return requestCursorRecord{CompleteAt: timestampOf(q.CompleteAt), Skew: int64(q.Skew), ReadWith: q.ReadWith,
		Requests: recordOfSweep(q.Requests), Agreements: recordOfSweep(q.Agreements), Products: recordOfSweep(q.Products)}
}

func (r requestCursorRecord) domain() telecom.RequestCursor {
	return telecom.RequestCursor{CompleteAt: r.CompleteAt.time(), Skew: telecom.Believed(time.Duration(r.Skew)), ReadWith: r.ReadWith,
		Requests: r.Requests.domain(), Agreements: r.Agreements.domain(), Products: r.Products.domain()}
}

// Request returns a request as the portal last described it, and when the portal last confirmed that, in this computer's
// clock. Ok is false if it is not known. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Request(id string) (request telecom.Request, readAt time.Time, ok bool, err error) {
	ix, err := c.requestIndex()
	if err != nil {
		return request, readAt, false, err
	}
	if readAt, ok = ix.confirmed(id); !ok {
		return request, readAt, false, nil
	}
	r, err := one[requestRecord](c, bucketRequests, id)
	if err == nil && r == nil {
		// It may have been removed from the disk but not yet from the index. Without a write in progress, the two agree or
		// the file is damaged.
		c.writing.Lock()
		defer c.writing.Unlock()
		if readAt, ok = ix.confirmed(id); !ok {
			return request, time.Time{}, false, nil
		}
		if r, err = one[requestRecord](c, bucketRequests, id); err == nil && r == nil {
			err = c.problem(unsound(errors.New("a request of the index has no record")))
		}
	}
	if err != nil {
		return request, time.Time{}, false, err
	}
	return toRequest(r), readAt, true, nil
}

// Agreement returns a version of a contract, if it is known. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Agreement(id string) (telecom.Agreement, bool, error) {
	r, err := one[agreementRecord](c, bucketAgreements, id)
	if err != nil || r == nil {
		return telecom.Agreement{}, false, err
	}
	return toAgreement(r), true, nil
}

// Product returns a product of a request, if it is known. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Product(id string) (telecom.Product, bool, error) {
	r, err := one[productRecord](c, bucketProducts, id)
	if err != nil || r == nil {
		return telecom.Product{}, false, err
	}
	return toProduct(r), true, nil
}

// LiveRequests returns every request that has not ended, by ID. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) LiveRequests() ([]telecom.RequestSummary, error) {
	if c.done.Load() {
		return nil, closed()
	}
	ix, err := c.requestIndex()
	if err != nil {
		return nil, err
	}
	var live []telecom.RequestSummary
	ix.each(func(r *requestRow) {
		if !r.Status.Ended() {
			live = append(live, r.RequestSummary)
		}
	})
	slices.SortFunc(live, func(a, b telecom.RequestSummary) int { return strings.Compare(a.ID, b.ID) })
	return live, nil
}

// UnseenRequests returns the IDs of the known requests that a sweep has not seen, sorted. Seen is called once for each known
// request. If the file cannot be read there are none: the next read or write reports why.
func (c *Cache) UnseenRequests(seen func(id string) bool) []string {
	ix, err := c.requestIndex()
	if err != nil {
		return nil
	}
	var ids []string
	ix.each(func(r *requestRow) { ids = append(ids, r.ID) })
	return unseen(ids, seen) // without the lock: seen is the caller's
}
