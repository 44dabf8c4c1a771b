package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/telecom"
)

func TestAnOrderIsNotSentForAServiceThatIsNoMoreWhatWasSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		feature := k.form(telecom.FeatureUpdate, s.ID, func(d *bindings.Draft) {
			d.Features = []bindings.FeatureChange{{Name: s.Features[0].Name, From: s.Features[0].On, To: !s.Features[0].On}}
		})
		was := s
		was.Plan = "Everyday 1"
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Services: []telecom.Service{was}, ReadAt: time.Now()}); err != nil { // the copy is behind
			t.Fatal(err)
		}
		placing, err := k.app.Orders.Place(feature, nil)
		if err != nil || !placing.Blocked || len(placing.Concerns) != 1 || !strings.Contains(placing.Concerns[0].Text, "something new about this service") {
			t.Fatalf("%+v %v", placing, err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders", n)
		}
		k.place(feature) // with what is seen now
	})
}
