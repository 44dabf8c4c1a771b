//go:build unix

package paths

import (
	"os"
	"strings"
	"unsafe"
)

// HideArguments overwrites arguments of this program where every user of the machine can read them for as long as it
// runs. In os.Args they stay. It may be called once, before anything else keeps an argument.
func HideArguments(hidden func(string) bool) {
	for i, argument := range os.Args {
		if hidden(argument) {
			os.Args[i] = strings.Clone(argument)
			// Go's arguments are not copied: they lie where the system put them, and where it reads them for others.
			clear(unsafe.Slice(unsafe.StringData(argument), len(argument)))
		}
	}
}
