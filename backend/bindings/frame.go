package bindings

import (
	"context"
	"errors"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// Opener opens profiles. Each method returns when the profile is open, or with the reason why it is not.
type Opener interface {
	OpenDemo() error
	Connect(NewProfile) error
	Unlock(passphrase string) error
	Protect(passphrase string) error
	KeepNothing() error
}

// Looks remembers the look of the window.
type Looks interface {
	Look() Look
	KeepLook(Look) error
}

// Shell is what the screens need from the window itself.
type Shell interface {
	Copy(text string) error
	Open(link string) error
	Quit()
}

// Frame is what surrounds every screen: the start, the header, the clipboard.
type Frame struct {
	session *Session
	opener  Opener
	shell   Shell
	looks   Looks
	version string
}

// NewFrame returns the frame of a session.
func NewFrame(session *Session, opener Opener, shell Shell, looks Looks, version string) *Frame {
	return &Frame{session: session, opener: opener, shell: shell, looks: looks, version: version}
}

// Look returns the look of the window.
func (f *Frame) Look() Look { return f.looks.Look() }

// KeepLook saves the look, across restarts and for every portal.
func (f *Frame) KeepLook(l Look) error { return shown(f.looks.KeepLook(l)) }

// Start returns what the window shows first.
func (f *Frame) Start() Start { return f.session.now() }

// OpenDemo opens the simulated portal inside this program.
func (f *Frame) OpenDemo() error { return shown(f.opener.OpenDemo()) }

// Connect writes the configuration of a portal and opens it. On an error nothing is written.
func (f *Frame) Connect(p NewProfile) error {
	for _, field := range []*string{&p.Name, &p.ServiceInventory, &p.ServiceOrdering, &p.TimeZone, &p.SupportName, &p.SupportPhone,
		&p.SupportEmail} {
		*field = strings.TrimSpace(*field)
	}
	return shown(f.opener.Connect(p))
}

// Unlock opens the profile with the passphrase chosen earlier.
func (f *Frame) Unlock(passphrase string) error { return shown(f.opener.Unlock(passphrase)) }

// Protect sets the passphrase of a profile that has no data yet, and opens it.
func (f *Frame) Protect(passphrase string) error { return shown(f.opener.Protect(passphrase)) }

// KeepNothing opens the profile with its data in memory only.
func (f *Frame) KeepNothing() error { return shown(f.opener.KeepNothing()) }

// Header returns which portal is open and how old the data is.
func (f *Frame) Header() (Header, error) {
	return answer(f.session, func(p *Deps) (Header, error) {
		h := Header{
			Profile: p.Profile.Name, Place: p.Profile.Place, Freshness: freshnessOf(p.freshness(time.Now()), p.skew()), Support: p.Profile.Support,
			KeepsData: p.KeepsData, Notices: []Problem{}, Doubt: problemOf(p.Promises.Notice()), Version: f.version,
		}
		for _, n := range p.Notices {
			h.Notices = append(h.Notices, *problemOf(n))
		}
		h.OpenOrders, h.StuckOrders = p.orderCounts()
		return h, nil
	})
}

// freshness is that of services and orders or, while those are well, that of subscription requests if something is
// wrong with it.
func (p *Deps) freshness(now time.Time) telecom.Freshness {
	f := p.Mirror.Freshness().Aged(now)
	if p.Requests == nil || f.Status != telecom.Fresh && f.Status != telecom.Refreshing {
		return f
	}
	switch r := p.Requests.Mirror.Freshness().Aged(now); r.Status {
	case telecom.Stale, telecom.Offline, telecom.Refused, telecom.Unsure:
		return r
	}
	return f
}

// Refresh asks for a pass over the portal and returns at once.
func (f *Frame) Refresh() error {
	return f.session.with(func(p *Deps) error {
		p.Mirror.Refresh()
		if p.Requests != nil {
			p.Requests.Mirror.Refresh()
		}
		return nil
	})
}

// Looked records that a person has looked for submissions that may be missing here, and what was found.
func (f *Frame) Looked(why string) error {
	return f.session.with(func(p *Deps) error {
		why, err := reason(why, "Enter where you looked and what you found.")
		if err != nil {
			return err
		}
		defer f.session.Notify(CacheChanged)
		return p.Promises.Looked(p.By, why, time.Now().UTC())
	})
}

// Copy puts a text on the clipboard.
func (f *Frame) Copy(text string) error { return shown(f.shell.Copy(text)) }

// Quit closes the window.
func (f *Frame) Quit() { f.shell.Quit() }

// patience is how long the window waits for a read that a person asked for.
const patience = time.Minute

func waiting() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

// shown turns an error into one with words for staff.
func shown(err error) error {
	var known *telecom.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &known) && errors.Is(err, context.DeadlineExceeded):
		return &telecom.Error{Code: telecom.Unreachable, Cause: err, Text: "The portal did not answer within a minute. Nothing was changed; " +
			"the data read before stays. Try again in a moment."}
	}
	return telecom.AsError(err)
}
