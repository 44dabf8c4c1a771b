package app

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/catalog"
	"commsdesk/backend/config"
	"commsdesk/backend/mirror"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portal"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
	"commsdesk/backend/usage"
	"commsdesk/backend/vault"

	"github.com/nyaruka/phonenumbers"
)

// Parts are the parts of an open profile.
type Parts struct {
	profile config.Profile
	dir     string // of its data
	keeps   bool   // data is kept on this computer
	Cache   *store.Cache
	Portal  *portal.Portal
	Mirror  *mirror.Mirror
	catalog *catalog.Catalog
	usage   *usage.Reader

	Promises *store.Promises
	Reader   outbox.Reader // what the outbox knows of the portal
	outbox   *outbox.Outbox

	Requests  *mirror.Requests  // nil: the portal has no subscription requests; the same holds for the next
	decisions *outbox.Decisions // about them
	autoRead  *autoRead         // what they led to

	notices []*telecom.Error
	learn   func() // keeps what was learned of the portal
	Close   func() error
}

// Assemble makes the parts of a profile and connects them; none of them runs yet.
func (a *App) Assemble(p config.Profile, dir string, key vault.Key, keeps bool) (*Parts, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &telecom.Error{Code: telecom.Invalid, Text: "The data folder of this profile cannot be created. Nothing was opened. " +
			"Check the permissions and the space on the disk.", Cause: err}
	}
	sealer := store.NewSealer(key)
	var notices []*telecom.Error
	if keeps && store.PromisesDir(dir).File() == "" {
		notices = elsewhere(orphans(a.home))
	}
	promises, err := store.OpenPromises(filepath.Join(dir, "promises.db"), sealer)
	if err != nil {
		return nil, err
	}
	cache, notice, err := store.OpenCache(filepath.Join(dir, "cache.db"), sealer, store.Rules{Zone: p.Zone, Limits: telecom.DefaultLimits(),
		CallingCode: strconv.Itoa(phonenumbers.GetCountryCodeForRegion(p.Country))})
	if err != nil {
		return nil, errors.Join(err, promises.Close())
	}
	whole := &Parts{profile: p, dir: dir, keeps: keeps, Cache: cache, Promises: promises, notices: notices}
	whole.Close = func() error { return errors.Join(cache.Close(), promises.Close()) }
	if notice != nil {
		whole.notices = append(whole.notices, notice)
		a.log.Warn().Str("code", string(notice.Code)).Msg("the cache was set aside")
	}
	a.watchJournal(whole)
	err = a.connect(whole, p)
	if err == nil {
		whole.Reader = &reader{mirror: whole.Mirror, cache: cache, promises: promises, limits: telecom.DefaultLimits(), zone: p.Zone}
		whole.outbox, err = outbox.New(outbox.Options{
			Sender: whole.Portal, Ledger: promises, Reader: whole.Reader,
			Changed: func() { a.notifier.Notify(bindings.CacheChanged) },
		})
	}
	if err == nil && p.ProductOrdering != "" {
		whole.autoRead = &autoRead{Promises: promises, cache: cache}
		whole.decisions = outbox.NewDecisions(outbox.DecisionOptions{
			Sender: whole.Portal, Ledger: whole.autoRead, Reader: whole.Requests,
			Role: p.Role, Portal: requestsAt(p), SetBack: promises.Notice() != nil,
			Changed: func() { a.notifier.Notify(bindings.CacheChanged) },
		})
	}
	if err != nil {
		return nil, errors.Join(err, whole.Close())
	}
	return whole, nil
}

// watchJournal logs which submissions may be missing, and what could not be kept of them.
func (a *App) watchJournal(whole *Parts) {
	if n := whole.Promises.Notice(); n != nil {
		a.log.Error().Str("code", string(n.Code)).AnErr("cause", n.Cause).Msg("what was sent from here is in doubt")
	}
	whole.Promises.Tell(func(e *telecom.Error) {
		a.log.Warn().Str("code", string(e.Code)).AnErr("cause", e.Cause).Msg("the end of the journal is not kept")
	})
}

