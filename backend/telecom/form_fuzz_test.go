package telecom

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzForm: whatever is typed into a form, it is a draft that can be placed, or it has mistakes that are told in
// sentences; and one without mistakes asks for nothing that the rules of its action forbid.
func FuzzForm(f *testing.F) {
	kinds := DraftKinds()
	add := func(kind Kind, text ...string) {
		f.Add(slices.Index(kinds, kind), strings.Join(text, "\n"), true)
	}
	add(SIMSwap, "0061 0023-9411 75")
	add(SIMSwap, "0491 570 156")
	add(SIMSwap, "８９６１００２３９４１１７")
	add(ChangePlan, "", "P4", "Everyday 25")
	add(CancelService, "", "", "", "0491 570 156")
	add(NumberPort, "", "", "", "", "0491 570 110", "Bluegum Telecom", "88012", "1990-02-28", "2026-11-20")
	add(NumberPort, "", "", "", "", "+61 491 570 110", "Bluegum", "%s", "2026-02-30", "9999-12-31")
	add(Activation, "0610023941175", "P4", "Everyday 25", "", "0491 570 110", "B", "1", "", "2026-11-20", "Harriet Lowe")
	add(TravelPack, "", "T1", "Asia 14 days", "", "", "", "", "", "2026-11-23")
	add(FeatureUpdate, "", "", "Voicemail")
	add(CancelOrder, "ORD1", "\x00", "\u202e")
	now := time.Date(2026, 11, 22, 13, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, kind int, typed string, flag bool) {
		text := append(strings.Split(typed, "\n"), make([]string, 11)...)
		d := Draft{
			Kind: kinds[((kind%len(kinds))+len(kinds))%len(kinds)], ServiceID: "SVC1",
			SIMType: SIMPhysical, SIMNumber: text[0], PlanID: text[1], PlanName: text[2], PackID: text[1], PackName: text[2], StartOn: text[8],
			Features: []FeatureChange{{text[2], flag, !flag}}, TypedNumber: text[3], Origin: PortedNumber, Customer: text[9], OrderID: text[0],
			Port: Port{Number: text[4], LosingProvider: text[5], Billing: Postpaid, AccountNumber: text[6], BornOn: text[7], AuthorisedOn: text[8]},
		}
		if flag {
			d.SIMType, d.Origin, d.Port.Billing, d.Port.Number = SIMEmbedded, NewNumber, Prepaid, text[4]
		}
		d = d.OfItsKind()
		if again := d.OfItsKind(); !reflect.DeepEqual(d, again) {
			t.Fatalf("%+v became %+v", d, again)
		}
		s := newer()
		switch d.Kind {
		case TravelPack:
			s = older()
		case Activation:
			s, d.ServiceID = nil, ""
		}
		rules := ActionRules{Offer: onOffer}
		mistakes := d.Check(s, rules, now)
		if !reflect.DeepEqual(mistakes, d.Check(s, rules, now)) {
			t.Fatal("another answer the second time")
		}
		for _, m := range mistakes {
			if !slices.Contains(Fields(), m.Field) || !isSentence(m.Text, typed) {
				t.Fatalf("%s: %q", m.Field, m.Text)
			}
		}
		for _, c := range Preview(&d, s, onOffer, now, nil) {
			if !isSentence(c.Text, typed) {
				t.Fatalf("%q is no sentence", c.Text)
			}
		}
		for _, a := range d.Asked() {
			if a.Name == "" && d.Kind != FeatureUpdate || a.Value == "" {
				t.Fatalf("%+v", a)
			}
		}
		if len(mistakes) > 0 {
			return
		}
		if sim := d.SIMToSend(); (d.Kind == SIMSwap || d.Kind == Activation) && (d.SIMType == SIMEmbedded) != (sim == "") {
			t.Fatalf("sends the SIM %q", sim)
		} else if sim != "" && (d.Kind == SIMSwap || d.Kind == Activation) && (len(sim) != DefaultSIMDigits || strings.Trim(sim, "0123456789") != "") {
			t.Fatalf("sends the SIM %q", sim)
		}
		switch d.Kind {
		case ChangePlan:
			if p, known := onOffer.plan(d.PlanID, d.PlanName); !known || p.Platform != s.Platform || p.isPresent(s) {
				t.Fatalf("changes to %+v", p)
			}
		case CancelService:
			if !SameNumber(s.Number, d.TypedNumber) {
				t.Fatalf("cancels after %q", d.TypedNumber)
			}
		case NumberPort:
			if day, err := time.Parse(time.DateOnly, strings.TrimSpace(d.Port.AuthorisedOn)); err != nil || now.Sub(day) > (AuthorisationDays+2)*24*time.Hour || day.After(now.AddDate(0, 0, 1)) {
				t.Fatalf("ports with an authorisation of %q", d.Port.AuthorisedOn)
			}
			if strings.TrimSpace(d.Port.LosingProvider) == "" || SameNumber(d.Port.Number, s.Number) {
				t.Fatalf("ports %+v", d.Port)
			}
		case FeatureUpdate:
			if !slices.Contains(onOffer.Features, text[2]) && !slices.ContainsFunc(s.Features, func(x Feature) bool { return x.Name == text[2] }) {
				t.Fatalf("switches %q", text[2])
			}
		}
	})
}

// isSentence says whether a text ends as a sentence does and no format went wrong; what was typed may stand in it.
func isSentence(text, typed string) bool {
	return strings.HasSuffix(text, ".") && (!strings.Contains(text, "%!") || strings.Contains(typed, "%"))
}
