package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// half is a maker that gets no further than half a package.
func half(end func() error) func(*release) ([]string, error) {
	return func(r *release) ([]string, error) {
		path := filepath.Join(r.Work, "commsdesk.deb")
		if err := os.WriteFile(path, []byte("hal"), 0o644); err != nil {
			return nil, err
		}
		return []string{path}, end()
	}
}

// packed runs pack with one maker.
func packed(dir string, maker func(*release) ([]string, error)) error {
	makers["half"] = maker
	defer delete(makers, "half")
	return run([]string{"-version", "1.2.3", "-date", "1700000000", "-out", filepath.Join(dir, "packages"), "half"})
}

func TestAPackageThatFailedIsNotLaidAndLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	if packed(dir, half(func() error { return errors.New("the disk is full") })) == nil {
		t.Fatal("the failure was not told")
	}
	nothingLaid(t, dir)
	if left, _ := filepath.Glob(filepath.Join(dir, "pack-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAPackageWhoseMakingWasKilledIsNotLaid(t *testing.T) {
	if dir := os.Getenv("PACK_IN"); dir != "" {
		_ = packed(dir, half(func() error { select {} }))
		return
	}
	dir := t.TempDir()
	c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	c.Env = append(os.Environ(), "PACK_IN="+dir)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if parts, _ := filepath.Glob(filepath.Join(dir, "pack-*", "commsdesk.deb")); len(parts) > 0 {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Error("it never began")
			break
		}
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	nothingLaid(t, dir)
}

func nothingLaid(t *testing.T, dir string) {
	t.Helper()
	laid, err := os.ReadDir(filepath.Join(dir, "packages"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range laid {
		t.Errorf("%s lies among the packages", file.Name())
	}
}
