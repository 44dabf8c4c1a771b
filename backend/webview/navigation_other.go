//go:build !linux || !cgo || !production

// Package webview keeps the web view on the window's own pages, for which Wails has no option.
package webview

// KeepHere does nothing: on this system only the page itself can refuse to leave.
func KeepHere() {}
