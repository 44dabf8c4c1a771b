package app

import (
	"strings"
	"time"

	"commsdesk/backend/disk"
	"commsdesk/backend/paths"
	"commsdesk/backend/telecom"
)

// passphraseOf reads the passphrase from a file: its first line.
func passphraseOf(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := disk.ReadWithin(path, 64_000, 10*time.Second)
	if err != nil {
		because, _ := disk.Why(err)
		return "", &telecom.Error{Code: telecom.Invalid, Text: "The passphrase file " + path + " cannot be read" + because + ". Nothing was opened. Check the path and who may read it.", Cause: err}
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", &telecom.Error{Code: telecom.Invalid, Text: "The passphrase file " + path + " is empty. Nothing was opened. " +
			"Write the passphrase into its first line."}
	}
	return line, nil
}

// exposedPassphrase says that other users can read a passphrase file; nil: they cannot, or none was given.
func exposedPassphrase(path string) *telecom.Error {
	if path == "" || !paths.OthersRead(path) {
		return nil
	}
	return &telecom.Error{Code: telecom.Invalid, Text: "Other users of this computer can read the passphrase file " + path +
		". Nothing was changed. Make it readable for you alone (chmod 600)."}
}
