package paths

import "golang.org/x/sys/windows"

// CloseMemory keeps the program's memory out of crash reports. Go does so by itself, unless the environment sets
// GOTRACEBACK=wer.
func CloseMemory() error {
	if !inspectable {
		windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX | windows.SEM_NOOPENFILEERRORBOX)
	}
	return nil
}
