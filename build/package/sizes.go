package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func init() { makers["sizes"] = printSizes }

// How many times as large as an empty program of Wails for the same system something may be. What a person downloads
// has one limit everywhere; each program has what it is today, rounded up to a tenth: lower it when the program shrinks.
const packageLimit = 1.5

var programLimits = map[string]float64{
	"commsdesk":                   2.8,
	"commsdesk-webkit40":          2.8,
	"commsdesk-windows-amd64.exe": 2.3,
	"commsdesk-windows-arm64.exe": 2.3,
	"commsdesk-darwin":            2.7,
}

// measured is the size of one file beside the size of an empty program.
type measured struct {
	name        string
	size, empty int64
	limit       float64
}

func (m measured) ratio() float64 { return float64(m.size) / float64(m.empty) }

// printSizes prints what was built and what people download, and makes nothing.
func printSizes(r *release) ([]string, error) {
	programs, downloads, err := measure(r)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		title string
		sizes []measured
	}{{"program", programs}, {"package", downloads}} {
		fmt.Printf("\n%-42s %9s %9s %6s\n", part.title, "size", "empty", "times")
		for _, m := range part.sizes {
			fmt.Printf("%-42s %6.1f MB %6.1f MB %6.2f\n", m.name, float64(m.size)/1e6, float64(m.empty)/1e6, m.ratio())
		}
	}
	return nil, nil
}

// measure gives the sizes of every program that was built and of every package that a person downloads.
func measure(r *release) (programs, downloads []measured, err error) {
	one := func(path, empty string, limit float64) (measured, error) {
		m := measured{name: filepath.Base(path), limit: limit}
		if m.size, err = sizeOf(path); err != nil {
			return m, err
		}
		m.empty, err = sizeOf(r.program(filepath.Join("empty", empty)))
		return m, err
	}
	for _, name := range programNames {
		if _, err := os.Stat(r.program(name)); os.IsNotExist(err) {
			continue // not every machine builds for every system
		}
		m, err := one(r.program(name), emptyFor(name), programLimits[name])
		if err != nil {
			return nil, nil, err
		}
		programs = append(programs, m)
	}
	names, err := packages(r)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, sbomSuffix) {
			continue // told about the packages, and installed by nobody
		}
		m, err := one(filepath.Join(r.Out, name), emptyFor(name), packageLimit)
		if err != nil {
			return nil, nil, err
		}
		downloads = append(downloads, m)
	}
	return programs, downloads, nil
}

// programNames are the programs that may have been built, those of Linux first.
var programNames = []string{
	"commsdesk", "commsdesk-webkit40", "commsdesk-windows-amd64.exe", "commsdesk-windows-arm64.exe", "commsdesk-darwin",
}

// emptyFor names the empty program of the system that a program or package is for.
func emptyFor(name string) string {
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(name, part) {
				return true
			}
		}
		return false
	}
	switch {
	case has(".dmg", "darwin", "macos"):
		return "commsdesk-darwin"
	case has(".exe", ".msi", "windows") && has("arm64"):
		return "commsdesk-windows-arm64.exe"
	case has(".exe", ".msi", "windows"):
		return "commsdesk-windows-amd64.exe"
	default:
		return "commsdesk"
	}
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
