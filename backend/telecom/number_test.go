package telecom

import "testing"

func TestSameNumber_AcceptsEverySpelling(t *testing.T) {
	for _, same := range []string{"+61491570156", "0491570156", "0491 570 156", "(04) 9157-0156", "+61 491 570 156", "+61 (0)491 570 156",
		"0061 491 570 156",
		"61491570156", "491 570 156", "\u202a+61 491‑570‑156\u202c", "0491.570.156", "0011 61 491 570 156", "tel:+61491570156",
		"“0491 570 156”", "0491,570,156", "０４９１ ５７０ １５６",
		"0491\u2060570\u00ad156\ufeff", "0491−570−156"} {
		if !SameNumber("+61491570156", same) || !SameNumber(same, "+61491570156") {
			t.Errorf("%q is another number", same)
		}
	}
	for _, pair := range [][2]string{{"0491570156", "491570156"}, {"61491570156", "0491570156"}, {"+1 555 010 0199", "555 010 0199"},
		{"+1 555 010 0199", "1 555 010 0199"},
		{"+39 06 1234 5678", "06 1234 5678"}, {"+353 85 012 3456", "085 012 3456"}, {"SVC000012", " SVC000012 "}} {
		if !SameNumber(pair[0], pair[1]) || !SameNumber(pair[1], pair[0]) {
			t.Errorf("%q and %q differ", pair[0], pair[1])
		}
	}
}

func TestSameNumber_RejectsOtherNumbers(t *testing.T) {
	for _, other := range []string{"", " ", "0491570157", "091570156", "1570156", "570156", "+44491570156", "0491570156 x", "4915701566",
		"+61", "0", "00", "+", "()"} {
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
		if got := SameNumber(a, b); got != SameNumber(b, a) {
			t.Errorf("%q and %q: got %v, want %v", a, b, got, SameNumber(b, a))
		}
	})
}

func TestClean_DropsWhatNobodySees(t *testing.T) {
	for text, want := range map[string]string{
		"\u202a0412\u00a0345\u2011678\u202c": "0412 345-678", "\ufeff ab\u00adc\u2065 ": "abc", "“x”": `"x"`, "４５": "45", "٤٥": "45",
		"Zoë’s": "Zoë's", "a\tb": "a b", "": "",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q): got %q, want %q", text, got, want)
		}
	}
}

func TestSameSIM_IgnoresCheckDigitAndPadding(t *testing.T) {
	const card, checked = "896100100000000000", "8961001000000000004"
	for _, pair := range [][2]string{{card, checked}, {checked, checked + "F"}, {checked, "8961 0010 0000 0000 004"},
		{"0610023941175", "0610023941175"}} {
		if !SameSIM(pair[0], pair[1]) || !SameSIM(pair[1], pair[0]) {
			t.Errorf("%q and %q: got two cards, want one", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{card, card + "3"}, {"", ""}, {"0610023941175", "06100239411755"}, {checked, "8961001000000000011"}} {
		if SameSIM(pair[0], pair[1]) || SameSIM(pair[1], pair[0]) {
			t.Errorf("%q and %q: got one card, want two", pair[0], pair[1])
		}
	}
}

func TestIsPhone_RejectsWhatHoldsMore(t *testing.T) {
	for text, want := range map[string]bool{
		"0412 345 678": true, "+61 (0)412 345 678": true, "tel:0412345678": true, "0147 1234 5678 90": true,
		"192.168.100.12": false, "2026-11-30": false, "30/11/2026": false, "0412345673;0412345674": false, "0412345675 A": false, "12345": false,
		"": false,
	} {
		if got := IsPhone(text); got != want {
			t.Errorf("IsPhone(%q): got %v, want %v", text, got, want)
		}
	}
}
