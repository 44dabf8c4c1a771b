//go:build unix

package hatch

import "os"

// closeToOthers lets nobody but this user connect.
func closeToOthers(path string) error { return os.Chmod(path, 0o600) }
