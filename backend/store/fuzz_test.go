package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

func testCodec(t testing.TB) codec {
	t.Helper()
	c, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// flipped returns a copy with one byte changed, if by is not zero and there is such a byte.
func flipped(b []byte, at uint32, by byte) []byte {
	b = bytes.Clone(b)
	if len(b) > 0 {
		b[int(at)%len(b)] ^= by
	}
	return b
}

// FuzzSealedRecord checks that a sealed record is read back the same. With a changed byte, shortened, or in another place it
// is Damaged or the same, but never another one.
func FuzzSealedRecord(f *testing.F) {
	f.Add("ORD1", "held", []byte(`{"id":"ORD1"}`), uint32(0), byte(1), uint16(0))
	f.Add("ORD1", "held", []byte(`{"id":"ORD1"}`), uint32(fingerprintSize), byte(255), uint16(1))
	f.Add("", "", []byte(nil), uint32(40), byte(0), uint16(90))
	f.Add("\xff", "\x00", bytes.Repeat([]byte("x"), 4000), uint32(fingerprintSize+24), byte(7), uint16(0))
	c := &Cache{sealer: NewSealer(testKey), codec: testCodec(f)}
	f.Fuzz(func(t *testing.T, id, state string, raw []byte, at uint32, by byte, short uint16) {
		was := &orderRecord{ID: id, State: state, Raw: raw}
		want, _ := c.codec.enc.Marshal(was)
		key := c.sealer.name(bucketOrders, id)
		value, err := c.sealRecord(bucketOrders, key, fingerprint{}, was)
		if err != nil {
			t.Fatal(err)
		}
		same := func(bucket string, key, value []byte) bool {
			got := &orderRecord{}
			if err := c.openRecord(bucket, key, value, got); err != nil {
				var u *unfit
				if !errors.As(err, &u) || u.code != telecom.Damaged {
					t.Fatalf("no damage: %v", err)
				}
				return false
			}
			if bytes, _ := c.codec.enc.Marshal(got); string(bytes) != string(want) {
				t.Fatalf("another record: %+v, not %+v", got, was)
			}
			return true
		}
		if !same(bucketOrders, key, value) {
			t.Fatal("what was sealed cannot be read")
		}
		touched := by != 0 && int(at)%len(value) >= fingerprintSize // the head is compared, and never read as data
		if same(bucketOrders, key, flipped(value, at, by)) == touched {
			t.Error("a changed byte was not seen, or seen where there is none")
		}
		if short != 0 && same(bucketOrders, key, value[:len(value)-1-int(short)%len(value)]) {
			t.Error("a short value was read")
		}
		if same(bucketServices, key, value) || same(bucketOrders, c.sealer.name(bucketOrders, id+"'"), value) {
			t.Error("read in another place")
		}
	})
}

// FuzzRecord checks that any bytes are an error or a record that is written and read back the same, also by way of the
// domain. Equal records have equal bytes.
func FuzzRecord(f *testing.F) {
	c := testCodec(f)
	one, two := service(1), order(1, 1)
	for _, record := range []any{recordOfService(&one), recordOfOrder(&two), &orderRecord{}, map[int]any{4: []any{}, 10: -5, 99: "more"},
		[]int{1}, nil} {
		plain, err := c.enc.Marshal(record)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain, false)
		f.Add(c.zip.EncodeAll(plain, nil), true)
	}
	f.Add([]byte("\xbf\x00"), false)
	f.Fuzz(func(t *testing.T, b []byte, packed bool) {
		if !packed {
			b = c.zip.EncodeAll(b, nil)
		}
		var o orderRecord
		if c.unpack(b, &o) == nil {
			word := toOrder(&o)
			if !emptyLists(t, c, &o, recordOfOrder(&word)) {
				t.Errorf("%+v lost something on the way to %+v", o, word)
			}
			again := toOrder(through(t, c, recordOfOrder(&word)))
			if !reflect.DeepEqual(word, again) && !emptyLists(t, c, recordOfOrder(&word), recordOfOrder(&again)) {
				t.Errorf("%+v became %+v", word, again)
			}
		}
		var s serviceRecord
		if c.unpack(b, &s) == nil {
			word := toService(&s)
			if s.ReadAt = 0; !emptyLists(t, c, &s, recordOfService(&word)) { // the index tells when it was read
				t.Errorf("%+v lost something on the way to %+v", s, word)
			}
			again := toService(through(t, c, recordOfService(&word)))
			if !reflect.DeepEqual(word, again) && !emptyLists(t, c, recordOfService(&word), recordOfService(&again)) {
				t.Errorf("%+v became %+v", word, again)
			}
		}
	})
}

