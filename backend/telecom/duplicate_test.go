package telecom

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestJudge_NamesOpenOrdersAndWhatToDo(t *testing.T) {
	now := at(t, "2026-11-22T02:00:00Z")
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	running := func(kind Kind, minutes int) Order {
		return Order{ID: "ORD00003927848", Kind: kind, KindWord: string(kind), State: "inProgress", StartedAt: ago(minutes),
			Trail: []Stage{{At: ago(minutes), Text: "Received"}, {At: ago(minutes), Code: "BPCN"}}}
	}
	promise := func(d Draft, state SubmissionState) Submission {
		return Submission{Key: "K1", Draft: d, At: ago(3), By: "Priya Raman", State: state}
	}
	swap, cancel := Draft{Kind: SIMSwap, ServiceID: "SVC1"}, Draft{Kind: CancelService, ServiceID: "SVC1"}
	undo := Draft{Kind: CancelOrder, ServiceID: "SVC1", OrderID: "ORD00003927848"}
	for name, c := range map[string]struct {
		draft Draft
		known Known
		level Level
		says  []string // of the first reason; none: there is no reason
	}{
		"nothing is open": {swap, Known{}, Allowed, nil},
		"the same kind": {swap, Known{Orders: []Order{running(SIMSwap, 12)}}, Blocked,
			[]string{"SIM swap ORD00003927848 has been In Progress for 12 minutes, at BPCN. A second one can delay", "Wait until it is Complete."}},
		"another kind": {swap, Known{Orders: []Order{running(NumberPort, 12)}}, Warned,
			[]string{"Number port ORD00003927848 has been In Progress", "can interfere"}},
		"a cancellation is placed": {cancel, Known{Orders: []Order{running(FeatureUpdate, 1)}}, Blocked, []string{"only when no order is open"}},
		"a cancellation is open": {swap, Known{Orders: []Order{running(CancelService, 1)}}, Blocked,
			[]string{"Cancellation ORD00003927848", "being cancelled"}},
		"a kind nobody knows": {swap, Known{Orders: []Order{with(running(KindUnknown, 1), func(o *Order) { o.KindWord = "broadband" })}},
			Blocked, []string{"“broadband” order ORD00003927848", "does not know"}},
		"one that is stuck": {swap, Known{Orders: []Order{running(SIMSwap, 47)}}, Blocked,
			[]string{"for 47 minutes, at BPCN", "past the limit of 30 minutes: contact support and quote the Order ID"}},
		"one that is stuck, of another kind": {Draft{Kind: FeatureUpdate, ServiceID: "SVC1"}, Known{Orders: []Order{running(NumberPort, 200)}},
			Warned, []string{"3 hours 20 minutes", "past the limit of 3 hours"}},
		"a status not given": {swap, Known{Orders: []Order{{ID: "ORD1", Kind: SIMSwap, SeenAt: ago(5)}}}, Blocked,
			[]string{"has been open for at least 5 minutes, with no status given."}},
		"a status nobody knows": {swap, Known{Orders: []Order{{ID: "ORD1", Kind: SIMSwap, State: "assigned"}}}, Blocked,
			[]string{"SIM swap ORD1 is “assigned”."}},
		"one that is being cancelled": {swap, Known{Orders: []Order{{ID: "ORD1", Kind: SIMSwap, State: "pendingCancellation",
			StartedAt: ago(1)}}}, Blocked, []string{"has been open for 1 minute and is being cancelled"}},
		"one on hold": {swap, Known{Orders: []Order{{ID: "ORD1", Kind: SIMSwap, State: "held", StartedAt: ago(600)}}},
			Blocked, []string{"On hold for 10 hours. A"}},
		"an open part": {swap, Known{Orders: []Order{{ID: "ORD1", Kind: SIMSwap, State: "completed"},
			with(running(SIMSwap, 2), func(o *Order) { o.Relations = []Relation{{"partOf", "ORD1"}} })}}, Blocked,
			[]string{"SIM swap ORD1: its part ORD00003927848 has been In Progress"}},
		"a plan change that waits for the 27th": {Draft{Kind: ChangePlan, ServiceID: "SVC1"},
			Known{Orders: []Order{running(ChangePlan, 60*24*3)}}, Blocked,
			[]string{"Plan change ORD00003927848 takes effect on 27 November 2026. A second one"}},
		"final ones": {swap, Known{Orders: []Order{{ID: "A", State: "completed"}, {ID: "B", Kind: SIMSwap, State: "failed"},
			{ID: "C", Kind: CancelService, State: "rejected"},
			{ID: "D", State: "partial"}, {ID: "E", State: "cancelled"}}}, Allowed, nil},
		"one that was closed here": {swap, Known{Orders: []Order{running(SIMSwap, 47)},
			Closed: []ClosedHere{{OrderID: "ORD00003927848", By: "Priya Raman", Why: "support said so"}}}, Warned,
			[]string{"SIM swap ORD00003927848 was closed here by Priya Raman (“support said so”).",
				"The portal still shows it as In Progress."}},
		"one being sent": {swap, Known{Promises: []Submission{promise(swap, SubmissionSending)}}, Blocked,
			[]string{"SIM swap: Priya Raman started sending it 3 minutes ago", "A second one"}},
		"one nobody is sure of": {swap, Known{Promises: []Submission{promise(swap, SubmissionUnsure)}}, Blocked,
			[]string{"not known whether the portal has it. Commsdesk is looking for it. A second one"}},
		"one placed and not read back": {swap, Known{Promises: []Submission{with(promise(swap, SubmissionPlaced),
			func(p *Submission) { p.OrderID = "ORD5" })}}, Blocked, []string{"SIM swap ORD5 was placed by Priya Raman 3 minutes ago"}},
		"one that was refused": {swap, Known{Promises: []Submission{promise(swap, SubmissionRefused), promise(swap, SubmissionNotSent),
			promise(swap, SubmissionClosed)}}, Allowed, nil},
		"one on another service": {swap, Known{Promises: []Submission{promise(Draft{Kind: SIMSwap, ServiceID: "SVC2"}, SubmissionUnsure)}},
			Allowed, nil},
		"one read back final by its id": {swap, Known{Orders: []Order{{ID: "ORD5", Kind: SIMSwap, State: "completed"}},
			Promises: []Submission{with(promise(swap, SubmissionPlaced), func(p *Submission) { p.OrderID = "ORD5" })}}, Allowed, nil},
		"one read back final by its key": {swap, Known{Orders: []Order{{ID: "ORD5", ExternalID: "K1", Kind: SIMSwap, State: "failed"}},
			Promises: []Submission{promise(swap, SubmissionUnsure)}}, Allowed, nil},
		"one read back as another kind": {swap, Known{Orders: []Order{{ID: "ORD5", ExternalID: "K1", Kind: FeatureUpdate, State: "inProgress"}},
			Promises: []Submission{promise(swap, SubmissionPlaced)}}, Blocked, []string{"Feature update ORD5", "A second one"}},
		"the order to be cancelled": {undo, Known{Orders: []Order{running(SIMSwap, 12)}}, Allowed, nil},
		"it is stuck":               {undo, Known{Orders: []Order{running(SIMSwap, 47)}}, Warned, []string{"contact support"}},
		"it is being cancelled already": {undo, Known{Orders: []Order{with(running(SIMSwap, 2),
			func(o *Order) { o.State = "assessingCancellation" })}}, Blocked, []string{"already asked to cancel it"}},
		"its cancelling was sent": {undo, Known{Orders: []Order{running(SIMSwap, 2)},
			Promises: []Submission{promise(undo, SubmissionUnsure)}}, Blocked, []string{"already asked to cancel it"}},
		"its cancelling was sent, and the order is not " +
			"in the copy": {undo, Known{Promises: []Submission{promise(undo, SubmissionUnsure)}}, Blocked, []string{"asked only once to cancel"}},
		"another service's order is being cancelled": {undo, Known{Promises: []Submission{promise(Draft{Kind: CancelOrder, ServiceID: "SVC2",
			OrderID: "ORD8"}, SubmissionUnsure)}}, Allowed, nil},
		"a cancellation that is taken back": {undo, Known{Orders: []Order{running(CancelService, 2)}}, Allowed, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.known.Service, c.known.Now, c.known.Zone, c.known.Limits = newer(), now, sydney(t), DefaultLimits()
			v := Judge(&c.draft, c.known)
			if v.Level != c.level || (len(v.Reasons) == 0) != (c.says == nil) || len(v.Reasons) > 1 {
				t.Fatalf("%s, want %s: %+v", v.Level, c.level, v.Reasons)
			}
			for _, want := range c.says {
				if r := v.Reasons[0]; !strings.Contains(r.Text, want) || !strings.HasSuffix(r.Text, ".") ||
					r.Stuck != strings.Contains(r.Text, "contact support") {
					t.Errorf("%q is not in %+v", want, r)
				}
			}
		})
	}
}

