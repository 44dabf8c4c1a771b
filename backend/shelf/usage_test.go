package shelf_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/shelf"
	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

var used = []telecom.Usage{{Kind: telecom.Data, Used: 3.5, Allowance: 60, Unit: "GB"}}

func TestUsageIsReadWhenSomebodyAsksAndKnownFromThenOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.rang(1)
		r.portal.usage["1"] = used
		if usage, at, err := r.Usage("1"); usage != nil || !at.IsZero() || err != nil || !r.HasUsage() {
			t.Error(usage, at, err)
		}
		r.portal.slow = time.Minute
		began := time.Now()
		if err := r.ReadUsage(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		if usage, at, err := r.Usage("1"); !cmp.Equal(usage, used) || !at.Equal(began) || err != nil {
			t.Error(usage, at, err)
		}
		r.rang(1)
		if err := r.ReadUsage(t.Context(), "2"); err != nil {
			t.Fatal(err)
		}
		if usage, at, err := r.Usage("2"); len(usage) != 0 || at.IsZero() || err != nil {
			t.Error("that nothing was used is known: ", usage, at, err)
		}
		r.rang(1)
		if at := r.cache.used["http://u2"].at; at.Location() != time.UTC {
			t.Error("a time that is not UTC: ", at)
		}
	})
}

func TestAFailedReadingLeavesWhatIsKnownAndItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.portal.usage["1"] = used
		began := time.Now()
		if !r.UsageReadAt().IsZero() {
			t.Error("read before anybody asked")
		}
		if err := r.ReadUsage(t.Context(), "1"); err != nil || r.UsageProblem() != nil {
			t.Fatal(err)
		}
		r.rang(2)
		time.Sleep(time.Hour)
		r.portal.err = unreachable
		if err := r.ReadUsage(t.Context(), "1"); telecom.AsError(err).Code != telecom.Unreachable || r.UsageProblem() == nil {
			t.Error(err)
		}
		if usage, at, err := r.Usage("1"); len(usage) != 1 || !at.Equal(began) || err != nil {
			t.Error(usage, at, err)
		}
		if !r.UsageReadAt().Equal(began) {
			t.Error(r.UsageReadAt())
		}
		r.rang(0)
	})
}

func TestAProfileWithoutUsageSaysSoInThePortalsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t, func(r *room, o *shelf.Options) { o.Usage, r.portal.nowhere = "", true })
		err := r.ReadUsage(t.Context(), "1")
		if e := telecom.AsError(err); e.Code != telecom.NotFound || e.Text != "This portal's usage is not configured." {
			t.Error(err)
		}
		if usage, at, err := r.Usage("1"); usage != nil || !at.IsZero() || err != nil || r.HasUsage() || r.UsageProblem() != nil {
			t.Error(usage, at, err)
		}
	})
}

func TestManyWhoAskAtOnceAreOneQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.portal.slow, r.portal.usage["1"] = time.Minute, used
		first, leave := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() {
			if err := r.ReadUsage(first, "1"); telecom.AsError(err).Code != telecom.Unreachable {
				t.Error("who left: ", err)
			}
		})
		synctest.Wait()
		for range 9 {
			asking.Go(func() {
				if err := r.ReadUsage(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if _, n := r.portal.asked(); n != 1 {
			t.Errorf("%d questions", n)
		}
		gone, leaveToo := context.WithCancel(t.Context())
		asking.Go(func() {
			if err := r.ReadUsage(gone, "1"); err == nil {
				t.Error("an answer for one who had left")
			}
		})
		synctest.Wait()
		leaveToo()
		leave() // the others still want to know
		asking.Wait()
		if _, n := r.portal.asked(); n != 2 {
			t.Errorf("%d questions", n)
		}
		if usage, _, _ := r.Usage("1"); len(usage) != 1 || r.UsageProblem() != nil {
			t.Error(usage)
		}
	})
}

func TestUsageOfTheFutureIsNotKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := shelved(t)
		r.cache.used["http://u1"] = held{used, time.Now().Add(time.Minute)}
		if usage, at, err := r.Usage("1"); usage != nil || !at.IsZero() || err != nil {
			t.Error(usage, at, err)
		}
	})
}
