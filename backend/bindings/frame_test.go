package bindings

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

type servicesIn struct {
	Mirror
	weather telecom.SyncStatus
}

func (s servicesIn) Freshness() telecom.Freshness {
	return telecom.Freshness{Status: s.weather, ReadAt: time.Now()}
}

type requestsIn struct {
	RequestMirror
	weather telecom.SyncStatus
}

func (r requestsIn) Freshness() telecom.Freshness {
	return telecom.Freshness{Status: r.weather, ReadAt: time.Now()}
}

func TestHeader_ShowsOnlyProblemsOfRequests(t *testing.T) {
	for _, c := range []struct{ services, requests, want telecom.SyncStatus }{
		{telecom.Fresh, telecom.Fresh, telecom.Fresh},
		{telecom.Fresh, telecom.Refused, telecom.Refused},
		{telecom.Refreshing, telecom.Offline, telecom.Offline},
		{telecom.Fresh, telecom.FirstCopy, telecom.Fresh},
		{telecom.Offline, telecom.Refused, telecom.Offline},
	} {
		p := &Deps{Mirror: servicesIn{weather: c.services}, Requests: &RequestDeps{Mirror: requestsIn{weather: c.requests}}}
		if got := p.freshness(time.Now()).Status; got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if got := (&Deps{Mirror: servicesIn{weather: telecom.Fresh}}).freshness(time.Now()).Status; got != telecom.Fresh {
		t.Error(got)
	}
}
