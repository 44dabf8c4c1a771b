// Package bindings is what the window may call: one bound struct for each screen, rows it can show, and signals that tell
// it to ask again. It decides nothing and waits for no network: it reads the copy and hands it on.
package bindings
