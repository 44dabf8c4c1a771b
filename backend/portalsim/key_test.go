package portalsim

import (
	"testing"
	"time"
)

// keys says which of the two names of an order a server shows.
func keys(o object) string {
	shown := ""
	if o.text("externalId") != "" {
		shown += "externalId "
	}
	if len(o.list("externalReference")) > 0 {
		shown += "externalReference "
	}
	return shown
}

func TestEveryPersonalityKeepsTheKeysThatItIsSaidToKeep(t *testing.T) {
	const both = "externalId externalReference "
	for name, want := range map[Personality]string{
		Ideal: both, Reference: both, Independent: both, OpenPlain: both, OpenNamed: "externalReference ", Certified: "",
	} {
		p, k, s := serve(t, Config{Personality: name})
		body := everyOrder(aService(t, p, "1.0"))[simSwap]
		if name == Reference {
			body = older(body)
		}
		res, o := send(t, s.ServiceOrdering+"/serviceOrder", body)
		status := 201
		if name == OpenPlain || name == OpenNamed {
			status = 200
		}
		if res.StatusCode != status || keys(o) != want {
			t.Errorf("%s answers %s with %q, want %q", name, res.Status, keys(o), want)
		}
		k.pass(time.Minute)
		_, again := ask(t, s.ServiceOrdering+"/serviceOrder/"+o.text("id"))
		if got := keys(read(t, again)); got != want {
			t.Errorf("%s shows %q, want %q", name, got, want)
		}
		for _, body := range p.Orders() {
			if got := keys(read(t, body)); got != want && got != "" {
				t.Errorf("%s shows %q of an order of the past", name, got)
			}
		}
		if placed := p.Placed(); len(placed) != 1 || placed[0].ExternalID != "key-0001" || placed[0].Reference != "key-0001" {
			t.Errorf("%s: placed was %v", name, placed)
		}
	}
}

func TestAPortalThatDropsKeysFindsNothingByThem(t *testing.T) {
	for _, variants := range [][]Variant{nil, {NoEcho}} {
		p, _, s := serve(t, Config{Variants: variants})
		id := sends(t, s, everyOrder(aService(t, p, "1.0"))[simSwap])
		for _, query := range []string{"externalId=key-0001", "externalReference.id=key-0001"} {
			rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?"+query)
			if variants == nil && (len(rows) != 1 || rows[0].text("id") != id) || variants != nil && len(rows) != 0 {
				t.Errorf("%v: %s finds %d", variants, query, len(rows))
			}
		}
		if shown := keys(orderOf(t, p, id)); variants != nil && shown != "" {
			t.Errorf("it shows %s", shown)
		}
	}
}

func TestTheSameKeyIsStoredAgain(t *testing.T) {
	p, _, s := serve(t, Config{})
	body := everyOrder(aService(t, p, "1.0"))[featureUpdate]
	ids := map[string]bool{}
	for range 3 {
		ids[sends(t, s, body)] = true
	}
	rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?externalId=key-0001")
	if len(ids) != 3 || len(rows) != 3 || len(p.Placed()) != 3 {
		t.Errorf("%d ids, %d rows, %d placed", len(ids), len(rows), len(p.Placed()))
	}
}
