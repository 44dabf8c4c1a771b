package store

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

// Free pages keep old content, so the whole file is searched after many updates.
func TestCache_WritesNothingInClear(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	var secrets []string
	for round := range 30 {
		s := telecom.Service{ID: fmt.Sprintf("service-id-%02d-xyz", round%7), Number: fmt.Sprintf("+6149157%04d", round),
			Customer: fmt.Sprintf("Kestrel Freight %02d", round),
			Plan:     "Business Two Hundred", SIM: telecom.SIM{Number: fmt.Sprintf("00001234%05d",
				round)}, OrderIDs: []string{fmt.Sprintf("LISTED%08d", round)}, Raw: []byte(`{"rawField":"raw value"}`)}
		o := telecom.Order{ID: fmt.Sprintf("ORD%011d", round), ExternalID: fmt.Sprintf("external-%02d", round), ServiceIDs: []string{s.ID},
			Summary: "Swap the card of this customer", State: "inProgress", KindWord: "SIM_SWAP_WORD"}
		apply(t, c, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday})
		secrets = append(secrets, s.ID, s.Number, s.Number[1:], s.Customer, s.Plan, s.SIM.Number, s.OrderIDs[0], "rawField", o.ID,
			o.ExternalID, o.Summary, o.KindWord)
		secrets = append(secrets, strings.ToLower(s.Customer), strings.ToLower(o.ID))
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	content := read(t, path)
	for _, s := range secrets {
		if bytes.Contains(content, []byte(s)) {
			t.Errorf("%q stands in the file", s)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %+v, %v; want info.Mode().Perm() == 0o600", info.Mode(), err)
	}
}

func TestSealer_ValuesCannotBeSwapped(t *testing.T) {
	s := NewSealer(testKey)
	sealed := s.seal(nil, "a", []byte("k"), []byte("v"))
	for _, place := range [][2]string{{"b", "k"}, {"a", "l"}, {"", "ak"}} {
		if _, err := s.open(place[0], []byte(place[1]), sealed); err == nil {
			t.Error("opened at ", place)
		}
	}
	if _, err := NewSealer(otherKey).open("a", []byte("k"), sealed); err == nil {
		t.Error("opened with another key")
	}
	if v, err := s.open("a", []byte("k"), sealed); err != nil || string(v) != "v" {
		t.Errorf("got %+v, %v; want string(v) == \"v\"", v, err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(text, "[") {
		t.Error("a sealer prints ", text)
	}
}
