package home

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// seenByOthers is what Windows tells other programs of the command line of this one.
func seenByOthers(t *testing.T) string {
	t.Helper()
	var text struct {
		windows.NTUnicodeString
		room [4096]uint16
	}
	err := windows.NtQueryInformationProcess(windows.CurrentProcess(), windows.ProcessCommandLineInformation, unsafe.Pointer(&text), uint32(unsafe.Sizeof(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}
