// Package app is the whole program without its window. It opens a profile by assembling the parts (store, mirror, outbox,
// bindings), starts and stops them, and answers the command line. Its tests are the stories of the whole program.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/config"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/statussock"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// App opens profiles, one at a time, and closes them.
type App struct {
	home       paths.Home
	keychain   vault.Keychain
	passphrase string         // from a passphrase file; empty: ask
	exposed    *telecom.Error // other users can read that file; nil: they cannot
	version    string
	log        zerolog.Logger

	notifier *bindings.Notifier
	session  *bindings.Session

	// The screens, bound to the window.
	Frame     *bindings.Frame
	Services  *bindings.Services
	Service   *bindings.Service
	Orders    *bindings.Orders
	AllOrders *bindings.AllOrders
	Requests  *bindings.Requests
	Settings  *bindings.Settings

	// show opens a file in the system's program for it.
	show func(path string) error

	// Dial opens connections to portals; nil means the machine's own network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	shell  atomic.Pointer[Shell]             // set once the window is there
	status atomic.Pointer[statussock.Server] // nil: nobody can ask this program

	closing sync.Once

	mu      sync.Mutex
	close   func()          // closes the open profile; nil if none is open
	parts   *Parts          // of the open profile; nil if none is open
	gone    bool            // the window is closed: nothing is opened any more
	waiting *config.Profile // the profile that waits for a passphrase
}

// New builds everything but opens nothing.
func New(h paths.Home, keychain vault.Keychain, passphrase, version string, log zerolog.Logger) *App {
	a := &App{home: h, keychain: keychain, passphrase: passphrase, version: version, log: log}
	a.notifier = bindings.NewNotifier(a.tell)
	a.session = bindings.NewSession(a.notifier.Notify)
	a.Frame = bindings.NewFrame(a.session, a, a, a, version)
	a.Services = bindings.NewServices(a.session)
	a.Service = bindings.NewService(a.session)
	a.Orders = bindings.NewOrders(a.session)
	a.AllOrders = bindings.NewAllOrders(a.session)
	a.show = showFile
	a.Requests = bindings.NewRequests(a.session, documents{a})
	a.Settings = bindings.NewSettings(a.session)
	return a
}

// Begin opens the demo if asked for, else the first profile of the configuration.
func (a *App) Begin(demo bool) {
	a.sweep()
	var err error
	if demo {
		err = a.OpenDemo()
	} else {
		err = a.openFirst()
	}
	if err != nil {
		a.fail(err)
	}
}

// fail shows in the window why nothing is open.
func (a *App) fail(err error) {
	a.logged(err, "nothing could be opened")
	a.session.Wait(a.failed(err))
}

func (a *App) failed(err error) bindings.Start {
	return bindings.Start{Step: bindings.StepFailed, Problem: bindings.ProblemOf(err), Config: a.home.Configuration()}
}

// logged logs the cause of an error, which its text for staff does not contain.
func (a *App) logged(err error, what string) {
	e := telecom.AsError(err)
	a.log.Error().Str("code", string(e.Code)).AnErr("cause", cause(e)).Msg(what)
}

func (a *App) openFirst() error {
	profiles, err := config.Load(a.home.Configuration())
	if err != nil {
		return err
	}
	if len(profiles) == 0 {
		a.session.Wait(bindings.Start{Step: bindings.StepChoose, Config: a.home.Config})
		return nil
	}
	return a.openProfile(profiles[0])
}

// openProfile opens a profile, or waits for the passphrase it needs.
func (a *App) openProfile(p config.Profile) error {
	key, want, err := a.keyOf(p)
	if err != nil {
		return err
	}
	if want == vault.Nothing {
		return a.open(p, a.home.Profile(p.ID()), key, true)
	}
	step := bindings.StepUnlock
	if want == vault.NewPassphrase {
		step = bindings.StepProtect
	}
	a.mu.Lock()
	a.waiting = &p
	a.mu.Unlock()
	a.session.Wait(bindings.Start{Step: step, Profile: p.Name, Config: a.home.Configuration()})
	return nil
}

func (a *App) keyOf(p config.Profile) (vault.Key, vault.Want, error) {
	v := a.vault(p)
	if a.passphrase == "" {
		return v.Open()
	}
	if !v.Begun() {
		key, err := v.Protect(a.passphrase)
		return key, vault.Nothing, err
	}
	key, want, err := v.Open()
	if want == vault.Passphrase {
		key, err = v.Unlock(a.passphrase)
		return key, vault.Nothing, err
	}
	return key, want, err
}

