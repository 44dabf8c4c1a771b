package main

import (
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/licensecheck"
	"golang.org/x/mod/module"
)

// goComponents are the modules that the built programs and the start of an AppImage say they are made of, and Go’s standard
// library.
func goComponents(r *release) ([]cdx.Component, error) {
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		return nil, err
	}
	var parts []cdx.Component
	seen := map[string]bool{}
	add := func(part cdx.Component) {
		if !seen[part.PackageURL] {
			seen[part.PackageURL] = true
			parts = append(parts, part)
		}
	}
	for _, name := range append(slices.Clip(programNames), starterName) {
		info, err := buildinfo.ReadFile(r.program(name))
		if errors.Is(err, os.ErrNotExist) {
			continue // not every machine builds for every system
		}
		if err != nil {
			return nil, err
		}
		library := component(cdx.ComponentTypeLibrary, "pkg:golang/std", "std", strings.TrimPrefix(info.GoVersion, "go"))
		library.Licenses = licensed("BSD-3-Clause")
		add(library)
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			part := component(cdx.ComponentTypeLibrary, "pkg:golang/"+m.Path, m.Path, m.Version)
			part.Hashes = moduleHash(m.Sum)
			part.Licenses = licensed(moduleLicence(strings.TrimSpace(string(cache)), m.Path, m.Version))
			add(part)
		}
	}
	if len(parts) == 0 {
		return nil, errors.New("no program was built")
	}
	return parts, nil
}

// moduleHash says the checksum of go.sum in hexadecimal: it is the SHA-256 of a list of the module’s files.
func moduleHash(sum string) *[]cdx.Hash {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(sum, "h1:"))
	if err != nil || len(raw) == 0 {
		return nil
	}
	return &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}}
}

// moduleLicence is the SPDX identifier of the one licence that nearly all of the module’s licence file is, or nothing:
// a wrong licence is worse than none.
func moduleLicence(cache, path, version string) string {
	p, err1 := module.EscapePath(path)
	v, err2 := module.EscapeVersion(version)
	if err1 != nil || err2 != nil {
		return ""
	}
	for _, name := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "License", "COPYING", "license.txt", "License.txt"} {
		text, err := os.ReadFile(filepath.Join(cache, p+"@"+v, name))
		if err != nil {
			continue
		}
		found := licensecheck.Scan(text)
		if found.Percent < 75 || len(found.Match) != 1 || found.Match[0].IsURL {
			return ""
		}
		return found.Match[0].ID
	}
	return ""
}
