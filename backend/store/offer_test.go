package store

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

func someOffer() telecom.Offer {
	included := []telecom.Allowance{{Kind: telecom.Data, Amount: 60, Unit: "GB"}, {Kind: telecom.SMS, Unlimited: true},
		{Kind: telecom.Voice, Says: "1.024 min"}}
	return telecom.Offer{
		Plans: []telecom.Plan{
			{ID: "PLN-60", Name: "Everyday 60", Platform: "2.0", Price: "39.00", Currency: "AUD", Allowances: included, NetworkType: "5G",
				SpeedCap: "150 Mbps", Inclusions: []string{"Voicemail"}},
			{Name: "Classic 12", Platform: "1.0"},
		},
		Packs: []telecom.Pack{{ID: "TRV", Name: "Europe 14 days", Price: "45.00", Currency: "AUD", Days: 14,
			Where: "Switzerland, France", Allowances: included}},
		Features: []string{"Voicemail", "Caller ID"},
		ReadAt:   monday,
	}
}

func offerIn(t testing.TB, c *Cache, from string) telecom.Offer {
	t.Helper()
	o, err := c.Offer(from)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return o
}

func keepOffer(t testing.TB, c *Cache, from string, o telecom.Offer) {
	t.Helper()
	if err := c.KeepOffer(from, o); err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
}

func TestKeepOffer_CountsAtOnceAndAfterRestart(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	if o := offerIn(t, c, "http://c"); !cmp.Equal(o, telecom.Offer{}) {
		t.Errorf("never read: %+v", o)
	}
	keepOffer(t, c, "http://c", someOffer())
	for range 2 { // and after a start
		if diff := cmp.Diff(someOffer(), offerIn(t, c, "http://c")); diff != "" {
			t.Errorf("mismatch (-want +got):\n%s", diff)
		}
		_ = c.Close()
		c = open(t, path)
	}
	for _, word := range []string{"http://c", "Everyday", "Voicemail"} {
		if bytes.Contains(read(t, path), []byte(word)) {
			t.Errorf("%q lies there in clear", word)
		}
	}
}

func TestOffer_OfAnotherCatalogIsNotUsed(t *testing.T) {
	c := open(t, cachePath(t))
	keepOffer(t, c, "http://one", someOffer())
	if o := offerIn(t, c, "http://two"); !cmp.Equal(o, telecom.Offer{}) {
		t.Errorf("got %+v; want cmp.Equal(o, telecom.Offer{})", o)
	}
	later := telecom.Offer{Features: []string{"Roaming"}, ReadAt: monday.Add(time.Hour)}
	keepOffer(t, c, "http://two", later)
	if o := offerIn(t, c, "http://one"); !cmp.Equal(o, telecom.Offer{}) || !cmp.Equal(offerIn(t, c, "http://two"), later) {
		t.Errorf("got %+v; want cmp.Equal(o, telecom.Offer{}), cmp.Equal(offerIn(t, c, \"http://two\"), later)", o)
	}
}
