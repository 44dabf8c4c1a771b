package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// usage reports whether usage can be read. Services and orders do not depend on it.
func usage(f Facts) []Check {
	b := f.Optional
	if !f.profiled() || f.Portal.Problem != nil {
		return nil
	}
	if b.Usage == "" {
		return one(AreaUsage, Good, "The profile has no address for usage, so none is shown. "+
			"If the portal has it (TMF635), set usage in [profile.api].", "")
	}
	if checks := now(f, AreaUsage, telecom.UsageManagement, "Usage", "usage", b.Usage); checks != nil {
		return checks
	}
	return last(AreaUsage, "Usage", "usage", b.Usage, b.UsageReadAt, f.At, b.UsageProblem,
		"nobody has looked at a service's usage since the window was opened")
}

// catalog reports whether the catalog can be read.
func catalog(f Facts) []Check {
	b := f.Optional
	if !f.profiled() || f.Portal.Problem != nil {
		return nil
	}
	switch {
	case b.CatalogFile != "":
		return one(AreaCatalog, Good, "The offer comes from the file "+b.CatalogFile+": "+offered(b.Offer)+".", "")
	case b.Catalog == "":
		return one(AreaCatalog, Good, "The profile has no catalog, so there are no plans or travel packs to choose from. "+
			"If the portal has one (TMF620), set catalog in [profile.api]; otherwise write a file and name it in catalog_file.", "")
	}
	if checks := now(f, AreaCatalog, telecom.ProductCatalog, "The catalog", "catalog", b.Catalog); checks != nil {
		return checks
	}
	checks := last(AreaCatalog, "The catalog", "catalog", b.Catalog, b.Offer.ReadAt, f.At, b.OfferProblem, "it will be read soon")
	if !b.Offer.ReadAt.IsZero() {
		checks[0].Text += " On offer: " + offered(b.Offer) + "."
	}
	return checks
}

// requests reports whether subscription requests, their products and their contracts can be read. Services and orders do
// not depend on them.
func requests(f Facts) []Check {
	b := f.Optional
	if !f.profiled() || f.Portal.Problem != nil {
		return nil
	}
	if b.Requests.ProductOrdering == "" {
		return one(AreaRequests, Good, "The profile has no address for subscription requests, so none are shown. "+
			"If the portal has them (TMF622), set product_ordering in [profile.api].", "")
	}
	var checks []Check
	var addresses []string
	for _, it := range []struct {
		api                telecom.API
		key, address, lack string
	}{
		{telecom.ProductOrdering, "product_ordering", b.Requests.ProductOrdering, ""},
		{telecom.ProductInventory, "product_inventory", b.Requests.ProductInventory,
			"The profile has no address for the products of requests, so none are shown. " +
				"If the portal has them (TMF637), set product_inventory in [profile.api]."},
		{telecom.Agreements, "agreement", b.Requests.Agreement,
			"The profile has no address for the contracts of requests, so none are shown. " +
				"If the portal has them (TMF651), set agreement in [profile.api]."},
	} {
		if it.address == "" {
			checks = append(checks, one(AreaRequests, Good, it.lack, "")...)
			continue
		}
		addresses = append(addresses, it.address)
		checks = append(checks, now(f, AreaRequests, it.api, apiWord(it.api), it.key, it.address)...)
	}
	if f.Portal.Freshness == nil {
		return checks
	}
	// The running program reads them together, and only knows the result of the whole.
	whole := last(AreaRequests, "Everything about subscription requests", "product_ordering", strings.Join(addresses, ", "),
		b.RequestsReadAt, f.At, b.RequestsProblem, "it will be read soon")
	if p := b.RequestsProblem; p != nil && (p.Code == telecom.NotFound || p.Code == telecom.NotPortal) && len(addresses) > 1 {
		whole[0].Next = "Close Commsdesk and run the doctor again: it then checks each address and says which one to correct in the " +
			"configuration."
	}
	return append(whole, checks...)
}

// now reports how an API answered just now, or that it was not asked; nothing if the running program reads it. Key is the
// name of its address in the profile.
func now(f Facts, area Area, api telecom.API, name, key, address string) []Check {
	i := slices.IndexFunc(f.Portal.Reach, func(r telecom.Reach) bool { return r.API == api })
	switch {
	case i < 0 && f.Portal.Freshness == nil:
		return one(area, Unknown, name+" ("+address+") was not checked.", "")
	case i < 0:
		return nil
	}
	r := f.Portal.Reach[i]
	if p := r.Problem; p != nil {
		return one(area, Warning, fmt.Sprintf("%s (%s) could not be read (after %s). %s", name, r.Address, took(r.Took), happened(p)),
			nextOptional(p.Code, key))
	}
	return one(area, Good, fmt.Sprintf("%s (%s) answered after %s.", name, r.Address, took(r.Took)), "")
}

// last reports the result of the running program's last read.
func last(area Area, name, key, address string, readAt, now time.Time, problem *telecom.Error, notYet string) []Check {
	read := " It has not been read yet."
	if !readAt.IsZero() {
		read = fmt.Sprintf(" It was last read at %s, %s ago.", instant(readAt), span(now.Sub(readAt)))
	}
	switch {
	case problem != nil:
		return one(area, Warning, fmt.Sprintf("%s (%s) could not be read the last time. %s%s", name, address, happened(problem), read),
			nextOptional(problem.Code, key))
	case readAt.IsZero():
		return one(area, Unknown, fmt.Sprintf("%s (%s) has not been read yet: %s.", name, address, notYet), "")
	}
	return one(area, Good, fmt.Sprintf("%s (%s) can be read.%s", name, address, read), "")
}

// nextOptional returns what to do about an optional API that cannot be read.
func nextOptional(c telecom.Code, key string) string {
	switch c {
	case telecom.NotFound, telecom.NotPortal:
		path := map[string]string{
			"usage": "/usage", "catalog": "/productOffering",
			"product_ordering": "/productOrder", "product_inventory": "/product", "agreement": "/agreement",
		}[key]
		return fmt.Sprintf("Correct %s in [profile.api] of the configuration: it must end before %s. "+
			"If the portal has none, delete the line.", key, path)
	case telecom.Invalid: // the portal uses other names than the profile
		return "Find out what the portal calls it, and set that in [profile.names] of the configuration."
	}
	return nextFor(c)
}

func offered(o telecom.Offer) string {
	return plural(len(o.Plans), "plan") + ", " + plural(len(o.Packs), "travel pack") + ", " + plural(len(o.Features), "feature")
}
