package paths

import (
	"os"
	"slices"
	"strings"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

// HideArguments overwrites arguments of this program, and all after them, where other programs can read them. In os.Args,
// which are copies here, they stay.
func HideArguments(hidden func(string) bool) {
	first := windows.GetCommandLine()
	line := unsafe.Slice(first, len(utf16.Encode([]rune(windows.UTF16PtrToString(first)))))
	for _, argument := range os.Args {
		if !hidden(argument) {
			continue
		}
		// Up to a quote or a backslash, which may be escaped, the command line holds it as it is.
		if at := strings.IndexAny(argument, `"\`); at >= 0 {
			argument = argument[:at]
		}
		begin := utf16.Encode([]rune(argument))
		for at := 0; at+len(begin) <= len(line); at++ {
			if slices.Equal(line[at:at+len(begin)], begin) {
				blank(line[at:])
			}
		}
	}
}

func blank(text []uint16) {
	for i := range text {
		text[i] = ' '
	}
}
