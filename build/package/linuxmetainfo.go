package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// pictures are those of docs/tour.md, as software centres show them, the first first.
var pictures = []struct{ file, caption string }{
	{"services.png", "Every service of the portal in one list"},
	{"activity.png", "What was done to a service, and what got stuck"},
	{"order.png", "An order says what will happen before it is placed"},
	{"request-conflict.png", "A request that changed before a decision could be sent"},
}

// metainfo fills in what the file leaves open: this release, and where the project's pages lie. Pictures are fetched from
// there, at the tag of the release; without an address there are none.
func metainfo(text []byte, r *release, home string) []byte {
	kind := "stable"
	if strings.Contains(r.Version, "-") {
		kind = "development"
	}
	var b strings.Builder
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(strings.TrimSuffix(home, "/"))) // a buffer takes everything
	if home = escaped.String(); home != "" {
		fmt.Fprintf(&b, "<url type=\"homepage\">%s</url>\n  <screenshots>\n", home)
		for i, p := range pictures {
			first := ""
			if i == 0 {
				first = ` type="default"`
			}
			fmt.Fprintf(&b, "    <screenshot%s>\n      <caption>%s</caption>\n      <image>%s/raw/v%s/docs/%s</image>\n    </screenshot>\n", first,
				p.caption, home, r.Version, p.file)
		}
		b.WriteString("  </screenshots>\n  ")
	}
	fmt.Fprintf(&b, "<releases>\n    <release version=%q date=%q type=%q/>\n  </releases>", r.Version, r.Date.Format("2006-01-02"), kind)
	return bytes.Replace(text, []byte("<releases/>"), []byte(b.String()), 1)
}
