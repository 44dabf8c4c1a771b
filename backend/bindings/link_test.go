package bindings

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParseLink_AcceptsOnlyExactLinks(t *testing.T) {
	for link, want := range map[string]target{
		"commsdesk://services":                                 {screen: "services"},
		"commsdesk://services/":                                {screen: "services"},
		"COMMSDESK://Services/SVC-1":                           {screen: "services", id: "SVC-1"},
		"commsdesk://services/SVC-1/":                          {screen: "services", id: "SVC-1"},
		"commsdesk://services/a%20b%3F%23":                     {screen: "services", id: "a b?#"},
		"commsdesk://services/SVC-1/usage":                     {screen: "services", id: "SVC-1", tab: "usage"},
		"commsdesk://services/SVC-1/activity":                  {screen: "services", id: "SVC-1", tab: "activity"},
		"commsdesk://services?find=Harriet%20Lowe":             {screen: "services", find: "Harriet Lowe"},
		"commsdesk://services/?find=+61491570156":              {screen: "services", find: "+61491570156"},
		"commsdesk://services?find=":                           {screen: "services"},
		"commsdesk://services?find=J%C3%BCrgen":                {screen: "services", find: "Jürgen"},
		"commsdesk://requests":                                 {screen: "requests"},
		"commsdesk://requests/SR-1001":                         {screen: "requests", id: "SR-1001"},
		"commsdesk://orders/ORD00003927848":                    {screen: "orders", id: "ORD00003927848"},
		"commsdesk://services/" + strings.Repeat("1", 200):     {screen: "services", id: strings.Repeat("1", 200)},
		"commsdesk://services/SVC-1%2E":                        {screen: "services", id: "SVC-1."},
		"commsdesk://services/javascript:alert(1)%3Cscript%3E": {screen: "services", id: "javascript:alert(1)<script>"},
	} {
		if got, err := parseLink(link); err != nil || got != want {
			t.Errorf("%s: %+v, %v", link, got, err)
		}
	}
	for name, link := range map[string]string{
		"nothing":                  "",
		"no link":                  "services",
		"only the scheme":          "commsdesk:",
		"no screen":                "commsdesk://",
		"no screen and a slash":    "commsdesk:///",
		"one slash":                "commsdesk:/services",
		"no slashes":               "commsdesk:services",
		"another scheme":           "https://services/1",
		"a scheme that begins so":  "commsdesks://services",
		"a file":                   "file:///etc/passwd",
		"an unknown screen":        "commsdesk://settings",
		"a form":                   "commsdesk://new/activation",
		"a form of a service":      "commsdesk://services/1/advanced",
		"a form of a service's":    "commsdesk://services/1/advanced/simSwap",
		"switches":                 "commsdesk://services/1/features",
		"packs":                    "commsdesk://services/1/packs",
		"a tab in another case":    "commsdesk://services/1/Usage",
		"deeper than a tab":        "commsdesk://services/1/usage/2",
		"a decision":               "commsdesk://requests/SR-1/approve",
		"an order that is none":    "commsdesk://orders",
		"an order and more":        "commsdesk://orders/1/2",
		"a way up":                 "commsdesk://services/..",
		"a way up, written in %":   "commsdesk://services/%2e%2e/usage",
		"a way up in one name":     "commsdesk://services/..%2F..%2Fetc",
		"a way up of Windows":      `commsdesk://services/..%5C..%5Cetc`,
		"an empty name":            "commsdesk://services//usage",
		"an empty name, written":   "commsdesk://services/%20",
		"a user":                   "commsdesk://me@services/1",
		"a port":                   "commsdesk://services:80/1",
		"a # part":                 "commsdesk://services#/settings",
		"a line break":             "commsdesk://services/1%0A2",
		"a line break as it is":    "commsdesk://services/1\n2",
		"a zero":                   "commsdesk://services/1%00",
		"a turned text":            "commsdesk://services/1%E2%80%AE2",
		"half a sign":              "commsdesk://services/%C3",
		"a % and no number":        "commsdesk://services/%zz",
		"a search elsewhere":       "commsdesk://requests?find=1",
		"a search in one":          "commsdesk://services/1?find=1",
		"a search twice":           "commsdesk://services?find=1&find=2",
		"a search and more":        "commsdesk://services?find=1;state=active",
		"another question":         "commsdesk://services?state=active",
		"an empty question":        "commsdesk://services?",
		"a search in another case": "commsdesk://services?Find=1",
		"a long name":              "commsdesk://services/" + strings.Repeat("1", 201),
		"a long link":              "commsdesk://services/" + strings.Repeat("%41", 400),
	} {
		if got, err := parseLink(link); err == nil {
			t.Errorf("%s: %q is read as %+v", name, link, got)
		}
	}
}

func FuzzLink(f *testing.F) {
	for _, seed := range []string{
		"commsdesk://services/SVC-1/usage", "commsdesk://services?find=%2B61491570156", "commsdesk://requests/SR-1001",
		"commsdesk://orders/ORD00003927848", "commsdesk://services/%2e%2e", "commsdesk://services/1%00", "commsdesk:", "https://services",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, link string) {
		to, err := parseLink(link)
		if err != nil {
			if to != (target{}) {
				t.Fatalf("%q leads to %+v although %v", link, to, err)
			}
			if len(link) > 20 && strings.Contains(err.Error(), link) {
				t.Fatalf("%v repeats %q", err, link)
			}
			return
		}
		if !IsLink(link) || len(link) > longestLink {
			t.Fatalf("%q is read", link)
		}
		if to.screen != ScreenServices && to.screen != ScreenRequests && to.screen != ScreenOrders {
			t.Fatalf("%q leads to %+v", link, to)
		}
		if to.tab != "" && (!linkTabs[to.tab] || to.id == "" || to.screen != ScreenServices) || to.find != "" && to.id != "" {
			t.Fatalf("%q leads to %+v", link, to)
		}
		for _, text := range []string{to.id, to.find} {
			if !utf8.ValidString(text) || utf8.RuneCountInString(text) > longestLinkName || strings.ContainsFunc(text, unicode.IsControl) {
				t.Fatalf("%q holds %q", link, text)
			}
		}
		if strings.ContainsAny(to.id, `/\`) || to.id == "." || to.id == ".." {
			t.Fatalf("%q leads to %q", link, to.id)
		}
	})
}
