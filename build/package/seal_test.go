package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// aRelease is one of nothing: its folders are there, and empty.
func aRelease(t *testing.T) *release {
	t.Helper()
	dir := t.TempDir()
	r := &release{
		Version: "1.2.3",
		Date:    time.Unix(1_700_000_000, 0).UTC(),
		Root:    dir,
		Work:    filepath.Join(dir, "work"),
		Out:     filepath.Join(dir, "out"),
	}
	for _, d := range []string{r.Work, r.Out} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// laid puts a file among the packages.
func laid(t *testing.T, r *release, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.Out, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// madeAndLaid runs a maker and lays what it made, as run does.
func madeAndLaid(t *testing.T, r *release, maker func(*release) ([]string, error)) {
	t.Helper()
	paths, err := maker(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if err := os.Rename(path, filepath.Join(r.Out, filepath.Base(path))); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEveryPackageStandsInTheChecksumsAndAChangedByteIsRefused(t *testing.T) {
	r := aRelease(t)
	laid(t, r, "b.deb", "two")
	laid(t, r, "a.rpm", "one")
	laid(t, r, "old.minisig", "a signature has no checksum")
	madeAndLaid(t, r, sums)
	got, err := os.ReadFile(filepath.Join(r.Out, sumsName))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(got)) {
		names = append(names, strings.Fields(line)[1])
	}
	if want := "a.rpm b.deb"; strings.Join(names, " ") != want {
		t.Fatalf("checksums of %v, want %s", names, want)
	}
	check := func() error {
		c := exec.Command("sha256sum", "--check", "--strict", "--quiet", sumsName)
		c.Dir = r.Out
		return c.Run()
	}
	if err := check(); err != nil {
		t.Fatalf("sha256sum: %v", err)
	}
	laid(t, r, "b.deb", "twO")
	if check() == nil {
		t.Fatal("sha256sum accepts a package that was changed")
	}
}

func TestAFolderIsNoPackage(t *testing.T) {
	r := aRelease(t)
	if err := os.Mkdir(filepath.Join(r.Out, "unfinished"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := sums(r); err == nil {
		t.Fatal("a folder among the packages passed unnoticed")
	}
}

func TestMinisignVerifiesWhatWasSignedAndRefusesAChangedByte(t *testing.T) {
	for name, key := range map[string]func(t *testing.T, dir string) string{
		"with a password":    keyWithPassword,
		"without a password": keyWithout,
		"given as text":      keyAsText,
	} {
		t.Run(name, func(t *testing.T) {
			r := aRelease(t)
			public := key(t, r.Root)
			laid(t, r, "commsdesk.deb", "a package")
			madeAndLaid(t, r, sums)
			madeAndLaid(t, r, sign)
			for _, name := range []string{"commsdesk.deb", sumsName} {
				if out, err := verify(r, public, name); err != nil {
					t.Fatalf("%s: %v\n%s", name, err, out)
				} else if !bytes.Contains(out, []byte("timestamp:1700000000\tfile:"+name)) {
					t.Fatalf("%s: the signature does not name it:\n%s", name, out)
				}
				path := filepath.Join(r.Out, name)
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				content[len(content)/2] ^= 1
				if err := os.WriteFile(path, content, 0o644); err != nil {
					t.Fatal(err)
				}
				if out, err := verify(r, public, name); err == nil {
					t.Fatalf("%s was changed, and is accepted:\n%s", name, out)
				}
			}
		})
	}
}

func TestWithoutAKeyNothingIsSigned(t *testing.T) {
	t.Setenv("MINISIGN_KEY", "")
	r := aRelease(t)
	laid(t, r, "commsdesk.deb", "a package")
	madeAndLaid(t, r, sums)
	if paths, err := sign(r); err != nil || len(paths) != 0 {
		t.Fatalf("signed %v, %v", paths, err)
	}
}

func TestAWrongPasswordOrAKeyThatIsNotThereIsAnError(t *testing.T) {
	r := aRelease(t)
	keyWithPassword(t, r.Root)
	madeAndLaid(t, r, sums)
	for _, broken := range []func(){
		func() { t.Setenv("MINISIGN_PASSWORD_FILE", ""); t.Setenv("MINISIGN_PASSWORD", "") },
		func() { t.Setenv("MINISIGN_PASSWORD", "wrong") },
		func() { t.Setenv("MINISIGN_KEY", filepath.Join(r.Root, "nowhere")) },
	} {
		broken()
		if _, err := sign(r); err == nil {
			t.Fatal("no error, and nothing was signed")
		}
	}
}

// verify asks the real tool, which takes no signature of the old form.
func verify(r *release, public, name string) ([]byte, error) {
	return exec.Command("minisign", "-V", "-H", "-p", public, "-m", filepath.Join(r.Out, name)).CombinedOutput()
}

// generate makes a throw-away key with the real tool and gives the paths of its two halves.
func generate(t *testing.T, dir, password string) (secret, public string) {
	t.Helper()
	secret, public = filepath.Join(dir, "key"), filepath.Join(dir, "key.pub")
	args := []string{"-G", "-s", secret, "-p", public}
	if password == "" {
		args = append(args, "-W")
	}
	c := exec.Command("minisign", args...)
	c.Stdin = strings.NewReader(password + "\n" + password + "\n")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("minisign -G: %v\n%s", err, out)
	}
	return secret, public
}

func keyWithPassword(t *testing.T, dir string) string {
	secret, public := generate(t, dir, "open sesame")
	file := filepath.Join(dir, "password")
	if err := os.WriteFile(file, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MINISIGN_KEY", secret)
	t.Setenv("MINISIGN_PASSWORD_FILE", file)
	return public
}

func keyWithout(t *testing.T, dir string) string {
	secret, public := generate(t, dir, "")
	t.Setenv("MINISIGN_KEY", secret)
	return public
}

func keyAsText(t *testing.T, dir string) string {
	secret, public := generate(t, dir, "")
	text, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("MINISIGN_KEY", string(text))
	return public
}