func (a *App) vault(p config.Profile) *vault.Vault {
	return vaultOf(a.home, p, a.keychain)
}

// vaultOf returns the vault of a profile. It makes no new key if submissions exist.
func vaultOf(h paths.Home, p config.Profile, k vault.Keychain) *vault.Vault {
	dir := h.Profile(p.ID())
	return vault.NewVault(dir, p.ID(), k, store.PromisesDir(dir))
}

// OpenDemo opens the simulated portal inside this program. Its data is encrypted with a key that nobody keeps.
func (a *App) OpenDemo() error {
	zone, err := time.LoadLocation(config.DefaultZone)
	if err != nil {
		return err
	}
	sim, err := portalsim.New(portalsim.Config{})
	if err != nil {
		return err
	}
	server, err := sim.Start("")
	if err != nil {
		return err
	}
	stop := func() { a.closed(server.Close()) }
	err = a.openUnkept(config.Profile{
		Name: "Demo", Place: string(bindings.Demo), Zone: zone, Country: config.DefaultCountry,
		ServiceInventory: server.ServiceInventory, ServiceOrdering: server.ServiceOrdering, Usage: server.Usage, Catalog: server.Catalog,
		ProductOrdering: server.ProductOrdering, ProductInventory: server.ProductInventory, Agreement: server.Agreement,
		Role:    telecom.RoleDelivery,
		Support: config.Support{Name: "Demo support", Phone: "1300 555 010", Email: "support@demo.example"},
	}, stop)
	if err != nil {
		stop()
	}
	return err
}

// Connect writes the configuration of a portal, always this user's own, and opens it. Once it is written, an error
// while opening is shown as at any start: connecting again would not help.
func (a *App) Connect(n bindings.NewProfile) error {
	p := config.Profile{
		Name: n.Name, ServiceInventory: n.ServiceInventory, ServiceOrdering: n.ServiceOrdering,
		Support: config.Support{Name: n.SupportName, Phone: n.SupportPhone, Email: n.SupportEmail},
	}
	if err := config.Add(a.home.Config, p, n.TimeZone); err != nil {
		return err
	}
	if err := a.openFirst(); err != nil {
		a.fail(err)
	}
	return nil
}

// Unlock opens the waiting profile with its passphrase.
func (a *App) Unlock(passphrase string) error {
	return a.openWaiting(func(p config.Profile) (vault.Key, error) { return a.vault(p).Unlock(passphrase) })
}

// Protect sets a passphrase for the waiting profile and opens it.
func (a *App) Protect(passphrase string) error {
	return a.openWaiting(func(p config.Profile) (vault.Key, error) { return a.vault(p).Protect(passphrase) })
}

func (a *App) openWaiting(key func(config.Profile) (vault.Key, error)) error {
	p, err := a.waited()
	if err != nil {
		return err
	}
	k, err := key(p)
	if err != nil {
		return err
	}
	return a.open(p, a.home.Profile(p.ID()), k, true)
}

// KeepNothing opens the waiting profile without keeping data.
func (a *App) KeepNothing() error {
	p, err := a.waited()
	if err != nil {
		return err
	}
	return a.openUnkept(p)
}

func (a *App) waited() (config.Profile, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting == nil {
		return config.Profile{}, &telecom.Error{Code: telecom.Invalid, Text: "No profile is waiting to be opened. Nothing was changed."}
	}
	return *a.waiting, nil
}

// unkept is the prefix of a folder that is removed when the program ends.
const unkept = "unkept-"

// openUnkept opens a profile whose data is encrypted with a key that nobody keeps, in a folder that goes with the
// window.
func (a *App) openUnkept(p config.Profile, after ...func()) error {
	return a.open(p, a.home.Profile(unkept+p.ID()), vault.ThrowAwayKey(), false, after...)
}

