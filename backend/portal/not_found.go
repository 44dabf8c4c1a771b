package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// missing turns a failure into "not found" on a server that is known to answer so for a missing record. It may also be
// a real failure: so a record that exists must be answered, and this one must fail again. The last answered one may be
// gone too; then the list names another.
func (p *Portal) missing(ctx context.Context, a *api, id string, err error) error {
	f := faultOf(err)
	if f == nil || !failsFor(f.status) || !a.works(telecom.MissingAsFailure) {
		return err
	}
	good := a.anAnsweredID()
	if good == "" || good == id || p.answers(ctx, a, good) != nil {
		if good = p.listed(ctx, a, id); good == "" || p.answers(ctx, a, good) != nil {
			return err
		}
		a.answered(good)
	}
	if again := faultOf(p.answers(ctx, a, id)); again == nil || again.status != f.status {
		return err
	}
	return &telecom.Error{Code: telecom.NotFound, Said: telecom.AsError(err).Said, Cause: f,
		Text: "The portal does not have what was asked for: it fails, as it does for everything that does not exist. Nothing was read."}
}

// listed returns the id of another record in an API's list; empty if there is none.
func (p *Portal) listed(ctx context.Context, a *api, other string) string {
	page, _ := pageOf(ctx, p, a, listing{limit: 2}, idOf)
	for _, id := range page.Items {
		if id != other {
			return id
		}
	}
	return ""
}

// idOf returns the id of a record of any kind.
func idOf(raw jsontext.Value) (string, bool) {
	var w struct {
		ID text `json:"id"`
	}
	err := json.Unmarshal(raw, &w, lenient)
	return string(w.ID), raw.Kind() == '{' && err == nil && w.ID != ""
}

// failsFor reports whether a status may be a server's answer for a missing record.
func failsFor(status int) bool {
	return status == http.StatusInternalServerError || status == http.StatusBadRequest || status == http.StatusUnprocessableEntity
}

// answers returns how a record is answered, whatever it holds.
func (p *Portal) answers(ctx context.Context, a *api, id string) error {
	return p.ask(ctx, a, question{path: a.list + "/" + url.PathEscape(id)}, func(answer) error { return nil })
}

// noSuchID returns an id of the same shape as an existing one, which surely does not exist: a server may refuse another
// shape, and that would tell nothing.
func noSuchID(like string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '9' - (r - '0')
		}
		return r
	}, like)
}