// through packs and unpacks a record twice, and checks for equal bytes.
func through[R any](t *testing.T, c codec, record *R) *R {
	t.Helper()
	first, err := c.pack(record)
	if err != nil {
		t.Fatal(err)
	}
	read := new(R)
	if err := c.unpack(first, read); err != nil {
		t.Fatal(err)
	}
	if second, err := c.pack(read); err != nil || !bytes.Equal(first, second) {
		t.Fatalf("other bytes of %+v, %v", record, err)
	}
	return read
}

// emptyLists reports whether two records are equal, except that one may have nil where the other has an empty list.
func emptyLists(t *testing.T, c codec, a, b any) bool {
	t.Helper()
	first, err := c.enc.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.enc.Marshal(b)
	return err == nil && bytes.Equal(first, second)
}

// FuzzOfferAndUsage checks that any bytes are an error or an offer and usage that are written and read back the same, also
// by way of the domain.
func FuzzOfferAndUsage(f *testing.F) {
	c := testCodec(f)
	for _, record := range []any{recordOfOffer("http://c", someOffer()), recordOfUsage("http://u", someUsage(), monday), &offerRecord{},
		map[int]any{2: []any{map[int]any{6: nil}}, 3: []any{nil}}, []int{1}, nil} {
		plain, err := c.enc.Marshal(record)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain, false)
		f.Add(c.zip.EncodeAll(plain, nil), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, packed bool) {
		if !packed {
			b = c.zip.EncodeAll(b, nil)
		}
		var o offerRecord
		if c.unpack(b, &o) == nil {
			word := toOffer(&o)
			if again := recordOfOffer(o.From, word); !emptyLists(t, c, &o, again) || !emptyLists(t, c, again, through(t, c, again)) {
				t.Errorf("%+v lost something on the way to %+v", o, word)
			}
		}
		var u usageRecord
		if c.unpack(b, &u) == nil {
			words := u.domain(sydney)
			if again := recordOfUsage(u.From, words, u.ReadAt.time()); !emptyLists(t, c, &u, again) ||
				!emptyLists(t, c, again, through(t, c, again)) {
				t.Errorf("%+v lost something on the way to %+v", u, words)
			}
		}
	})
}

// FuzzEntries checks that any bytes are an error or entries of the index that are written and read back the same. An entry's
// text has a line for every field and every ID.
func FuzzEntries(f *testing.F) {
	var p packing
	e := entry{id: "1", known: true, number: "+61 (0)412", customer: "Łukasz\nß", plan: "\xff", state: "active", named: []string{"A", "B"},
		listed: []string{"", "\n"}, open: 2}
	p.entry(&e)
	f.Add(bytes.Clone(p.b))
	e.top = &telecom.OpenOrder{ID: "A", Kind: telecom.SIMSwap, State: "held"}
	e.top.Clock.AtLeast, e.top.Clock.Since = true, monday
	p.entry(&e)
	f.Add(p.b)
	f.Add([]byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Add(append(bytes.Repeat([]byte{0}, 9), 0xff, 0xff, 0x7f))
	f.Add([]byte("\x01\x00\x00\xe0\x5d" + strings.Repeat("é", 12_000/2)))
	f.Fuzz(func(t *testing.T, plain []byte) {
		list, err := unpackEntries(string(plain), strings.Clone)
		if err != nil {
			if len(list) > 0 {
				t.Error("half a chunk was given")
			}
			return
		}
		var once, twice packing
		for _, e := range list {
			once.entry(e)
			if lines := strings.Count(e.text, "\n"); lines != len(e.ends)+1+len(e.orders()) {
				t.Errorf("%d lines of %+v", lines, e)
			}
			for i := range e.ends {
				if strings.Contains(e.field(i), "\n") {
					t.Errorf("field %d of %+v has several lines", i, e)
				}
			}
		}
		again, err := unpackEntries(string(once.b), strings.Clone)
		if err != nil || !reflect.DeepEqual(list, again) {
			t.Errorf("%d entries became %d others, %v", len(list), len(again), err)
		}
		for _, e := range again {
			twice.entry(e)
		}
		if !bytes.Equal(once.b, twice.b) {
			t.Error("equal entries, other bytes")
		}
	})
}

// FuzzTimes checks that the times of a chunk are read back the same, and that fewer times than entries are an error.
func FuzzTimes(f *testing.F) {
	f.Add([]byte{}, uint8(0))
	f.Add([]byte{1}, uint8(3))
	f.Add(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, math.MaxUint64/2), 1<<63), uint8(1))
	f.Add(bytes.Repeat([]byte{0xff}, 30), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, n uint8) {
		if times, err := unpackTimes(b, int(n)); err == nil {
			if again, err := unpackTimes(packTimes(times), int(n)); err != nil || len(times) != int(n) || !reflect.DeepEqual(times, again) {
				t.Errorf("%v became %v, %v", times, again, err)
			}
		} else if len(times) > 0 {
			t.Error("half of the times were given")
		}
		var times []int64
		for ; len(b) >= 8; b = b[8:] {
			times = append(times, int64(binary.BigEndian.Uint64(b)))
		}
		if got, err := unpackTimes(packTimes(times), len(times)); err != nil || len(times) > 0 && !reflect.DeepEqual(times, got) {
			t.Errorf("%v became %v, %v", times, got, err)
		}
		if _, err := unpackTimes(packTimes(times), len(times)+1); err == nil {
			t.Error("one time more than there are was read")
		}
	})
}

