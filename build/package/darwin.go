package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"
)

func init() { makers["darwin"] = darwin }

// darwin lays build/bin/Commsdesk.app out of the program for both kinds of Mac. It is no package yet: only on macOS can
// it be signed and put into a disk image, by build/darwin/image.sh.
func darwin(r *release) ([]string, error) {
	app := filepath.Join(r.Work, "Commsdesk.app")
	if err := layBundle(r, app); err != nil {
		return nil, err
	}
	final := r.program("Commsdesk.app")
	if err := os.RemoveAll(final); err != nil {
		return nil, err
	}
	return nil, os.Rename(app, final)
}

// layBundle writes the folder that macOS takes for a program.
func layBundle(r *release, app string) error {
	info, err := infoPlist(r)
	if err != nil {
		return err
	}
	icon, err := icns(filepath.Join(r.Root, "build", "linux", "icons"))
	if err != nil {
		return err
	}
	program, err := os.ReadFile(r.program("commsdesk-darwin"))
	if err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(r.Root, "LICENSE"))
	if err != nil {
		return err
	}
	for _, part := range []struct {
		path    string
		mode    fs.FileMode
		content []byte
	}{
		{"Contents/Info.plist", 0o644, info},
		{"Contents/PkgInfo", 0o644, []byte("APPL????")},
		{"Contents/MacOS/commsdesk", 0o755, program},
		{"Contents/Resources/commsdesk.icns", 0o644, icon},
		{"Contents/Resources/LICENSE", 0o644, licence},
	} {
		path := filepath.Join(app, part.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, part.content, part.mode); err != nil {
			return err
		}
	}
	return filepath.WalkDir(app, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, r.Date, r.Date)
	})
}

// infoPlist is what macOS reads about the program: its version, its links, the oldest system that it runs on.
func infoPlist(r *release) ([]byte, error) {
	t, err := template.ParseFiles(filepath.Join(r.Root, "build", "darwin", "Info.plist"))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, r); err != nil {
		return nil, fmt.Errorf("Info.plist: %w", err)
	}
	return out.Bytes(), nil
}