func TestJudge_GuardsNewServicesByNumberSIMAndCustomer(t *testing.T) {
	port := Draft{Kind: NumberPort, Port: goodPort()}
	esim := Draft{Kind: Activation, PlanID: "P4", PlanName: "Everyday 25", SIMType: SIMEmbedded, Origin: NewNumber, Customer: "Harriet Lowe"}
	card := with(esim, func(d *Draft) { d.SIMType, d.SIMNumber = SIMPhysical, "0610023941175" })
	ported := with(card, func(d *Draft) { d.Origin, d.Port = PortedNumber, goodPort() })
	open := func(kind Kind, asked ...string) []Order {
		o := Order{ID: "ORD1", Kind: kind, State: "inProgress"}
		for _, value := range asked {
			o.Asked = append(o.Asked, Detail{Name: "x", Value: value})
		}
		return []Order{o}
	}
	elsewhere := func(s *Service, orders []Order) Known { return Known{Elsewhere: []Activity{{s, orders}}} }
	promised := func(d Draft) Known {
		return Known{Promises: []Submission{{Key: "K1", Draft: d, State: SubmissionUnsure}}}
	}
	hers := new(with(*newer(), func(s *Service) { s.ID, s.Plan, s.Number = "SVC9", "Everyday 25", "" }))
	for name, c := range map[string]struct {
		draft Draft
		known Known
		want  Level
	}{
		"nothing is open":                    {port, Known{}, Allowed},
		"the number is being ported":         {port, elsewhere(nil, open(NumberPort, "+61491570110")), Blocked},
		"a service with it has an order":     {port, elsewhere(&Service{Number: "0491570110"}, open(CancelService)), Blocked},
		"a service with it is quiet":         {port, elsewhere(&Service{Number: "0491570110"}, nil), Allowed},
		"another number is being ported":     {port, elsewhere(nil, open(NumberPort, "+61491570111")), Allowed},
		"a kind nobody knows, elsewhere":     {port, elsewhere(nil, open(KindUnknown)), Allowed},
		"the port was promised":              {port, promised(port), Blocked},
		"an activation promised the number":  {port, promised(ported), Blocked},
		"the port was promised otherwise":    {port, promised(with(port, func(d *Draft) { d.Port.Number = "0491570111" })), Allowed},
		"a port for the activation's number": {ported, promised(port), Blocked},
		"the card is being activated":        {card, elsewhere(nil, open(Activation, "0610023941175")), Blocked},
		"the card was promised to a swap": {card, promised(Draft{Kind: SIMSwap, ServiceID: "SVC2", SIMType: SIMPhysical,
			SIMNumber: "0610 0239 41175"}), Blocked},
		"two clicks on one activation":   {esim, promised(esim), Blocked},
		"a second card for the customer": {card, promised(with(card, func(d *Draft) { d.SIMNumber = "0610023941176" })), Warned},
		"another plan for the customer": {esim, promised(with(esim, func(d *Draft) { d.PlanID, d.PlanName = "P5", "Everyday 60" })),
			Allowed},
		"another customer":                {esim, promised(with(esim, func(d *Draft) { d.Customer = "Tom Okafor" })), Allowed},
		"her service is being activated":  {esim, elsewhere(hers, open(Activation)), Blocked},
		"her service is being ported in":  {esim, elsewhere(hers, open(NumberPort, "Harriet Lowe", "Everyday 25")), Blocked},
		"a number is ported onto hers":    {esim, elsewhere(hers, open(NumberPort, "0491570112")), Allowed},
		"her service is being changed":    {esim, elsewhere(hers, open(SIMSwap)), Allowed},
		"an order names her and the plan": {esim, elsewhere(nil, open(Activation, "Harriet Lowe", "everyday 25")), Blocked},
		"it is final": {port, elsewhere(nil,
			[]Order{{ID: "ORD1", State: "completed", Asked: []Detail{{Value: "0491570110"}}}}), Allowed},
		"it was closed here": {port, with(elsewhere(nil, open(NumberPort, "0491570110")),
			func(k *Known) { k.Closed = []ClosedHere{{OrderID: "ORD1"}} }),
			Warned},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Judge(&c.draft, c.known); got.Level != c.want {
				t.Errorf("%s, want %s: %+v", got.Level, c.want, got.Reasons)
			}
		})
	}
}

