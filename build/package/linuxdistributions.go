package main

import (
	"strings"

	"github.com/goreleaser/nfpm/v2/files"
)

// The versions are those from which on a library has all that the program calls; a test compares them with what Debian's own
// tool finds. Some names got an ending when time became 64 bits wide, in Debian 13 and Ubuntu 24.04: both are named.
var debian = distribution{
	both: true,
	zsh:  "/usr/share/zsh/vendor-completions",
	depends: func(n needs) ([]string, error) {
		glib, gtk := "libglib2.0-0t64 (>= 2.16.0) | libglib2.0-0 (>= 2.16.0)", "libgtk-3-0t64 (>= 3.21.4) | libgtk-3-0 (>= 3.21.4)"
		return named(n, map[string]string{
			"libc.so.6":                      "libc6 (>= " + n.glibc + ")",
			"libgdk-3.so.0":                  gtk,
			"libgdk_pixbuf-2.0.so.0":         "libgdk-pixbuf-2.0-0 (>= 2.22.0)",
			"libgio-2.0.so.0":                glib,
			"libglib-2.0.so.0":               glib,
			"libgobject-2.0.so.0":            glib,
			"libgtk-3.so.0":                  gtk,
			"libjavascriptcoregtk-4.0.so.18": "libjavascriptcoregtk-4.0-18",
			"libjavascriptcoregtk-4.1.so.0":  "libjavascriptcoregtk-4.1-0",
			"libsoup-2.4.so.1":               "libsoup2.4-1 (>= 2.4.0)",
			"libsoup-3.0.so.0":               "libsoup-3.0-0 (>= 2.4.0)",
			"libwebkit2gtk-4.0.so.37":        "libwebkit2gtk-4.0-37 (>= 2.39.91)",
			"libwebkit2gtk-4.1.so.0":         "libwebkit2gtk-4.1-0 (>= 2.39.91)",
		})
	},
	instead: func(name, version string) (provides, conflicts, replaces []string) {
		return []string{name + " (= " + version + ")"}, []string{name}, []string{name}
	},
	papers: func(l *layout, v variant) {
		l.text(debianCopyright(l), "/usr/share/doc/"+v.name+"/copyright")
		l.text(gzipped(debianChanges(l, v.name)), "/usr/share/doc/"+v.name+"/changelog.gz")
	},
}

// Names of packages differ between Fedora, Red Hat and openSUSE. The names of the libraries do not, and are what a package
// that rpmbuild makes asks for too.
var redhat = distribution{
	both: true,
	zsh:  "/usr/share/zsh/site-functions",
	depends: func(n needs) ([]string, error) {
		table := map[string]string{"libc.so.6": "libc.so.6(GLIBC_" + n.glibc + ")(64bit)"}
		for _, library := range n.libraries {
			if table[library] == "" {
				table[library] = library + "()(64bit)"
			}
		}
		return named(n, table)
	},
	instead: func(name, version string) (provides, conflicts, replaces []string) {
		return []string{name + " = " + version}, []string{name}, nil
	},
	papers: func(l *layout, v variant) {
		l.licence("/usr/share/licenses/"+v.name+"/LICENSE", files.TypeRPMLicense)
		// A folder that no package owns stays when all of them are gone.
		l.contents = append(l.contents, &files.Content{Destination: "/usr/share/licenses/" + v.name, Type: files.TypeDir})
	},
}

// Arch has one version of everything, the newest.
var archlinux = distribution{
	zsh: "/usr/share/zsh/site-functions",
	depends: func(n needs) ([]string, error) {
		return named(n, map[string]string{
			"libc.so.6":                     "glibc>=" + n.glibc,
			"libgdk-3.so.0":                 "gtk3",
			"libgdk_pixbuf-2.0.so.0":        "gdk-pixbuf2",
			"libgio-2.0.so.0":               "glib2",
			"libglib-2.0.so.0":              "glib2",
			"libgobject-2.0.so.0":           "glib2",
			"libgtk-3.so.0":                 "gtk3",
			"libjavascriptcoregtk-4.1.so.0": "webkit2gtk-4.1",
			"libsoup-3.0.so.0":              "libsoup3",
			"libwebkit2gtk-4.1.so.0":        "webkit2gtk-4.1",
		})
	},
	papers: func(l *layout, v variant) {
		l.licence("/usr/share/licenses/"+v.name+"/LICENSE", files.TypeFile)
	},
}

// capital is a sentence as it begins.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
