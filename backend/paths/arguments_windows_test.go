package paths

import (
	"testing"

	"golang.org/x/sys/windows"
)

// seenByOthers is what other programs read of the command line of this one: it lies in the memory of each.
func seenByOthers(*testing.T) string {
	return windows.RtlGetCurrentPeb().ProcessParameters.CommandLine.String()
}
