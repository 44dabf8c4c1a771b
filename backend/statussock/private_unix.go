//go:build unix

package statussock

import "os"

// closeToOthers lets only this user connect.
func closeToOthers(path string) error { return os.Chmod(path, 0o600) }
