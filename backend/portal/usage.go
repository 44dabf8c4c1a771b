package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
)

// How much is read at most to find the usage of one service if the portal only gives that of all services. Somebody
// waits for it.
const (
	usageRowsAtMost  = 20_000
	usagePagesAtMost = 100
	usageFilterRows  = 100 // in one page of a filtered list: a service has a few, and some servers refuse large pages
)

// Usage returns the usage of one service in the current billing cycle, in the order of telecom.UsageKinds. There is one
// for each kind, unless the portal gives several for the same cycle and time. A service without any usage has none, and
// that is no error.
//
// Only records that name the service are counted, whatever the portal was asked. If it gives the usage of all services
// only, a limited part is read; if that is not all, it is an error. The error is NotFound if the profile has no address
// for usage.
func (p *Portal) Usage(ctx context.Context, serviceID string) ([]telecom.Usage, error) {
	switch {
	case p.usage == nil:
		return nil, &telecom.Error{Code: telecom.NotFound,
			Text: "This portal’s usage is not configured. Nothing was read. Check in the portal, or add the address of its usage (TMF635) to " +
				"the profile, as usage in [profile.api]."}
	case serviceID == "":
		return nil, &telecom.Error{Code: telecom.Invalid, Text: "No service is open. Nothing was read. Open a service first."}
	}
	found, err := p.usageOfService(ctx, serviceID)
	if err != nil {
		return nil, err
	}
	switch now, events := presentUsage(found.rows, time.Now().Add(found.skew).In(p.zone)); {
	case len(now) > 0:
		return now, nil
	case events:
		return nil, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "single events in place of totals", status: http.StatusOK},
			Text: "The portal lists every single use of this service and gives no total for the billing cycle. Nothing is shown, because a sum " +
				"made here could be wrong. Check in the portal."}
	case found.met > 0 && !found.named:
		return nil, &telecom.Error{Code: telecom.Invalid, Cause: &fault{what: "usage names no service", status: http.StatusOK},
			Text: fmt.Sprintf("The portal’s usage does not say which service it belongs to: no record has the characteristic %q. Nothing is "+
				"shown. Find out its name, and set it as usage_key in [profile.names] of the configuration.", p.usageKey)}
	}
	return nil, nil
}

// foundUsage is what was read to find the usage of one service.
type foundUsage struct {
	rows  []usageRow // the service's own
	met   int        // rows of any service
	named bool       // one of them named its service
	skew  time.Duration
}

// usageOfService asks for the rows of one service, and for all rows if the portal cannot provably filter them.
func (p *Portal) usageOfService(ctx context.Context, id string) (foundUsage, error) {
	works, tried := p.usage.says(telecom.FilterByService)
	if works || !tried {
		filtered := listing{query: url.Values{"usageCharacteristic.value": {id}}, limit: usageFilterRows}
		found, fit, err := p.usagePages(ctx, filtered, id, func(r usageRow) bool { return r.says(id) })
		switch f := faultOf(err); {
		case f.ofRecord(): // the portal cannot answer this question, or it fails again below
			if rejects(f.status) {
				p.usage.learn(telecom.FilterByService, telecom.AnsweredOther)
			}
		case err != nil:
			return found, err
		case !fit:
			p.usage.learn(telecom.FilterByService, telecom.AnsweredOther)
		case found.met > 0:
			p.usage.learn(telecom.FilterByService, telecom.AnsweredRight)
			return found, nil
		case works && !onlyDigits(id): // some servers compare digits with numbers and find nothing
			return found, nil
		}
	}
	found, _, err := p.usagePages(ctx, listing{}, id, func(usageRow) bool { return true })
	if _, tried := p.usage.says(telecom.FilterByService); err == nil && len(found.rows) > 0 && !tried {
		p.usage.learn(telecom.FilterByService, telecom.AnsweredNone)
	}
	return found, err
}

// usagePages reads a list to its end and keeps the rows of one service. It stops at a row that does not fit.
func (p *Portal) usagePages(ctx context.Context, l listing, id string, fits func(usageRow) bool) (found foundUsage, fit bool, err error) {
	of := func(raw jsontext.Value) (usageRow, bool) { return usageOf(raw, p.usageKey, p.zone, p.words.comma) }
	for page, err := range pagesOf(ctx, p, p.usage, l, usagePagesAtMost, of, func(r usageRow) string { return r.key }) {
		if err != nil {
			return found, false, err
		}
		for _, r := range page.fresh {
			if !fits(r) {
				return found, false, nil
			}
			found.met++
			found.named = found.named || r.service != ""
			if r.service == id {
				found.rows = append(found.rows, r)
			}
		}
		if page.body != nil {
			found.skew = page.Skew
		}
		if page.Page.Last {
			return found, true, nil
		}
		if found.met >= usageRowsAtMost {
			break
		}
	}
	return found, true, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "more usage than is read", status: 0},
		Text: "The portal cannot filter usage by service, and it has more than Commsdesk reads. Nothing is shown. Check in the portal, and " +
			"ask its administrator for a filter by service."}
}
