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
	text   string // all of it, if it is one word
	number float64
	known  bool // there is a number, and it is not negative
	// doubtful is a number in words whose only separator may be a decimal or a thousands separator: 1.024.
	doubtful bool
	endless  bool   // a word for "unlimited" takes its place
	unit     string // verbatim; empty: not given
}

func (q *quantity) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if kind := d.PeekKind(); kind != '{' {
		v, err := readValue(d)
		*q = quantityOf(v.text)
		q.doubtful = q.doubtful && kind != '0' // JSON has a decimal point
		return err
	}
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	var apart struct {
		Amount  jsontext.Value `json:"amount"`
		Value   jsontext.Value `json:"value"`
		Unit    text           `json:"unit"`
		Units   text           `json:"units"`
		Measure text           `json:"unitOfMeasure"`
	}
	if json.Unmarshal(raw, &apart, lenient) == nil {
		for _, raw := range []jsontext.Value{apart.Value, apart.Amount} {
			if kind := raw.Kind(); kind == '"' || kind == '0' {
				var within quantity
				if json.Unmarshal(raw, &within, lenient) == nil && within.text != "" {
					*q = within
				}
			}
		}
		if unit := first(apart.Units, apart.Unit, apart.Measure); q.unit == "" {
			q.unit = unit
		}
	}
	if q.text == "" {
		*q = quantityOf(inside(raw, 4).text)
	}
	return nil
}

// counted fits "60", "1 024.5", "1'024", "12,5", "1.024.000,5" and each with a unit behind it.
var counted = regexp.MustCompile(`^([0-9]+(?:[' ][0-9]{3})*(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]{1,2})?)\s*(\pL[\pL/. ]{0,20})?$`)

// most is larger than any real measurement.
const most = 1e15

// quantityOf parses a word. One that is no number is kept as a word only.
func quantityOf(word string) quantity {
	q := quantity{text: strings.TrimSpace(word)}
	if q.endless = isEndless(q.text); q.endless {
		return q
	}
	m := counted.FindStringSubmatch(telecom.Clean(q.text))
	if m == nil {
		return q
	}
	plain, doubtful, ok := dotted(m[1])
	n, err := strconv.ParseFloat(plain, 64)
	if !ok || err != nil || n > most {
		return q
	}
	q.number, q.known, q.doubtful, q.unit = n, true, doubtful, strings.TrimSpace(m[2])
	return q
}

// as returns the quantity as read in a country. Where people write a decimal comma, "1.024" may come from a program or a
// person, so it stays text.
func (q quantity) as(comma bool) quantity {
	if comma && q.doubtful {
		q.known, q.number = false, 0
	}
	return q
}

// words returns what the portal wrote, with the unit beside it.
func (q *quantity) words() string {
	if q.unit == "" || strings.HasSuffix(q.text, q.unit) {
		return q.text
	}
	return q.text + " " + q.unit
}

// points are the countries in which people write a decimal point. In all others it may be a comma.
const points = "AU BD CA CH CN GB GH HK IE IL IN JP KE KR LI LK MX MY NG NZ PH PK SG TH TW US"

// writesComma reports whether people in a country may write a decimal comma.
func writesComma(country string) bool {
	country = strings.ToUpper(strings.TrimSpace(country))
	return country != "" && !strings.Contains(points, country)
}

func isEndless(word string) bool {
	switch telecom.Normalize(word) {
	case "unlimited", "nolimit", "endless", "infinite", "infinity", "flat", "flatrate":
		return true
	}
	return strings.TrimSpace(word) == "-1"
}

// grouped fits digits in groups of three, or of two before the last three, as in India.
var grouped = regexp.MustCompile(`^[0-9]{1,3}(?:[.,][0-9]{2,3})*[.,][0-9]{3}$`)

// dotted writes a number with a decimal point and no thousands separators. Doubtful is one such as 1.024 or 1,024: its
// only separator may be either; it is read as in English. Ok is false where the separators make no sense.
func dotted(n string) (plain string, doubtful, ok bool) {
	spaced := strings.ContainsAny(n, "' ")
	n = strings.NewReplacer("'", "", " ", "").Replace(n)
	at := strings.LastIndexAny(n, ".,")
	if at < 0 {
		return n, false, true
	}
	last := n[at : at+1]
	whole, fraction := n[:at], n[at+1:]
	several := strings.ContainsAny(whole, ".,")
	switch {
	case several && !strings.Contains(whole, last): // 1,024.5 or 1.024,5
		whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
		ok = grouped.MatchString(n[:at]) && len(whole) > 3
	case several: // 1,024,000
		plain = strings.ReplaceAll(n, last, "")
		return plain, false, grouped.MatchString(n) && !strings.ContainsAny(plain, ".,")
	default:
		doubtful = len(fraction) == 3 && len(whole) <= 3 && whole[0] != '0' && !spaced && !strings.ContainsAny(fraction, "eE")
		if ok = true; doubtful && last == "," {
			return whole + fraction, true, true
		}
	}
	return whole + "." + fraction, doubtful, ok
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
