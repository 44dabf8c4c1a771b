package store

import (
	"errors"
	"testing"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

func TestCache_ProfilesStateMeaningDecidesOpen(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	put := func(o telecom.Order) telecom.Applied {
		t.Helper()
		return apply(t, c, telecom.Changes{Services: []telecom.Service{{ID: "s"}}, Orders: []telecom.Order{o}, ReadAt: monday})
	}
	is := func(open int, status telecom.Status) {
		t.Helper()
		list, err := c.OpenOrders()
		row := query(t, c, telecom.Query{}).Rows[0]
		if err != nil || len(list) != open || row.Open != open {
			t.Fatalf("got %+v, %v, %+v; want len(list) == open, row.Open == open", list, err, row)
		}
		if open > 0 && (list[0].Status() != status || row.Top.Status != status || row.Top.State != "ZX 4") {
			t.Fatalf("got %+v, %+v; want status %v and state ZX 4", list[0], row.Top, status)
		}
	}
	o := telecom.Order{ID: "o", ServiceIDs: []string{"s"}, State: "ZX 4", OrderedAt: monday}
	put(o)
	is(1, telecom.StatusUnknown)
	o.StateMeans = "held"
	if a := put(o); len(a.Orders) != 1 {
		t.Errorf("another meaning is no difference: %v: got %v, want 1", a, len(a.Orders))
	}
	if a := put(o); len(a.Orders) != 0 {
		t.Errorf("the same meaning is a difference: %v: got %v, want 0", a, len(a.Orders))
	}
	is(1, telecom.Held)
	_ = c.Close()
	c = open(t, path)
	is(1, telecom.Held)
	if list, err := c.Orders("s"); err != nil || list[0].StateMeans != "held" {
		t.Errorf("got %+v, %v; want list[0].StateMeans == \"held\"", list, err)
	}
	o.StateMeans = "completed"
	put(o)
	is(0, "")
	o.StateMeans = ""
	put(o)
	is(1, telecom.StatusUnknown)
}

func TestCursor_KeepsReadWith(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	cursor := c.Cursor()
	cursor.ReadWith = "rules 7"
	apply(t, c, telecom.Changes{Cursor: &cursor, ReadAt: monday})
	_ = c.Close()
	if got := open(t, path).Cursor().ReadWith; got != "rules 7" {
		t.Errorf("got %+v; want got == \"rules 7\"", got)
	}
}

// The shapes below are those of a cache before orders had a meaning of their own.

type earlierState struct {
	Cursor   earlierCursor `cbor:"1,keyasint"`
	Revision uint64        `cbor:"2,keyasint"`
	Orders   int           `cbor:"3,keyasint"`
	Chunks   int           `cbor:"4,keyasint"`
	IndexOf  string        `cbor:"5,keyasint"`
}

type earlierCursor struct {
	CompleteAt timestamp   `cbor:"1,keyasint,omitempty"`
	Skew       int64       `cbor:"2,keyasint,omitempty"`
	Services   sweepRecord `cbor:"3,keyasint"`
	Orders     sweepRecord `cbor:"4,keyasint"`
}

type earlierOrder struct {
	ID         string    `cbor:"1,keyasint"`
	ServiceIDs []string  `cbor:"3,keyasint,omitempty"`
	State      string    `cbor:"6,keyasint,omitempty"`
	OrderedAt  timestamp `cbor:"10,keyasint,omitempty"`
}

func TestOpenCache_RebuildsIndexOfEarlierVersion(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	o := telecom.Order{ID: "o", ServiceIDs: []string{"s"}, State: "inProgress", OrderedAt: monday}
	changes := telecom.Changes{Services: []telecom.Service{{ID: "s"}}, Orders: []telecom.Order{o}, ReadAt: monday}
	apply(t, c, changes)
	err := c.file.update(func(tx *bolt.Tx) error {
		key := c.sealer.name(bucketOrders, "o")
		h, _ := fingerprintOf(tx.Bucket([]byte(bucketOrders)).Get(key))
		value, err := c.sealRecord(bucketOrders, key, h,
			earlierOrder{ID: "o", ServiceIDs: []string{"s"}, State: "inProgress", OrderedAt: timestampOf(monday)})
		if err != nil {
			return err
		}
		state, err := c.codec.enc.Marshal(earlierState{Cursor: earlierCursor{CompleteAt: timestampOf(monday)}, Revision: 1, Orders: 1,
			Chunks: 1, IndexOf: "2" + c.indexOf()[1:]})
		// An entry of an earlier packing is not to be read at all.
		chunk := chunkKey(0, 0)
		return errors.Join(err,
			tx.Bucket([]byte(bucketOrders)).Put(key, value),
			tx.Bucket([]byte(bucketMeta)).Put([]byte(keyState), c.sealer.seal(nil, bucketMeta, []byte(keyState), state)),
			tx.Bucket([]byte(bucketIndex)).Put(chunk, c.sealer.seal(nil, bucketIndex, chunk, []byte("an earlier packing"))))
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	c = open(t, path)
	if !c.Cursor().CompleteAt.Equal(monday) || c.Cursor().ReadWith != "" {
		t.Errorf("got %+v; want c.Cursor().CompleteAt.Equal(monday), c.Cursor().ReadWith == \"\"", c.Cursor())
	}
	row := query(t, c, telecom.Query{}).Rows[0]
	if row.Open != 1 || row.Top.Status != telecom.InProgress || !row.Top.Clock.Since.Equal(monday) {
		t.Errorf("got %+v, %+v; want row.Open == 1, row.Top.Status == telecom.InProgress, row.Top.Clock.Since.Equal(monday)", row, row.Top)
	}
	if a := apply(t, c, changes); len(a.Services)+len(a.Orders) != 0 {
		t.Errorf("an earlier record differs from itself: %v: got %v, want 0", a, len(a.Services)+len(a.Orders))
	}
}
