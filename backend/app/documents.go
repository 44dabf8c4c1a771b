package app

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/pkg/browser"

	"commsdesk/backend/disk"
	"commsdesk/backend/paths"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// documents saves and opens contracts. An opened one must be on disk unencrypted: in a folder of the profile that other
// users cannot read, and that is removed when the profile is closed or, failing that, at the next start.
type documents struct{ app *App }

// openedIn returns the folder for opened documents of a profile.
func openedIn(profileDir string) string { return filepath.Join(profileDir, "opened") }

// leftOpened returns the folders that killed programs left behind.
func leftOpened(h paths.Home) (folders []string) {
	profiles, _ := os.ReadDir(h.Data)
	for _, p := range profiles {
		folder := openedIn(filepath.Join(h.Data, p.Name()))
		if _, err := os.Lstat(folder); err == nil && !store.PromisesDir(filepath.Dir(folder)).InUse() {
			folders = append(folders, folder)
		}
	}
	return folders
}

// sweep removes left-over folders, whatever profile this start opens.
func (a *App) sweep() {
	for _, folder := range leftOpened(a.home) {
		a.closed(nameless(os.RemoveAll(folder)))
	}
}

// Save asks where to save a document and writes it there; it does nothing if nobody chooses a place.
func (d documents) Save(name string, content []byte) error {
	s := d.app.shell.Load()
	if s == nil {
		return noWindow()
	}
	path, err := (*s).SaveAs(name)
	if err != nil || path == "" {
		return err
	}
	if err := disk.Replace(path, content); err != nil {
		return &telecom.Error{Code: telecom.Invalid, Cause: err, Text: "The document cannot be saved there. Nothing was saved. Choose " +
			"another folder, or check whether the disk is full."}
	}
	return nil
}

// Open opens a document in the system's program for it.
func (d documents) Open(name string, content []byte) error {
	d.app.mu.Lock()
	whole := d.app.parts
	d.app.mu.Unlock()
	if whole == nil {
		return noWindow()
	}
	cannot := func(err error) error {
		return &telecom.Error{Code: telecom.Invalid, Cause: err, Text: "The document cannot be opened on this computer. Nothing was changed. " +
			"Save it and open it from there."}
	}
	if err := os.MkdirAll(openedIn(whole.dir), 0o700); err != nil {
		return cannot(err)
	}
	dir, err := os.MkdirTemp(openedIn(whole.dir), "")
	if err != nil {
		return cannot(err)
	}
	path := filepath.Join(dir, filepath.Base(strings.ReplaceAll(name, `\`, "/")))
	if err = disk.Replace(path, content); err == nil {
		err = d.app.show(path)
	}
	if err != nil {
		d.app.closed(nameless(os.RemoveAll(dir))) // no program shows it
		return cannot(err)
	}
	return nil
}

// showFile opens a file in the system's program for it, and ignores what that prints.
func showFile(path string) error {
	browser.Stdout, browser.Stderr = nil, nil
	return browser.OpenFile(path)
}

func noWindow() error {
	return &telecom.Error{Code: telecom.Internal, Text: "The window is not there yet. Nothing was opened. Try again."}
}