// readWith identifies the rules that interpret records: after a change of one, everything is read anew.
func readWith(p config.Profile) string {
	words := portal.Words(p.Words)
	rules := words.Fingerprint() + " " + p.Country
	for _, zone := range []*time.Location{p.Zone, p.Zoneless} {
		if zone != nil {
			rules += " " + zone.String()
		}
	}
	return rules
}

// connect makes the parts that read the portal. What they learn of it is kept with the copy.
func (a *App) connect(whole *Parts, p config.Profile) (err error) {
	known := whole.Cache.Experience()
	words := portal.Words(p.Words)
	c := portal.Config{
		ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering, Usage: p.Usage, Catalog: p.Catalog,
		ProductOrdering: p.ProductOrdering, ProductInventory: p.ProductInventory, Agreement: p.Agreement,
		OrderingVersion: p.OrderingVersion, RequestsVersion: p.RequestsVersion,
		Country: p.Country, Words: words, UsageKey: p.UsageKey, Zone: p.Zone, Zoneless: p.Zoneless, Dial: a.Dial,
		Learned: func() { whole.learn() },
	}
	if known.Portal == addresses(p) {
		c.Findings = known.Findings
	}
	if whole.Portal, err = portal.New(c); err != nil {
		return err
	}
	whole.Mirror = mirror.New(mirror.Options{
		Source: whole.Portal, Cache: whole.Cache,
		ReadWith: readWith(p),
		Failures: known.Failures,
		Network:  portal.Network,
		Changed:  func() { a.notifier.Notify(bindings.CacheChanged) },
		Fresher: func() {
			whole.learn()
			a.notifier.Notify(bindings.FreshnessChanged)
		},
	})
	if p.ProductOrdering != "" {
		whole.Requests = mirror.NewRequests(mirror.RequestOptions{
			Source: whole.Portal, Cache: whole.Cache,
			ReadWith: readWith(p) + "\n" + p.ProductOrdering + "\n" + p.ProductInventory + "\n" + p.Agreement,
			Network:  portal.Network,
			Changed: func() {
				whole.autoRead.look()
				a.notifier.Notify(bindings.CacheChanged)
			},
			Fresher: func() {
				// A portal that answers about requests can be asked for services again.
				if whole.Requests.Freshness().Status == telecom.Fresh && whole.Mirror.Freshness().Status == telecom.Offline {
					whole.Mirror.Refresh()
				}
				a.notifier.Notify(bindings.FreshnessChanged)
			},
		})
	}
	whole.readOnDemand(p, words.Fingerprint(), func() { a.notifier.Notify(bindings.CacheChanged) })
	whole.learn = func() {
		whole.Cache.Learn(telecom.Experience{Portal: addresses(p), Findings: whole.Portal.Findings(), Failures: whole.Mirror.Failures()})
	}
	closeFiles := whole.Close
	whole.Close = func() error {
		whole.learn()
		whole.Portal.Close()
		return closeFiles()
	}
	return nil
}

// readOnDemand makes the parts that read the catalog and usage. Data read by other rules is read anew.
func (whole *Parts) readOnDemand(p config.Profile, rules string, changed func()) {
	offer := catalog.Options{Source: whole.Portal, Cache: whole.Cache, Changed: changed}
	if p.CatalogFile != "" {
		offer.Written = &p.Offer
	} else if p.Catalog != "" {
		offer.From = p.Catalog + "\n" + rules
	}
	whole.catalog = catalog.New(offer)
	used := usage.Options{Source: whole.Portal, Cache: whole.Cache, Changed: changed}
	if p.Usage != "" {
		used.From = p.Usage + "\n" + p.UsageKey + "\n" + p.Zone.String()
	}
	whole.usage = usage.New(used)
}

// addresses identifies a portal: what was learned of one does not hold for another.
func addresses(p config.Profile) string { return p.ServiceInventory + "\n" + p.ServiceOrdering }

// requestsAt identifies the portal of requests: a decision about one portal is not sent to another.
func requestsAt(p config.Profile) string {
	u, err := url.Parse(strings.TrimSpace(p.ProductOrdering))
	if err != nil {
		return p.ProductOrdering // such a portal is not opened
	}
	u.Host = strings.ToLower(u.Host)
	return strings.TrimRight(u.String(), "/")
}
