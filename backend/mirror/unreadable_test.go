package mirror_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/telecom"
)

// unreadable is a portal that cannot give single records: it fails, refuses, or answers with an HTML page.
type unreadable struct {
	*fakeSource
	records map[string]error
}

func (s *unreadable) Order(ctx context.Context, id string) (telecom.Order, error) {
	if err := s.records[id]; err != nil {
		_ = s.ask(ctx, "order "+id)
		return telecom.Order{}, err
	}
	return s.fakeSource.Order(ctx, id)
}

func (s *unreadable) Service(ctx context.Context, id string) (telecom.Service, error) {
	if err := s.records[id]; err != nil {
		_ = s.ask(ctx, "service "+id)
		return telecom.Service{}, err
	}
	return s.fakeSource.Service(ctx, id)
}

func TestUnreadable_RecordDelaysNothingElse(t *testing.T) {
	for _, code := range []telecom.Code{telecom.Broken, telecom.Denied, telecom.NotPortal} {
		t.Run(string(code), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeSource(60, 1)
				for i := range 20 {
					f.place(fmt.Sprintf("OPEN%02d", i), fmt.Sprintf("S%05d", i), "inProgress")
				}
				s := &unreadable{f, map[string]error{"OPEN00": failing(code), "S00001": failing(code)}}
				m, c := runningOn(t, s)
				after(time.Minute)
				f.set("OPEN01", "completed") // and its service cannot be read
				f.set("OPEN19", "completed")
				f.change(func() { f.services[19].Plan = "L"; f.services[59].Plan = "M" })
				f.place("NEW", "S00030", "acknowledged")
				after(10 * time.Minute)
				if c.orders["OPEN19"].State != "completed" || c.services["S00019"].Plan != "L" || c.orders["NEW"].State != "acknowledged" ||
					c.services["S00059"].Plan != "M" {
					t.Errorf("%q %q %q %q", c.orders["OPEN19"].State, c.services["S00019"].Plan, c.orders["NEW"].State, c.services["S00059"].Plan)
				}
				if got := m.Freshness(); got.Status != telecom.Fresh || time.Since(got.ReadAt) > time.Minute {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}
