//go:build unix

package paths

import (
	"os"
	"strings"
	"unsafe"
)

// HideArguments overwrites arguments of this program where the system shows them to every user. In os.Args they stay. Call
// it once, before anything else keeps an argument.
func HideArguments(hidden func(string) bool) {
	for i, argument := range os.Args {
		if hidden(argument) {
			os.Args[i] = strings.Clone(argument)
			// Go does not copy the arguments: this is the memory that the system shows to others.
			clear(unsafe.Slice(unsafe.StringData(argument), len(argument)))
		}
	}
}
