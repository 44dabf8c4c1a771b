package portalsim

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// The shapes of the wire, by the specification files. Lists that are empty are left out, as the specification asks of
// optional attributes.

type wireService struct {
	ID                    string               `json:"id"`
	Href                  string               `json:"href"`
	Category              string               `json:"category"`
	Name                  string               `json:"name"`
	ServiceType           string               `json:"serviceType"`
	State                 string               `json:"state"`
	StartDate             string               `json:"startDate,omitempty"`
	EndDate               string               `json:"endDate,omitempty"`
	IsServiceEnabled      bool                 `json:"isServiceEnabled"`
	Feature               []wireFeature        `json:"feature,omitempty"`
	RelatedParty          []wireParty          `json:"relatedParty"`
	ServiceCharacteristic []wireCharacteristic `json:"serviceCharacteristic"`
	ServiceOrderItem      []wireItemRef        `json:"serviceOrderItem,omitempty"`
	Type                  string               `json:"@type"`
}

type wireFeature struct {
	ID                    string               `json:"id"`
	Name                  string               `json:"name"`
	IsEnabled             bool                 `json:"isEnabled"`
	FeatureCharacteristic []wireCharacteristic `json:"featureCharacteristic"`
}

type wireCharacteristic struct {
	Name      string `json:"name"`
	ValueType string `json:"valueType"`
	Value     any    `json:"value"`
}

type wireParty struct {
	ID           string `json:"id,omitempty"`
	Name         string `json:"name,omitempty"`
	Role         string `json:"role,omitempty"`
	Type         string `json:"@type,omitempty"`
	ReferredType string `json:"@referredType,omitempty"`
}

type wireItemRef struct {
	ItemID           string `json:"itemId"`
	ServiceOrderID   string `json:"serviceOrderId"`
	ServiceOrderHref string `json:"serviceOrderHref"`
	ItemAction       string `json:"itemAction"`
	ReferredType     string `json:"@referredType"`
}

type wireOrder struct {
	ID                     string             `json:"id"`
	Href                   string             `json:"href"`
	Category               string             `json:"category"`
	Description            string             `json:"description"`
	ExternalID             string             `json:"externalId,omitempty"`
	State                  string             `json:"state,omitempty"`
	OrderDate              string             `json:"orderDate,omitempty"`
	StartDate              string             `json:"startDate,omitempty"`
	ExpectedCompletionDate string             `json:"expectedCompletionDate,omitempty"`
	CompletionDate         string             `json:"completionDate,omitempty"`
	CancellationDate       string             `json:"cancellationDate,omitempty"`
	CancellationReason     string             `json:"cancellationReason,omitempty"`
	ErrorMessage           []wireError        `json:"errorMessage,omitempty"`
	ExternalReference      []wireExternal     `json:"externalReference,omitempty"`
	JeopardyAlert          []wireAlert        `json:"jeopardyAlert,omitempty"`
	Milestone              []wireMilestone    `json:"milestone,omitempty"`
	Note                   []wireNote         `json:"note,omitempty"`
	OrderRelationship      []wireRelationship `json:"orderRelationship,omitempty"`
	RelatedParty           []wireParty        `json:"relatedParty"`
	ServiceOrderItem       []wireItem         `json:"serviceOrderItem,omitempty"`
	OrderItem              []wireItem         `json:"orderItem,omitempty"` // the older wire
	Type                   string             `json:"@type"`
}

type wireItem struct {
	ID           string         `json:"id"`
	Action       string         `json:"action"`
	Quantity     int            `json:"quantity"`
	State        string         `json:"state,omitempty"`
	Service      wireItemTarget `json:"service"`
	ErrorMessage []wireError    `json:"errorMessage,omitempty"`
	Type         string         `json:"@type"`
}

type wireItemTarget struct {
	ID                    string               `json:"id"`
	Href                  string               `json:"href"`
	Feature               []wireFeature        `json:"feature,omitempty"`
	ServiceCharacteristic []wireCharacteristic `json:"serviceCharacteristic,omitempty"`
	Type                  string               `json:"@type"`
}

