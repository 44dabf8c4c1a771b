package portalsim

import "time"

// returnsAfter is how long the Return fault hides an order.
const returnsAfter = 10 * time.Minute

// hide chooses the order that is hidden, when a fault that hides one has come:
// the oldest that is open, which somebody surely watches, else the newest. The
// caller holds the mutex.
func (p *Portal) hide() {
	if !p.faults[Vanish] && !p.faults[Return] {
		p.lost = ""
		return
	}
	if p.lost != "" {
		return // it stays the same one when Return follows Vanish
	}
	now := p.present()
	p.lostAt = p.config.Now()
	for i := len(p.world.orders) - 1; i >= 0; i-- {
		o := p.world.orders[i]
		if p.lost == "" || o.first == nil && !final(o.stateAt(now)) {
			p.lost = o.id
		}
	}
}

// hidden is the id of the order that is not shown now, or empty. The caller
// holds the mutex.
func (p *Portal) hidden() string {
	if p.faults[Return] && !p.config.Now().Before(p.lostAt.Add(returnsAfter)) {
		return ""
	}
	return p.lost
}

// notShown are the ids of the orders that are not shown now. The caller holds
// the mutex.
func (p *Portal) notShown(on map[Fault]bool) []string {
	var ids []string
	if id := p.hidden(); id != "" {
		ids = append(ids, id)
	}
	if on[Unlisted] {
		for _, o := range p.world.sent {
			ids = append(ids, o.id)
			for _, part := range o.parts {
				ids = append(ids, part.id)
			}
		}
	}
	return ids
}

// Vanished is the id of the order that Vanish or Return hides at this moment,
// empty when none is hidden. Order and Orders tell of it all the same.
func (p *Portal) Vanished() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hidden()
}
