package store

import (
	"hash/fnv"
	"strings"
	"time"
	"unsafe"

	"commsdesk/backend/telecom"
)

// Orders without a service are stored in separate entries, spread by ID, so that they are listed, searched and
// removed like those of services.

// noService is the prefix of such an entry's ID. It is not UTF-8, so no ID from a portal has it.
const noService = "\xff"

func (e *entry) ofNoService() bool { return strings.HasPrefix(e.id, noService) }

// homesOf returns the IDs of the entries that hold an order. A part is stored with its parent order.
func homesOf(r *orderRecord) []string {
	var homes []string
	for _, id := range r.ServiceIDs {
		if id != "" {
			homes = append(homes, id)
		}
	}
	if homes != nil {
		return homes
	}
	root := r.ID
	for _, l := range r.Relations {
		if l.OrderID != "" && telecom.IsPartOf(l.Type) {
			root = l.OrderID
			break
		}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(root))
	n := h.Sum32()
	return []string{noService + string([]byte{byte(n), byte(n >> 8)})}
}

// orderFact is what the index holds of an order, for sorting and filtering lists. Times are whole seconds
// since 1970, capped at 2106; 0 means none.
type orderFact struct {
	placed uint32
	since  uint32 // the clock of the action
	stuck  uint32
	head   int32 // which of the entry's orders stands for the action
	kind   uint8 // its place in telecom.Kinds
	flags  uint8 // of the action
}

const orderFactSize = int(unsafe.Sizeof(orderFact{}))

// kindPlace is the place of each kind in telecom.Kinds.
var kindPlace = func() map[telecom.Kind]uint8 {
	places := map[telecom.Kind]uint8{}
	for i, kind := range telecom.Kinds() {
		places[kind] = uint8(i)
	}
	return places
}()

const (
	factRead   = 1 << iota // the order has been read; otherwise the rest is zero
	factOpen               // something of the action is open
	factFailed             // it failed, was rejected, or was done in part
	factOther              // it is listed with another service, which it names first
)

// describeAction sets the facts of an action's orders. At has the place of each order in the entry.
func (e *entry) describeAction(event *telecom.Event, clock telecom.Clock, at map[string]int32) {
	head := at[event.Order.ID]
	f := orderFact{placed: seconds(event.Order.PlacedAt()), since: seconds(clock.Since), stuck: seconds(clock.StuckAt), head: head,
		flags: factRead}
	f.kind = kindPlace[event.Order.Kind]
	switch event.Order.Status() {
	case telecom.Failed, telecom.Rejected, telecom.Partial:
		f.flags |= factFailed
	}
	if event.Open() {
		f.flags = f.flags&^factFailed | factOpen
	}
	for _, id := range event.Order.ServiceIDs {
		if id != "" {
			if id != e.id {
				f.flags |= factOther
			}
			break
		}
	}
	e.facts[head] = f
	for _, part := range event.Parts {
		e.facts[at[part.ID]] = orderFact{head: head, flags: factRead}
	}
}

func seconds(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(min(max(t.Unix(), 1), 1<<32-1))
}

// order returns the ID of one of the entry's orders.
func (e *entry) order(at int32) string {
	if int(at) < len(e.named) {
		return e.named[at]
	}
	return e.listed[int(at)-len(e.named)]
}

// facts packs the facts of an entry's orders. An order stands for its own action unless it is a part.
func (p *packing) facts(all []orderFact) {
	p.number(uint64(len(all)))
	for i, f := range all {
		part := f.flags&factRead != 0 && int(f.head) != i
		flags := uint64(f.flags) << 1
		if part {
			flags |= 1
		}
		p.number(flags)
		switch {
		case f.flags&factRead == 0:
		case part:
			p.number(uint64(f.head))
		default:
			p.number(uint64(f.kind))
			p.number(uint64(f.placed))
			if f.flags&factOpen != 0 {
				p.number(uint64(f.since))
				p.number(uint64(f.stuck))
			}
		}
	}
}

func (u *unpacking) facts(orders int) []orderFact {
	n := u.number()
	if n != uint64(orders) {
		u.bad, u.rest = true, ""
		return nil
	}
	if n == 0 {
		return nil
	}
	all := make([]orderFact, n)
	for i := range all {
		f := &all[i]
		flags := u.number()
		f.flags, f.head = uint8(flags>>1), int32(i)
		switch {
		case f.flags&factRead == 0:
			f.head = 0
		case flags&1 != 0:
			head := u.number()
			if head >= n {
				u.bad, u.rest = true, ""
				return nil
			}
			f.head = int32(head)
		default:
			f.kind, f.placed = uint8(u.number()), uint32(u.number())
			if f.flags&factOpen != 0 {
				f.since, f.stuck = uint32(u.number()), uint32(u.number())
			}
		}
	}
	return all
}
