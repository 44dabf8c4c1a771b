package bindings

import (
	"time"

	"commsdesk/backend/telecom"
)

// Portal is what is known of the portal, and what it was asked.
type Portal interface {
	Findings() telecom.Findings
	FindOutAgain()
	Traffic() telecom.Traffic
	Weights() telecom.Load
	CancelsOrders() (offers, known bool)
}

// Settings is the screen about how Commsdesk is set up.
type Settings struct{ session *Session }

// NewSettings returns the screen of a session.
func NewSettings(session *Session) *Settings { return &Settings{session} }

// Portal returns which portal is read, what was found out about it, and what reading it costs.
func (s *Settings) Portal() (PortalPage, error) {
	return answer(s.session, func(p *Deps) (PortalPage, error) {
		load, err := loadOf(p)
		return portalPageOf(p, load), err
	})
}

// FindOutAgain makes the program probe the portal again, and returns at once.
func (s *Settings) FindOutAgain() error {
	return s.session.with(func(p *Deps) error {
		p.Portal.FindOutAgain()
		p.Mirror.Refresh()
		return nil
	})
}

// loadOf returns what the cost of reading this portal depends on.
func loadOf(p *Deps) (telecom.Load, error) {
	open, err := p.Copy.OpenOrders()
	c, load := p.Copy.Cursor(), p.Portal.Weights()
	load.Services, load.Orders = c.Services.Length, c.Orders.Length
	load.CountOpen(open)
	return load, err
}

func portalPageOf(p *Deps, load telecom.Load) PortalPage {
	findings, traffic := p.Portal.Findings(), p.Portal.Traffic()
	page := PortalPage{
		Profile: p.Profile.Name, ServiceInventory: p.Profile.ServiceInventory, ServiceOrdering: p.Profile.ServiceOrdering,
		Usage: p.Profile.Usage, Catalog: p.Profile.Catalog,
		Services: load.Services, Orders: load.Orders, Open: load.Open, Capabilities: []CapabilityRow{},
		Purposes: rows(telecom.Costs(findings, load), func(c *telecom.Cost) PurposeRow {
			return PurposeRow{Purpose: c.Purpose, Strategy: c.Strategy, Requests: c.Requests, Kilobytes: kilobytes(c.Bytes)}
		}),
		Failures: rows(p.Mirror.Failures(), func(f *telecom.Failure) FailureRow {
			return FailureRow{From: instant(f.From), Until: instant(f.Until), Times: f.Times, Code: f.Code, Text: f.Text}
		}),
		AskedSince: instant(traffic.Since), Asked: traffic.Requests, AskedKilobytes: kilobytes(int(traffic.Bytes)),
		SweepMinutes: minutes(p.Mirror.Freshness().SweepWithin),
	}
	for _, a := range telecom.Capabilities() {
		row := CapabilityRow{Capability: a}
		if f, known := findings.Of(telecom.ServiceOrdering, a); known {
			row.Known, row.Works, row.Reason, row.At = true, f.Works, f.Reason, instant(f.At)
		}
		page.Capabilities = append(page.Capabilities, row)
	}
	return page
}

func kilobytes(bytes int) int { return (bytes + 999) / 1000 }

// minutes rounds up, so as not to promise too much.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }
