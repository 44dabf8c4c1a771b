package store

// The formats of the two files. A format grows by one when an older Commsdesk could not read what is written, or
// would read it wrongly; it then sets the cache aside, and leaves the promises alone.
const (
	cacheFormat    = 1
	promisesFormat = 1
)

// What the two files are for, as their key checks say.
const (
	cachePurpose    = "commsdesk cache"
	promisesPurpose = "commsdesk promises"
)

// There is no older format yet. The first step from one to the next goes here: a function of one write transaction
// that is run between fits and the first read, and writes the new format number last.
