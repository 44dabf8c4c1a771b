package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// A cache that cannot be used is renamed, so that support can examine it. It holds customers' data, though sealed, so only
// the last one is kept.

// suspect returns the name of an empty file that marks a cache as found damaged in use. Checking every page at each start
// would be too slow, so the next start trusts the mark.
func suspect(path string) string { return path + ".suspect" }

func isSuspect(path string) bool {
	_, err := os.Stat(suspect(path))
	return err == nil
}

func markSuspect(path string) {
	// Best effort: without the mark, the damage is found and reported again.
	_ = disk.Replace(suspect(path), nil)
}

var errSuspect = errors.New("was found damaged while it was in use")

// setAside renames a cache that cannot be used, and returns a notice for staff.
func setAside(path string, u *unfit, now time.Time) (*telecom.Error, error) {
	mark := map[telecom.Code]string{telecom.TooNew: "newer", telecom.Locked: "locked"}[u.code]
	if mark == "" {
		mark = "damaged"
	}
	aside := path + "." + mark + "-" + now.UTC().Format("20060102T150405Z")
	if err := os.Rename(path, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.Remove(suspect(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, old := range setAsideFiles(path) {
		if old != aside {
			_ = os.Remove(old)
		}
	}
	notice := &telecom.Error{Code: u.code, Cause: u}
	switch u.code {
	case telecom.TooNew:
		notice.Text = "The copy of the portal on this computer was written by a newer Commsdesk. " + newCopy +
			"Update Commsdesk to the newest version."
	case telecom.Locked:
		notice.Text = "The copy of the portal on this computer was encrypted with another key. " + newCopy + "There is nothing to do."
	default:
		notice.Text = "The copy of the portal on this computer was damaged. " + newCopy + "If this happens again, have the disk checked."
	}
	return notice, nil
}

const newCopy = "It was set aside and a new copy is being made, which takes a while. Nothing is lost: the portal has everything. "

// setAsideFiles lists the caches that were set aside.
func setAsideFiles(path string) []string {
	entries, _ := os.ReadDir(filepath.Dir(path))
	var found []string
	for _, e := range entries {
		for _, mark := range []string{".damaged-", ".newer-", ".locked-"} {
			if strings.HasPrefix(e.Name(), filepath.Base(path)+mark) {
				found = append(found, filepath.Join(filepath.Dir(path), e.Name()))
			}
		}
	}
	slices.Sort(found)
	return found
}
