package desk

import (
	"testing"
	"time"

	"commsdesk/backend"
)

type servicesIn struct {
	Mirror
	weather backend.Weather
}

func (s servicesIn) Freshness() backend.Freshness {
	return backend.Freshness{Weather: s.weather, ReadAt: time.Now()}
}

type requestsIn struct {
	RequestMirror
	weather backend.Weather
}

func (r requestsIn) Freshness() backend.Freshness {
	return backend.Freshness{Weather: r.weather, ReadAt: time.Now()}
}

func TestTheHeaderTellsOfRequestsOnlyWhatIsWrongWithThem(t *testing.T) {
	for _, c := range []struct{ services, requests, want backend.Weather }{
		{backend.Fresh, backend.Fresh, backend.Fresh},
		{backend.Fresh, backend.Refused, backend.Refused},
		{backend.Refreshing, backend.Offline, backend.Offline},
		{backend.Fresh, backend.FirstCopy, backend.Fresh},
		{backend.Offline, backend.Refused, backend.Offline},
	} {
		p := &Parts{Mirror: servicesIn{weather: c.services}, Requests: &RequestParts{Mirror: requestsIn{weather: c.requests}}}
		if got := p.freshness(time.Now()).Weather; got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if got := (&Parts{Mirror: servicesIn{weather: backend.Fresh}}).freshness(time.Now()).Weather; got != backend.Fresh {
		t.Error(got)
	}
}
