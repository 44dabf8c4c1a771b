//go:build !linux

package paths

// LeadWebview closes the web view to whoever would look into it, before it is made. It is told its folder when it is made,
// or has one of its own.
func (h Home) LeadWebview() error { return closeWebview() }
