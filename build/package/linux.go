package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/arch"
	"github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	"github.com/goreleaser/nfpm/v2/rpm"
)

// The project has no address of its own yet; .invalid is the name that nobody will ever own.
const maintainer = "The Commsdesk authors <authors@commsdesk.invalid>"

const summary = "desktop client for the portal of a telecom service provider"

const description = summary + `
Shows every service of the portal and what has been done to it, knows how
old each figure is, works without a network, shows which order is stuck and
whom to call, and never sends a duplicate order.
.
It speaks the TM Forum Open APIs, version 4, and brings a simulated portal to
try it on.`

// variant is one build of the program, as a package of its own name.
type variant struct {
	name string // of the package, and of the built program
	also string // the package whose place it takes
}

// WebKitGTK comes in two kinds that differ in the HTTP library below them. Red Hat 9 has the older one only; where both are,
// the first is the one to take.
var variants = []variant{{name: "commsdesk"}, {name: "commsdesk-webkit40", also: "commsdesk"}}

// built are the variants whose program was built; the first of them must be.
func built(r *release) ([]variant, error) {
	found := variants[:1:1]
	if _, err := os.Stat(r.program(variants[0].name)); err != nil {
		return nil, err
	}
	for _, v := range variants[1:] {
		if _, err := os.Stat(r.program(v.name)); err == nil {
			found = append(found, v)
		}
	}
	return found, nil
}

func makeDeb(r *release) ([]string, error) {
	return makeLinux(r, debian, deb.Default, func(info *nfpm.Info) {
		info.Section, info.Priority = "net", "optional"
		// xz is what every dpkg reads that could run the program, and the smallest.
		info.Deb.Compression = "xz"
		info.Recommends = []string{"gnome-keyring | keepassxc | kwalletmanager"}
	})
}

func makeRPM(r *release) ([]string, error) {
	return makeLinux(r, redhat, rpm.DefaultRPM, func(info *nfpm.Info) {
		info.Release = "1"
		info.RPM.Summary = capital(summary)
		info.RPM.Compression = "zstd:19"
		// Else it is the name of the machine, which is nobody's business and differs from build to build.
		info.RPM.BuildHost = "localhost"
		info.RPM.Group = "Applications/Internet"
		info.Recommends = []string{"gnome-keyring"}
	})
}

func makeArch(r *release) ([]string, error) {
	return makeLinux(r, archlinux, arch.Default, func(info *nfpm.Info) {
		info.Release = "1"
		info.Description = capital(summary)
		info.ArchLinux.Packager = maintainer
	})
}

// makeLinux makes one package for each variant that was built, as the distribution d likes it.
func makeLinux(r *release, d distribution, p nfpm.Packager, special func(*nfpm.Info)) ([]string, error) {
	found, err := built(r)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, v := range found {
		if v.also != "" && !d.both {
			continue
		}
		n, err := needsOf(r.program(v.name))
		if err != nil {
			return nil, err
		}
		depends, err := d.depends(n)
		if err != nil {
			return nil, err
		}
		contents, err := layOut(r, v, d)
		if err != nil {
			return nil, err
		}
		info := nfpm.WithDefaults(&nfpm.Info{
			Name: v.name, Arch: "amd64", Platform: "linux", Version: r.Version,
			Maintainer: maintainer, Description: description, License: "MIT",
			MTime: r.Date, DisableGlobbing: true,
			Overridables: nfpm.Overridables{Contents: contents, Depends: depends},
		})
		if v.also != "" {
			info.Provides, info.Conflicts, info.Replaces = d.instead(v.also, r.Version)
		}
		special(info)
		path := filepath.Join(r.Work, p.ConventionalFileName(info))
		if err := write(path, func(w io.Writer) error { return p.Package(info, w) }); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// write makes a file out of what fill writes.
func write(path string, fill func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := fill(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// layOut says which file lies where once the package is installed.
func layOut(r *release, v variant, d distribution) (files.Contents, error) {
	dir, err := os.MkdirTemp(r.Work, v.name+"-")
	if err != nil {
		return nil, err
	}
	l := &layout{release: r, dir: dir}
	l.file(r.program(v.name), "/usr/bin/commsdesk", 0o755)
	l.share("/usr")
	l.file(l.source("commsdesk.bash", "completions"), "/usr/share/bash-completion/completions/commsdesk", 0o644)
	l.file(l.source("_commsdesk", "completions"), d.zsh+"/_commsdesk", 0o644)
	l.file(l.source("commsdesk.fish", "completions"), "/usr/share/fish/vendor_completions.d/commsdesk.fish", 0o644)
	l.packed(l.source("commsdesk.1"), "/usr/share/man/man1/commsdesk.1.gz")
	d.papers(l, v)
	return l.contents, l.err
}
