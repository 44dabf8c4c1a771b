package store

import (
	"encoding/binary"
	"errors"
	"time"

	"commsdesk/backend/telecom"
)

// indexFormat is the version of the format below and of the rules for its sums. A different number makes the index be
// rebuilt from the records.
const indexFormat = 4

// packing encodes entries compactly: numbers as varints, strings with their length first.
type packing struct{ b []byte }

func (p *packing) number(n uint64)       { p.b = binary.AppendUvarint(p.b, n) }
func (p *packing) string(s string)       { p.number(uint64(len(s))); p.b = append(p.b, s...) }
func (p *packing) timestamp(t time.Time) { p.number(uint64(timestampOf(t))) }
func (p *packing) strings(list []string) {
	p.number(uint64(len(list)))
	for _, s := range list {
		p.string(s)
	}
}

const (
	flagKnown = 1 << iota
	flagTop
	flagAtLeast
)

// entry packs one entry, without the text: it is built again, so that a better text needs no new format.
func (p *packing) entry(e *entry) {
	var flags uint64
	if e.known {
		flags |= flagKnown
	}
	if e.top != nil {
		flags |= flagTop
		if e.top.Clock.AtLeast {
			flags |= flagAtLeast
		}
	}
	p.number(flags)
	for _, s := range []string{e.id, e.number, e.customer, e.plan, e.platform, e.state, string(e.sim.Type), e.sim.Number} {
		p.string(s)
	}
	p.strings(e.named)
	p.strings(e.listed)
	p.number(uint64(e.open))
	p.number(uint64(e.last))
	if t := e.top; t != nil {
		for _, s := range []string{t.ID, string(t.Kind), t.KindWord, t.State, string(t.Status)} {
			p.string(s)
		}
		p.timestamp(t.Clock.Since)
		p.number(uint64(t.Clock.Limit))
		p.timestamp(t.Clock.Until)
		p.timestamp(t.Clock.StuckAt)
	}
	p.facts(e.facts)
}

// unpacking decodes what packing wrote. After the first error it reads only zeros, and bad is set. The strings it returns
// are parts of one, to save an allocation for each.
type unpacking struct {
	rest   string
	shared func(string) string // plans and states occur again and again
	bad    bool
}

func (u *unpacking) number() uint64 {
	var n uint64
	for i := 0; i < len(u.rest) && i < binary.MaxVarintLen64; i++ {
		b := u.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			u.rest = u.rest[i+1:]
			return n
		}
	}
	u.bad, u.rest = true, ""
	return 0
}

func (u *unpacking) string() string {
	n := u.number()
	if n > uint64(len(u.rest)) {
		u.bad, u.rest = true, ""
		return ""
	}
	s := u.rest[:n]
	u.rest = u.rest[n:]
	return s
}

func (u *unpacking) timestamp() time.Time { return timestamp(u.number()).time() }

func (u *unpacking) strings() []string {
	n := u.number()
	if n > uint64(len(u.rest)) { // each takes a byte at least
		u.bad, u.rest = true, ""
	}
	if n == 0 || u.bad {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = u.string()
	}
	return list
}

func (u *unpacking) entry() *entry {
	flags := u.number()
	e := &entry{known: flags&flagKnown != 0}
	e.id, e.number, e.customer = u.string(), u.string(), u.string()
	e.plan, e.platform, e.state = u.shared(u.string()), u.shared(u.string()), u.shared(u.string())
	e.sim.Type, e.sim.Number = telecom.SIMType(u.shared(u.string())), u.string()
	e.named, e.listed = u.strings(), u.strings()
	e.open, e.last = int(u.number()), timestamp(u.number())
	if flags&flagTop != 0 {
		t := &telecom.OpenOrder{ID: u.string(), Kind: telecom.Kind(u.shared(u.string())), KindWord: u.shared(u.string()),
			State: u.shared(u.string())}
		t.Status = telecom.Status(u.shared(u.string()))
		t.Clock.Since, t.Clock.AtLeast = u.timestamp(), flags&flagAtLeast != 0
		t.Clock.Limit = time.Duration(u.number())
		t.Clock.Until, t.Clock.StuckAt = u.timestamp(), u.timestamp()
		e.top = t
	}
	e.facts = u.facts(len(e.named) + len(e.listed))
	e.buildText()
	return e
}

var errIndex = errors.New("the index is invalid")

// unpackEntries reads the entries of one chunk.
func unpackEntries(plain string, shared func(string) string) ([]*entry, error) {
	u := &unpacking{rest: plain, shared: shared}
	var list []*entry
	for u.rest != "" {
		list = append(list, u.entry())
	}
	if u.bad {
		return nil, errIndex
	}
	return list, nil
}

// packTimes and unpackTimes encode the read times of one chunk, in milliseconds, each as the difference from the one
// before, which is small since they were read together.
func packTimes(times []int64) []byte {
	p := &packing{}
	var before int64
	for _, t := range times {
		p.b = binary.AppendVarint(p.b, t-before)
		before = t
	}
	return p.b
}

func unpackTimes(plain []byte, n int) ([]int64, error) {
	times := make([]int64, n)
	var before int64
	for i := range times {
		d, size := binary.Varint(plain)
		if size <= 0 {
			return nil, errIndex
		}
		before += d
		times[i], plain = before, plain[size:]
	}
	return times, nil
}
