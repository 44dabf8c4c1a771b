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

// missing makes "not found" of a failure, on a server that is known to answer so when a record does not exist. The
// failure may as well be one: so a record that exists must be answered, and this one must fail again. The one that was
// answered last may be gone as well; then the list tells of another.
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
		Text: "The portal does not know what was asked for: it fails, as it does for everything that does not exist. Nothing was read."}
}

// listed is the id of a record that an API lists, other than one; empty if there is none.
func (p *Portal) listed(ctx context.Context, a *api, other string) string {
	page, _ := pageOf(ctx, p, a, listing{limit: 2}, idOf)
	for _, id := range page.Items {
		if id != other {
			return id
		}
	}
	return ""
}

// idOf is the id of a record, whatever it is one of.
func idOf(raw jsontext.Value) (string, bool) {
	var w struct {
		ID text `json:"id"`
	}
	err := json.Unmarshal(raw, &w, lenient)
	return string(w.ID), raw.Kind() == '{' && err == nil && w.ID != ""
}

// failsFor reports whether a status may be a server's way of saying that a record does not exist.
func failsFor(status int) bool {
	return status == http.StatusInternalServerError || status == http.StatusBadRequest || status == http.StatusUnprocessableEntity
}

// answers says how a record is answered, whatever it holds.
func (p *Portal) answers(ctx context.Context, a *api, id string) error {
	return p.ask(ctx, a, question{path: a.list + "/" + url.PathEscape(id)}, func(answer) error { return nil })
}

// noSuchID is an id of the same shape as one that exists, which surely does not: a server may refuse what has another
// shape, and that would tell nothing.
func noSuchID(like string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '9' - (r - '0')
		}
		return r
	}, like)
}
