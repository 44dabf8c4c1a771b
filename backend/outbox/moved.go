package outbox

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// moved says that a service is not any more what a draft was checked and read against: what somebody was told would
// happen may be wrong now.
func moved(d *telecom.Draft, seen, now *telecom.Service) error {
	if seen == nil || now == nil || d.Kind == telecom.CancelOrder || reflect.DeepEqual(face(seen), face(now)) {
		return nil
	}
	return objection(telecom.Concern{Text: "The portal says something new about this service. Yours was not sent; your draft is kept. Look at the service and at what will happen, and place it again if it is still wanted."})
}

// face is what checks and consequences go by of a service.
func face(s *telecom.Service) telecom.Service {
	features := slices.Clone(s.Features)
	slices.SortFunc(features, func(a, b telecom.Feature) int { return cmp.Compare(a.Name, b.Name) })
	if len(features) == 0 {
		features = nil
	}
	day := s.ActiveSince.Truncate(24 * time.Hour) // a billing cycle begins on a day
	return telecom.Service{Number: s.Number, Plan: s.Plan, Platform: s.Platform, State: s.State, SIM: s.SIM, Features: features, ActiveSince: day}
}
