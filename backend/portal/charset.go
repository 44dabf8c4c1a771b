package portal

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"

	"commsdesk/backend/telecom"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charsetOf returns the character set of a name; nil if it is not known. The sets of one byte a character and UTF-16 are: the
// tables of the others are larger than all else that reads a portal.
func charsetOf(name string) encoding.Encoding {
	name = telecom.Normalize(name)
	switch name {
	case "", "utf8", "usascii", "ascii":
		return unicode.UTF8
	case "utf16", "utf16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "utf16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "latin1":
		name = "iso88591"
	}
	for _, set := range charmap.All {
		if telecom.Normalize(fmt.Sprint(set)) == name { // such as Windows 1252
			return set
		}
	}
	return nil
}

// decoded returns an answer in UTF-8, without what may surround JSON. The Content-Type names the character set; a byte
// order mark comes first. The error is Broken if the set is not known.
func decoded(h http.Header, body []byte) ([]byte, error) {
	_, params, _ := mime.ParseMediaType(h.Get("Content-Type"))
	set := charsetOf(params["charset"])
	if set == nil {
		return nil, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "unknown character set", status: http.StatusOK},
			Text: "The portal’s answer is written in a character set that Commsdesk does not know. " + keepsCopy + "Tell your administrator."}
	}
	if set == unicode.UTF8 && !bytes.HasPrefix(body, []byte("\xff\xfe")) &&
		!bytes.HasPrefix(body, []byte("\xfe\xff")) {
		return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\ufeff"))), nil // as it is: what is no UTF-8 is left to the reader
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(set.NewDecoder()), body)
	if err != nil {
		return nil, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "broken characters", status: http.StatusOK, err: tell(err)},
			Text: "The portal’s answer is not in the character set that it names. " + keepsCopy + "Tell your administrator."}
	}
	return bytes.TrimSpace(text), nil
}
