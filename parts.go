package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"commsdesk/backend"
	"commsdesk/backend/desk"
	"commsdesk/backend/mirror"
	"commsdesk/backend/portal"
	"commsdesk/backend/profile"
	"commsdesk/backend/session"
	"commsdesk/backend/store"
)

// parts are what one profile is made of.
type parts struct {
	cache   *store.Cache
	mirror  *mirror.Mirror
	notices []*backend.Error
	close   func() error
}

// assemble makes the parts of a profile and introduces them to each other; none of them runs yet.
func (a *App) assemble(p profile.Profile, dir string, key session.Key, keeps bool) (*parts, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &backend.Error{Code: backend.Invalid, Text: "The folder of this profile's data cannot be made. Nothing was opened. Check who may write there, and the space on the disk.", Cause: err}
	}
	source, err := portal.New(portal.Config{
		ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering, Country: p.Country, Words: portal.Words(p.Words),
	})
	if err != nil {
		return nil, err
	}
	sealer := store.NewSealer(key)
	var promises *store.Promises
	if keeps {
		if promises, err = store.OpenPromises(filepath.Join(dir, "promises.db"), sealer); err != nil {
			return nil, err
		}
	}
	cache, notice, err := store.OpenCache(filepath.Join(dir, "cache.db"), sealer, store.Rules{Zone: p.Zone, Limits: backend.DefaultLimits()})
	if err != nil {
		if promises != nil {
			err = errors.Join(err, promises.Close())
		}
		return nil, err
	}
	whole := &parts{cache: cache}
	if notice != nil {
		whole.notices = append(whole.notices, notice)
		a.log.Warn().Str("code", string(notice.Code)).Msg("the cache was set aside")
	}
	whole.mirror = mirror.New(mirror.Options{
		Source: source, Cache: cache,
		Changed: func() { a.bell.Ring(desk.CacheChanged) },
		Fresher: func() { a.bell.Ring(desk.FreshnessChanged) },
	})
	whole.close = func() error {
		source.Close()
		err := cache.Close()
		if promises != nil {
			err = errors.Join(err, promises.Close())
		}
		return err
	}
	return whole, nil
}

// Sync does one full pass over the first profile of the configuration, without a window. Kept is false where there is
// neither a keychain nor a passphrase, so that what was read is not kept.
func (a *App) Sync(ctx context.Context) (counts mirror.Counts, kept bool, err error) {
	profiles, err := profile.Load(a.home.Config)
	if err != nil {
		return counts, false, err
	}
	if len(profiles) == 0 {
		return counts, false, &backend.Error{Code: backend.Invalid, Text: "There is no configuration at " + a.home.Config + ". Nothing was read. Connect a portal in the window first, or write the file."}
	}
	p := profiles[0]
	key, want, err := a.keyOf(p)
	if err != nil {
		return counts, false, err
	}
	if want == session.Passphrase {
		return counts, false, &backend.Error{Code: backend.Locked, Text: "This profile is protected by a passphrase. Nothing was read. Give it with --passphrase-file FILE."}
	}
	dir := a.home.Profile(p.ID())
	kept = want == session.Nothing
	if !kept {
		key = session.ThrowAwayKey()
		if dir, err = os.MkdirTemp(a.home.Data, "unkept-"); err != nil {
			return counts, false, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	whole, err := a.assemble(p, dir, key, kept)
	if err != nil {
		return counts, kept, err
	}
	defer func() { err = errors.Join(err, whole.close()) }()
	if counts, err = whole.mirror.Pass(ctx); err != nil && ctx.Err() != nil {
		err = &backend.Error{Code: backend.Internal, Text: "The reading was stopped before everything was read. Nothing is wrong. Run it again to read the rest.", Cause: err}
	}
	return counts, kept, err
}
