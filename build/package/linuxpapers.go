package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goreleaser/nfpm/v2/files"
)

// licence lays the project's licence at the place to.
func (l *layout) licence(to, kind string) {
	l.file(filepath.Join(l.Root, "LICENSE"), to, 0o644)
	if l.err == nil {
		l.contents[len(l.contents)-1] = &files.Content{
			Source: filepath.Join(l.Root, "LICENSE"), Destination: to, Type: kind,
			FileInfo: &files.ContentFileInfo{Mode: 0o644},
		}
	}
}

// read is a file of the project; what cannot be read is the layout's error.
func (l *layout) read(name string) string {
	text, err := os.ReadFile(filepath.Join(l.Root, name))
	if l.err == nil {
		l.err = err
	}
	return string(text)
}

// debianCopyright is the project's licence in the form that Debian's tools read.
func debianCopyright(l *layout) []byte {
	var b bytes.Buffer
	b.WriteString("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Commsdesk\n\nFiles: *\n")
	body := ""
	for line := range strings.Lines(l.read("LICENSE")) {
		line = strings.TrimSpace(line)
		if holder, is := strings.CutPrefix(line, "Copyright (c) "); is && !strings.Contains(b.String(), "Copyright:") {
			fmt.Fprintf(&b, "Copyright: %s\nLicense: Expat\n", holder)
			continue
		}
		switch {
		case line == "MIT License" || body == "" && line == "":
		case line == "":
			body += " .\n"
		default:
			body += " " + line + "\n"
		}
	}
	b.WriteString(body)
	return b.Bytes()
}

// debianChanges is the project's changelog in the form that Debian's tools read.
func debianChanges(l *layout, name string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s (%s) stable; urgency=medium\n", name, l.Version)
	for _, change := range changesOf(l.read("CHANGELOG.md"), l.Version) {
		b.WriteByte('\n')
		b.WriteString(wrapped(change, "  * ", "    ", 78))
	}
	fmt.Fprintf(&b, "\n -- %s  %s\n", maintainer, l.Date.Format(time.RFC1123Z))
	return b.Bytes()
}

// changesOf are the points of a changelog under a version, or under what is not released yet if the version is not named.
func changesOf(changelog, version string) []string {
	for _, title := range []string{"## " + version, "## Unreleased"} {
		var all []string
		within := false
		for line := range strings.Lines(changelog) {
			line = strings.TrimRight(line, "\n")
			switch {
			case strings.HasPrefix(line, "## "):
				within = line == title || strings.HasPrefix(line, title+" ")
			case !within || line == "":
			case strings.HasPrefix(line, "- "):
				all = append(all, line[2:])
			case strings.HasPrefix(line, "  ") && len(all) > 0:
				all[len(all)-1] += " " + strings.TrimSpace(line)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return []string{"See the project’s changelog."}
}

// wrapped breaks text into lines of at most so many letters, the first with one beginning, the others with another.
func wrapped(text, first, other string, width int) string {
	var b strings.Builder
	line := first
	empty := true
	for word := range strings.FieldsSeq(text) {
		if !empty && len([]rune(line))+1+len([]rune(word)) > width {
			b.WriteString(line + "\n")
			line, empty = other, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	return b.String() + line + "\n"
}
