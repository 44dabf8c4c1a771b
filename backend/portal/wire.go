package portal

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
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

func (s *wireTouched) fromWord(word string) { s.ID = text(word) }

type wireMilestone struct {
	Name        text `json:"name"`
	Date        text `json:"milestoneDate"`
	Message     text `json:"message"`
	Description text `json:"description"`
}

func (m *wireMilestone) fromWord(word string) { m.Name = text(word) }

type wireNote struct {
	Date text `json:"date"`
	Text text `json:"text"`
}

func (n *wireNote) fromWord(word string) { n.Text = text(word) }

type wireError struct {
	Code    text `json:"code"`
	Reason  text `json:"reason"`
	Message text `json:"message"`
	Time    text `json:"timestamp"`
}

func (e *wireError) fromWord(word string) { e.Message = text(word) }

type wireAlert struct {
	Date      text `json:"alertDate"`
	Type      text `json:"jeopardyType"`
	Name      text `json:"name"`
	Exception text `json:"exception"`
	Message   text `json:"message"`
}

func (a *wireAlert) fromWord(word string) { a.Message = text(word) }

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

func (r *wireRef) fromWord(word string) { r.ID = text(word) }

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

func (f *wireFeature) fromWord(word string) { f.Name = text(word) }

type characteristic struct {
	Name  text  `json:"name"`
	Value value `json:"value"`
}

// characteristics reads a list of names and values, a single one, or an object with the names as members.
type characteristics []characteristic

func (c *characteristics) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '{' {
		return (*list[characteristic])(c).UnmarshalJSONFrom(d)
	}
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	var alone characteristic
	if json.Unmarshal(raw, &alone, lenient) == nil && alone.Name != "" {
		*c = append(*c, alone)
		return nil
	}
	var named map[string]value
	if json.Unmarshal(raw, &named, lenient) == nil {
		for _, name := range sortedNames(named) {
			*c = append(*c, characteristic{Name: text(name), Value: named[name]})
		}
	}
	return nil
}
