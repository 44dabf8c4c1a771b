package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func init() { makers["sbom"] = sbom }

const sbomSuffix = ".cdx.json"

// sbom writes what the programs and packages are made of, as CycloneDX: the Go modules that really are in them, the
// standard library, what npm puts into the window, and what a setup for Windows brings of Microsoft. A Mac writes a bill of
// its own, for only there the program for it is built.
func sbom(r *release) ([]string, error) {
	modules, err := goComponents(r)
	if err != nil {
		return nil, err
	}
	scripts, err := npmComponents(filepath.Join(r.Root, "frontend", "package-lock.json"))
	if err != nil {
		return nil, err
	}
	foreign, err := windowsComponents(r)
	if err != nil {
		return nil, err
	}
	text, err := billOf(r, slices.Concat(modules, scripts, foreign))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(r.Work, billName(r.Version, runtime.GOOS))
	return []string{path}, os.WriteFile(path, text, 0o644)
}

// billName is the file name of the bill that a system writes.
func billName(version, system string) string {
	name := "commsdesk-" + version
	if system == "darwin" {
		name += "-macos"
	}
	return name + sbomSuffix
}

// billOf is the document. Its serial number follows from the rest of it, so that the same parts make the same bytes.
func billOf(r *release, parts []cdx.Component) ([]byte, error) {
	slices.SortFunc(parts, func(a, b cdx.Component) int { return bytes.Compare([]byte(a.PackageURL), []byte(b.PackageURL)) })
	product := component(cdx.ComponentTypeApplication, "pkg:generic/commsdesk", "commsdesk", r.Version)
	product.Licenses = licensed("MIT")
	refs := make([]string, len(parts))
	for i, part := range parts {
		refs[i] = part.BOMRef
	}
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Timestamp: r.Date.Format(time.RFC3339), Component: &product}
	bom.Components = &parts
	// What needs what in between is not known: the lists of modules do not say it.
	bom.Dependencies = &[]cdx.Dependency{{Ref: product.BOMRef, Dependencies: &refs}}
	encode := func() ([]byte, error) {
		var out bytes.Buffer
		err := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bom, cdx.SpecVersion1_6)
		return out.Bytes(), err
	}
	text, err := encode()
	if err != nil {
		return nil, err
	}
	bom.SerialNumber = serial(text)
	return encode()
}

// serial is a UUID (version 8, of the sender's own making) out of content.
func serial(content []byte) string {
	u := sha256.Sum256(content)
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

// component is one part; url is its package URL without the version.
func component(kind cdx.ComponentType, url, name, version string) cdx.Component {
	url += "@" + version
	return cdx.Component{BOMRef: url, Type: kind, Name: name, Version: version, PackageURL: url}
}

// licensed says one licence by its SPDX identifier, or nothing if it is not known.
func licensed(id string) *cdx.Licenses {
	if id == "" {
		return nil
	}
	return &cdx.Licenses{{License: &cdx.License{ID: id}}}
}
