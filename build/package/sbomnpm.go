package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// npmComponents are the packages of a package-lock.json (version 2 or 3) that are not for development alone: the window
// is made out of these, though the bundler leaves out of it what nothing calls.
func npmComponents(lock string) ([]cdx.Component, error) {
	text, err := os.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	var locked struct {
		Packages map[string]struct {
			Version, Integrity, License string
			Dev, DevOptional            bool
		}
	}
	if err := json.Unmarshal(text, &locked); err != nil {
		return nil, fmt.Errorf("%s: %w", lock, err)
	}
	var parts []cdx.Component
	seen := map[string]bool{}
	for where, p := range locked.Packages {
		i := strings.LastIndex(where, "node_modules/")
		if i < 0 || p.Dev || p.DevOptional {
			continue
		}
		name := where[i+len("node_modules/"):]
		// In a package URL the @ of a scope is escaped: another one comes before the version.
		part := component(cdx.ComponentTypeLibrary, "pkg:npm/"+strings.Replace(name, "@", "%40", 1), name, p.Version)
		if seen[part.PackageURL] {
			continue
		}
		seen[part.PackageURL] = true
		part.Hashes = npmHash(p.Integrity)
		part.Licenses = npmLicence(p.License)
		parts = append(parts, part)
	}
	return parts, nil
}

// npmHash says npm’s checksum of the package’s archive in hexadecimal.
func npmHash(integrity string) *[]cdx.Hash {
	encoded, is512 := strings.CutPrefix(integrity, "sha512-")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || !is512 {
		return nil
	}
	return &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA512, Value: hex.EncodeToString(raw)}}
}

// npmLicence is what the package says of itself: an identifier, or an expression of several.
func npmLicence(said string) *cdx.Licenses {
	if strings.Contains(said, " ") {
		return &cdx.Licenses{{Expression: said}}
	}
	return licensed(said)
}
