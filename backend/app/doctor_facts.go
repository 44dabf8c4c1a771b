package app

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/statussock"
	"commsdesk/backend/telecom"
)

// Listen lets the command doctor ask this program until it is closed. If that is impossible, the program works without
// it. It returns false if another program answers instead: the one that is open on this home.
func (a *App) Listen() bool {
	err := a.home.PrepareSocket()
	if err == nil {
		var opened *statussock.Server
		if opened, err = statussock.Open(a.home.Socket(), func() any { return doctor.Examine(a.facts()) }); err == nil {
			a.status.Store(opened)
			return true
		}
	}
	a.log.Warn().AnErr("cause", err).Msg("the doctor cannot ask this program")
	return !errors.Is(err, statussock.ErrTaken)
}

// deafen undoes Listen. It waits for questions being answered, so callers must not hold mu.
func (a *App) deafen() {
	if s := a.status.Swap(nil); s != nil {
		a.closed(errors.Join(s.Close(), a.home.ForgetSocket()))
	}
}

// facts returns what this program knows of itself, without asking the portal.
func (a *App) facts() doctor.Facts {
	config, profiles := configured(a.home)
	start := a.Frame.Start()
	f := doctor.Facts{Version: a.version, At: time.Now(), Config: config, Orphans: orphans(a.home), Disk: diskOf(a.home, profiles)}
	f.Program = doctor.Program{Open: true, Step: doctor.Step(start.Step), Profile: start.Profile}
	if p := start.Problem; p != nil {
		f.Program.Problem = &telecom.Error{Code: p.Code, Text: p.Text}
	}
	if start.Step != bindings.StepOpen {
		return f
	}
	a.mu.Lock() // so that the parts are not closed meanwhile
	defer a.mu.Unlock()
	whole := a.parts
	if whole == nil {
		f.Program.Step = doctor.StepOpening // one profile is being replaced by another
		return f
	}
	p, cursor, fresh := whole.profile, whole.Cache.Cursor(), whole.Mirror.Freshness().Aged(f.At)
	f.Program.Profile, f.Program.Demo = p.Name, p.Place == string(bindings.Demo)
	f.Key.Kept, f.Key.Exposed = doctor.KeptByNobody, a.exposed
	if whole.keeps {
		kept, err := a.vault(p).Keeping()
		if f.Key.Kept = doctor.Kept(kept); err != nil {
			f.Key.Problem = telecom.AsError(err)
		}
	}
	f.Portal = doctor.Portal{
		ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering,
		Freshness: &fresh, Skew: cmp.Or(whole.Portal.Clock(), cursor.Skew), Zoneless: whole.Portal.Zoneless(), Findings: whole.Portal.Findings(),
		Load: whole.Portal.Weights(),
	}
	f.Portal.Load.Services, f.Portal.Load.Orders = cursor.Services.Length, cursor.Orders.Length
	if open, err := whole.Cache.OpenOrders(); err == nil {
		f.Portal.Load.CountOpen(open)
		f.Portal.OpenKnown = true
	}
	f.Sent = sentFrom(whole.Promises.Inspect())
	f.Optional = optional(p)
	f.Optional.Offer, f.Optional.OfferProblem = whole.catalog.Offer(), whole.catalog.Problem()
	f.Optional.UsageReadAt, f.Optional.UsageProblem = whole.usage.ReadAt(), whole.usage.Problem()
	if whole.Requests != nil {
		of := whole.Requests.Freshness()
		f.Optional.RequestsReadAt, f.Optional.RequestsProblem = of.ReadAt, of.Problem
	}
	f.Copy = doctor.Copy{
		Health: doctor.Whole, Services: cursor.Services.Length, Orders: cursor.Orders.Length, CompleteAt: cursor.CompleteAt,
		Notices: whole.notices,
	}
	if info, err := os.Stat(filepath.Join(whole.dir, "cache.db")); err == nil {
		f.Copy.Bytes = info.Size()
	}
	f.Failures = whole.Mirror.Failures()
	return f
}
