package paths

import "io/fs"

// closeToOthers does nothing: on Windows a user's folders inherit rights that keep others out.
func closeToOthers() {}

func closeFolder(string) error { return nil }

func closeFile(string) error { return nil }

func isPrivate(fs.FileInfo) bool { return true }

// OthersRead returns false: on Windows the mode of a file does not say who can read it.
func OthersRead(string) bool { return false }
