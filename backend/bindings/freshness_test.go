package bindings

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

type servicesIn struct {
	Mirror
	weather telecom.Weather
}

func (s servicesIn) Freshness() telecom.Freshness {
	return telecom.Freshness{Weather: s.weather, ReadAt: time.Now()}
}

type requestsIn struct {
	RequestMirror
	weather telecom.Weather
}

func (r requestsIn) Freshness() telecom.Freshness {
	return telecom.Freshness{Weather: r.weather, ReadAt: time.Now()}
}

func TestTheHeaderTellsOfRequestsOnlyWhatIsWrongWithThem(t *testing.T) {
	for _, c := range []struct{ services, requests, want telecom.Weather }{
		{telecom.Fresh, telecom.Fresh, telecom.Fresh},
		{telecom.Fresh, telecom.Refused, telecom.Refused},
		{telecom.Refreshing, telecom.Offline, telecom.Offline},
		{telecom.Fresh, telecom.FirstCopy, telecom.Fresh},
		{telecom.Offline, telecom.Refused, telecom.Offline},
	} {
		p := &Parts{Mirror: servicesIn{weather: c.services}, Requests: &RequestParts{Mirror: requestsIn{weather: c.requests}}}
		if got := p.freshness(time.Now()).Weather; got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if got := (&Parts{Mirror: servicesIn{weather: telecom.Fresh}}).freshness(time.Now()).Weather; got != telecom.Fresh {
		t.Error(got)
	}
}
