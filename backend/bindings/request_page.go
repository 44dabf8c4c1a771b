package bindings

import (
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// page returns everything known of a request.
func (q *RequestDeps) page(p *Deps, id string) (RequestPage, error) {
	r, readAt, known, err := q.Copy.Request(id)
	if err != nil {
		return RequestPage{}, err
	}
	decisions, err := q.Promises.Decisions()
	if err != nil {
		return RequestPage{}, err
	}
	decisions = slices.DeleteFunc(slices.Clone(decisions), func(d telecom.Decision) bool { return d.RequestID != id })
	notes, err := q.Promises.Notes(id)
	if err != nil {
		return RequestPage{}, err
	}
	if !known && len(decisions) == 0 && len(notes) == 0 {
		return RequestPage{}, &telecom.Error{Code: telecom.NotFound, Text: "This request is not on this desk. Go back to Requests and look " +
			"for its Order ID."}
	}
	page := RequestPage{
		ID: id, Gone: !known, Status: r.Status, StateWord: r.State, Means: telecom.StatusOf(r.State), Customer: r.Customer,
		InitiatedBy: r.InitiatedBy, Offering: r.Offering, Package: r.Package,
		Quantity: r.Quantity, OrderedAt: instant(r.OrderedAt), Summary: r.Summary, Version: r.Version, Answers: list(r.Answers),
		Products: []ProductRow{}, Services: []ServiceRef{}, OrderIDs: list(r.OrderIDs), HistoryGiven: r.HistoryGiven,
		CancelAsked: cancellationRow(r.CancelAsked), Asks: r.Asks(), ActionsGiven: r.AllowedGiven,
		ReadAt: instant(readAt), Seen: r.Snapshot().Token(),
	}
	if page.Contract, err = q.contract(&r); err != nil {
		return page, err
	}
	if err := q.made(p, &r, &page); err != nil {
		return page, err
	}
	page.History = historyRows(&r, decisions, p.skew())
	page.Notes = noteRows(&r, notes)
	m, err := q.marks()
	if err != nil {
		return page, err
	}
	page.Unread = m.unread[id]
	d, open := m.open[id]
	if open {
		page.Decision = q.decisionRow(&d, &r)
	}
	page.Actions = rows(r.Offers(q.Role), func(o *telecom.OfferedAction) ActionOf {
		if open && o.Off == "" {
			o.Off = offReason(d.State)
		}
		return ActionOf{Action: o.Action, Word: o.Word, To: o.To, Off: o.Off, Reasons: list(o.Action.Reasons())}
	})
	return page, nil
}

// offReason returns why nothing can be decided next to an open decision.
func offReason(s telecom.DecisionState) string {
	switch s {
	case telecom.DecisionWaiting:
		return "Unavailable while a decision is waiting to be sent."
	case telecom.DecisionSending:
		return "Unavailable while a decision is being sent."
	case telecom.DecisionUnsure:
		return "Unavailable until the outcome of the sent decision is known."
	case telecom.DecisionRefused:
		return "Unavailable until the refused decision is dropped or taken again."
	}
	return "Unavailable until the conflict is settled."
}

// offer finds an action; off says why it cannot be taken.
func (q *RequestDeps) offer(r *telecom.Request, a telecom.RequestAction) (o telecom.OfferedAction, off string) {
	all := r.Offers(q.Role)
	i := slices.IndexFunc(all, func(o telecom.OfferedAction) bool { return o.Action == a })
	if i < 0 || a == "" {
		if r.Status == "" {
			return o, "Unavailable: the portal does not give the status of the request."
		}
		return o, "Not offered while " + string(r.Status) + "."
	}
	return all[i], all[i].Off
}

// contract returns the versions of the contract, newest first.
func (q *RequestDeps) contract(r *telecom.Request) ([]AgreementRow, error) {
	versions := []AgreementRow{}
	for _, id := range slices.Backward(r.Agreements) {
		a, known, err := q.Copy.Agreement(id)
		if err != nil {
			return versions, err
		}
		versions = append(versions, AgreementRow{
			ID: id, Version: a.Version, Name: a.Name, StateWord: a.State, At: instant(a.At), Missing: !known,
			Documents: rows(filesOf(&a), func(f *contractFile) DocumentRow {
				return DocumentRow{ID: f.id, Name: f.Name, Type: f.Type, Size: int(f.Size), Kept: q.Copy.HasDocument(f.key)}
			}),
		})
	}
	return versions, nil
}

// made adds what the request created: products, and the services that carry them out.
func (q *RequestDeps) made(p *Deps, r *telecom.Request, page *RequestPage) error {
	ids := slices.Clone(r.ServiceIDs)
	for _, id := range r.Products {
		product, _, err := q.Copy.Product(id)
		if err != nil {
			return err
		}
		page.Products = append(page.Products, ProductRow{ID: id, Name: product.Name, StateWord: product.State})
		ids = append(ids, product.ServiceIDs...)
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		s, _, known, err := p.Copy.Service(id)
		if err != nil {
			return err
		}
		ref := ServiceRef{ID: id}
		if known {
			ref.Number = Written(s.Number, p.Profile.Country)
		}
		page.Services = append(page.Services, ref)
	}
	return nil
}

// historyRows returns the history with the decisions taken here, newest first.
func historyRows(r *telecom.Request, decisions []telecom.Decision, skew time.Duration) []ChangeRow {
	type entry struct {
		at  time.Time
		row ChangeRow
	}
	var all []entry
	for _, c := range r.History {
		all = append(all, entry{c.At, ChangeRow{At: instant(c.At), By: c.By, From: c.From, To: c.To, Why: c.Why}})
	}
	for _, d := range decisions {
		if d.State == telecom.DecisionApplied && r.HistoryGiven { // the portal's history has it
			continue
		}
		at := d.At.Add(skew)
		all = append(all, entry{at, ChangeRow{At: instant(at), By: d.By, From: d.On.Status, To: d.To, Reason: d.Reason,
			Why: joined(d.Text, d.Note), Here: &DecisionChip{Action: d.Action, State: d.State}}})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return b.at.Compare(a.at) })
	return rows(all, func(e *entry) ChangeRow { return e.row })
}