type wireMilestone struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Description   string `json:"description"`
	Message       string `json:"message"`
	MilestoneDate string `json:"milestoneDate"`
	Status        string `json:"status"`
	Type          string `json:"@type"`
}

type wireAlert struct {
	ID               string            `json:"id"`
	AlertDate        string            `json:"alertDate"`
	Exception        string            `json:"exception"`
	JeopardyType     string            `json:"jeopardyType"`
	Message          string            `json:"message"`
	Name             string            `json:"name"`
	ServiceOrderItem []wireAlertedItem `json:"serviceOrderItem"`
	Type             string            `json:"@type"`
}

// wireAlertedItem has both names of its key: the specification requires id and defines itemId.
type wireAlertedItem struct {
	ID             string `json:"id"`
	ItemID         string `json:"itemId"`
	ServiceOrderID string `json:"serviceOrderId"`
	ReferredType   string `json:"@referredType"`
}

type wireError struct {
	Code      string `json:"code"`
	Reason    string `json:"reason"`
	Message   string `json:"message"`
	Timestamp string `json:"timestamp"`
	Type      string `json:"@type"`
}

type wireExternal struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Kind string `json:"externalReferenceType,omitempty"`
	Type string `json:"@type,omitempty"`
}

type wireNote struct {
	ID     string `json:"id"`
	Author string `json:"author"`
	Date   string `json:"date"`
	Text   string `json:"text"`
	Type   string `json:"@type"`
}

type wireRelationship struct {
	ID           string `json:"id"`
	Href         string `json:"href"`
	Kind         string `json:"relationshipType"`
	ReferredType string `json:"@referredType"`
}

// instant writes a moment: UTC, milliseconds, always the same width, so that texts sort as times do.
func instant(ms int64) string {
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
}

func text(name, value string) wireCharacteristic {
	return wireCharacteristic{name, "string", value}
}

// placeholderWord is what a specification shows for a text.
const placeholderWord = "string"

// placeholders are the rows of a server that was made from a specification and has no data: the first word of every
// enumeration, and no words of its own.
var placeholders = map[string]json.RawMessage{
	servicePath:   placeholder(wireService{}, "state", "feasibilityChecked"),
	orderPath:     placeholder(wireOrder{}, "state", acknowledged),
	cancelPath:    placeholder(wireCancellation{}, "state", "accepted"),
	usagePath:     placeholder(wireUsage{}, "status", "received"),
	requestPath:   placeholder(wireRequest{}, "state", acknowledged),
	productPath:   placeholder(wireProduct{}, "status", "created"),
	agreementPath: placeholder(wireAgreement{}, "status", placeholderWord),
	offeringPath:  placeholder(wireOffering{}, "lifecycleStatus", placeholderWord),
}

// placeholder fills every field of a shape. The one that is an enumeration has a word of its own.
func placeholder(shape any, enumeration, word string) json.RawMessage {
	v := reflect.New(reflect.TypeOf(shape)).Elem()
	fill(v, "", enumeration, word)
	body, err := json.Marshal(v.Interface())
	if err != nil {
		panic(err) // our own shapes
	}
	return body
}

func fill(v reflect.Value, name, enumeration, word string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "orderItem" { // of another version
				fill(v.Field(i), name, enumeration, word)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name, enumeration, word)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, enumeration, word)
	case reflect.Interface:
		v.Set(reflect.ValueOf(placeholderWord))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		switch {
		case name == enumeration:
			v.SetString(word)
		case name == "action" || name == "itemAction":
			v.SetString("add")
		case name == "href":
			v.SetString(ownHost + "/string")
		case name == "date" || name == "timestamp" || strings.HasSuffix(name, "Date"):
			v.SetString("2019-08-24T14:15:22Z")
		default:
			v.SetString(placeholderWord)
		}
	}
}
