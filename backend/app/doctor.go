package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/config"
	"commsdesk/backend/disk"
	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
	"commsdesk/backend/portal"
	"commsdesk/backend/statussock"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// How long the doctor waits. A keychain may ask a question that nobody sees.
const (
	patienceWithKeychain = 10 * time.Second
	patienceWithPortal   = 20 * time.Second // for all questions to it
	patienceWithOne      = 6 * time.Second  // for one question, so that one API leaves time for the others
)

// diagnose is the command doctor. It changes nothing: a running program is asked, and a closed one is examined from
// outside.
func (p Program) diagnose(g given, out, errs io.Writer) int {
	ctx, stop := stoppable()
	defer stop()
	h, err := paths.Find(g.dataDir)
	if err != nil {
		fmt.Fprintln(errs, "commsdesk:", bindings.ProblemOf(err).Sentence())
		return 1
	}
	report := examine(ctx, h, g.passphrase, p.Version, vault.SystemKeychain{Patience: patienceWithKeychain})
	if g.json {
		err = json.NewEncoder(out).Encode(report)
	} else {
		err = report.Write(out)
	}
	if err != nil || !report.OK {
		return 1
	}
	return 0
}

// examine asks the running program and, if there is none, looks from outside.
func examine(ctx context.Context, h paths.Home, passphraseFile, version string, k vault.Keychain) doctor.Report {
	silent := false
	if h.CheckSocket() == nil {
		var report doctor.Report
		err := statussock.Ask(ctx, h.Socket(), &report)
		if err == nil && len(report.Checks) > 0 {
			return report
		}
		silent = !errors.Is(err, statussock.ErrNobody)
	}
	f := outside(ctx, h, passphraseFile, version, k)
	f.Program.Silent = silent
	return doctor.Examine(f)
}

// outside finds what can be told without a running program.
func outside(ctx context.Context, h paths.Home, passphraseFile, version string, k vault.Keychain) doctor.Facts {
	config, profiles := configured(h)
	f := doctor.Facts{Version: version, At: time.Now(), Config: config, Orphans: orphans(h), Readable: leftOpened(h),
		Disk: diskOf(h, profiles)}
	if len(profiles) == 0 {
		return f
	}
	p := profiles[0]
	key, sealer := keyFrom(vaultOf(h, p, k), passphraseFile)
	f.Key = key
	f.Key.Exposed = exposedPassphrase(passphraseFile)
	found := store.Inspect(filepath.Join(h.Profile(p.ID()), "cache.db"), sealer)
	f.Copy = doctor.Copy{
		Health: doctor.Health(found.State), Bytes: found.Bytes, Services: found.Services, Orders: found.Orders, CompleteAt: found.CompleteAt,
	}
	if found.Experience.Portal != addresses(p) { // it was learned from another portal
		found.Experience = telecom.Experience{}
	}
	f.Sent = sentFrom(store.InspectPromises(filepath.Join(h.Profile(p.ID()), "promises.db"), sealer))
	f.Failures = found.Experience.Failures
	f.Optional = optional(p)
	f.Portal = asked(ctx, p, found.Experience.Findings)
	f.Portal.Load.Services, f.Portal.Load.Orders = found.Services, found.Orders
	f.At = time.Now()
	return f
}

// sentFrom summarizes the submissions for the doctor: numbers only.
func sentFrom(found store.PromisesCondition) doctor.Sent {
	s := doctor.Sent{
		Health: doctor.Health(found.State), Bytes: found.Bytes, Drafts: found.Drafts,
		Doubt: doctor.Doubt(found.Doubt),
		Journal: doctor.Journal{
			State: doctor.JournalState(found.Journal.State), Entries: found.Journal.Entries, Since: found.Journal.Since,
			Behind: found.Journal.Behind,
		},
	}
	for state, n := range found.Promises {
		// A placed order is not final yet, but the portal has it. A state unknown to this version may be anything.
		if p := (telecom.Submission{State: state}); p.Open() && state != telecom.SubmissionPlaced {
			s.Unsettled += n
		}
	}
	return s
}

// configured reads the configuration. It returns no profiles if the file has an error.
func configured(h paths.Home) (doctor.Config, []config.Profile) {
	c := doctor.Config{Path: h.Configuration(), Preset: h.IsPreset(), Refused: h.Refused()}
	profiles, err := config.Load(c.Path)
	if err != nil {
		c.Problem = telecom.AsError(err)
		return c, nil
	}
	if c.Profiles = len(profiles); c.Profiles > 0 {
		p := profiles[0]
		c.Profile, c.Place, c.ServiceInventory, c.ServiceOrdering = p.Name, p.Place, p.ServiceInventory, p.ServiceOrdering
		c.Usage, c.Catalog, c.CatalogFile, c.Requests = p.Usage, p.Catalog, p.CatalogFile, optional(p).Requests
	}
	return c, profiles
}

