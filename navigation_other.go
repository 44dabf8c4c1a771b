//go:build !linux || !cgo || !production

package main

// keepHere has nothing to do: what the page itself refuses is all that can be refused here.
func keepHere() {}
