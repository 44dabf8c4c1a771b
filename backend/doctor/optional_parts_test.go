package doctor

import (
	"strings"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

func TestExamine_UsageAndCatalog(t *testing.T) {
	offer := telecom.Offer{Plans: make([]telecom.Plan, 12), Packs: make([]telecom.Pack, 1), ReadAt: monday.Add(-3 * time.Hour)}
	broken := func(c telecom.Code) *telecom.Error {
		return &telecom.Error{Code: c, Text: "It went wrong. Nothing was read. Do something.", Said: "SECRET"}
	}
	both := func(f Facts) Facts {
		f.Optional.Usage, f.Optional.Catalog, f.Config.Usage, f.Config.Catalog = "http://u", "http://c", "http://u", "http://c"
		return f
	}
	asked := func(p *telecom.Error) Facts {
		f := both(wellClosed())
		for _, api := range []telecom.API{telecom.UsageManagement, telecom.ProductCatalog} {
			f.Portal.Reach = append(f.Portal.Reach,
				telecom.Reach{API: api, Address: "http://" + string(api)[:1], Took: 2 * time.Second, Problem: p})
		}
		return f
	}
	open := func(change func(*Optional)) Facts {
		f := both(wellOpen())
		change(&f.Optional)
		return f
	}
	for name, c := range map[string]struct {
		facts                   Facts
		usage, catalog          State
		saysUsage, saysCatalog  string
		usageNext, catalogsNext string
	}{
		"neither is there": {wellClosed(), Good, Good, "no address for usage", "The profile has no catalog", "", ""},
		"a file": {func() Facts {
			f := wellOpen()
			f.Optional.CatalogFile, f.Optional.Offer = "plans.toml", offer
			return f
		}(), Good, Good, "", "from the file plans.toml: 12 plans, 1 travel pack, 0 features.", "", ""},
		"both answer": {asked(nil), Good, Good, "(http://u) answered after 2.0 s.", "(http://c) answered after 2.0 s.", "",
			""},
		"both refuse": {asked(broken(telecom.Denied)), Warning, Warning, "could not be read (after 2.0 s). It went wrong.",
			"could not be read (after 2.0 s). It went wrong.", "Ask an administrator", "Ask an administrator"},
		"both addresses are wrong": {asked(broken(telecom.NotFound)), Warning, Warning, "", "",
			"Correct usage in [profile.api] of the configuration: it must end before /usage.",
			"it must end before /productOffering. If the portal has none, delete the line."},
		"they could not be asked": {both(wellClosed()), Unknown, Unknown, "was not checked", "was not checked", "", ""},
		"open, nothing read yet":  {open(func(*Optional) {}), Unknown, Unknown, "nobody has looked", "it will be read soon", "", ""},
		"open, both read": {open(func(b *Optional) { b.Offer, b.UsageReadAt = offer, monday.Add(-time.Minute) }), Good, Good,
			"can be read. It was last read at 2026-11-22 22:59:00 UTC, 60 seconds ago.",
			"3 hours ago. On offer: 12 plans, 1 travel pack, 0 features.", "", ""},
		"open, both failed": {open(func(b *Optional) {
			b.OfferProblem, b.UsageProblem = broken(telecom.Broken),
				broken(telecom.Invalid)
		}), Warning, Warning, "the last time. It went wrong. It has not been read yet.",
			"the last time. It went wrong.", "[profile.names]", "Wait a few minutes"},
		"open, failed after a time": {open(func(b *Optional) { b.Offer, b.OfferProblem = offer, broken(telecom.Unreachable) }), Unknown,
			Warning, "", "It went wrong. It was last read at 2026-11-22 20:00:00 UTC, 3 hours ago. On offer: 12 plans", "",
			"Check the network"},
	} {
		r := Examine(c.facts)
		whole(t, r)
		if !r.OK {
			t.Errorf("%s: it keeps nobody from work, and the report is not ok", name)
		}
		for _, it := range []struct {
			area       Area
			state      State
			says, next string
		}{{AreaUsage, c.usage, c.saysUsage, c.usageNext}, {AreaCatalog, c.catalog, c.saysCatalog, c.catalogsNext}} {
			got := find(r, it.area)
			if len(got) != 1 || got[0].State != it.state || !strings.Contains(got[0].Text, it.says) ||
				!strings.Contains(got[0].Next, it.next) || strings.Contains(got[0].Text, "SECRET") {
				t.Errorf("%s: got %+v, want %+v", name, got, it)
			}
		}
		if n := len(find(r, AreaPortal)); n != len(find(Examine(wellClosed()), AreaPortal)) &&
			n != len(find(Examine(wellOpen()), AreaPortal)) {
			t.Errorf("%s: told twice: %+v", name, find(r, AreaPortal))
		}
	}
	if got := find(Examine(Facts{}), AreaUsage); len(got) != 0 {
		t.Errorf("without a profile: %+v", got)
	}
}

func TestExamine_ReportsAddressChangedSinceOpening(t *testing.T) {
	f := wellOpen()
	f.Config.Catalog = "http://new"
	if got := find(Examine(f), AreaConfiguration); got[0].State != Warning || !strings.Contains(got[0].Text, "was changed after") {
		t.Errorf("got %+v; want got[0].State == Warning, strings.Contains(got[0].Text, \"was changed after\")", got)
	}
}

func TestExamine_SubscriptionRequests(t *testing.T) {
	broken := func(c telecom.Code) *telecom.Error {
		return &telecom.Error{Code: c, Text: "It went wrong. Nothing was read. Do something.", Said: "SECRET"}
	}
	all := RequestAPIs{ProductOrdering: "http://p", ProductInventory: "http://i", Agreement: "http://g"}
	with := func(f Facts, are RequestAPIs, change func(*Facts)) Facts {
		f.Optional.Requests, f.Config.Requests = are, are
		change(&f)
		return f
	}
	asked := func(p *telecom.Error) func(*Facts) {
		return func(f *Facts) {
			for api, address := range map[telecom.API]string{telecom.ProductOrdering: all.ProductOrdering,
				telecom.ProductInventory: all.ProductInventory, telecom.Agreements: all.Agreement} {
				f.Portal.Reach = append(f.Portal.Reach, telecom.Reach{API: api, Address: address, Took: 2 * time.Second, Problem: p})
			}
		}
	}
	failed := func(c telecom.Code) func(*Facts) {
		return func(f *Facts) { f.Optional.RequestsProblem = broken(c) }
	}
	nothing := func(*Facts) {}
	type told struct {
		state      State
		says, next string
	}
	for name, c := range map[string]struct {
		facts Facts
		want  []told
	}{
		"none are configured": {wellClosed(), []told{{Good, "no address for subscription requests, so none are shown", ""}}},
		"all answer": {with(wellClosed(), all, asked(nil)), []told{
			{Good, "Product Ordering (http://p) answered after 2.0 s.", ""},
			{Good, "Product Inventory (http://i) answered after 2.0 s.", ""}, {Good, "Agreement (http://g) answered after 2.0 s.", ""}}},
		"all refuse": {with(wellClosed(), all, asked(broken(telecom.Denied))), []told{
			{Warning, "Product Ordering (http://p) could not be read (after 2.0 s). It went wrong.", "Ask an administrator"},
			{Warning, "", "Ask an administrator"}, {Warning, "", "Ask an administrator"}}},
		"all addresses are wrong": {with(wellClosed(), all, asked(broken(telecom.NotFound))), []told{
			{Warning, "", "Correct product_ordering in [profile.api] of the configuration: it must end before /productOrder. If"},
			{Warning, "", "Correct product_inventory in [profile.api] of the configuration: it must end before /product. If"},
			{Warning, "", "Correct agreement in [profile.api] of the configuration: it must end before /agreement. If"}}},
		"requests alone, not asked": {with(wellClosed(), RequestAPIs{ProductOrdering: "http://p"}, nothing), []told{
			{Unknown, "Product Ordering (http://p) was not checked.", ""}, {Good, "no address for the products of requests", ""},
			{Good, "no address for the contracts of requests", ""}}},
		"open, nothing read yet": {with(wellOpen(), all, nothing),
			[]told{{Unknown, "subscription requests (http://p, http://i, http://g) has not been read yet: it will be read soon.", ""}}},
		"open, all read": {with(wellOpen(), all, func(f *Facts) { f.Optional.RequestsReadAt = monday.Add(-time.Minute) }), []told{
			{Good, "can be read. It was last read at 2026-11-22 22:59:00 UTC, 60 seconds ago.", ""}}},
		"open, refused": {with(wellOpen(), all, failed(telecom.Denied)),
			[]told{{Warning, "could not be read the last time. It went wrong.", "Ask an administrator"}}},
		"open, an address": {with(wellOpen(), all, failed(telecom.NotFound)),
			[]told{{Warning, "the last time", "run the doctor again: it then checks each address"}}},
		"open, the address": {with(wellOpen(), RequestAPIs{ProductOrdering: "http://p"}, failed(telecom.NotPortal)),
			[]told{{Warning, "(http://p)", "Correct product_ordering"}, {Good, "", ""}, {Good, "", ""}}},
		"open, without them": {wellOpen(), []told{{Good, "no address for subscription requests", ""}}},
	} {
		r := Examine(c.facts)
		whole(t, r)
		if !r.OK {
			t.Errorf("%s: it keeps nobody from work, and the report is not ok", name)
		}
		got := find(r, AreaRequests)
		if len(got) != len(c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
			continue
		}
		for i, w := range c.want {
			if got[i].State != w.state || !strings.Contains(got[i].Text, w.says) || !strings.Contains(got[i].Next, w.next) ||
				w.next == "" && got[i].Next != "" || strings.Contains(got[i].Text, "SECRET") {
				t.Errorf("%s: got %+v, want %+v", name, got[i], w)
			}
		}
		for _, portal := range find(r, AreaPortal) {
			if strings.Contains(portal.Text, "Product") || strings.Contains(portal.Text, "Agreement") {
				t.Errorf("%s: told twice: %+v", name, portal)
			}
		}
	}
	f := with(wellOpen(), all, nothing)
	f.Config.Requests.Agreement = "http://new"
	if got := find(Examine(f), AreaConfiguration); got[0].State != Warning || !strings.Contains(got[0].Text, "was changed after") {
		t.Errorf("got %+v; want got[0].State == Warning, strings.Contains(got[0].Text, \"was changed after\")", got)
	}
}
