package outbox

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// precheck returns what is known here about a draft, and an error if that already conflicts with it.
func (b *Outbox) precheck(d *telecom.Draft, read Read) (telecom.Known, error) {
	if err := b.held(); err != nil {
		return telecom.Known{}, err
	}
	known, err := b.known(d)
	if err != nil {
		return known, err
	}
	if err := judge(d, known, read); err != nil {
		return known, err
	}
	if err := b.checkCancel(d, known.Orders); err != nil {
		return known, err
	}
	return known, checkOwn(d, known.Promises, known.Promises)
}

func (b *Outbox) known(d *telecom.Draft) (telecom.Known, error) {
	known, err := b.Reader.Known(d)
	if err == nil {
		known.Promises, err = b.Ledger.All()
	}
	return known, err
}

// Judge returns whether a draft could be placed now, by what is known here, without asking the portal.
func (b *Outbox) Judge(d *telecom.Draft) (telecom.Verdict, error) {
	known, err := b.known(d)
	if err != nil {
		return telecom.Verdict{}, err
	}
	v := telecom.Judge(d, known)
	if err = b.held(); err == nil && v.Level == telecom.Blocked {
		return v, nil
	}
	if err == nil {
		err = b.checkCancel(d, known.Orders)
	}
	if err == nil {
		err = checkOwn(d, known.Promises, known.Promises)
	}
	var o *telecom.Objection
	if errors.As(err, &o) {
		return o.Verdict, nil
	}
	return v, err
}

// held returns an error if no order at all may leave this desk.
func (b *Outbox) held() error {
	if e := b.Ledger.Held(); e != nil {
		return objection(telecom.Concern{Text: e.Text})
	}
	return nil
}

// checkCancel returns an error if there is nothing to cancel: the order has ended, or it is not of the service whose
// activity was read.
func (b *Outbox) checkCancel(d *telecom.Draft, ofService []telecom.Order) error {
	if d.Kind != telecom.CancelOrder {
		return nil
	}
	o, known, err := b.Reader.Order(d.OrderID)
	if err != nil {
		return err
	}
	theirs := slices.ContainsFunc(ofService, func(o telecom.Order) bool { return o.ID == d.OrderID }) || d.ServiceID == "" &&
		len(o.ServiceIDs) == 0
	switch {
	case !known || !o.Open():
		return objection(telecom.Concern{OrderID: d.OrderID, Text: "There is nothing to cancel: this order is not open. Nothing was sent. " +
			"Check the activity."})
	case !theirs:
		return objection(telecom.Concern{OrderID: d.OrderID, Text: "This order belongs to another service. Nothing was sent. Open that " +
			"service, and cancel the order there."})
	}
	return nil
}

func objection(c telecom.Concern) error {
	c.Level = telecom.Blocked
	return &telecom.Objection{Verdict: telecom.Verdict{Level: telecom.Blocked, Reasons: []telecom.Concern{c}}}
}

// judge returns an error if the verdict does not allow a draft to be sent.
func judge(d *telecom.Draft, known telecom.Known, read Read) error {
	v := telecom.Judge(d, known)
	if v.Level == telecom.Blocked || slices.ContainsFunc(v.Reasons, func(c telecom.Concern) bool { return read == nil || !read(c) }) {
		return &telecom.Objection{Verdict: v}
	}
	return nil
}

// checkOwn returns an error for a second order of the kind that the rules about open orders let pass. Those ask whether
// the first one is open at the portal, and it may have ended before the second click. So an order of unknown outcome
// blocks it, and so does one placed since this submit began, by the first of two clicks, while the second waited for a
// slow portal.
func checkOwn(d *telecom.Draft, submissions, before []telecom.Submission) error {
	for _, p := range submissions {
		same := p.Draft.Kind == d.Kind && p.Draft.ServiceID == d.ServiceID && p.Draft.OrderID == d.OrderID &&
			(d.ServiceID != "" || reflect.DeepEqual(p.Draft, *d))
		if !same {
			continue
		}
		text := ""
		switch p.State {
		case telecom.SubmissionNotSent, telecom.SubmissionRefused:
		case telecom.SubmissionSending, telecom.SubmissionUnsure:
			text = "An earlier order from this desk is still unconfirmed. Yours was not sent; your draft is kept. Wait until its outcome is known."
		default:
			if !slices.ContainsFunc(before, func(b telecom.Submission) bool { return b.Key == p.Key }) {
				text = "Another order of this kind was placed from this desk while yours waited for the portal. Yours was not sent; your draft is " +
					"kept. Check the activity, and place it again if it is still wanted."
			}
		}
		if text != "" {
			return objection(telecom.Concern{OrderID: p.OrderID, Key: p.Key, Text: text})
		}
	}
	return nil
}

// checkMoved returns an error if a service is no longer what the draft was checked against: the consequences shown to
// staff may be wrong now.
func checkMoved(d *telecom.Draft, seen, now *telecom.Service) error {
	if seen == nil || now == nil || d.Kind == telecom.CancelOrder || reflect.DeepEqual(relevant(seen), relevant(now)) {
		return nil
	}
	return objection(telecom.Concern{Text: "This service has changed. Your order was not sent; your draft is kept. Check the service and " +
		"what will happen, then place the order again if it is still wanted."})
}

// relevant returns the part of a service that checks and consequences depend on.
func relevant(s *telecom.Service) telecom.Service {
	features := slices.Clone(s.Features)
	slices.SortFunc(features, func(a, b telecom.Feature) int { return cmp.Compare(a.Name, b.Name) })
	if len(features) == 0 {
		features = nil
	}
	day := s.ActiveSince.Truncate(24 * time.Hour) // a billing cycle starts on a day
	return telecom.Service{Number: s.Number, Plan: s.Plan, Platform: s.Platform, State: s.State, SIM: s.SIM, Features: features,
		ActiveSince: day}
}
