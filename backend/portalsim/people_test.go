package portalsim

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPersonalDataHasWhatClientsSent(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	old := serviceOf(t, p, service)
	for _, kind := range []string{simSwap, numberPort, activation, "port of a new", "eSIM"} {
		sends(t, s, everyOrder(service)[kind])
	}
	refused := strings.NewReplacer("Philippa Thornbury", "Bartholomew Quill", "0077700112244", "00777001122", `"plan"`, `"tariff"`).Replace(everyOrder("")[activation])
	if res, _ := send(t, s.ServiceOrdering+"/serviceOrder", refused); res.StatusCode != 400 {
		t.Fatal(res.Status)
	}
	k.pass(72 * time.Hour)
	got := p.PersonalData()
	for _, want := range []string{
		"0077700112233", "0077700112244", "Philippa Thornbury", "+61491579999", "0491579999", "0491 579 999", "+61491579998", "0491 579 998", "BG-884120", "1981-04-17",
		"Bartholomew Quill", "00777001122",
		old.characteristic("iccid"), old.characteristic("msisdn"), serviceOf(t, p, service).characteristic("iccid"),
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Error("it is not sorted, or has something twice")
	}
}

func TestNobodyGetsANumberThatAClientTook(t *testing.T) {
	p, k, s := serve(t, Config{Speed: 20})
	sends(t, s, strings.Replace(everyOrder("")[activation], `"simType"`, `"msisdn","value":"`+e164(numberOf(303))+`"},{"name":"simType"`, 1))
	k.pass(time.Hour)
	seen := map[string]bool{}
	for _, body := range p.Services() {
		number := read(t, body).characteristic("msisdn")
		if seen[number] {
			t.Errorf("%s is given twice", number)
		}
		seen[number] = true
	}
	if len(seen) < 310 {
		t.Errorf("%d services prove nothing", len(seen))
	}
}

func TestAnActivationForAKnownCustomerIsTheirs(t *testing.T) {
	p, _, s := serve(t, Config{})
	known := serviceOf(t, p, "SVC10440031").list("relatedParty")[0]
	sends(t, s, strings.NewReplacer("CUS-NEW-1", known.text("id"), "Philippa Thornbury", "Somebody Else").Replace(everyOrder("")[activation]))
	if got := serviceOf(t, p, p.Placed()[0].ServiceID).list("relatedParty")[0]; got.text("name") != known.text("name") {
		t.Errorf("it is of %v", got)
	}
}

func TestTheSameWritesGiveTheSameWorld(t *testing.T) {
	live := func(often bool) string {
		p, k, s := serve(t, Config{Seed: 7, Speed: 5})
		service := aService(t, p, "1.0")
		for _, kind := range []string{"eSIM", changePlan, activation, numberPort, "eSIM", featureUpdate} {
			id := sends(t, s, everyOrder(service)[kind])
			if kind == featureUpdate {
				send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
			}
			for range 10 {
				k.pass(3 * time.Second)
				if often {
					p.Services()
					ask(t, s.Usage+"/usage?limit=3")
				}
			}
		}
		k.pass(time.Hour)
		rows, _ := listOf(t, s.ServiceOrdering+"/cancelServiceOrder")
		return joined(p) + strings.Join(p.PersonalData(), " ") + rows[0].text("state") + p.Placed()[2].ServiceID
	}
	if live(false) != live(true) {
		t.Error("the world depends on how often somebody looked")
	}
}

func TestAFrozenPortalTakesOrdersAndLetsThemLie(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.Freeze()
	id := sends(t, s, everyOrder(aService(t, p, "1.0"))["eSIM"])
	k.pass(time.Hour)
	if o := orderOf(t, p, id); o.text("state") != acknowledged {
		t.Errorf("it is %s", o.text("state"))
	}
}
