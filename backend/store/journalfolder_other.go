//go:build !unix

package store

// syncFolder has nothing to do where a folder cannot be brought to the disk by itself. A rename that a crash undoes
// leaves an end that is behind the journal, which is found to be so at the next start.
func syncFolder(string) error { return nil }
