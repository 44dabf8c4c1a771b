package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"aead.dev/minisign"
)

func init() { makers["sign"] = sign }

const signatureSuffix = ".minisig"

// sign writes a minisign signature beside every package and beside the checksums, if the environment gives a key:
// MINISIGN_KEY is a file, or the text of one; its password, if it has one, stands in MINISIGN_PASSWORD_FILE or
// MINISIGN_PASSWORD. Without a key it says so and signs nothing. The same key signs the same bytes the same way.
func sign(r *release) ([]string, error) {
	given := os.Getenv("MINISIGN_KEY")
	if given == "" {
		fmt.Println("nothing was signed: MINISIGN_KEY names no key")
		return nil, nil
	}
	key, err := signingKey(given)
	if err != nil {
		return nil, err
	}
	names, err := packages(r)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, name := range append(names, sumsName) {
		f, err := os.Open(filepath.Join(r.Out, name))
		if err != nil {
			return nil, err
		}
		content := minisign.NewReader(f)
		_, err = io.Copy(io.Discard, content)
		_ = f.Close()
		if err != nil {
			return nil, err
		}
		// The name is signed with the content, so that nobody passes an old package off as another.
		trusted := fmt.Sprintf("timestamp:%d\tfile:%s", r.Date.Unix(), name)
		untrusted := fmt.Sprintf("commsdesk %s, signed with minisign key %016X", r.Version, key.ID())
		path := filepath.Join(r.Work, name+signatureSuffix)
		if err := os.WriteFile(path, content.SignWithComments(key, trusted, untrusted), 0o644); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// signingKey reads a minisign key from a file, or from its text as secrets of a workflow are given.
func signingKey(given string) (minisign.PrivateKey, error) {
	text := []byte(given)
	if !strings.HasPrefix(given, "untrusted comment:") {
		var err error
		if text, err = os.ReadFile(given); err != nil {
			return minisign.PrivateKey{}, err
		}
	}
	if !minisign.IsEncrypted(text) {
		var key minisign.PrivateKey
		return key, key.UnmarshalText(text)
	}
	password := os.Getenv("MINISIGN_PASSWORD")
	if path := os.Getenv("MINISIGN_PASSWORD_FILE"); path != "" {
		line, err := os.ReadFile(path)
		if err != nil {
			return minisign.PrivateKey{}, err
		}
		password = strings.TrimRight(string(line), "\r\n")
	}
	if password == "" {
		return minisign.PrivateKey{}, errors.New("the key of MINISIGN_KEY has a password, and neither " +
			"MINISIGN_PASSWORD_FILE nor MINISIGN_PASSWORD gives it")
	}
	return minisign.DecryptKey(password, text)
}
