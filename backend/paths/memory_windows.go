package paths

import "golang.org/x/sys/windows"

// CloseMemory keeps what the program knows out of crash reports. Go does so by itself, unless the environment says
// GOTRACEBACK=wer.
func CloseMemory() error {
	if !inspectable {
		windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX | windows.SEM_NOOPENFILEERRORBOX)
	}
	return nil
}
