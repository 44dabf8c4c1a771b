//go:build !linux

package home

// LeadWebview has nothing to do here: the web view is told its folder when it is made, or has one of its own.
func (h Home) LeadWebview() error { return nil }
