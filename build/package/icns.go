package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
)

// icnsParts are the pictures of an .icns file: what macOS calls each, and how many pixels it is wide. Those of 32, 64, 256
// and 512 stand there twice, for themselves and for screens that show two pixels for one.
var icnsParts = []struct {
	kind string
	size int
}{
	{"icp4", 16}, {"icp5", 32}, {"ic07", 128}, {"ic08", 256}, {"ic09", 512},
	{"ic11", 32}, {"ic12", 64}, {"ic13", 256}, {"ic14", 512},
}

// icns puts the pictures of a folder, SIZE.png each, into one icon of macOS: a list of kinds, lengths and PNGs.
func icns(folder string) ([]byte, error) {
	var parts bytes.Buffer
	for _, part := range icnsParts {
		picture, err := os.ReadFile(filepath.Join(folder, fmt.Sprintf("%d.png", part.size)))
		if err != nil {
			return nil, err
		}
		parts.Write(icnsPart(part.kind, picture))
	}
	return icnsPart("icns", parts.Bytes()), nil
}

// icnsPart is content with what it is and how long it is, this head of eight bytes included.
func icnsPart(kind string, content []byte) []byte {
	part := binary.BigEndian.AppendUint32([]byte(kind), uint32(len(content)+8))
	return append(part, content...)
}
