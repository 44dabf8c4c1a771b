package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"commsdesk/backend/config"
	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// readOnce is the command sync.
func readOnce(a *App, asJSON bool, out, errs io.Writer) error {
	ctx, stop := stoppable()
	defer stop()
	counts, kept, err := a.Sync(ctx)
	if err != nil {
		if ctx.Err() == nil {
			a.logged(err, "nothing could be read")
		}
		return err
	}
	if !kept {
		fmt.Fprintln(errs, "commsdesk: there is no keychain and no passphrase, so what was read is not kept on this computer; give a "+
			"passphrase with --passphrase-file FILE to keep it")
	}
	if asJSON {
		return json.NewEncoder(out).Encode(map[string]int{"services": counts.Services, "orders": counts.Orders, "requests": counts.Requests,
			"unreadable": counts.Unreadable})
	}
	_, err = fmt.Fprintf(out, "%d services, %d orders, %d requests read; %d records could "+
		"not be read\n", counts.Services, counts.Orders, counts.Requests, counts.Unreadable)
	return err
}

// counts are the distinct records that Sync read.
type counts struct {
	mirror.Counts
	mirror.RequestCounts
}

// Sync makes one full pass over the first profile of the configuration, without a window. Kept is false if there is
// neither a keychain nor a passphrase, so that no data is kept.
func (a *App) Sync(ctx context.Context) (counts counts, kept bool, err error) {
	a.sweep()
	profiles, err := config.Load(a.home.Configuration())
	if err != nil {
		return counts, false, err
	}
	if len(profiles) == 0 {
		passed := ""
		for _, path := range a.home.Refused() {
			passed += " " + path + " is not read: users who are not administrators can change it."
		}
		return counts, false, &telecom.Error{Code: telecom.Invalid,
			Text: "There is no configuration at " + a.home.Config + "." + passed +
				" Nothing was read. Connect a portal in the window first, or write the file."}
	}
	p := profiles[0]
	key, want, err := a.keyOf(p)
	if err != nil {
		return counts, false, err
	}
	if want == vault.Passphrase {
		return counts, false, &telecom.Error{Code: telecom.Locked, Text: "This profile is protected by a passphrase. Nothing was read. Give " +
			"it with --passphrase-file FILE."}
	}
	dir := a.home.Profile(p.ID())
	kept = want == vault.Nothing
	if !kept {
		key = vault.ThrowAwayKey()
		if dir, err = os.MkdirTemp(a.home.Data, unkept); err != nil {
			return counts, false, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	whole, err := a.Assemble(p, dir, key, kept)
	if err != nil {
		return counts, kept, err
	}
	defer func() { err = errors.Join(err, whole.Close()) }()
	if counts.Counts, err = whole.Mirror.Pass(ctx); err == nil && whole.Requests != nil {
		counts.RequestCounts, err = whole.Requests.Pass(ctx)
	}
	if err != nil && ctx.Err() != nil {
		err = &telecom.Error{Code: telecom.Internal, Text: "The sync was stopped before it was complete. Nothing is wrong. Run it again to " +
			"read the rest.", Cause: err}
	}
	return counts, kept, err
}