func TestJudge_GuardsPortOnBothServices(t *testing.T) {
	d := Draft{Kind: NumberPort, ServiceID: "SVC1", Port: goodPort()}
	k := Known{Service: newer(), Orders: []Order{{ID: "A", Kind: SIMSwap, State: "held"}},
		Elsewhere: []Activity{{nil, []Order{{ID: "B", State: "held", Asked: []Detail{{Value: "0491570110"}}}}}}}
	v := Judge(&d, k)
	if len(v.Reasons) != 2 || v.Reasons[0].OrderID != "B" || v.Reasons[0].Level != Blocked || v.Reasons[1].OrderID != "A" ||
		v.Reasons[1].Level != Warned {
		t.Errorf("%+v", v)
	}
}

func TestJudge_CountsOrderListedTwiceOnce(t *testing.T) {
	o := Order{ID: "A", Kind: SIMSwap, State: "inProgress", ServiceIDs: []string{"SVC1"}}
	for _, k := range []Known{
		{Service: newer(), Elsewhere: []Activity{{nil, []Order{o}}}},
		{Service: newer(), Orders: []Order{o}, Elsewhere: []Activity{{nil, []Order{o}}}},
	} {
		if v := Judge(&Draft{Kind: SIMSwap, ServiceID: "SVC1"}, k); v.Level != Blocked || len(v.Reasons) != 1 {
			t.Errorf("%+v", v)
		}
	}
}

