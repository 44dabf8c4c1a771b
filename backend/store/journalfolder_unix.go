//go:build unix

package store

import (
	"errors"
	"os"
)

// syncFolder brings to the disk which files a folder has.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