// open assembles a profile's parts and starts them. The open profile is closed first; after is called when this one is
// closed.
func (a *App) open(p config.Profile, dir string, key vault.Key, keeps bool, after ...func()) (err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.gone {
		return &telecom.Error{Code: telecom.Invalid, Text: "The window is closing. Nothing was opened."}
	}
	if a.close != nil {
		a.session.Wait(bindings.Start{Step: bindings.StepOpening, Profile: p.Name, Config: a.home.Configuration()})
		a.close()
		a.close, a.parts = nil, nil
		defer func() {
			if err != nil {
				a.session.Wait(a.failed(err))
			}
		}()
	}
	sweep := func() error { return nil }
	if !keeps {
		sweep = func() error { return os.RemoveAll(dir) }
	}
	if err := sweep(); err != nil {
		return &telecom.Error{Code: telecom.InUse, Text: "Commsdesk is already open on this data. Nothing was opened here. Use the window " +
			"that is open.", Cause: err}
	}
	parts, err := a.Assemble(p, dir, key, keeps)
	if err != nil {
		a.closed(sweep())
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { parts.Mirror.Run(ctx) })
	running.Go(func() { parts.catalog.Run(ctx) })
	running.Go(func() { parts.outbox.Run(ctx) })
	if parts.Requests != nil {
		running.Go(func() { parts.Requests.Run(ctx) })
		running.Go(func() { parts.decisions.Run(ctx) })
	}
	a.close = func() {
		parts.outbox.Wait() // answers to what is being sent are awaited
		if parts.decisions != nil {
			parts.decisions.Wait()
		}
		cancel()
		running.Wait()
		a.closed(parts.Close())
		a.closed(nameless(os.RemoveAll(openedIn(dir))))
		a.closed(sweep())
		for _, f := range after {
			f()
		}
	}
	a.waiting, a.parts = nil, parts
	a.session.Open(&bindings.Deps{
		Profile: bindings.Profile{
			Name: p.Name, Place: bindings.Place(p.Place), Zone: p.Zone, Country: p.Country, Limits: telecom.DefaultLimits(),
			Support: bindings.Support{
				Name: p.Support.Name, Phone: p.Support.Phone, Email: p.Support.Email, Link: p.Support.Link,
			}.WithLinks(),
			ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering, Usage: p.Usage, Catalog: cmp.Or(p.CatalogFile, p.Catalog),
		},
		Copy: parts.Cache, Mirror: parts.Mirror, Portal: parts.Portal, KeepsData: keeps, Notices: a.notices(parts),
		Outbox: parts.outbox, Promises: parts.Promises, Catalog: parts.catalog, Usage: parts.usage, Requests: parts.requestParts(),
		Rules: telecom.ActionRules{Zone: p.Zone, SIMDigits: p.SIMDigits}, By: paths.User(), PlacesNoOrders: placesNoOrders(p, keeps),
	})
	a.log.Info().Str("profile", p.ID()).Bool("keeps", keeps).Msg("profile opened")
	return nil
}

// notices returns what the window shows at its start.
func (a *App) notices(p *Parts) []*telecom.Error {
	if a.exposed == nil {
		return p.notices
	}
	return append(slices.Clip(p.notices), a.exposed)
}

// requestParts returns the parts for subscription requests; nil if the portal has none.
func (p *Parts) requestParts() *bindings.RequestDeps {
	if p.Requests == nil {
		return nil
	}
	return &bindings.RequestDeps{
		Copy: p.Cache, Mirror: p.Requests, Decisions: p.decisions, Promises: p.Promises, Documents: p.Portal, Role: p.profile.Role,
	}
}

// placesNoOrders returns why no order may leave a desk that keeps no data: after a crash nobody would know what was
// sent. The demo's portal goes with the window too.
func placesNoOrders(p config.Profile, keeps bool) string {
	if keeps || p.Place == string(bindings.Demo) {
		return ""
	}
	return "This profile keeps no data, so no order can be placed here: after a crash nobody would know what was sent. Open the profile " +
		"with a passphrase, or place the order in the portal."
}

// Close stops the parts of the open profile and waits for them. A profile that is being opened stays closed. Concurrent
// calls wait too.
func (a *App) Close() { a.closing.Do(a.closeAll) }

func (a *App) closeAll() {
	a.notifier.Silence()
	a.deafen()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone = true
	if a.close != nil {
		a.close()
		a.close, a.parts = nil, nil
	}
}

func (a *App) closed(err error) {
	if err != nil {
		a.logged(err, "closing failed")
	}
}

// cause returns the part of an error that may be logged: where the network or the disk failed. A portal's words may
// name people.
func cause(e *telecom.Error) error {
	if e.Said != "" {
		return nil
	}
	return e.Cause
}

// nameless removes the path from an error: documents are named after customers.
func nameless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", p.Op, p.Err)
	}
	return err
}