func TestJudge_ActionClosedHereOnlyWithAllParts(t *testing.T) {
	k := Known{Service: newer(), Closed: []ClosedHere{{OrderID: "A"}}, Orders: []Order{
		{ID: "A", Kind: SIMSwap, State: "held"}, {ID: "B", Kind: SIMSwap, State: "inProgress", Relations: []Relation{{"partOf", "A"}}}}}
	d := Draft{Kind: SIMSwap, ServiceID: "SVC1"}
	if v := Judge(&d, k); v.Level != Blocked || !strings.Contains(v.Reasons[0].Text, "its part B") {
		t.Errorf("%+v", v)
	}
	k.Closed = append(k.Closed, ClosedHere{OrderID: "B"})
	if v := Judge(&d, k); v.Level != Warned {
		t.Errorf("%+v", v)
	}
}

func TestJudge_NamesStuckPart(t *testing.T) {
	now := at(t, "2026-11-22T02:00:00Z")
	k := Known{Service: newer(), Now: now, Orders: []Order{
		{ID: "A", Kind: NumberPort, State: "inProgress", StartedAt: now.Add(-50 * time.Minute)},
		{ID: "B", Kind: SIMSwap, State: "inProgress", StartedAt: now.Add(-50 * time.Minute), Relations: []Relation{{"partOf", "A"}}}}}
	v := Judge(&Draft{Kind: FeatureUpdate, ServiceID: "SVC1"}, k)
	if len(v.Reasons) != 1 || !v.Reasons[0].Stuck || !strings.Contains(v.Reasons[0].Text, "its part B") {
		t.Errorf("%+v", v)
	}
}

