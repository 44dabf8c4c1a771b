package app

import (
	"errors"
	"io/fs"
	"os"

	"commsdesk/backend/config"
	"commsdesk/backend/disk"
	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
)

// diskOf tries to write where the desk writes. It makes no folder.
func diskOf(h paths.Home, profiles []config.Profile) (d doctor.Disk) {
	folders := []string{h.Data, h.Logs}
	if len(profiles) > 0 {
		folders = append(folders, h.Profile(profiles[0].ID()))
	}
	for _, path := range folders {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		err := disk.Try(path)
		f := doctor.Folder{Path: path, Full: disk.IsFull(err), ReadOnly: err != nil && !disk.IsFull(err)}
		if f.Free, err = disk.Free(path); err != nil {
			f.Free = -1
		}
		d.Folders = append(d.Folders, f)
	}
	if info, err := os.Lstat(h.Log()); err == nil && !info.Mode().IsRegular() {
		d.OddLog = h.Log()
	}
	return d
}