// FuzzState checks that any bytes are an error or a state and experience that are written and read back the same.
func FuzzState(f *testing.F) {
	c := testCodec(f)
	at := cursorRecord{CompleteAt: 1, Skew: -1, Services: sweepRecord{Offset: 3, Began: 1, Done: 2, Length: 9},
		Orders: sweepRecord{Length: 1}, ReadWith: "1-x"}
	learned := recordOfExperience(telecom.Experience{Portal: "p",
		Findings: telecom.Findings{{API: telecom.ServiceOrdering, Works: true, At: monday}},
		Failures: []telecom.Failure{{From: monday, Times: 2, Code: telecom.Busy}}})
	for _, v := range []any{state{Cursor: at, Revision: math.MaxUint64, Orders: -1, IndexOf: "3 UTC"}, learned,
		map[int]any{1: map[int]any{3: nil}}, "state"} {
		plain, err := c.enc.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		var s state
		if c.dec.Unmarshal(plain, &s) == nil {
			if again := *through(t, c, &s); again != s || recordOfCursor(s.Cursor.domain()) != s.Cursor {
				t.Errorf("%+v became %+v", s, again)
			}
		}
		var e experienceRecord
		if c.dec.Unmarshal(plain, &e) == nil {
			through(t, c, &e)
			if word := recordOfExperience(e.domain()); !emptyLists(t, c, word, through(t, c, &word)) || word.Portal != e.Portal ||
				len(word.Findings) != len(e.Findings) || len(word.Failures) != len(e.Failures) {
				t.Errorf("%+v became %+v", e, word)
			}
		}
	})
}

// FuzzDamagedFile checks that a file with changed bytes opens, or is set aside with a notice. It shows what was written or a
// Damaged error. Inspecting it changes nothing.
func FuzzDamagedFile(f *testing.F) {
	made, content := filled(f, 12, 30)
	content = content[:used(f, made)]
	for _, at := range []uint32{0, 16, 4096, 8192, 8200, 12288, uint32(len(content) - 1)} {
		f.Add(at, byte(1), at/2, byte(0))
		f.Add(at, byte(0xff), at+1, byte(0x80))
	}
	path := filepath.Join(f.TempDir(), "cache.db")
	f.Fuzz(func(t *testing.T, at uint32, by byte, at2 uint32, by2 byte) {
		discard(t, path)
		defer discard(t, path)
		spoilt := flipped(flipped(content, at, by), at2, by2)
		write(t, path, spoilt)
		looked := Inspect(path, NewSealer(testKey))
		if !bytes.Equal(spoilt, read(t, path)) {
			t.Fatal("looking changed the file")
		}
		c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
		if err != nil {
			t.Fatal(err, errors.Unwrap(err))
		}
		defer c.Close()
		if notice != nil {
			if looked.State == Good || notice.Text == "" ||
				notice.Code != telecom.Damaged && notice.Code != telecom.TooNew && notice.Code != telecom.Locked {
				t.Errorf("looked %s, and is set aside: %v", looked.State, notice)
			}
			if aside := setAsideFiles(path); len(aside) != 1 {
				t.Errorf("set aside: got %v, want 1", len(aside))
			}
			return
		}
		if n, _ := recordsOf(c); n == 0 {
			return // the newer of the two heads was hit, and the older one stands: the copy is older as a whole
		}
		for n := range 12 {
			want := service(n)
			s, _, ok, err := c.Service(want.ID)
			if err != nil && codeOf(err) != telecom.Damaged ||
				err == nil && (!ok || s.Number != want.Number || !bytes.Equal(s.Raw, want.Raw)) {
				t.Errorf("%v, %v: %+v", ok, err, s)
			}
			if _, err := c.Orders(want.ID); err != nil && codeOf(err) != telecom.Damaged {
				t.Errorf("got %v; want no error or telecom.Damaged", err)
			}
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	})
}
