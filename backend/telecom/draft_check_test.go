package telecom

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var onOffer = Offer{
	Plans: []Plan{
		{ID: "P1", Name: "Classic 12", Platform: "1.0", Price: "20.00", Currency: "AUD",
			Allowances: []Allowance{{Kind: Data, Amount: 12, Unit: "GB"}}},
		{ID: "P2", Name: "Classic 30", Platform: "1.0", Price: "30.00", Currency: "AUD",
			Allowances: []Allowance{{Kind: Data, Amount: 30, Unit: "GB"}}},
		{ID: "P3", Name: "Classic 70", Platform: "1.0", Price: "45.00", Currency: "AUD",
			Allowances: []Allowance{{Kind: Data, Amount: 70, Unit: "GB"}}},
		{ID: "P4", Name: "Everyday 25", Platform: "2.0", Price: "25.00", Currency: "AUD"},
		{ID: "P5", Name: "Everyday 60", Platform: "2.0", Price: "38.00", Currency: "AUD"},
	},
	Packs:    []Pack{{ID: "T1", Name: "Asia 14 days", Price: "35.00", Currency: "AUD", Days: 14}},
	Features: []string{"Voicemail", "Roaming"},
}

func newer() *Service {
	return &Service{ID: "SVC1", Number: "+61491570156", Customer: "Harriet Lowe", Plan: "Everyday 60", Platform: "2.0", State: "active",
		SIM: SIM{SIMPhysical, "0610017730284"}, Features: []Feature{{"Voicemail", true}, {"Caller ID", false}}}
}

func older() *Service {
	s := newer()
	s.Platform, s.Plan = "1.0", "Classic 30"
	return s
}

func goodPort() Port {
	return Port{Number: "0491 570 110", LosingProvider: "Bluegum Telecom", Billing: Postpaid, AccountNumber: "88012",
		AuthorisedOn: "2026-11-20"}
}

// portIn is a number port that creates a service.
func portIn(port Port) Draft {
	return Draft{Kind: NumberPort, Customer: "Harriet Lowe", PlanID: "P4", PlanName: "Everyday 25", SIMType: SIMEmbedded, Port: port}
}

func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

