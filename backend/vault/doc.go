// Package vault knows who sits at the desk. Today that is the vault: it gives the key that seals a profile's data,
// from the system's keychain or behind a passphrase, and never writes the key in clear.
package vault
