package paths

import (
	"testing"

	"golang.org/x/sys/windows"
)

// seenByOthers returns the command line of this program as other programs read it from its memory.
func seenByOthers(*testing.T) string {
	return windows.RtlGetCurrentPeb().ProcessParameters.CommandLine.String()
}
