package app

import (
	"context"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// reader is what the outbox knows of the portal: what the mirror reads, as the cache keeps it.
type reader struct {
	mirror   *mirror.Mirror
	cache    *store.Cache
	promises *store.Promises
	limits   telecom.Limits
	zone     *time.Location
}

// Fresh reads from the portal everything that may conflict with a draft.
func (r *reader) Fresh(ctx context.Context, d *telecom.Draft) error {
	return r.mirror.ReadFresh(ctx, d.ServiceID)
}

// Now returns the time by the portal's clock.
func (r *reader) Now() time.Time { return time.Now().UTC().Add(r.cache.Cursor().Skew) }

// Known returns what the copy knows, without the submissions.
func (r *reader) Known(d *telecom.Draft) (known telecom.Known, err error) {
	known = telecom.Known{Limits: r.limits, Zone: r.zone, Now: r.Now()}
	if d.ServiceID != "" {
		s, _, ok, err := r.cache.Service(d.ServiceID)
		if err != nil {
			return known, err
		}
		if !ok {
			return known, &telecom.Error{Code: telecom.NotFound, Text: "This service is not on this desk. The order was not sent; your draft is " +
				"kept. Go back to Services and look for its number."}
		}
		known.Service = &s
		if known.Orders, err = r.cache.Orders(d.ServiceID); err != nil {
			return known, err
		}
	}
	if known.Closed, err = r.closedHere(); err != nil {
		return known, err
	}
	all, err := r.cache.OpenActivities()
	for _, a := range all {
		if a.Service == nil || a.Service.ID != d.ServiceID {
			known.Elsewhere = append(known.Elsewhere, a)
		}
	}
	return known, err
}

// closedHere returns the orders that still count as closed here.
func (r *reader) closedHere() ([]telecom.ClosedHere, error) {
	all, err := r.promises.ClosedHere()
	if err != nil {
		return nil, err
	}
	var hold []telecom.ClosedHere
	for _, c := range all {
		o, known, err := r.cache.Order(c.OrderID)
		if err != nil {
			return nil, err
		}
		if !known || c.Holds(&o) {
			hold = append(hold, c)
		}
	}
	return hold, nil
}

// Since returns all known orders of the services on which anything has happened since a time.
func (r *reader) Since(at time.Time) ([]telecom.Order, error) { return r.cache.OrdersSince(at) }

// ReadOrder reads one order into the copy.
func (r *reader) ReadOrder(ctx context.Context, id string) error { return r.mirror.ReadOrder(ctx, id) }

// Order returns an order of the copy.
func (r *reader) Order(id string) (telecom.Order, bool, error) { return r.cache.Order(id) }