// keyFrom gets the key if possible; the sealer is nil otherwise.
func keyFrom(v *vault.Vault, passphraseFile string) (doctor.Key, *store.Sealer) {
	kept, err := v.Keeping()
	found := doctor.Key{Kept: doctor.Kept(kept)}
	var key vault.Key
	switch {
	case err != nil:
	case kept == vault.KeptNowhere:
		return found, nil
	case kept == vault.KeptInKeychain:
		key, _, err = v.Open()
	case passphraseFile == "":
		found.Locked = true
		return found, nil
	default:
		var passphrase string
		if passphrase, err = passphraseOf(passphraseFile); err == nil {
			key, err = v.Unlock(passphrase)
		}
	}
	if err != nil {
		found.Problem = telecom.AsError(err)
		return found, nil
	}
	return found, store.NewSealer(key)
}

// optional returns which optional APIs a profile has.
func optional(p config.Profile) doctor.Optional {
	return doctor.Optional{
		Usage: p.Usage, Catalog: p.Catalog, CatalogFile: p.CatalogFile, Offer: p.Offer,
		Requests: doctor.RequestAPIs{ProductOrdering: p.ProductOrdering, ProductInventory: p.ProductInventory, Agreement: p.Agreement},
	}
}

// asked asks the portal itself. A capability that could not be tested now counts as remembered, if that is recent
// enough.
func asked(ctx context.Context, p config.Profile, remembered telecom.Findings) doctor.Portal {
	f := doctor.Portal{ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering}
	for _, old := range remembered {
		if age := time.Since(old.At); age >= 0 && age <= telecom.FindingsLast {
			f.Findings = append(f.Findings, old)
		}
	}
	c, err := portal.New(portal.Config{
		ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering, Usage: p.Usage, Catalog: p.Catalog,
		ProductOrdering: p.ProductOrdering, ProductInventory: p.ProductInventory, Agreement: p.Agreement,
		Country: p.Country, Words: portal.Words(p.Words),
		Limits: portal.Limits{Connect: patienceWithOne, Request: patienceWithOne, Tries: 1},
	})
	if err != nil {
		f.Problem = telecom.AsError(err)
		return f
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(ctx, patienceWithPortal)
	defer cancel()
	f.Reach = c.Reach(ctx)
	answers := true
	for i := range f.Reach {
		if r := &f.Reach[i]; r.Problem != nil {
			r.Problem = inTime(r.Problem)
			answers = answers && r.API != telecom.ServiceInventory && r.API != telecom.ServiceOrdering
		}
	}
	if !answers {
		return f
	}
	f.Skew = c.Clock()
	if err := c.Probe(ctx, nil); err != nil {
		f.Unproved = inTime(err)
	}
	f.Zoneless = c.Zoneless()
	now := c.Findings()
	for _, old := range f.Findings {
		if _, known := now.Of(old.API, old.Capability); !known {
			now = append(now, old)
		}
	}
	f.Findings, f.Load = slices.Clip(now), c.Weights()
	return f
}

// inTime turns an interrupted question into one without an answer in time.
func inTime(err error) *telecom.Error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		var e *telecom.Error
		if !errors.As(err, &e) || e.Code == telecom.Internal {
			return &telecom.Error{Code: telecom.Unreachable, Text: "The portal did not answer in time.", Cause: err}
		}
	}
	return telecom.AsError(err)
}

// diskOf tries to write where the desk writes. It makes no folder.
func diskOf(h paths.Home, profiles []config.Profile) (d doctor.Disk) {
	folders := []string{h.Data, h.Logs}
	if len(profiles) > 0 {
		folders = append(folders, h.Profile(profiles[0].ID()))
	}
	for _, path := range folders {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		err := disk.Try(path)
		f := doctor.Folder{Path: path, Full: disk.IsFull(err), ReadOnly: err != nil && !disk.IsFull(err)}
		if f.Free, err = disk.Free(path); err != nil {
			f.Free = -1
		}
		d.Folders = append(d.Folders, f)
	}
	if info, err := os.Lstat(h.Log()); err == nil && !info.Mode().IsRegular() {
		d.OddLog = h.Log()
	}
	return d
}
