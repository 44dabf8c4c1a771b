package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// signer signs programs for Windows with osslsigncode. A nil one signs nothing.
type signer struct {
	key  []string // what names key and certificate on its command line
	when []string // a timestamp of the given service or, without one, the commit's time as the time of signing
}

// windowsSigner reads from the environment what programs for Windows are signed with:
//
//	WINDOWS_SIGN_PFX            a PKCS #12 file with key and certificates, or
//	WINDOWS_SIGN_KEY            a key in PEM, with WINDOWS_SIGN_CERTS, its certificate and those above it in PEM
//	WINDOWS_SIGN_PASSWORD_FILE  a file with the password of either; may be left out
//	WINDOWS_SIGN_TIMESTAMP      the URL of a timestamp service; may be left out, then signatures end with the certificate
//
// Without the first two it gives nil.
func windowsSigner(r *release) (*signer, error) {
	pfx, key, certs := os.Getenv("WINDOWS_SIGN_PFX"), os.Getenv("WINDOWS_SIGN_KEY"), os.Getenv("WINDOWS_SIGN_CERTS")
	s := &signer{}
	switch {
	case pfx != "" && key != "":
		return nil, errors.New("WINDOWS_SIGN_PFX and WINDOWS_SIGN_KEY are both given: leave one out")
	case pfx != "":
		s.key = []string{"-pkcs12", pfx}
	case key != "" && certs != "":
		s.key = []string{"-certs", certs, "-key", key}
	case key != "" || certs != "":
		return nil, errors.New("WINDOWS_SIGN_KEY and WINDOWS_SIGN_CERTS belong together: one is missing")
	default:
		return nil, nil
	}
	if password := os.Getenv("WINDOWS_SIGN_PASSWORD_FILE"); password != "" {
		s.key = append(s.key, "-readpass", password)
	}
	// makensis signs the uninstaller from a folder of its own.
	for i, path := range s.key {
		if i%2 == 0 {
			continue
		}
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(absolute); err != nil {
			return nil, fmt.Errorf("what %s names: %w", s.key[i-1], err)
		}
		s.key[i] = absolute
	}
	if url := os.Getenv("WINDOWS_SIGN_TIMESTAMP"); url != "" {
		s.when = []string{"-ts", url}
	} else {
		// Newer ones call it -time, and still know this name.
		s.when = []string{"-st", strconv.FormatInt(r.Date.Unix(), 10)}
	}
	return s, nil
}

// command is what signs one file into another.
func (s *signer) command(from, to string) []string {
	line := append([]string{"osslsigncode", "sign", "-h", "sha256", "-n", "Commsdesk"}, s.key...)
	return append(append(line, s.when...), "-in", from, "-out", to)
}

// sign signs a program in its place. A timestamp service that does not answer is asked three times.
func (s *signer) sign(path string) error {
	if s == nil {
		return nil
	}
	signed := path + ".signed"
	line := s.command(path, signed)
	for try := 1; ; try++ {
		_ = os.Remove(signed)
		said, err := exec.Command(line[0], line[1:]...).CombinedOutput()
		if err == nil {
			return os.Rename(signed, path)
		}
		if try == 3 || s.when[0] != "-ts" {
			return fmt.Errorf("%s could not be signed: %w\n%s", filepath.Base(path), err, said)
		}
		time.Sleep(time.Duration(try) * 5 * time.Second)
	}
}

// script writes a program that signs the file it is given: makensis signs the uninstaller before it packs it.
func (s *signer) script(dir string) (string, error) {
	line := s.command("", "")
	line = line[:len(line)-4]
	for i, word := range line {
		line[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	path := filepath.Join(dir, "sign.sh")
	text := "#!/bin/sh\nset -e\n" + strings.Join(line, " ") + " -in \"$1\" -out \"$1.signed\" >/dev/null\nmv \"$1.signed\" \"$1\"\n"
	return path, os.WriteFile(path, []byte(text), 0o755)
}
