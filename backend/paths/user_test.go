package paths

import (
	"strings"
	"testing"
)

func TestSomebodyIsCalledByTheFirstNameThatSaysSomething(t *testing.T) {
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
		if got := called(c.names...); got != c.want {
			t.Errorf("%q is called %q, want %q", c.names, got, c.want)
		}
	}
}

func TestTheOneAtThisDeskHasAName(t *testing.T) {
	if name := User(); name == "" || strings.ContainsAny(name, "\\\n") {
		t.Errorf("%q", name)
	}
}
