package mirror

import (
	"time"

	"commsdesk/backend/telecom"
)

const (
	followedAt   = 50              // services read again in a pass because their orders changed
	onceMore     = 5 * time.Minute // after an order became final it is read once more
	onceMoreAt   = 20              // such orders read in a pass
	remembersMax = 10000           // of anything; the sweep finds what does not fit
)

// memory is what passes hand on to each other. It may be lost at any time: the sweep finds everything again.
type memory struct {
	confirmed  map[string]time.Time  // by open order: when it was last read
	follow     map[string]bool       // services whose orders changed
	again      map[string]time.Time  // by order that became final: when it is read once more
	unreadable map[string]unreadable // by record: what the portal could not give
	absent     map[string][]string   // by open order that is not found: its services
	turning    bool                  // the open orders read last were not all
	jumped     bool                  // the portal's clock was set, and everything is to be read anew
	anew       time.Time             // when that was last done
	services   page                  // of the sweep
	orders     page
}

func newMemory() memory {
	return memory{confirmed: map[string]time.Time{}, follow: map[string]bool{}, again: map[string]time.Time{},
		unreadable: map[string]unreadable{}, absent: map[string][]string{}}
}

// noteOrders remembers the follow-up of changed orders: their services are read, and one that became final is read once
// more later, since carriers add a last word after the end.
func (m *memory) noteOrders(orders []telecom.Order, changed []string, now time.Time, final bool) {
	if len(changed) == 0 {
		return
	}
	differs := make(map[string]bool, len(changed))
	for _, id := range changed {
		differs[id] = true
	}
	for _, o := range orders {
		if !differs[o.ID] {
			continue
		}
		for _, id := range o.ServiceIDs {
			if len(m.follow) < remembersMax {
				m.follow[id] = true
			}
		}
		if final && !o.Open() && len(m.again) < remembersMax {
			m.again[o.ID] = now.Add(onceMore)
		}
	}
}

// oldest returns the earliest time at which a known-open order was confirmed, or the given time if that is earlier. It
// is zero while one of them was never read. Those that the portal cannot give do not count.
func (m *memory) oldest(known []telecom.Order, start time.Time) time.Time {
	at := start
	for _, o := range known {
		if read := m.confirmed[o.ID]; read.Before(at) && !m.lost(orderName(o.ID)) {
			at = read
		}
	}
	return at
}
