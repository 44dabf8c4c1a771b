//go:build !linux || !cgo || !production

// Package webview keeps the web view that draws the window where it is: Wails has no way to say so.
package webview

// KeepHere has nothing to do: what the page itself refuses is all that can be refused here.
func KeepHere() {}
