package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// settled is the folder of the user's cache where the program of this AppImage lies, whole and unchanged; fresh tells that it
// was unpacked only now. Two that start for the first time do not disturb each other.
func settled(self string) (dir string, fresh bool, err error) {
	root, err := cache()
	if err != nil {
		return "", false, err
	}
	dir = filepath.Join(root, imageSum)
	if whole(dir) {
		return dir, false, nil
	}
	unfinished, err := os.MkdirTemp(root, "unfinished-")
	if err != nil {
		return "", false, err
	}
	defer func() { _ = os.RemoveAll(unfinished) }()
	if err := unpack(self, unfinished); err != nil {
		return "", false, err
	}
	// Where another one was quicker, what it laid is kept: it may be just about to start it. What is damaged goes.
	if os.Rename(unfinished, dir) != nil && !whole(dir) {
		away := unfinished + "-damaged"
		_ = os.Rename(dir, away)
		err := os.Rename(unfinished, dir)
		_ = os.RemoveAll(away)
		if err != nil && !whole(dir) {
			return "", false, err
		}
	}
	tidy(root)
	return dir, true, nil
}

// cache is the folder for all versions. It is the user's alone: what lies in it is run.
func cache() (string, error) {
	above, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	root := filepath.Join(above, "commsdesk-appimage")
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", err
	}
	if !private(root) {
		return "", fmt.Errorf("%s may be written by others", root)
	}
	return root, nil
}

// private tells whether path is a folder that only this user may change.
func private(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return false
	}
	owner, is := info.Sys().(*syscall.Stat_t)
	return is && int(owner.Uid) == os.Getuid()
}

// whole tells whether dir holds the very program that this AppImage brings. Caches are cleaned file by file, and disks err.
func whole(dir string) bool {
	if !private(dir) {
		return false
	}
	f, err := os.Open(filepath.Join(dir, programPath))
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return err == nil && fmt.Sprintf("%x", h.Sum(nil)) == programSum
}

var sum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// tidy removes other versions, and what was left behind by one that was killed while it unpacked.
func tidy(root string) {
	entries, _ := os.ReadDir(root)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || e.Name() == imageSum {
			continue
		}
		if sum.MatchString(e.Name()) || time.Since(info.ModTime()) > time.Hour {
			_ = os.RemoveAll(filepath.Join(root, e.Name()))
		}
	}
}

var errDamaged = errors.New("the AppImage is damaged: fetch it again")
