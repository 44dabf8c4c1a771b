package store

import "time"

// moment is a time as it is stored: microseconds since the zero time, so that the zero time is 0 and takes no room,
// and the year 9999, which portals like, still fits.
type moment int64

const zeroMicro = -62135596800000000 // time.Time{}.UnixMicro()

func momentOf(t time.Time) moment { return moment(t.UnixMicro() - zeroMicro) }

func (m moment) time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(m) + zeroMicro).UTC()
}
