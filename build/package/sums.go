package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func init() { makers["sums"] = sums }

// sumsName is the file that names what every other one must be.
const sumsName = "SHA256SUMS"

// sums writes the checksums of everything that lies in r.Out, in the form that `sha256sum --check` reads, sorted by name.
func sums(r *release) ([]string, error) {
	names, err := packages(r)
	if err != nil {
		return nil, err
	}
	var lines strings.Builder
	for _, name := range names {
		sum, err := sumOf(filepath.Join(r.Out, name))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&lines, "%x  %s\n", sum, name)
	}
	path := filepath.Join(r.Work, sumsName)
	return []string{path}, os.WriteFile(path, []byte(lines.String()), 0o644)
}

// packages are the names of what lies in r.Out, sorted, without what is said about them: checksums and signatures.
func packages(r *release) ([]string, error) {
	entries, err := os.ReadDir(r.Out) // sorted
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.Type().IsRegular() {
			return nil, fmt.Errorf("%s is no file: it does not belong among the packages", e.Name())
		}
		if e.Name() == sumsName || strings.HasSuffix(e.Name(), signatureSuffix) {
			continue
		}
		names = append(names, e.Name())
	}
	return names, nil
}

// sumOf is the SHA-256 of a file.
func sumOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}
