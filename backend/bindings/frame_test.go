package bindings

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

type servicesIn struct {
	Mirror
	status telecom.SyncStatus
}

func (s servicesIn) Freshness() telecom.Freshness {
	return telecom.Freshness{Status: s.status, ReadAt: time.Now()}
}

type requestsIn struct {
	RequestMirror
	status telecom.SyncStatus
}

func (r requestsIn) Freshness() telecom.Freshness {
	return telecom.Freshness{Status: r.status, ReadAt: time.Now()}
}

func TestHeader_ShowsOnlyProblemsOfRequests(t *testing.T) {
	for _, c := range []struct{ services, requests, want telecom.SyncStatus }{
		{telecom.Fresh, telecom.Fresh, telecom.Fresh},
		{telecom.Fresh, telecom.Refused, telecom.Refused},
		{telecom.Refreshing, telecom.Offline, telecom.Offline},
		{telecom.Fresh, telecom.FirstCopy, telecom.Fresh},
		{telecom.Offline, telecom.Refused, telecom.Offline},
	} {
		p := &Deps{Mirror: servicesIn{status: c.services}, Requests: &RequestDeps{Mirror: requestsIn{status: c.requests}}}
		if got := p.freshness(time.Now()).Status; got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if got := (&Deps{Mirror: servicesIn{status: telecom.Fresh}}).freshness(time.Now()).Status; got != telecom.Fresh {
		t.Error(got)
	}
}
