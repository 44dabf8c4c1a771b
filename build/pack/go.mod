module commsdesk/build/pack

go 1.26.0

require aead.dev/minisign v0.3.0

require (
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)
