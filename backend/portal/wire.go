package portal

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// The JSON of TMF638 and TMF641 as servers really write it: the members this desk reads, each in a shape that cannot
// fail. Other members stay in Raw.

type wireService struct {
	ID              text                  `json:"id"`
	Name            text                  `json:"name"`
	State           text                  `json:"state"`
	StartDate       text                  `json:"startDate"`
	EndDate         text                  `json:"endDate"`
	Specification   one[wireRef]          `json:"serviceSpecification"`
	Characteristics characteristics       `json:"serviceCharacteristic"`
	Features        list[wireFeature]     `json:"feature"`
	Parties         list[wireParty]       `json:"relatedParty"`
	OrderItems      list[wireServiceItem] `json:"serviceOrderItem"`
}

type wireServiceItem struct {
	OrderID text `json:"serviceOrderId"`
}

type wireOrder struct {
	ID           text `json:"id"`
	ExternalID   text `json:"externalId"`
	Category     text `json:"category"`
	Description  text `json:"description"`
	State        text `json:"state"`
	OrderDate    text `json:"orderDate"`
	StartDate    text `json:"startDate"`
	Completion   text `json:"completionDate"`
	Cancellation text `json:"cancellationDate"`
	CancelReason text `json:"cancellationReason"`

	Items    list[wireItem] `json:"serviceOrderItem"`
	OldItems list[wireItem] `json:"orderItem"` // the name before v4, still in use

	Milestones list[wireMilestone] `json:"milestone"`
	Notes      list[wireNote]      `json:"note"`
	Errors     list[wireError]     `json:"errorMessage"`
	Alerts     list[wireAlert]     `json:"jeopardyAlert"`
	References list[wireReference] `json:"externalReference"`
	Relations  list[wireRelation]  `json:"orderRelationship"`
	Parent     list[wireRef]       `json:"parentOrder"`
	ParentID   text                `json:"parentOrderId"`
	Parties    list[wireParty]     `json:"relatedParty"`
}

type wireItem struct {
	ID      text             `json:"id"`
	Action  text             `json:"action"`
	State   text             `json:"state"`
	Service one[wireTouched] `json:"service"`
	Errors  list[wireError]  `json:"errorMessage"`
	Items   list[wireItem]   `json:"serviceOrderItem"`
}

// wireTouched is the service inside an order item: a reference, or what it will become.
type wireTouched struct {
	ID              text              `json:"id"`
	Name            text              `json:"name"`
	Type            text              `json:"serviceType"`
	Specification   one[wireRef]      `json:"serviceSpecification"`
	Characteristics characteristics   `json:"serviceCharacteristic"`
	Features        list[wireFeature] `json:"feature"`
}

type wireMilestone struct {
	Name        text `json:"name"`
	Date        text `json:"milestoneDate"`
	Message     text `json:"message"`
	Description text `json:"description"`
}

type wireNote struct {
	Date   text `json:"date"`
	Author text `json:"author"`
	Text   text `json:"text"`
}

type wireError struct {
	Code    text `json:"code"`
	Reason  text `json:"reason"`
	Message text `json:"message"`
	Time    text `json:"timestamp"`
}

type wireAlert struct {
	Date      text `json:"alertDate"`
	Type      text `json:"jeopardyType"`
	Name      text `json:"name"`
	Exception text `json:"exception"`
	Message   text `json:"message"`
}

type wireReference struct {
	ID   text `json:"id"`
	Name text `json:"name"`
	Type text `json:"externalReferenceType"`
	V5   text `json:"externalIdentifierType"` // the name in version 5
}

type wireRelation struct {
	ID    text         `json:"id"`
	Type  text         `json:"relationshipType"`
	Older text         `json:"type"`
	Order one[wireRef] `json:"serviceOrder"`
}

type wireRef struct {
	ID   text `json:"id"`
	Name text `json:"name"`
}

type wireParty struct {
	ID   text         `json:"id"`
	Name text         `json:"name"`
	Role text         `json:"role"`
	V5   one[wireRef] `json:"partyOrPartyRole"` // where version 5 has the id and the name
}

func (p *wireParty) called() string { return first(p.Name, p.V5.is.Name, p.ID, p.V5.is.ID) }

type wireFeature struct {
	ID              text            `json:"id"`
	Name            text            `json:"name"`
	Enabled         text            `json:"isEnabled"`
	Characteristics characteristics `json:"featureCharacteristic"`
}

// named is a characteristic: a value with its name, and its unit if it is an amount.
type named[V any] struct {
	Name    text `json:"name"`
	Value   V    `json:"value"`
	Unit    text `json:"unit"`
	Measure text `json:"unitOfMeasure"`
}

// readNamed reads a list of names and values, a single one, or an object with the names as members, which may be sorted.
func readNamed[V any](d *jsontext.Decoder, sorted bool) (all []named[V], err error) {
	if d.PeekKind() != '{' {
		err := (*list[named[V]])(&all).UnmarshalJSONFrom(d)
		return all, err
	}
	raw, err := d.ReadValue()
	if err != nil {
		return nil, err
	}
	var alone named[V]
	if json.Unmarshal(raw, &alone, lenient) == nil && alone.Name != "" {
		return []named[V]{alone}, nil
	}
	for _, m := range members(raw) {
		it := named[V]{Name: text(m.name)}
		if json.Unmarshal(m.value, &it.Value, lenient) == nil {
			all = append(all, it)
		}
	}
	if sorted {
		slices.SortStableFunc(all, func(a, b named[V]) int { return strings.Compare(string(a.Name), string(b.Name)) })
	}
	return all, nil
}

// valueOf returns the first of some named values that counts, by its normalized name; earlier names win.
func valueOf[V any](all []named[V], names []string, counts func(V) bool) (none named[V]) {
	for _, name := range names {
		for _, it := range all {
			if name != "" && telecom.Normalize(string(it.Name)) == name && counts(it.Value) {
				return it
			}
		}
	}
	return none
}

// A word in place of an object stands for one of its members.

func (s *wireTouched) fromWord(word string)        { s.ID = text(word) }
func (m *wireMilestone) fromWord(word string)      { m.Name = text(word) }
func (n *wireNote) fromWord(word string)           { n.Text = text(word) }
func (e *wireError) fromWord(word string)          { e.Message = text(word) }
func (a *wireAlert) fromWord(word string)          { a.Message = text(word) }
func (r *wireRef) fromWord(word string)            { r.ID = text(word) }
func (f *wireFeature) fromWord(word string)        { f.Name = text(word) }
func (o *wireOffered) fromWord(word string)        { o.Name = text(word) }
func (o *wireOrdered) fromWord(word string)        { o.ID = text(word) }
func (p *wirePart) fromWord(word string)           { p.ID = text(word) }
func (c *wireContract) fromWord(word string)       { c.ID = text(word) }
func (n *wireNamed) fromWord(word string)          { n.Name = text(word) }
func (v *wireCharacterValue) fromWord(word string) { v.Value = quantityOf(word) }
func (m *wireSum) fromWord(word string)            { m.Value = quantityOf(word) }
func (d *wireDocument) fromWord(word string)       { d.URL = text(word) }
