package telecom

import "testing"

func TestSameNumber_AcceptsEverySpelling(t *testing.T) {
	for _, same := range []string{"+61491570156", "0491570156", "0491 570 156", "(04) 9157-0156", "+61 491 570 156", "+61 (0)491 570 156", "0061 491 570 156",
		"61491570156", "491 570 156", "\u202a+61 491‑570‑156\u202c", "0491.570.156"} {
		if !SameNumber("+61491570156", same) || !SameNumber(same, "+61491570156") {
			t.Errorf("%q is another number", same)
		}
	}
	for _, pair := range [][2]string{{"0491570156", "491570156"}, {"61491570156", "0491570156"}, {"+1 555 010 0199", "555 010 0199"}, {"+1 555 010 0199", "1 555 010 0199"},
		{"+39 06 1234 5678", "06 1234 5678"}, {"+353 85 012 3456", "085 012 3456"}, {"SVC000012", " SVC000012 "}} {
		if !SameNumber(pair[0], pair[1]) || !SameNumber(pair[1], pair[0]) {
			t.Errorf("%q and %q differ", pair[0], pair[1])
		}
	}
}

func TestSameNumber_RejectsOtherNumbers(t *testing.T) {
	for _, other := range []string{"", " ", "0491570157", "091570156", "1570156", "570156", "+44491570156", "0491570156 x", "4915701566", "+61", "0", "00", "+", "()"} {
		if SameNumber("+61491570156", other) || SameNumber(other, "+61491570156") {
			t.Errorf("%q passes for it", other)
		}
	}
	if SameNumber("", "") || SameNumber("SVC1", "SVC2") {
		t.Error("nothing is the same as nothing")
	}
}

func FuzzSameNumber(f *testing.F) {
	f.Add("+61491570156", "0491570156")
	f.Add("00", "+(0)")
	f.Fuzz(func(t *testing.T, a, b string) {
		if SameNumber(a, b) != SameNumber(b, a) {
			t.Errorf("%q and %q", a, b)
		}
	})
}
