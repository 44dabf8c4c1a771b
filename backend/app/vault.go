package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/config"
	"commsdesk/backend/disk"
	"commsdesk/backend/paths"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// passphraseOf reads the passphrase from the first line of a file.
func passphraseOf(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := disk.ReadWithin(path, 64_000, 10*time.Second)
	if err == nil {
		text, err = disk.Text(text)
	}
	if err != nil {
		because, _ := disk.Why(err)
		return "", &telecom.Error{Code: telecom.Invalid, Text: "The passphrase file " + path + " cannot be read" + because +
			". Nothing was opened. Check the path and who may read it.", Cause: err}
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", &telecom.Error{Code: telecom.Invalid, Text: "The passphrase file " + path + " is empty. Nothing was opened. " +
			"Write the passphrase into its first line."}
	}
	return line, nil
}

// exposedPassphrase returns a warning if other users can read a passphrase file; nil if they cannot, or there is none.
func exposedPassphrase(path string) *telecom.Error {
	if path == "" || !paths.OthersRead(path) {
		return nil
	}
	return &telecom.Error{Code: telecom.Invalid, Text: "Other users of this computer can read the passphrase file " + path +
		". Nothing was changed. Make it readable for you alone (chmod 600)."}
}

// orphans returns the folders that hold sent orders and belong to no profile. A folder is named after its profile, so it is
// left behind when either is renamed. With an error in the configuration, none are known.
func orphans(h paths.Home) (folders []string) {
	profiles, err := config.Load(h.Configuration())
	if err != nil {
		return nil
	}
	found, _ := os.ReadDir(h.Data)
	for _, e := range found {
		folder := filepath.Join(h.Data, e.Name())
		ours := slices.ContainsFunc(profiles, func(p config.Profile) bool { return p.ID() == e.Name() })
		if e.IsDir() && !ours && !strings.HasPrefix(e.Name(), unkept) && store.PromisesDir(folder).File() != "" {
			folders = append(folders, folder)
		}
	}
	return folders
}

// elsewhere warns somebody who starts afresh that orders were sent before.
func elsewhere(folders []string) (notices []*telecom.Error) {
	for _, folder := range folders {
		notices = append(notices, &telecom.Error{Code: telecom.Invalid,
			Text: "The folder " + folder + " holds drafts and sent orders, but no profile in the configuration uses it. " +
				"Nothing in it is shown. If a profile or a folder was renamed, close Commsdesk and rename it back. " +
				"Until then, check the portal before you order again."})
	}
	return notices
}
