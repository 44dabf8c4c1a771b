package doctor

import "slices"

// Disk is what was found of the disk that the desk writes to.
type Disk struct {
	Folders []Folder // those that are there
	OddLog  string   // what lies at this path in place of the log is not a file; empty: all is well
}

// Folder is one that the desk writes to.
type Folder struct {
	Path     string
	Full     bool  // a write failed for want of room
	ReadOnly bool  // a write failed for another reason
	Free     int64 // bytes; negative: not known
}

// leastFree is how many bytes should be free: a copy of a large portal and its journal grow by less in a day.
const leastFree = 100_000_000

// disk says whether something can be written.
func disk(f Facts) (checks []Check) {
	bad := func(s State, text, next string) {
		checks = append(checks, Check{Area: AreaDisk, State: s, Text: text, Next: next})
	}
	for _, d := range f.Disk.Folders {
		switch {
		case d.Full:
			bad(Bad, "The disk is full: nothing can be written in "+d.Path+".",
				"Make room on that disk, then look again. Until then nothing that is read is kept, and no order can be sent.")
		case d.ReadOnly:
			bad(Bad, "Nothing can be written in "+d.Path+".", "Check who may write there, and whether the disk is read-only.")
		case d.Free >= 0 && d.Free < leastFree:
			bad(Warning, "The disk is almost full: "+size(d.Free)+" are free in "+d.Path+".", "Make room on that disk.")
		}
	}
	if f.Disk.OddLog != "" {
		bad(Warning, "What lies at "+f.Disk.OddLog+" is not a file, so nothing is logged there.", "Take it away. The next start makes the log anew.")
	}
	if len(checks) > 0 || len(f.Disk.Folders) == 0 {
		return checks
	}
	least := slices.MinFunc(f.Disk.Folders, func(a, b Folder) int { return int(min(max(a.Free-b.Free, -1), 1)) })
	if least.Free < 0 {
		return one(AreaDisk, Good, "The folders of the data and the log can be written.", "")
	}
	return one(AreaDisk, Good, "The folders of the data and the log can be written, with "+size(least.Free)+" free.", "")
}
