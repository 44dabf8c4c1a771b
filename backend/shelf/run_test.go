package shelf_test

import (
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/shelf"
	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

func TestTheCatalogIsReadAtStartAndThenEverySixHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.after(0, 1)
		r.rang(1)
		if o := r.Offer(); len(o.Plans) != 1 || !o.ReadAt.Equal(time.Now()) || r.OfferProblem() != nil || !r.HasCatalog() {
			t.Errorf("%+v", o)
		}
		if !cmp.Equal(r.cache.offer, r.Offer()) {
			t.Errorf("kept %+v", r.cache.offer)
		}
		r.after(6*time.Hour-time.Second, 1)
		r.after(time.Second, 2)
		r.after(12*time.Hour, 4)
	})
}

func TestAnOfferOfWithinTheHourIsGoodEnoughAtStart(t *testing.T) {
	for _, c := range []struct {
		name string
		age  time.Duration
		from string
		read bool
		aged bool // its age is told
	}{
		{"young", 59 * time.Minute, "http://c", false, true},
		{"old", 61 * time.Minute, "http://c", true, true},
		{"from the future", -time.Minute, "http://c", true, false},
		{"of another catalog", time.Minute, "http://other", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := shelved(t, func(r *room, o *shelf.Options) {
					r.portal.err = unreachable
					r.cache.from, r.cache.offer = c.from, plans
					r.cache.offer.ReadAt = time.Now().Add(-c.age)
				})
				r.after(0, map[bool]int{true: 1, false: 0}[c.read])
				o := r.Offer()
				if known := c.from == "http://c"; (len(o.Plans) == 1) != known || o.ReadAt.IsZero() == c.aged {
					t.Errorf("on offer is %+v", o)
				}
				if !c.read {
					r.after(time.Minute-time.Second, 0)
					r.after(time.Second, 1)
				}
			})
		})
	}
}

func TestAFailureIsToldAndTriedAgainInFiveMinutesAndTheOfferStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		first := r.Offer()
		r.portal.change(func(f *fakePortal) { f.err = unreachable })
		r.rang(1)
		r.after(6*time.Hour, 2)
		if !cmp.Equal(r.Offer(), first) || r.OfferProblem() == nil || r.OfferProblem().Code != telecom.Unreachable {
			t.Errorf("%+v, %v", r.Offer(), r.OfferProblem())
		}
		r.after(5*time.Minute, 2) // half of a fifth more
		r.after(30*time.Second, 3)
		r.rang(1) // the same problem is told once
		r.portal.change(func(f *fakePortal) { f.err = nil })
		r.after(6*time.Minute, 4)
		r.rang(1)
		if r.OfferProblem() != nil || r.Offer().ReadAt.Equal(first.ReadAt) {
			t.Errorf("%+v, %v", r.Offer(), r.OfferProblem())
		}
		r.after(5*time.Hour, 4)
	})
}

// patient is a failure of a portal that says when to come again.
type patient struct{ error }

func (patient) RetryAfter() time.Duration { return 20 * time.Minute }

func TestAPortalThatAsksForPatienceIsGivenIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t, func(r *room, o *shelf.Options) {
			r.portal.err = &telecom.Error{Code: telecom.Busy, Text: "The portal is busy.", Cause: patient{unreachable}}
		})
		r.after(20*time.Minute-time.Second, 1)
		r.after(time.Second, 2)
	})
}

func TestWhoAsksForItGetsTheCatalogSoonButNotMoreOftenThanEveryThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.after(time.Minute, 1)
		r.Refresh()
		r.after(0, 2)
		for range 20 { // an impatient one
			r.Refresh()
			time.Sleep(time.Second)
		}
		r.after(9*time.Second, 2)
		r.after(time.Second, 3)
		r.after(time.Hour, 3)
		r.portal.change(func(f *fakePortal) { f.err = unreachable })
		r.Refresh()
		r.after(0, 4)
		r.portal.change(func(f *fakePortal) { f.err = nil })
		r.Refresh() // not in five minutes
		r.after(30*time.Second, 5)
		if r.OfferProblem() != nil {
			t.Error(r.OfferProblem())
		}
	})
}

func TestWithACatalogFileNothingIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written := plans
		written.ReadAt = time.Now()
		r := shelved(t, func(_ *room, o *shelf.Options) { o.Catalog, o.Written = "", &written })
		r.Refresh()
		r.after(24*time.Hour, 0)
		if !cmp.Equal(r.Offer(), written) || !r.HasCatalog() || r.OfferProblem() != nil {
			t.Errorf("%+v", r.Offer())
		}
	})
}

func TestAProfileWithoutACatalogHasNothingOnOffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t, func(_ *room, o *shelf.Options) { o.Catalog = "" })
		r.Refresh()
		r.after(24*time.Hour, 0)
		if !cmp.Equal(r.Offer(), telecom.Offer{}) || r.HasCatalog() || r.OfferProblem() != nil {
			t.Errorf("%+v", r.Offer())
		}
	})
}

func TestAnEmptyCatalogIsBelievedAtOnceOnlyWhereNothingWasKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.portal.change(func(f *fakePortal) { f.offer = telecom.Offer{} })
		r.after(6*time.Hour, 2)
		r.after(6*time.Minute, 3)
		if len(r.Offer().Plans) != 1 || r.OfferProblem() == nil || r.OfferProblem().Code != telecom.Unconfirmed {
			t.Errorf("%+v, %v", r.Offer(), r.OfferProblem())
		}
		r.after(6*time.Minute, 4)
		if len(r.Offer().Plans) != 0 || r.OfferProblem() != nil {
			t.Errorf("%+v, %v", r.Offer(), r.OfferProblem())
		}
		again := shelved(t, func(r *room, _ *shelf.Options) { r.portal.offer = telecom.Offer{} })
		if again.Offer().ReadAt.IsZero() || again.OfferProblem() != nil {
			t.Errorf("%+v, %v", again.Offer(), again.OfferProblem())
		}
	})
}

func TestWhatCannotBeKeptIsOnOfferAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := &telecom.Error{Code: telecom.Internal, Text: "The disk is full."}
		r := shelved(t, func(r *room, _ *shelf.Options) { r.cache.err = full })
		if len(r.Offer().Plans) != 1 || r.OfferProblem() != full {
			t.Errorf("%+v, %v", r.Offer(), r.OfferProblem())
		}
	})
}

func TestNothingIsToldOfAReadingThatTheEndBrokeOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t, func(r *room, _ *shelf.Options) { r.portal.slow = time.Hour })
		r.stop()
		r.rang(0)
		if r.OfferProblem() != nil {
			t.Error(r.OfferProblem())
		}
	})
}