func TestJudge_AllowsOneCancellationPerOrder(t *testing.T) {
	now := at(t, "2026-11-22T02:00:00Z")
	undo := Draft{Kind: CancelOrder, ServiceID: "SVC1", OrderID: "ORD1"}
	order := Order{ID: "ORD1", Kind: SIMSwap, State: "inProgress", StartedAt: now.Add(-2 * time.Hour), ServiceIDs: []string{"SVC1"}}
	known := func(change func(*Known)) Known {
		k := Known{Now: now, Service: &Service{ID: "SVC1"}, Orders: []Order{order},
			Closed: []ClosedHere{{OrderID: "ORD1", By: "Priya", Why: "support said so"}}}
		change(&k)
		return k
	}
	for name, k := range map[string]Known{
		"the portal is cancelling it": known(func(k *Known) { k.Orders[0].State = "pendingCancellation" }),
		"the wish was taken": known(func(k *Known) {
			k.Promises = []Submission{{Key: "K", State: SubmissionPlaced, OrderID: "ORD1", Draft: undo}}
		}),
	} {
		if v := Judge(&undo, k); v.Level != Blocked || !strings.Contains(v.Reasons[0].Text, "already asked to cancel it") {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if v := Judge(&undo, known(func(*Known) {})); v.Level != Allowed {
		t.Errorf("one that nobody asked to cancel: %+v", v)
	}
}

// golden is the table of the level of each action while an order of a kind is open, written out a second time so that
// nobody changes it by accident.
const golden = `
                activation featureUpdate simSwap numberPort changePlan cancelService travelPack cancelOrder unknown broadband
activation      blocked    warned        warned  warned     warned     blocked       warned     warned      blocked blocked
featureUpdate   warned     blocked       warned  warned     warned     blocked       warned     warned      blocked blocked
simSwap         warned     warned        blocked warned     warned     blocked       warned     warned      blocked blocked
numberPort      warned     warned        warned  blocked    warned     blocked       warned     warned      blocked blocked
changePlan      warned     warned        warned  warned     blocked    blocked       warned     warned      blocked blocked
cancelService   blocked    blocked       blocked blocked    blocked    blocked       blocked    blocked     blocked blocked
travelPack      warned     warned        warned  warned     warned     blocked       blocked    warned      blocked blocked
cancelOrder     warned     warned        warned  warned     warned     blocked       warned     blocked     blocked blocked
unknown         blocked    blocked       blocked blocked    blocked    blocked       blocked    blocked     blocked blocked
`

func TestTable_HasALevelForEveryPair(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(golden), "\n")
	across := strings.Fields(lines[0])
	if want := len(Kinds()) + 2; len(across) != want || len(lines) != len(DraftKinds())+2 {
		t.Fatalf("the table is %d by %d", len(lines), len(across))
	}
	now := at(t, "2026-11-22T00:00:00Z")
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		d := Draft{Kind: Kind(cells[0]), ServiceID: "SVC1", OrderID: "ORD0"}
		for i, want := range cells[1:] {
			open := Kind(across[i])
			for name, k := range map[string]Known{
				"an order": {Orders: []Order{{ID: "ORD1", Kind: open, State: "inProgress", StartedAt: now}}},
				"a part": {Orders: []Order{{ID: "ORD1", Kind: open, State: "completed"},
					{ID: "ORD2", Kind: open, State: "held", Relations: []Relation{{"partOf", "ORD1"}}}}},
				"one sending": {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"},
					State: SubmissionSending, At: now}}},
				"one unsure": {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"},
					State: SubmissionUnsure, At: now}}},
				"one placed": {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"},
					State: SubmissionPlaced, OrderID: "ORD9", At: now}}},
				"one of a newer desk": {Promises: []Submission{{Key: "k", Draft: Draft{Kind: open, ServiceID: "SVC1", OrderID: "ORD9"},
					State: "resting", At: now}}},
			} {
				t.Run(fmt.Sprintf("%s beside %s of %s", d.Kind, name, open), func(t *testing.T) {
					k.Service, k.Now = newer(), now
					if got := Judge(&d, k); string(got.Level) != want {
						t.Errorf("%s, want %s: %+v", got.Level, want, got.Reasons)
					}
				})
			}
		}
	}
}

func TestLevel_UnknownIsStrictest(t *testing.T) {
	for i, l := range Levels() {
		if i > 0 && !l.Stricter(Levels()[i-1]) || l.Stricter(l) || l != Blocked && !Level("odd").Stricter(l) {
			t.Error(l)
		}
	}
}
