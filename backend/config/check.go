package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for computers without zone files, such as Windows

	"commsdesk/backend/telecom"
)

// mistake is a wrong key of a profile and the reason.
type mistake struct {
	key string
	why string
}

// check turns a written entry into a profile. Line returns the line of one of its keys.
func check(e entry, line func(key string) int) (Profile, *mistake) {
	p := Profile{
		Name: strings.TrimSpace(e.Name), Place: e.Place, Country: strings.ToUpper(e.Country),
		ServiceInventory: e.API.ServiceInventory, ServiceOrdering: e.API.ServiceOrdering,
		ProductOrdering: e.API.ProductOrdering, ProductInventory: e.API.ProductInventory, Agreement: e.API.Agreement,
		Usage: e.API.Usage, Catalog: e.API.Catalog, CatalogFile: strings.TrimSpace(e.CatalogFile), Support: Support(e.Support),
		OrderingVersion: e.Version.ServiceOrdering, RequestsVersion: e.Version.ProductOrdering,
	}
	if p.Name == "" {
		return p, &mistake{"name", "a profile needs a name"}
	}
	switch p.Place {
	case "":
		p.Place = "production"
	case "production", "test":
	default:
		return p, &mistake{"place", fmt.Sprintf("%q is neither \"production\" nor \"test\"", p.Place)}
	}
	zone := e.TimeZone
	if zone == "" {
		zone = DefaultZone
	}
	var err error
	if p.Zone, err = time.LoadLocation(zone); err != nil || zone == "Local" {
		return p, &mistake{"time_zone", fmt.Sprintf("%q is not a time zone; write one such as %q", zone, DefaultZone)}
	}
	if e.Zoneless != "" {
		if p.Zoneless, err = time.LoadLocation(e.Zoneless); err != nil || e.Zoneless == "Local" {
			return p, &mistake{"time_without_zone", fmt.Sprintf("%q is not a time zone; write one such as \"UTC\" or %q", e.Zoneless, DefaultZone)}
		}
	}
	if p.Country == "" {
		p.Country = DefaultCountry
	}
	if len(p.Country) != 2 || !isCapitals(p.Country) {
		return p, &mistake{"country", fmt.Sprintf("%q is not a country code of two letters such as %q", p.Country, DefaultCountry)}
	}
	if p.Role = telecom.Role(e.Role); p.Role != telecom.RoleNone && !slices.Contains(telecom.Roles(), p.Role) {
		return p, &mistake{"role", fmt.Sprintf("%q is not a role; write one of %s", e.Role, roleWords())}
	}
	var m *mistake
	if p.SIMDigits, m = simDigits(e.SIMDigits); m != nil {
		return p, m
	}
	if v := p.OrderingVersion; v != "" && v != telecom.VersionOlder && v != telecom.Version4 && v != telecom.Version5 {
		return p, &mistake{"version.service_ordering",
			fmt.Sprintf("%q is not a version; write \"4\", \"5\" or, for the wire before 4, \"older\"", v)}
	}
	if v := p.RequestsVersion; v != "" && v != telecom.Version4 && v != telecom.Version5 {
		return p, &mistake{"version.product_ordering", fmt.Sprintf("%q is not a version; write \"4\" or \"5\"", v)}
	}
	loopback := true
	for _, u := range []struct {
		key, value string
		optional   bool
	}{
		{"api.service_inventory", p.ServiceInventory, false}, {"api.service_ordering", p.ServiceOrdering, false},
		{"api.usage", p.Usage, true}, {"api.catalog", p.Catalog, true},
		{"api.product_ordering", p.ProductOrdering, true}, {"api.product_inventory", p.ProductInventory, true},
		{"api.agreement", p.Agreement, true},
	} {
		if u.optional && u.value == "" {
			continue
		}
		here, m := address(u.key, u.value)
		if m != nil {
			return p, m
		}
		loopback = loopback && here
	}
	switch e.Auth {
	case "none":
		if !loopback {
			return p, &mistake{"auth", "\"none\" is allowed only for a portal on this computer (127.0.0.1, ::1, localhost)"}
		}
	case "":
		return p, &mistake{"auth", "it is missing; a portal on this computer may have \"none\""}
	default:
		return p, &mistake{"auth", fmt.Sprintf("%q is not known; this version knows \"none\", for a portal on this computer", e.Auth)}
	}
	if p.Catalog != "" && p.CatalogFile != "" {
		return p, &mistake{"catalog_file", "plans come from one catalog, but [profile.api] has a catalog too; remove one of the two"}
	}
	if p.UsageKey, m = e.Names.usageKey(); m != nil {
		return p, m
	}
	p.Words, m = e.wordsEntry.check(line)
	return p, m
}

// simDigits reads how many digits the number of a physical SIM may have: a number, or a list of numbers.
func simDigits(written any) (all []int, m *mistake) {
	list := []any{written}
	switch v := written.(type) {
	case nil:
		return []int{telecom.DefaultSIMDigits}, nil
	case []any:
		list = v
	case []int: // as Add has it
		list = nil
		for _, n := range v {
			list = append(list, n)
		}
	}
	for _, it := range list {
		n := 0
		switch v := it.(type) {
		case int:
			n = v
		case int64:
			n = int(v)
		default:
			return nil, &mistake{"sim_digits", "it is neither a number, such as 13, nor a list of numbers, such as [13, 19]"}
		}
		if n < 1 || n > MostSIMDigits {
			return nil, &mistake{"sim_digits",
				fmt.Sprintf("a SIM number cannot have %d digits; write how many are printed on the card, 1 to %d", n, MostSIMDigits)}
		}
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return nil, &mistake{"sim_digits", "the list is empty; write how many digits are printed on the card, such as 13"}
	}
	slices.Sort(all)
	return all, nil
}

// roleWords lists the access groups as written.
func roleWords() string {
	var words []string
	for _, r := range telecom.Roles() {
		words = append(words, strconv.Quote(string(r)))
	}
	return strings.Join(words, ", ")
}

// address checks a base URL and reports whether it leads to this computer.
func address(key, value string) (loopback bool, m *mistake) {
	if value == "" {
		return false, &mistake{key, "the address is missing"}
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return false, &mistake{key, fmt.Sprintf("%q is not an address; "+
			"write one such as \"https://portal.example/tmf-api/serviceInventory/v4\"", value)}
	}
	if u.User != nil {
		return false, &mistake{key, "an address must not contain a user name or a password"}
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return false, &mistake{key, "an address must end with its path, without ? or #"}
	}
	if u.Hostname() == "localhost" {
		return true, nil
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback(), nil
}