func TestCheck_PassesCorrectDrafts(t *testing.T) {
	for name, c := range map[string]struct {
		draft   Draft
		service *Service
	}{
		"a SIM swap to a card":        {Draft{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: "0610023941175"}, newer()},
		"a card in another script":    {Draft{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: "٠٦١٠٠٢٣٩٤١١٧٥"}, newer()},
		"a card typed in groups":      {Draft{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: " 0610 0239-4117 5"}, newer()},
		"a SIM swap to an E-SIM":      {Draft{Kind: SIMSwap, SIMType: SIMEmbedded}, newer()},
		"a plan of the same platform": {Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 25"}, newer()},
		"a cancellation":              {Draft{Kind: CancelService, TypedNumber: "0491 570 156"}, newer()},
		"a cancellation without a number": {Draft{Kind: CancelService, TypedNumber: "SVC1"},
			new(with(*newer(), func(s *Service) { s.Number = "" }))},
		"a feature switched off":         {Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Voicemail", true, false}}}, newer()},
		"a feature it does not have yet": {Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Roaming", false, true}}}, newer()},
		"a travel pack from today":       {Draft{Kind: TravelPack, PackID: "T1", PackName: "Asia 14 days", StartOn: "2026-11-23"}, older()},
		"a postpaid port":                {portIn(goodPort()), nil},
		"a port onto a service":          {Draft{Kind: NumberPort, Port: goodPort()}, newer()},
		"a prepaid port": {portIn(with(goodPort(), func(p *Port) {
			p.Billing, p.AccountNumber, p.BornOn = Prepaid, "", "1990-02-28"
		})), nil},
		"an authorisation of 60 days": {portIn(with(goodPort(), func(p *Port) { p.AuthorisedOn = "2026-09-24" })), nil},
		"an activation with a new number": {Draft{Kind: Activation, PlanID: "P4", PlanName: "Everyday 25", SIMType: SIMEmbedded,
			Origin: NewNumber, Customer: "Harriet Lowe"}, nil},
		"an activation that brings its own": {Draft{Kind: Activation, PlanID: "P4", PlanName: "Everyday 25", SIMType: SIMPhysical,
			SIMNumber: "0610023941175",
			Origin:    PortedNumber, Port: goodPort(), Customer: "Harriet Lowe"}, nil},
		"the cancelling of an order": {Draft{Kind: CancelOrder, OrderID: "ORD00003927848"}, newer()},
	} {
		t.Run(name, func(t *testing.T) {
			if c.service != nil {
				c.draft.ServiceID = c.service.ID
			}
			if got := c.draft.Check(c.service, ActionRules{Zone: sydney(t), Offer: onOffer},
				at(t, "2026-11-22T13:30:00Z")); len(got) > 0 { // the 23rd in Sydney
				t.Errorf("%v", got)
			}
		})
	}
}

func TestCheck_NamesEveryMistakeAtItsField(t *testing.T) {
	card := func(number string) Draft { return Draft{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: number} }
	port := func(change func(*Port)) Draft { return portIn(with(goodPort(), change)) }
	newPort := func(change func(*Draft)) Draft { return with(portIn(goodPort()), change) }
	activation := func(change func(*Draft)) Draft {
		return with(Draft{Kind: Activation, PlanID: "P4", PlanName: "Everyday 25", SIMType: SIMEmbedded, Origin: NewNumber,
			Customer: "Harriet Lowe"}, change)
	}
	state := func(word string) *Service { return new(with(*newer(), func(s *Service) { s.State = word })) }
	for name, c := range map[string]struct {
		draft   Draft
		service *Service
		field   Field
		says    string
	}{
		"no SIM type":                  {Draft{Kind: SIMSwap}, newer(), FieldSIMType, "Choose Physical SIM or E-SIM"},
		"no SIM number":                {card(" "), newer(), FieldSIMNumber, "missing"},
		"twelve digits and a half":     {card("061002394117"), newer(), FieldSIMNumber, "phone number"},
		"fourteen digits":              {card("06100239411755"), newer(), FieldSIMNumber, "has 14 digits; a SIM number has 13"},
		"the letter O for a zero":      {card("O610023941175"), newer(), FieldSIMNumber, "the letter O"},
		"letters":                      {card("0610023941l75"), newer(), FieldSIMNumber, "only digits"},
		"a phone number":               {card("0491 570 110"), newer(), FieldSIMNumber, "looks like a phone number"},
		"a phone number with its code": {card("+61 491 570 110"), newer(), FieldSIMNumber, "looks like a phone number"},
		"its own number in 13 digits":  {card("0061491570156"), newer(), FieldSIMNumber, "looks like a phone number"},
		"the present SIM":              {card("0610 0177 30284"), newer(), FieldSIMNumber, "already"},
		"the present SIM, which the portal " +
			"writes in groups": {card("0610017730284"), new(with(*newer(), func(s *Service) { s.SIM.Number = "0610-0177-30284" })), FieldSIMNumber,
			"already"},
		"an E-SIM with a number": {Draft{Kind: SIMSwap, SIMType: SIMEmbedded, SIMNumber: "0610023941175"}, newer(), FieldSIMNumber,
			"no number to enter"},
		"a suspended service": {card("0610023941175"), state("inactive"), FieldService, "“inactive”"},
		"a state not given":   {card("0610023941175"), state(""), FieldService, "does not give the state"},
		"a plan for an inactive one": {Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 25"}, state("suspended"), FieldService,
			"only for an active service"},
		"an ended service": {Draft{Kind: CancelService, TypedNumber: "0491570156"}, state("terminated"), FieldService, "has ended"},
		"no service":       {card("0610023941175"), nil, FieldService, "Open the service"},
		"another service's draft": {with(card("0610023941175"), func(d *Draft) { d.ServiceID = "SVC2" }), newer(), FieldService,
			"another service"},
		"no plan":          {Draft{Kind: ChangePlan}, newer(), FieldPlan, "Choose"},
		"the current plan": {Draft{Kind: ChangePlan, PlanID: "P5", PlanName: "Everyday 60"}, newer(), FieldPlan, "current plan"},
		"a plan of the other platform": {Draft{Kind: ChangePlan, PlanID: "P2", PlanName: "Classic 30"}, newer(), FieldPlan,
			"this service’s platform"},
		"a plan no longer on offer": {Draft{Kind: ChangePlan, PlanID: "P9", PlanName: "Everyday 90"}, newer(), FieldPlan, "no longer offered"},
		"a plan that was renamed":   {Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 20"}, newer(), FieldPlan, "no longer offered"},
		"the number not typed":      {Draft{Kind: CancelService}, newer(), FieldTypedNumber, "Enter the number"},
		"another number typed": {Draft{Kind: CancelService, TypedNumber: "0491570157"}, newer(), FieldTypedNumber,
			"not the number of this service, which is +61491570156"},
		"no feature changed": {Draft{Kind: FeatureUpdate}, newer(), FieldFeatures, "Change at least one"},
		"a change to the same": {Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Voicemail", true, true}}}, newer(), FieldFeatures,
			"already On"},
		"a feature changed meanwhile": {Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Voicemail", false, true}}}, newer(),
			FieldFeatures, "is now On"},
		"a feature changed twice": {Draft{Kind: FeatureUpdate,
			Features: []FeatureChange{{"Voicemail", true, false}, {"Voicemail", true, false}}}, newer(), FieldFeatures, "twice"},
		"a feature nobody has": {Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Fax", false, true}}}, newer(), FieldFeatures,
			"not a feature of this service"},
		"a pack on platform 2.0": {Draft{Kind: TravelPack, PackID: "T1", PackName: "Asia 14 days", StartOn: "2026-11-23"}, newer(),
			FieldService, "by SMS from the customer’s phone"},
		"no pack": {Draft{Kind: TravelPack, StartOn: "2026-11-23"}, older(), FieldPack, "Choose one"},
		"a pack no longer on offer": {Draft{Kind: TravelPack, PackID: "T2", PackName: "Mars", StartOn: "2026-11-23"}, older(), FieldPack,
			"no longer offered"},
		"no start": {Draft{Kind: TravelPack, PackID: "T1", PackName: "Asia 14 days"}, older(), FieldStartOn,
			"Choose the day"},
		"a start yesterday": {Draft{Kind: TravelPack, PackID: "T1", PackName: "Asia 14 days", StartOn: "2026-11-22"}, older(),
			FieldStartOn, "in the past"},
		"a start that is no date": {Draft{Kind: TravelPack, PackID: "T1", PackName: "Asia 14 days", StartOn: "tomorrow"}, older(),
			FieldStartOn, "not a date"},
		"a port without a number":      {port(func(p *Port) { p.Number = "" }), nil, FieldNumber, "missing"},
		"a port of no number":          {port(func(p *Port) { p.Number = "call me" }), nil, FieldNumber, "not a phone number"},
		"a port of its own number":     {port(func(p *Port) { p.Number = "0491570156" }), newer(), FieldNumber, "already"},
		"a port-in without a customer": {newPort(func(d *Draft) { d.Customer = " " }), nil, FieldCustomer, "customer"},
		"a port-in without a plan":     {newPort(func(d *Draft) { d.PlanID, d.PlanName = "", "" }), nil, FieldPlan, "No plan"},
		"a port-in to platform 1.0":    {newPort(func(d *Draft) { d.PlanID, d.PlanName = "P2", "Classic 30" }), nil, FieldPlan, "platform 2.0"},
		"a port-in without a SIM":      {newPort(func(d *Draft) { d.SIMType = "" }), nil, FieldSIMType, "SIM type"},
		"a port-in with a short card": {newPort(func(d *Draft) { d.SIMType, d.SIMNumber = SIMPhysical, "12345" }), nil, FieldSIMNumber,
			"5 digits"},
		"no losing provider":          {port(func(p *Port) { p.LosingProvider = "" }), nil, FieldLosingProvider, "provider"},
		"neither pre- nor postpaid":   {port(func(p *Port) { p.Billing = "" }), nil, FieldBilling, "prepaid or postpaid"},
		"postpaid without an account": {port(func(p *Port) { p.AccountNumber = "" }), nil, FieldAccountNumber, "account number"},
		"postpaid with a birthday":    {port(func(p *Port) { p.BornOn = "1990-02-28" }), nil, FieldBornOn, "empty"},
		"prepaid without a birthday":  {port(func(p *Port) { p.Billing, p.AccountNumber = Prepaid, "" }), nil, FieldBornOn, "date of birth"},
		"prepaid with an account":     {port(func(p *Port) { p.Billing, p.BornOn = Prepaid, "1990-02-28" }), nil, FieldAccountNumber, "empty"},
		"born tomorrow": {port(func(p *Port) { p.Billing, p.AccountNumber, p.BornOn = Prepaid, "", "2026-11-24" }), nil,
			FieldBornOn, "born on that day"},
		"born on no day": {port(func(p *Port) { p.Billing, p.AccountNumber, p.BornOn = Prepaid, "", "1990-02-30" }), nil,
			FieldBornOn, "not a date"},
		"not authorised":               {port(func(p *Port) { p.AuthorisedOn = "" }), nil, FieldAuthorisedOn, "signed"},
		"authorised tomorrow":          {port(func(p *Port) { p.AuthorisedOn = "2026-11-24" }), nil, FieldAuthorisedOn, "in the future"},
		"authorised 61 days ago":       {port(func(p *Port) { p.AuthorisedOn = "2026-09-23" }), nil, FieldAuthorisedOn, "older than 60 days"},
		"activation without a plan":    {activation(func(d *Draft) { d.PlanID, d.PlanName = "", "" }), nil, FieldPlan, "platform 2.0"},
		"activation on platform 1.0":   {activation(func(d *Draft) { d.PlanID, d.PlanName = "P2", "Classic 30" }), nil, FieldPlan, "2.0 only"},
		"activation without a SIM":     {activation(func(d *Draft) { d.SIMType = "" }), nil, FieldSIMType, "Choose"},
		"activation without an origin": {activation(func(d *Draft) { d.Origin = "" }), nil, FieldOrigin, "new number"},
		"a new number that is typed":   {activation(func(d *Draft) { d.Port.Number = "0491570110" }), nil, FieldNumber, "Leave this empty"},
		"activation without customer":  {activation(func(d *Draft) { d.Customer = " " }), nil, FieldCustomer, "of the new service"},
		"activation with a poor port": {activation(func(d *Draft) {
			d.Origin, d.Port = PortedNumber,
				with(goodPort(), func(p *Port) { p.Number = "" })
		}), nil, FieldNumber, "missing"},
		"no order to cancel":     {Draft{Kind: CancelOrder}, newer(), FieldOrderID, "No order is chosen"},
		"an action nobody knows": {Draft{Kind: KindUnknown}, newer(), FieldService, "does not know"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.service != nil && c.draft.ServiceID == "" {
				c.draft.ServiceID = c.service.ID
			}
			got := c.draft.Check(c.service, ActionRules{Zone: sydney(t), Offer: onOffer}, at(t, "2026-11-22T13:30:00Z"))
			if len(got) != 1 || got[0].Field != c.field || !strings.Contains(got[0].Text, c.says) {
				t.Errorf("got %v, want %s: %q", got, c.field, c.says)
			}
			for _, m := range got {
				if !slices.Contains(Fields(), m.Field) || !strings.HasSuffix(m.Text, ".") {
					t.Errorf("%+v", m)
				}
			}
		})
	}
}

func TestCheck_CardsMayHaveSeveralLengths(t *testing.T) {
	rules := ActionRules{SIMDigits: []int{13, 19, 20}}
	for sim, want := range map[string]string{
		"0012345678901": "", "8961012345678901234": "", "89610123456789012345": "",
		"89610123456789": "This has 14 digits; a SIM number has 13, 19 or 20.",
		"":               "Enter the 13, 19 or 20 digits printed on the card.",
	} {
		d := Draft{Kind: SIMSwap, ServiceID: newer().ID, SIMType: SIMPhysical, SIMNumber: sim}
		got := d.Check(newer(), rules, at(t, "2026-11-22T00:00:00Z"))
		if (len(got) == 0) != (want == "") || len(got) > 0 && !strings.Contains(got[0].Text, want) {
			t.Errorf("%q: got %v, want %q", sim, got, want)
		}
	}
}

func TestCheck_UsesProfilesSIMLength(t *testing.T) {
	d := Draft{Kind: SIMSwap, ServiceID: "SVC1", SIMType: SIMPhysical, SIMNumber: "8961 0000 0000 0000 0019"}
	if got := d.Check(newer(), ActionRules{SIMDigits: []int{20}}, at(t, "2026-11-22T00:00:00Z")); len(got) != 0 {
		t.Error(got)
	}
	if got := d.Check(newer(), ActionRules{}, at(t, "2026-11-22T00:00:00Z")); len(got) != 1 ||
		!strings.Contains(got[0].Text, "has 20 digits; a SIM number has 13") {
		t.Error(got)
	}
}

func TestSIMToSend_KeepsZerosAndOmitsESIM(t *testing.T) {
	d := Draft{SIMType: SIMPhysical, SIMNumber: " 0010 0239-4117‑5\u200e"}
	if got := d.SIMToSend(); got != "0010023941175" {
		t.Error(got)
	}
	d.SIMType = SIMEmbedded
	if got := d.SIMToSend(); got != "" {
		t.Error(got)
	}
}

func TestActions_SayWhyOneIsUnavailable(t *testing.T) {
	for name, c := range map[string]struct {
		service *Service
		offer   Offer
		off     map[Kind]string
	}{
		"platform 2.0": {newer(), onOffer, map[Kind]string{TravelPack: "by SMS"}},
		"platform 1.0": {older(), onOffer, nil},
		"no catalog":   {older(), Offer{}, map[Kind]string{ChangePlan: "no catalog", TravelPack: "no catalog"}},
		"a platform not given": {new(with(*newer(), func(s *Service) { s.Platform = "" })), onOffer,
			map[Kind]string{ChangePlan: "does not say which platform", TravelPack: "does not say"}},
		"no other plan": {newer(), Offer{Plans: onOffer.Plans[:3]},
			map[Kind]string{ChangePlan: "no other plan of platform 2.0", TravelPack: "by SMS"}},
		"no features": {new(with(*older(), func(s *Service) { s.Features = nil })), Offer{Plans: onOffer.Plans, Packs: onOffer.Packs},
			map[Kind]string{FeatureUpdate: "no features"}},
		"a suspended service": {new(with(*older(), func(s *Service) { s.State = "inactive" })), onOffer,
			map[Kind]string{SIMSwap: "active", ChangePlan: "active"}},
		"an ended service": {new(with(*older(), func(s *Service) { s.State = "terminated" })), onOffer,
			map[Kind]string{SIMSwap: "ended", ChangePlan: "ended", CancelService: "ended", FeatureUpdate: "ended", TravelPack: "ended",
				NumberPort: "ended"}},
		"no service":             {nil, onOffer, nil},
		"no service, no catalog": {nil, Offer{}, map[Kind]string{Activation: "No plans of platform 2.0", NumberPort: "Port the number"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range Actions(c.service, c.offer) {
				if want := c.off[p.Kind]; (want == "") != (p.Off == "") || !strings.Contains(p.Off, want) {
					t.Errorf("%s is off because %q, want %q", p.Kind, p.Off, want)
				}
			}
		})
	}
}

func TestPlan_ComparesOnlyByWhatCatalogTells(t *testing.T) {
	plan := func(price string, data ...Allowance) Plan { return Plan{Price: price, Allowances: data} }
	gb := func(n float64) Allowance { return Allowance{Kind: Data, Amount: n, Unit: "GB"} }
	for name, c := range map[string]struct {
		a, b Plan
		want int
	}{
		"more data":                {plan("30", gb(30)), plan("20", gb(12)), 1},
		"less data":                {plan("20", gb(12)), plan("30", gb(30)), -1},
		"units differ":             {plan("", gb(1)), plan("", Allowance{Kind: Data, Amount: 900, Unit: "MB"}), 1},
		"unlimited":                {plan("", gb(500)), plan("", Allowance{Kind: Data, Unlimited: true}), -1},
		"only the price is known":  {plan("38.00"), plan("25.00"), 1},
		"the same data, dearer":    {plan("38", gb(30)), plan("30", gb(30)), 1},
		"more data for less":       {plan("20", gb(30)), plan("30", gb(12)), 0},
		"nothing known":            {plan(""), plan(""), 0},
		"a currency of another":    {Plan{Price: "30", Currency: "AUD"}, Plan{Price: "20", Currency: "NZD"}, 0},
		"a unit that nobody knows": {plan("", Allowance{Kind: Data, Amount: 3, Unit: "chunks"}), plan("", gb(1)), 0},
		"voice is not looked at":   {plan("", Allowance{Kind: Voice, Amount: 3, Unit: "GB"}), plan("", gb(1)), 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got, back := c.a.against(c.b), c.b.against(c.a); got != c.want || back != -c.want {
				t.Errorf("%d and %d, want %d", got, back, c.want)
			}
		})
	}
}

// FuzzForm: whatever is typed into a form, it can be placed, or has mistakes in complete sentences; and a draft without
// mistakes asks for nothing impossible.
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
		} else if sim != "" && (d.Kind == SIMSwap || d.Kind == Activation) &&
			(len(sim) != DefaultSIMDigits || strings.Trim(sim, "0123456789") != "") {
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
			if day, err := time.Parse(time.DateOnly, strings.TrimSpace(d.Port.AuthorisedOn)); err != nil ||
				now.Sub(day) > (AuthorisationDays+2)*24*time.Hour || day.After(now.AddDate(0, 0, 1)) {
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

// isSentence reports whether a text is a sentence and no format went wrong; it may contain what was typed.
func isSentence(text, typed string) bool {
	return strings.HasSuffix(text, ".") && (!strings.Contains(text, "%!") || strings.Contains(typed, "%"))
}
