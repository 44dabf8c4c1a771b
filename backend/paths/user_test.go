package paths

import (
	"strings"
	"testing"
)

func TestFirstName_SkipsMeaninglessNames(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"Ada Byron", "ada"}, "Ada Byron"},
		{[]string{"", "ada"}, "ada"},
		{[]string{`OFFICE\ada`, `OFFICE\ada`}, "ada"},
		{[]string{"", `OFFICE\ada`}, "ada"},
		{[]string{"Zoë  Müller\t", "zoe"}, "Zoë Müller"},
		{[]string{",,,", "ada"}, "ada"},
		{[]string{" \n ", `OFFICE\`, "", "ada"}, "ada"},
		{[]string{"Ada\nByron\x00\x1b[31m", "ada"}, "Ada Byron[31m"},
		{[]string{"\xff\xfe", "ada"}, "ada"},
		{[]string{strings.Repeat("é", 200)}, strings.Repeat("é", longestName)},
		{[]string{"", ""}, "somebody at this desk"},
		{nil, "somebody at this desk"},
	} {
		if got := firstName(c.names...); got != c.want {
			t.Errorf("%q: got %q, want %q", c.names, got, c.want)
		}
	}
}

func TestUser_IsNeverEmpty(t *testing.T) {
	if name := User(); name == "" || strings.ContainsAny(name, "\\\n") {
		t.Errorf("got %q, want a name on one line", name)
	}
}
