package outbox

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// spoken says what already speaks against a draft in what is known here, and gives that.
func (b *Outbox) spoken(d *telecom.Draft, read Read) (telecom.Known, error) {
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
	if err := b.over(d, known.Orders); err != nil {
		return known, err
	}
	return known, own(d, known.Promises, known.Promises)
}

func (b *Outbox) known(d *telecom.Draft) (telecom.Known, error) {
	known, err := b.Reader.Known(d)
	if err == nil {
		known.Promises, err = b.Ledger.All()
	}
	return known, err
}

// Judge says whether a draft could be placed now, by what is known here: without asking the portal.
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
		err = b.over(d, known.Orders)
	}
	if err == nil {
		err = own(d, known.Promises, known.Promises)
	}
	var o *telecom.Objection
	if errors.As(err, &o) {
		return o.Verdict, nil
	}
	return v, err
}

// held says that no order leaves this desk, whatever it is about.
func (b *Outbox) held() error {
	if e := b.Ledger.Held(); e != nil {
		return objection(telecom.Concern{Text: e.Text})
	}
	return nil
}

// over says that there is nothing to cancel: the order has ended, or it is none of the service whose activity was read
// for it.
func (b *Outbox) over(d *telecom.Draft, ofService []telecom.Order) error {
	if d.Kind != telecom.CancelOrder {
		return nil
	}
	o, known, err := b.Reader.Order(d.OrderID)
	if err != nil {
		return err
	}
	theirs := slices.ContainsFunc(ofService, func(o telecom.Order) bool { return o.ID == d.OrderID }) || d.ServiceID == "" && len(o.ServiceIDs) == 0
	switch {
	case !known || !o.Open():
		return objection(telecom.Concern{OrderID: d.OrderID, Text: "There is nothing to cancel: this order is not open. Nothing was sent. Look at the activity."})
	case !theirs:
		return objection(telecom.Concern{OrderID: d.OrderID, Text: "This order is not one of this service. Nothing was sent. Open the service of the order, and cancel it there."})
	}
	return nil
}

func objection(c telecom.Concern) error {
	c.Level = telecom.Blocked
	return &telecom.Objection{Verdict: telecom.Verdict{Level: telecom.Blocked, Reasons: []telecom.Concern{c}}}
}

// judge makes an error of a verdict that keeps a draft from being sent.
func judge(d *telecom.Draft, known telecom.Known, read Read) error {
	v := telecom.Judge(d, known)
	if v.Level == telecom.Blocked || slices.ContainsFunc(v.Reasons, func(c telecom.Concern) bool { return read == nil || !read(c) }) {
		return &telecom.Objection{Verdict: v}
	}
	return nil
}

// own says what keeps a second order of the kind from being placed here that the rules about open orders pass over: they
// ask whether the first one is open at the portal, and it may have ended before whoever clicked heard of it. Such is one
// that nobody here knows the outcome of yet, and one that was placed since a submit began, by the first of two clicks,
// while the second waited for a slow portal.
func own(d *telecom.Draft, promises, before []telecom.Submission) error {
	for _, p := range promises {
		same := p.Draft.Kind == d.Kind && p.Draft.ServiceID == d.ServiceID && p.Draft.OrderID == d.OrderID && (d.ServiceID != "" || reflect.DeepEqual(p.Draft, *d))
		if !same {
			continue
		}
		text := ""
		switch p.State {
		case telecom.SubmissionNotSent, telecom.SubmissionRefused:
		case telecom.SubmissionSending, telecom.SubmissionUnsure:
			text = "It is not known yet what became of the one that was sent from this desk before. Yours was not sent; your draft is kept. Wait until it was looked up."
		default:
			if !slices.ContainsFunc(before, func(b telecom.Submission) bool { return b.Key == p.Key }) {
				text = "One was placed from this desk while yours waited for the portal. Yours was not sent; your draft is kept. Look at the activity, and place it again if it is still wanted."
			}
		}
		if text != "" {
			return objection(telecom.Concern{OrderID: p.OrderID, Key: p.Key, Text: text})
		}
	}
	return nil
}

// moved says that a service is not any more what a draft was checked and read against: what somebody was told would
// happen may be wrong now.
func moved(d *telecom.Draft, seen, now *telecom.Service) error {
	if seen == nil || now == nil || d.Kind == telecom.CancelOrder || reflect.DeepEqual(face(seen), face(now)) {
		return nil
	}
	return objection(telecom.Concern{Text: "The portal says something new about this service. Yours was not sent; your draft is kept. Look at the service and at what will happen, and place it again if it is still wanted."})
}

// face is what checks and consequences go by of a service.
func face(s *telecom.Service) telecom.Service {
	features := slices.Clone(s.Features)
	slices.SortFunc(features, func(a, b telecom.Feature) int { return cmp.Compare(a.Name, b.Name) })
	if len(features) == 0 {
		features = nil
	}
	day := s.ActiveSince.Truncate(24 * time.Hour) // a billing cycle begins on a day
	return telecom.Service{Number: s.Number, Plan: s.Plan, Platform: s.Platform, State: s.State, SIM: s.SIM, Features: features, ActiveSince: day}
}
