package portal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// The names of the characteristics about a request that this desk and the portal share, normalized.
const (
	labelName      = "subscriptionrequeststatus"
	allowedName    = "allowedactions"
	versionName    = "statusversion"
	historyName    = "statushistory"
	askedAtName    = "cancellationrequestedat"
	askedByName    = "cancellationrequestedby"
	askedWhyName   = "cancellationrequestreason"
	keyName        = "decisionkey"
	contractName   = "contractversion"
	packageName    = "package"
	quantityName   = "quantity"
	wishedName     = "requestedstatus"
	ifVersionName  = "ifstatusversion"
	reasonName     = "reason"
	reasonTextName = "reasontext"
)

// requestRow is a product order, and whether it is a subscription request.
type requestRow struct {
	telecom.Request
	category string
	labelled bool // it has the status of one
}

// requestOf converts a product order; ok is false if it is no object or has no id.
func requestOf(raw jsontext.Value, words *rules) (requestRow, bool) {
	var w wireRequest
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return requestRow{}, false
	}
	top := slices.Concat(w.Items, w.OldItems)
	items := withInner(top, func(i wireRequestItem) []wireRequestItem { return i.Items })
	says := w.traits(items)
	label := says.word(labelName)
	r := telecom.Request{
		ID:        string(w.ID),
		Status:    telecom.RequestStatusOf(label),
		State:     string(w.State),
		OrderedAt: words.date(text(first(w.OrderDate, w.V5Date))),
		Summary:   strings.TrimSpace(string(w.Description)),
		Version:   says.word(versionName),
		LastKey:   says.word(keyName),
		Stored:    says.word(wishedName) != "",
		Raw:       tidy(raw),
	}
	r.InitiatedBy = w.initiator()
	r.Customer = w.person((*wirePerson).called, "customer", "buyer", "subscriber", "enduser", "owner", "payer")
	r.Offering, r.Package, r.Quantity = ordered(top, says)
	r.Answers = says.details(says.ours)
	contracts := w.contracts(items)
	r.Agreements, r.ContractVersions = contracts.ids()
	r.Contract = says.word(contractName)
	if r.ContractGiven = r.Contract != ""; !r.ContractGiven {
		r.Contract = contracts.newest(words)
	}
	r.Products, r.ServiceIDs, r.OrderIDs = w.made(items)
	r.Notes = w.notes(words)
	r.History, r.HistoryGiven = historyOf(says.find(historyName), words)
	r.Allowed, r.AllowedGiven = allowedOf(says.find(allowedName))
	r.CancelAsked = cancellationRequest(says, words)
	return requestRow{Request: r, category: first(w.Category), labelled: label != ""}, true
}

// traits returns the characteristics of a request, wherever a server keeps them: those of the products before those of
// the items and of the order itself.
func (w *wireRequest) traits(items []wireRequestItem) traits {
	var all traits
	for _, i := range items {
		all = append(all, slices.Concat(i.Product.is.Own, i.Product.is.Older)...)
		for _, part := range i.Product.is.Parts {
			all = append(all, part.Own...)
		}
	}
	for _, i := range items {
		all = append(all, slices.Concat(i.Own, i.OfItem, i.OfProducts)...)
	}
	return append(all, slices.Concat(w.Own, w.Product, w.Order)...)
}

// ours reports whether a normalized name is not the customer's answer: it is shown elsewhere, or is a decision. A
// reason is one only with a decision: a customer may give a reason too.
func (t traits) ours(name string) bool {
	switch name {
	case labelName, allowedName, versionName, historyName, askedAtName, askedByName, askedWhyName, keyName, contractName,
		packageName, quantityName, wishedName, ifVersionName:
		return true
	case reasonName, reasonTextName:
		return t.find(wishedName, keyName) != nil
	}
	return false
}

