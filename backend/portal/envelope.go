package portal

import (
	"bytes"
	"slices"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
)

// Gateways and frameworks put a list inside an object, such as {"content": [...], "totalElements": 300}.

// envelopeDepth is how deep inside objects a list is looked for, as in {"data": {"result": {"rows": [...]}}}.
const envelopeDepth = 3

// countNames are the members of an envelope that say how long the whole list is, normalized.
var countNames = []string{"total", "totalelements", "totalcount", "totalresults", "totalitems", "totalrecords"}

// listNames are the usual names of the list in an envelope, normalized.
var listNames = []string{"content", "data", "items", "result", "results", "rows", "records", "list", "value", "values", "entries",
	"elements"}

// unwrapped returns an answer with the list that is inside an object, and the length that the object tells. An object that
// is itself a record is a list of one; one in which there is no list, or more than one, is an error.
func unwrapped(an answer, isRecord func(jsontext.Value) bool) (answer, error) {
	raw := jsontext.Value(an.body)
	if raw.Kind() != '{' || !raw.IsValid(lenient) || isRecord(raw) || hasID(raw) {
		return an, nil
	}
	lists := listsIn(raw, envelopeDepth, &an)
	for _, among := range []func(member) bool{
		func(m member) bool { first := firstRow(m.value); return isRecord(first) || hasID(first) },
		func(m member) bool { return slices.Contains(listNames, telecom.Normalize(m.name)) },
		func(member) bool { return true },
	} {
		switch found := slices.DeleteFunc(slices.Clone(lists), func(m member) bool { return !among(m) }); len(found) {
		case 0:
		case 1:
			an.body = found[0].value
			return an, nil
		default:
			return an, notAList()
		}
	}
	return an, notAList()
}

// hasID reports whether an object has an id: it is a record then, though one that cannot be read.
func hasID(raw jsontext.Value) bool {
	_, ok := idOf(raw)
	return ok
}

// listsIn returns the lists of objects within an object, and notes the length that it tells.
func listsIn(raw jsontext.Value, depth int, an *answer) (lists []member) {
	for _, m := range members(raw) {
		switch m.value.Kind() {
		case '[':
			if first := firstRow(m.value); first == nil || first.Kind() == '{' {
				lists = append(lists, m)
			}
		case '{':
			if depth > 1 {
				lists = append(lists, listsIn(m.value, depth-1, an)...)
			}
		case '0':
			if an.total == "" && slices.Contains(countNames, telecom.Normalize(m.name)) {
				an.total = m.value.String()
			}
		}
	}
	return lists
}

// firstRow returns the first element of a list; nil if it has none.
func firstRow(raw jsontext.Value) jsontext.Value {
	d := jsontext.NewDecoder(bytes.NewReader(raw), lenient)
	if _, err := d.ReadToken(); err != nil || d.PeekKind() == ']' {
		return nil
	}
	first, _ := d.ReadValue()
	return first
}
