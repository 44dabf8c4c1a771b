package paths

import "io/fs"

// On Windows a user's own folders are closed to others by the rights they inherit.
func closeToOthers() {}

func closeFolder(string) error { return nil }

func closeFile(string) error { return nil }

func isPrivate(fs.FileInfo) bool { return true }

// OthersRead is false: on Windows the mode of a file does not say who can read it.
func OthersRead(string) bool { return false }
