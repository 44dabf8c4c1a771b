package simulate

import (
	"fmt"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// judgement is what came of a story.
type judgement struct {
	twice, dropped []string
	applied, asked int
	seen           [reviewDangers]bool
}

// judge counts at the portal, by the keys that reached it, and compares with what the desks say. A decision that is taken
// again is another one: it may be carried out beside the first only if the person was told that the first may have been.
func (r *review) judge() *judgement {
	j := &judgement{seen: r.seen}
	arrived := map[string][]portalsim.DecidedRequest{}
	for _, d := range r.sim.Decided() {
		arrived[d.Key] = append(arrived[d.Key], d)
	}
	told := map[string][]telecom.Decision{}
	known := map[string]bool{}
	for _, desk := range r.desks {
		all, err := desk.alive().parts.Promises.Decisions()
		must(err)
		for _, d := range all {
			told[d.By], known[d.Key] = append(told[d.By], d), true
			came := arrived[d.Key]
			tale := fmt.Sprintf("seed %d, %s: %d came of %+v", r.seed, r.kind, len(came), d)
			if len(came) > 1 {
				j.twice = append(j.twice, tale)
			}
			if wrong := r.wrong(j, &d, came); wrong != "" {
				j.dropped = append(j.dropped, wrong+": "+tale)
			}
		}
	}
	for key, came := range arrived {
		if !known[key] {
			j.dropped = append(j.dropped, "a decision of nobody: "+came[0].Body)
		}
	}
	for _, w := range r.wishes {
		first, again := 0, 0
		for _, d := range told[w.who] {
			if d.InPlaceOf == "" {
				first++
			} else {
				again++
			}
		}
		tale := fmt.Sprintf("seed %d, %s: %+v and %+v", r.seed, r.kind, *w, told[w.who])
		if first > 1 {
			j.twice = append(j.twice, "taken twice: "+tale)
		}
		if w.taken && first == 0 || again < w.again {
			j.dropped = append(j.dropped, "gone: "+tale)
		}
	}
	return j
}

// wrong returns how a desk's report of a decision differs from its true outcome; empty if it does not.
func (r *review) wrong(j *judgement, d *telecom.Decision, came []portalsim.DecidedRequest) string {
	if len(came) > 0 && (came[0].To != string(d.To) || came[0].ReasonText != d.Text) {
		return "sent as what it was changed from"
	}
	switch d.State {
	case telecom.DecisionApplied:
		j.applied++
		switch {
		case len(came) == 0 && (d.On.Status == d.To || r.still && !r.led(d)):
			return "called applied, and it is not"
		case len(came) == 1 && came[0].From != string(d.On.Status) && d.On.Version != "":
			return "applied to what nobody decided on"
		}
	case telecom.DecisionRefused, telecom.DecisionWithdrawn:
		if len(came) > 0 {
			return "called not applied, and it is"
		}
	case telecom.DecisionConflict, telecom.DecisionLater, telecom.DecisionDropped:
		j.asked++
		if len(came) > 0 && d.Against != telecom.AgainstUnknown {
			return "nobody was told that it may have been carried out, and it was"
		}
		if d.Against == telecom.AgainstUnknown && d.SentAt.IsZero() {
			return "told that it may have been carried out, and it never left"
		}
	case telecom.DecisionUnsure:
		j.asked++
		if !d.Settleable(time.Now()) {
			return "waits for nobody"
		}
	default:
		return "stays on its way"
	}
	return ""
}

// led reports whether somebody else has led a request to where a decision leads.
func (r *review) led(d *telecom.Decision) bool {
	if r.acted[d.RequestID+string(d.To)] {
		return true
	}
	for _, other := range r.sim.Decided() {
		if other.RequestID == d.RequestID && other.Key != d.Key && other.To == string(d.To) {
			return true
		}
	}
	return false
}