// joined returns the text of a decision with the note of its dropping.
func joined(text, note string) string {
	if text == "" || note == "" {
		return text + note
	}
	return text + " · " + note
}

// noteRows returns the portal's notes and this desk's, newest first.
func noteRows(r *telecom.Request, here []telecom.DeskNote) []NoteRow {
	all := rows(r.Notes, func(n *telecom.RequestNote) NoteRow { return NoteRow{At: instant(n.At), By: n.By, Text: n.Text} })
	for _, n := range here {
		all = append(all, NoteRow{ID: n.ID, At: instant(n.At), By: n.By, Text: n.Text})
	}
	slices.SortStableFunc(all, func(a, b NoteRow) int { return strings.Compare(b.At, a.At) })
	return all
}

func cancellationRow(w *telecom.CancellationRequest) *CancellationRequest {
	if w == nil {
		return nil
	}
	return &CancellationRequest{At: instant(w.At), By: w.By, Why: w.Why}
}

// decisionRow returns an open decision, next to the request as it is now known.
func (q *RequestDeps) decisionRow(d *telecom.Decision, r *telecom.Request) *DecisionRow {
	row := &DecisionRow{
		Key: d.Key, Action: d.Action, To: d.To, Reason: d.Reason, Text: d.Text, At: instant(d.At), By: d.By, State: d.State,
		HoldUntil: instant(d.HoldUntil),
		Said:      d.Said, On: snapshotRow(d.On), Left: !d.SentAt.IsZero(), Against: against(d), Kept: d.Kept, Scans: d.Scans,
		Settle: d.Settleable(time.Now()),
	}
	if against(d) == telecom.AgainstGone {
		row.Now = &SnapshotRow{Gone: true}
	} else if d.Now != nil {
		now := snapshotRow(*d.Now)
		if r.ID != "" { // the later reading is more accurate
			now = snapshotRow(r.Snapshot())
		}
		row.Now = &now
	}
	if d.State == telecom.DecisionUnsure {
		row.SettleAt = instant(d.SettleAt())
	}
	if f := q.Mirror.Freshness().Aged(time.Now()); d.State == telecom.DecisionWaiting && time.Now().After(d.HoldUntil) {
		switch f.Status {
		case telecom.Stale, telecom.Offline, telecom.Refused, telecom.Unsure:
			if row.Delayed = instant(f.Since); f.Since.IsZero() {
				row.Delayed = instant(f.ReadAt)
			}
		}
	}
	_, row.AgainOff = q.again(r, d)
	return row
}

// against returns why a decision came back; empty if it did not. Records of older versions do not say why.
func against(d *telecom.Decision) telecom.Against {
	switch {
	case d.State != telecom.DecisionConflict && d.State != telecom.DecisionLater:
		return ""
	case d.Against != "":
		return d.Against
	case d.Now != nil && d.Now.Status == "" && d.Now.State == "gone":
		return telecom.AgainstGone
	case !d.SentAt.IsZero():
		return telecom.AgainstUnknown
	}
	return telecom.AgainstChanged
}

// again is offer for a decision that came back.
func (q *RequestDeps) again(r *telecom.Request, d *telecom.Decision) (o telecom.OfferedAction, off string) {
	switch {
	case r.ID == "", against(d) == telecom.AgainstGone:
		return o, "Unavailable: the portal no longer shows this request."
	case against(d) == telecom.AgainstOtherPortal:
		return o, "Unavailable: it was decided on another portal."
	}
	return q.offer(r, d.Action)
}

func snapshotRow(s telecom.Snapshot) SnapshotRow {
	return SnapshotRow{
		Status: s.Status, StateWord: s.State, Means: telecom.StatusOf(s.State), Version: s.Version, Contract: s.Contract,
		Offering: s.Offering, Package: s.Package, Quantity: s.Quantity, Asks: s.Asks(), ChangedAt: instant(s.ChangedAt),
		ChangedBy: s.ChangedBy, Why: s.Why,
	}
}
