package mirror

import (
	"context"

	"commsdesk/backend/telecom"
)

// ReadFresh reads all that is open on a service now, or, without one, all that is new: what a new order could collide
// with. The error says why that cannot be read, or not be known to be all: then nothing may be sent.
//
// It is all where the portal gives the orders of one service, or the newest first, back to where they were read before.
// Where it does neither, its open states must be readable, as well as both ends of its list.
// No answer of a cache counts.
func (m *Mirror) ReadFresh(ctx context.Context, serviceID string) error {
	ctx = telecom.WithFreshAges(ctx)
	c := m.cache.Cursor()
	if c.CompleteAt.IsZero() {
		// Not "unconfirmed": nothing is asked here, so it is no search either for what an unsure order became.
		return &telecom.Error{Code: telecom.NotFound, Text: "The portal was not read completely yet, so nobody can be sure here that no other order is open. The order was not sent; your draft is kept. Wait until it is read, and place it again."}
	}
	var orders []telecom.Order
	var changed []string
	proven := false
	note := func(o []telecom.Order, ids []string) { orders, changed = append(orders, o...), append(changed, ids...) }
	defer func() { m.setAside(orders, changed) }()
	var err error
	if serviceID == "" {
		proven, err = m.readNewest(ctx, &c, note)
	} else {
		orders, changed, proven, err = m.readService(ctx, serviceID, &c)
	}
	if err != nil || proven {
		return err
	}
	known, err := m.cache.OpenOrders()
	if err != nil {
		return err
	}
	_, err = m.readAndApply(ctx, func() (telecom.Changes, error) {
		page, err := m.source.AllOpenOrders(ctx, known)
		proven = page.Last
		return telecom.Changes{Orders: page.Items}, err
	}, func(c telecom.Changes, a telecom.Applied) { note(c.Orders, a.Orders) })
	if err == nil && !proven {
		err = unsureOfAll("This portal can be asked neither for the orders of one service nor for the newest ones, so nobody can be sure here that no other order is open.")
	}
	return err
}

func unsureOfAll(why string) error {
	return &telecom.Error{Code: telecom.Unconfirmed, Text: why + " The order was not sent; your draft is kept. Look at the activity in the portal itself."}
}
