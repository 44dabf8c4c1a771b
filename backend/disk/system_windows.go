package disk

const nonblock = 0

// SyncFolder has nothing to do: a folder cannot be brought to the disk by itself here.
func SyncFolder(string) error { return nil }