// person returns a detail of the first party in one of some roles that has it.
func (w *wireRequest) person(tells func(*wirePerson) string, roles ...string) string {
	for _, role := range roles {
		for i := range w.Parties {
			if p := &w.Parties[i]; telecom.Normalize(string(p.Role)) == role {
				if s := tells(p); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// initiator returns the e-mail address of the person who made the request, or another detail.
func (w *wireRequest) initiator() string {
	roles := []string{"initiator", "initiatedby", "requester", "requestor", "requestedby", "submitter", "orderedby", "placedby", "user"}
	if s := w.person((*wirePerson).email, roles...); s != "" {
		return s
	}
	return w.person((*wirePerson).called, roles...)
}

// ordered returns what is ordered. Several items are joined, sorted, so that their order on the wire is no change.
func ordered(items []wireRequestItem, says traits) (offering, pack, quantity string) {
	type line struct{ offering, pack, quantity string }
	var lines []line
	for _, i := range items {
		product := &i.Product.is
		l := line{
			offering: first(i.Offering.is.Name, product.Offering.is.Name, i.Offering.is.ID, product.Offering.is.ID),
			pack:     first(product.Name, product.Specification.is.Name),
			quantity: first(i.Quantity),
		}
		if l.pack == "" && len(i.Offering.is.Bundles) > 0 {
			l.pack = first(i.Offering.is.Bundles[0].Name, i.Offering.is.Bundles[0].ID)
		}
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b line) int { return strings.Compare(a.offering+"\x00"+a.pack, b.offering+"\x00"+b.pack) })
	all := func(of func(line) string, distinct bool) string {
		var words []string
		for _, l := range lines {
			if w := of(l); w != "" && !(distinct && slices.Contains(words, w)) {
				words = append(words, w)
			}
		}
		return strings.Join(words, ", ")
	}
	offering = all(func(l line) string { return l.offering }, true)
	if pack = says.word(packageName); pack == "" {
		pack = all(func(l line) string { return l.pack }, true)
	}
	if quantity = all(func(l line) string { return l.quantity }, false); quantity == "" {
		quantity = says.word(quantityName)
	}
	return offering, pack, quantity
}

// ids keeps each id once.
type ids []string

func (all *ids) add(some ...wireRef) {
	for _, r := range some {
		all.id(r.ID)
	}
}

func (all *ids) id(t text) {
	if id := first(t); id != "" && !slices.Contains(*all, id) {
		*all = append(*all, id)
	}
}

// made returns what a request creates, as far as the portal names it.
func (w *wireRequest) made(items []wireRequestItem) (products, services, orders []string) {
	var p, s, o ids
	s.add(w.Services...)
	o.add(w.ServiceOrders...)
	for _, i := range items {
		p.id(i.Product.is.ID)
		s.add(i.Product.is.Services...)
		for _, part := range i.Product.is.Parts {
			p.id(part.ID)
			s.add(part.Services...)
		}
		s.add(i.Services...)
		o.add(i.ServiceOrders...)
	}
	refers := func(to string, id text) {
		switch telecom.Normalize(to) {
		case "service", "realizingservice":
			s.id(id)
		case "serviceorder", "serviceorderid":
			o.id(id)
		}
	}
	for _, r := range slices.Concat(w.References, w.Identifiers) {
		refers(first(r.Type, r.V5), r.ID)
	}
	for _, r := range w.Relations {
		refers(first(r.Referred, r.Role), r.ID)
	}
	return p, s, o
}

func (w *wireRequest) notes(words *rules) []telecom.RequestNote {
	var all []telecom.RequestNote
	for _, n := range w.Notes {
		if note := (telecom.RequestNote{At: words.date(n.Date), By: first(n.Author), Text: first(n.Text)}); note.Text != "" {
			all = append(all, note)
		}
	}
	sortByDate(all, func(n telecom.RequestNote) time.Time { return n.At })
	return all
}

// cancellationRequest returns the customer's request to cancel; nil if there is none.
func cancellationRequest(says traits, words *rules) *telecom.CancellationRequest {
	at := says.word(askedAtName)
	if on, known := onOff(at); known && !on {
		return nil
	}
	w := telecom.CancellationRequest{At: words.date(text(at)), By: says.word(askedByName), Why: says.word(askedWhyName)}
	if at == "" && w == (telecom.CancellationRequest{}) {
		return nil
	}
	return &w
}

// contracts are the versions of a request's contract, as it refers to them, each once.
type contracts []wireContract

func (w *wireRequest) contracts(items []wireRequestItem) (all contracts) {
	add := func(some []wireContract) {
		for _, c := range some {
			if c.ID = text(first(c.ID, c.V5)); c.ID != "" && !slices.ContainsFunc(all, func(k wireContract) bool { return k.ID == c.ID }) {
				all = append(all, c)
			}
		}
	}
	add(w.Agreements)
	for _, i := range items {
		add(i.Product.is.Agreements)
		add(i.Product.is.V5Agreements)
	}
	return all
}

// ids returns those of the versions, with the version word of each if any has one.
func (all contracts) ids() (ids, versions []string) {
	told := slices.ContainsFunc(all, func(c wireContract) bool { return first(c.Version) != "" })
	for _, c := range all {
		ids = append(ids, string(c.ID))
		if told {
			versions = append(versions, first(c.Version))
		}
	}
	return ids, versions
}

// newest returns the current version if the portal does not name it: the highest one, or that of the latest day, if all
// have one; else the last on the list. Empty: there is none.
func (all contracts) newest(words *rules) string {
	if len(all) == 0 {
		return ""
	}
	every := func(tells func(wireContract) bool) bool {
		return !slices.ContainsFunc(all, func(c wireContract) bool { return !tells(c) })
	}
	switch {
	case every(func(c wireContract) bool { return first(c.Version) != "" }):
		return string(slices.MaxFunc(all, func(a, b wireContract) int {
			return cmp.Or(compareVersions(string(a.Version), string(b.Version)), strings.Compare(string(a.ID), string(b.ID)))
		}).ID)
	case every(func(c wireContract) bool { return !words.date(c.Date).IsZero() }):
		return string(slices.MaxFunc(all, func(a, b wireContract) int {
			return cmp.Or(words.date(a.Date).Compare(words.date(b.Date)), strings.Compare(string(a.ID), string(b.ID)))
		}).ID)
	}
	return string(all[len(all)-1].ID)
}

// compareVersions compares the numbers in two versions one by one: 1.10 is higher than 1.9.
func compareVersions(a, b string) int {
	numbers := func(s string) (all []int) {
		for _, digits := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) {
			n, _ := strconv.Atoi(digits)
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(numbers(a), numbers(b))
}
