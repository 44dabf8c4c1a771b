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
	servicePath: placeholder(wireService{}, "feasibilityChecked"),
	orderPath:   placeholder(wireOrder{}, acknowledged),
}

// placeholder fills every field of a shape.
func placeholder(shape any, state string) json.RawMessage {
	v := reflect.New(reflect.TypeOf(shape)).Elem()
	fill(v, "", state)
	body, err := json.Marshal(v.Interface())
	if err != nil {
		panic(err) // our own shapes
	}
	return body
}

func fill(v reflect.Value, name, state string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "orderItem" { // of another version
				fill(v.Field(i), name, state)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name, state)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		switch {
		case name == "state":
			v.SetString(state)
		case name == "action" || name == "itemAction":
			v.SetString("add")
		case name == "date" || name == "timestamp" || strings.HasSuffix(name, "Date"):
			v.SetString("2019-08-24T14:15:22Z")
		default:
			v.SetString(placeholderWord)
		}
	}
}
