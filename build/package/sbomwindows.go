package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/tc-hib/winres"
	"github.com/tc-hib/winres/version"
)

// windowsComponents is what a setup for Windows brings that Commsdesk is not made of, where such a setup is made: the small
// program of Microsoft that fetches the WebView2 runtime.
func windowsComponents(r *release) ([]cdx.Component, error) {
	if _, err := os.Stat(r.program("commsdesk-windows-" + windowsArchs[0] + ".exe")); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	path, err := webview2Bootstrapper(r)
	if err != nil {
		return nil, err
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	number, err := fileVersion(program)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	const name = "MicrosoftEdgeWebview2Setup"
	part := component(cdx.ComponentTypeApplication, "pkg:generic/"+name, name, number)
	part.Publisher = "Microsoft Corporation"
	sum := sha256.Sum256(program)
	part.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}}
	return []cdx.Component{part}, nil
}

// fileVersion is the version that a program for Windows bears.
func fileVersion(program []byte) (string, error) {
	resources, err := winres.LoadFromEXESingleType(bytes.NewReader(program), winres.RT_VERSION)
	if err != nil {
		return "", err
	}
	var said []byte
	resources.WalkType(winres.RT_VERSION, func(_ winres.Identifier, _ uint16, data []byte) bool {
		said = data
		return false
	})
	info, err := version.FromBytes(said)
	if err != nil {
		return "", err
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(info.FileVersion), " ", "."), "[]"), nil
}
