package portal

import (
	"bytes"
	"mime"
	"net/http"

	"commsdesk/backend/telecom"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded returns an answer in UTF-8, without what may surround JSON. The Content-Type names the character set; a byte
// order mark comes first. The error is Broken if the set is not known.
func decoded(h http.Header, body []byte) ([]byte, error) {
	_, params, _ := mime.ParseMediaType(h.Get("Content-Type"))
	name := params["charset"]
	if name == "" {
		name = "utf-8"
	}
	set, err := htmlindex.Get(name)
	if err != nil {
		return nil, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "unknown character set", status: http.StatusOK},
			Text: "The portal’s answer is written in a character set that Commsdesk does not know. " + keepsCopy + "Tell your administrator."}
	}
	if known, _ := htmlindex.Name(set); known == "utf-8" && !bytes.HasPrefix(body, []byte("\xff\xfe")) &&
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
