//go:build !linux

package paths

// PrepareWebview closes the web view to inspection. Call it before the web view is made, which is when it is told its
// folder or picks its own.
func (h Home) PrepareWebview() error { return closeWebview() }
