package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTwoClonesMakeTheSameBytes clones the present commit into two folders whose paths are of different length, makes the
// packages in each, and compares every byte of the packages, and of the window’s files, which tell sooner what differs.
func TestTwoClonesMakeTheSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	begun := time.Now()
	root := theRelease(t).Root
	if text := command(t, root, "git", "status", "--porcelain"); text != "" {
		t.Log("what is not committed is not part of this")
	}
	commit := strings.TrimSpace(command(t, root, "git", "rev-parse", "HEAD")) // the branch may move meanwhile
	var clones []string
	for _, name := range []string{"a", "another-one/with-a-longer-path"} {
		clone := filepath.Join(t.TempDir(), name)
		command(t, root, "git", "clone", "--quiet", root, clone)
		command(t, clone, "git", "-c", "advice.detachedHead=false", "checkout", "--quiet", commit)
		sameModules(t, root, clone)
		// What lies there from another time goes; else it would be in the first alone.
		if old := filepath.Join(clone, "build", "packages"); len(clones) == 0 {
			if err := os.MkdirAll(old, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(old, "of-another-time.deb"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		command(t, clone, "make", "-s", "packages")
		clones = append(clones, clone)
	}
	for _, folder := range []string{"frontend/dist", "build/packages"} {
		first, second := filesOf(t, filepath.Join(clones[0], folder)), filesOf(t, filepath.Join(clones[1], folder))
		if len(first) < 2 {
			t.Errorf("%s holds %d files", folder, len(first))
		}
		for name := range second {
			if _, there := first[name]; !there {
				t.Errorf("%s/%s is in the second alone", folder, name)
			}
		}
		for name, content := range first {
			if other, there := second[name]; !there {
				t.Errorf("%s/%s is in the first alone", folder, name)
			} else if !bytes.Equal(content, other) {
				t.Errorf("%s/%s: %s", folder, name, difference(content, other))
			}
		}
	}
	t.Logf("two clones, each packed from scratch: %s", time.Since(begun).Round(time.Second))
}

// sameModules gives a clone the npm packages that are installed here already, if it wants the same ones.
func sameModules(t *testing.T, root, clone string) {
	t.Helper()
	const lock, installed = "frontend/package-lock.json", "frontend/node_modules/.package-lock.json"
	wanted, err := os.ReadFile(filepath.Join(clone, lock))
	if err != nil {
		t.Fatal(err)
	}
	if has, err := os.ReadFile(filepath.Join(root, lock)); err != nil || !bytes.Equal(has, wanted) {
		return // make installs them
	}
	command(t, root, "cp", "-a", "frontend/node_modules", filepath.Join(clone, "frontend"))
	// Make takes what is older than the lock for out of date.
	now := time.Now()
	if err := os.Chtimes(filepath.Join(clone, installed), now, now); err != nil {
		t.Fatal(err)
	}
}

// filesOf reads every file below a folder.
func filesOf(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[strings.TrimPrefix(path, folder+"/")], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// difference says where two contents part.
func difference(a, b []byte) string {
	if len(a) != len(b) {
		return "the two differ in length"
	}
	for i := range a {
		if a[i] != b[i] {
			from := max(0, i-20)
			return strings.ToValidUTF8(string(a[from:min(len(a), i+40)]), "·") + " ≠ " +
				strings.ToValidUTF8(string(b[from:min(len(b), i+40)]), "·")
		}
	}
	return "the same"
}

// command runs one command in a folder and gives what it prints; its failure is the test’s.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
