package simulate

import (
	"bytes"
	"errors"
	"os"
	"time"

	"commsdesk/backend/telecom"
)

// What lies on the disk of a desk that crashes is what was there when the ledger last said that it had written, and
// never what the file happens to hold: bbolt writes pages, waits for the disk, writes one of two metas, and waits again.
// A crash in between leaves some of it.

const (
	sector = 512
	metas  = 2 // pages
)

// errFull is what a full disk says.
var errFull = &telecom.Error{Code: telecom.Internal, Text: "There is no room on the disk."}

// held is what a disk holds of the promises: the file, and the end of the journal, which is kept beside it and written
// after it.
type held struct{ promises, end []byte }

// write lets the ledger write, on a disk that may be full, and at a moment at which the desk may die.
func (l *watchedLedger) write(do func() error) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.dead.Load() {
		return errDied
	}
	if l.station.full() {
		// It may have written all the same: a disk that could not confirm it is not believed.
		if l.station.dice.percent(75) {
			return errFull
		}
		err := do()
		l.disk = l.onDisk()
		return errors.Join(err, errFull)
	}
	if err := do(); err != nil {
		return err
	}
	l.next = l.onDisk()
	if l.trap("write.torn") {
		return errDied
	}
	l.disk = l.next
	return nil
}

// full reports whether there is no room for this write.
func (s *station) full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fullOn--; s.fullOn == 0 {
		s.fullUntil = time.Now().Add(s.fullFor)
	}
	return time.Now().Before(s.fullUntil)
}

// torn is a disk after a crash in the middle of a write.
func torn(d *dice, before, after held) held {
	return held{tornFile(d, before.promises, after.promises), before.end}
}

// tornFile is a file after a crash in the middle of a write: as it was, as it should be, with some of the new pages and
// the old metas, or with all of them and a part of the new meta.
func tornFile(d *dice, before, after []byte) []byte {
	page := os.Getpagesize()
	mixed := append(bytes.Clone(before), make([]byte, max(0, len(after)-len(before)))...)
	switch d.n(4) {
	case 0:
		return bytes.Clone(before)
	case 1:
		return bytes.Clone(after)
	case 2:
		for at := metas * page; at < len(after); at += sector {
			if d.percent(50) {
				copy(mixed[at:at+sector], after[at:])
			}
		}
	default:
		copy(mixed[metas*page:], after[metas*page:])
		for meta := range metas {
			if at := meta * page; !bytes.Equal(before[at:at+page], after[at:at+page]) {
				copy(mixed[at:at+d.n(100)], after[at:])
			}
		}
	}
	return mixed
}
