// Package appimage knows where in an AppImage the programs end and the files begin. It promises the same place to whoever
// makes one, whoever starts one, and every other tool that reads them.
package appimage

import (
	"debug/elf"
	"io"
)

// Magic marks a program as an AppImage of the second kind; it stands in a place of the ELF header that nobody uses.
const (
	Magic   = "AI\x02"
	MagicAt = 8
)

// End is where the program that r begins with ends: behind its last section and behind the table that lists them.
func End(r io.ReaderAt) (int64, error) {
	f, err := elf.NewFile(r)
	if err != nil {
		return 0, err
	}
	// Where the table of sections lies is the one thing that debug/elf keeps to itself.
	head := make([]byte, 64)
	if _, err := r.ReadAt(head, 0); err != nil {
		return 0, err
	}
	order := f.ByteOrder
	end := int64(order.Uint64(head[40:])) + int64(order.Uint16(head[58:]))*int64(order.Uint16(head[60:]))
	for _, s := range f.Sections {
		if s.Type != elf.SHT_NOBITS {
			end = max(end, int64(s.Offset+s.FileSize))
		}
	}
	return end, nil
}
