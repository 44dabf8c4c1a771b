package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2/files"
)

// layout gathers what an installed program consists of. The first error stays, and everything after it does nothing.
type layout struct {
	*release
	dir      string // for what is made on the way
	contents files.Contents
	err      error
}

// sizes of the icon, as the theme hicolor has folders for.
var iconSizes = []int{16, 22, 24, 32, 48, 64, 128, 256, 512}

// source is a file of build/linux.
func (l *layout) source(name string, below ...string) string {
	return filepath.Join(append(append([]string{l.Root, "build", "linux"}, below...), name)...)
}

// file lays the file from at the place to.
func (l *layout) file(from, to string, mode os.FileMode) {
	if l.err != nil {
		return
	}
	if _, err := os.Stat(from); err != nil {
		l.err = err
		return
	}
	l.contents = append(l.contents, &files.Content{Source: from, Destination: to, FileInfo: &files.ContentFileInfo{Mode: mode}})
}

// text lays a file of that text at the place to.
func (l *layout) text(text []byte, to string) {
	if l.err != nil {
		return
	}
	from := filepath.Join(l.dir, fmt.Sprint(len(l.contents)))
	if l.err = os.WriteFile(from, text, 0o644); l.err == nil {
		l.file(from, to, 0o644)
	}
}

// packed lays the file from at the place to, compressed.
func (l *layout) packed(from, to string) {
	text, err := os.ReadFile(from)
	if l.err == nil {
		l.err = err
	}
	l.text(gzipped(text), to)
}

// gzipped is text as gzip has it, without a name and a time: they would differ from build to build.
func gzipped(text []byte) []byte {
	var b bytes.Buffer
	// A buffer takes everything, and the level is one that there is.
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(text)
	_ = w.Close()
	return b.Bytes()
}

// share lays below prefix what makes the program known to the desktop.
func (l *layout) share(prefix string) {
	l.file(l.source("commsdesk.desktop"), prefix+"/share/applications/commsdesk.desktop", 0o644)
	icons := prefix + "/share/icons/hicolor"
	for _, size := range iconSizes {
		l.file(l.source(fmt.Sprintf("%d.png", size), "icons"), fmt.Sprintf("%s/%dx%d/apps/commsdesk.png", icons, size, size), 0o644)
	}
	l.file(filepath.Join(l.Root, "build", "appicon.svg"), icons+"/scalable/apps/commsdesk.svg", 0o644)
	text, err := os.ReadFile(l.source("commsdesk.metainfo.xml"))
	if l.err == nil {
		l.err = err
	}
	l.text(metainfo(text, l.release, os.Getenv("PROJECT_URL")), prefix+"/share/metainfo/commsdesk.metainfo.xml")
}
