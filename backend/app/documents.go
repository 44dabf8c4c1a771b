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

// documents hands contracts to who sits at the desk. What is opened has to lie on the disk in clear: in a folder of the
// profile that is closed to others, and that goes when the profile is closed and, where that failed, with the next start.
type documents struct{ app *App }

// openedIn is the folder of what was opened from a profile.
func openedIn(profileDir string) string { return filepath.Join(profileDir, "opened") }

// leftOpened are the folders of what was opened by programs that were killed.
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

// sweep takes away what was left, whatever profile this start opens.
func (a *App) sweep() {
	for _, folder := range leftOpened(a.home) {
		a.closed(nameless(os.RemoveAll(folder)))
	}
}

// Save asks where to, and writes it there; nothing if nobody says where.
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
		return &telecom.Error{Code: telecom.Invalid, Cause: err, Text: "The document cannot be written there. Nothing was saved. Choose another folder, or look whether the disk is full."}
	}
	return nil
}

// Open shows it in the program that this computer has for it.
func (d documents) Open(name string, content []byte) error {
	d.app.mu.Lock()
	whole := d.app.parts
	d.app.mu.Unlock()
	if whole == nil {
		return noWindow()
	}
	cannot := func(err error) error {
		return &telecom.Error{Code: telecom.Invalid, Cause: err, Text: "The document cannot be opened on this computer. Nothing was changed. Save it, and open it from there."}
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

// showFile lets the system open a file; what its program prints is nobody's business.
func showFile(path string) error {
	browser.Stdout, browser.Stderr = nil, nil
	return browser.OpenFile(path)
}

func noWindow() error {
	return &telecom.Error{Code: telecom.Internal, Text: "The window is not there yet. Nothing was opened. Try again."}
}
