//go:build cgo && production && !webkit2_41

package webview

// A file for each version: Go keeps one compiled package for both where only a line differs.

// #cgo pkg-config: webkit2gtk-4.0
import "C"
