package portal

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// quantity is a number with its unit, however a server writes the two: apart, in one word such as "60 GB", or as an
// object with both.
type quantity struct {
	text    string // all of it, if it is one word
	number  float64
	known   bool   // there is a number, and it is not negative
	endless bool   // a word for "unlimited" takes its place
	unit    string // verbatim; empty: not given
}

func (q *quantity) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '{' {
		v, err := readValue(d)
		*q = quantityOf(v.text)
		return err
	}
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	var apart struct {
		Amount  text `json:"amount"`
		Value   text `json:"value"`
		Unit    text `json:"unit"`
		Units   text `json:"units"`
		Measure text `json:"unitOfMeasure"`
	}
	if json.Unmarshal(raw, &apart, lenient) == nil {
		*q = quantityOf(first(apart.Amount, apart.Value))
		if unit := first(apart.Units, apart.Unit, apart.Measure); q.unit == "" {
			q.unit = unit
		}
	}
	if q.text == "" {
		*q = quantityOf(inside(raw, 4).text)
	}
	return nil
}

// counted fits "60", "1 024.5", "1'024", "12,5" and each with a unit behind it.
var counted = regexp.MustCompile(`^([0-9]+(?:[' ][0-9]{3})*(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]{1,2})?)\s*(\pL[\pL/. ]{0,20})?$`)

// most is larger than any real measurement.
const most = 1e15

// quantityOf parses a word. One that is no number is kept as a word only.
func quantityOf(word string) quantity {
	q := quantity{text: strings.TrimSpace(word)}
	if q.endless = isEndless(q.text); q.endless {
		return q
	}
	m := counted.FindStringSubmatch(q.text)
	if m == nil {
		return q
	}
	n, err := strconv.ParseFloat(dotted(m[1]), 64)
	if err != nil || n > most {
		return q
	}
	q.number, q.known, q.unit = n, true, strings.TrimSpace(m[2])
	return q
}

func isEndless(word string) bool {
	switch telecom.Normalize(word) {
	case "unlimited", "nolimit", "endless", "infinite", "infinity", "flat", "flatrate":
		return true
	}
	return strings.TrimSpace(word) == "-1"
}

// dotted writes a number with a decimal point and no thousands separators.
func dotted(n string) string {
	n = strings.NewReplacer("'", "", " ", "").Replace(n)
	comma, dot := strings.LastIndexByte(n, ','), strings.LastIndexByte(n, '.')
	switch {
	case comma >= 0 && dot > comma: // 1,024.5
		return strings.ReplaceAll(n, ",", "")
	case dot >= 0 && comma > dot: // 1.024,5
		return strings.ReplaceAll(strings.ReplaceAll(n, ".", ""), ",", ".")
	case strings.Count(n, ".") > 1:
		return strings.ReplaceAll(n, ".", "")
	case comma < 0:
		return n
	case strings.Count(n, ",") == 1 && (len(n)-comma != 4 || strings.HasPrefix(n, "0,")): // 12,5; but 1,024 are thousands
		return strings.ReplaceAll(n, ",", ".")
	}
	return strings.ReplaceAll(n, ",", "")
}

// scales maps the units of each kind, normalized, to megabytes, minutes or messages. Data units are powers of a
// thousand, as on bills.
var scales = map[telecom.UsageKind]map[string]float64{
	telecom.Data: {
		"b": 1e-6, "byte": 1e-6, "bytes": 1e-6, "octet": 1e-6, "octets": 1e-6,
		"kb": 1e-3, "kbyte": 1e-3, "kbytes": 1e-3, "kilobyte": 1e-3, "kilobytes": 1e-3, "kib": 1.024e-3,
		"mb": 1, "mbyte": 1, "mbytes": 1, "megabyte": 1, "megabytes": 1, "mib": 1.048576,
		"gb": 1e3, "gbyte": 1e3, "gbytes": 1e3, "gigabyte": 1e3, "gigabytes": 1e3, "gib": 1073.741824,
		"tb": 1e6, "terabyte": 1e6, "terabytes": 1e6,
	},
	telecom.Voice: {
		"s": 1.0 / 60, "sec": 1.0 / 60, "secs": 1.0 / 60, "second": 1.0 / 60, "seconds": 1.0 / 60,
		"m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60,
	},
	telecom.SMS: {"sms": 1, "message": 1, "messages": 1, "msg": 1, "msgs": 1, "text": 1, "texts": 1},
}

// kindOfUnit returns what a unit measures; empty if unknown.
func kindOfUnit(unit string) telecom.UsageKind {
	for _, kind := range telecom.UsageKinds() {
		if _, known := scales[kind][telecom.Normalize(unit)]; known {
			return kind
		}
	}
	return ""
}

// tooSmall reports whether a unit is one that machines count in and nobody reads: its amounts are converted.
func tooSmall(kind telecom.UsageKind, unit string) bool {
	scale, known := scales[kind][telecom.Normalize(unit)]
	return known && scale < 1
}

// inUnit converts an amount to another unit of the same kind; ok is false if a unit is unknown.
func inUnit(kind telecom.UsageKind, n float64, from, to string) (float64, bool) {
	a, known := scales[kind][telecom.Normalize(from)]
	b, alsoKnown := scales[kind][telecom.Normalize(to)]
	if !known || !alsoKnown {
		return n, false
	}
	return math.Round(n*a/b*1e6) / 1e6, true
}

// readable returns the unit in which an amount of a small unit is shown.
func readable(kind telecom.UsageKind, n float64, unit string) string {
	if kind == telecom.Voice {
		return "min"
	}
	if megabytes, _ := inUnit(kind, n, unit, "MB"); megabytes >= 1000 {
		return "GB"
	}
	return "MB"
}
