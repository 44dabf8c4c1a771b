package portalsim

import (
	"encoding/json"
	"reflect"
	"strings"
)

// placeholderWord is what a specification shows for a text.
const placeholderWord = "string"

// placeholders are the rows of a server that was made from a specification and
// has no data: the first word of every enumeration, and no words of its own.
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

// placeholder fills every field of a shape. The one that is an enumeration has
// a word of its own.
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
