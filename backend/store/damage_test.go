package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// filled makes a cache with some records and closes it.
func filled(t testing.TB, services_, orders_ int) (path string, content []byte) {
	t.Helper()
	path = cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Services: services(services_), Orders: orders(orders_, services_), ReadAt: monday,
		Cursor: &telecom.Cursor{CompleteAt: monday}})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return path, read(t, path)
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func setFormat(t testing.TB, path string, format uint64) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyFormat), binary.BigEndian.AppendUint64(nil, format))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestOpenCache_SetsUnusableCacheAside(t *testing.T) {
	cases := map[string]struct {
		spoil func(t *testing.T, path string, content []byte)
		key   [32]byte
		code  telecom.Code
		mark  string
	}{
		"empty": {func(t *testing.T, path string, _ []byte) { write(t, path, nil) }, testKey, telecom.Damaged, ".damaged-"},
		"garbage": {func(t *testing.T, path string, _ []byte) { write(t, path, bytes.Repeat([]byte("garbage "), 9000)) },
			testKey, telecom.Damaged, ".damaged-"},
		"short garbage": {func(t *testing.T, path string, _ []byte) { write(t, path, []byte("x")) }, testKey, telecom.Damaged,
			".damaged-"},
		"cut in the middle": {func(t *testing.T, path string, b []byte) { write(t, path, b[:len(b)/2]) }, testKey, telecom.Damaged,
			".damaged-"},
		"cut to its heads": {func(t *testing.T, path string, b []byte) { write(t, path, b[:8192]) }, testKey, telecom.Damaged,
			".damaged-"},
		"cut by a byte": {func(t *testing.T, path string, b []byte) { write(t, path, b[:used(t, path)-1]) }, testKey,
			telecom.Damaged, ".damaged-"},
		"heads overwritten": {func(t *testing.T, path string, b []byte) { clear(b[:8192]); write(t, path, b) }, testKey,
			telecom.Damaged, ".damaged-"},
		"all pages zero": {func(t *testing.T, path string, b []byte) { clear(b[8192:]); write(t, path, b) }, testKey,
			telecom.Damaged, ".damaged-"},
		"another bbolt file":    {func(t *testing.T, path string, _ []byte) { foreign(t, path) }, testKey, telecom.Damaged, ".damaged-"},
		"promises in its place": {func(t *testing.T, path string, _ []byte) { promisesAt(t, path) }, testKey, telecom.Damaged, ".damaged-"},
		"of a newer format": {func(t *testing.T, path string, _ []byte) { setFormat(t, path, cacheFormat+1) }, testKey, telecom.TooNew,
			".newer-"},
		"of another key": {func(*testing.T, string, []byte) {}, otherKey, telecom.Locked, ".locked-"},
		"suspect":        {func(_ *testing.T, path string, _ []byte) { markSuspect(path) }, testKey, telecom.Damaged, ".damaged-"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			path, content := filled(t, 300, 900)
			test.spoil(t, path, content)
			spoilt := read(t, path)
			write(t, path+".damaged-20200101T000000Z", nil)

			c, notice, err := OpenCache(path, NewSealer(test.key), testRules())
			if err != nil {
				t.Fatal(err, errors.Unwrap(err))
			}
			defer c.Close()
			if notice == nil || notice.Code != test.code || notice.Text == "" {
				t.Fatal("notice: ", notice)
			}
			aside, _ := filepath.Glob(path + ".*-*")
			if len(aside) != 1 || !bytes.HasPrefix([]byte(aside[0]), []byte(path+test.mark)) {
				t.Fatal("set aside: ", aside)
			}
			if !bytes.Equal(read(t, aside[0]), spoilt) {
				t.Error("what was set aside is not what was there")
			}
			if services, orders := recordsOf(c); services != 0 || orders != 0 || !c.Cursor().CompleteAt.IsZero() {
				t.Error("the new cache is not empty")
			}
			apply(t, c, telecom.Changes{Services: services(3), ReadAt: monday})
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			c, notice, err = OpenCache(path, NewSealer(test.key), testRules())
			if err != nil || notice != nil {
				t.Fatal("the next start: ", notice, err)
			}
			defer c.Close()
			if n, _ := recordsOf(c); n != 3 {
				t.Errorf("services after the next start: got %v, want 3", n)
			}
		})
	}
}

// used returns how much of a file bbolt uses: the rest is room to grow.
func used(t testing.TB, path string) (size int64) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bolt.Tx) error { size = tx.Size(); return nil })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return size
}

func foreign(t *testing.T, path string) {
	_ = os.Remove(path)
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func promisesAt(t *testing.T, path string) {
	_ = os.Remove(path)
	p, err := OpenPromises(path, NewSealer(testKey))
	if err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
}

// Wherever the file is damaged, the program goes on, and shows what was written or a known error.
func TestCache_FlippedBytesNeverGiveWrongData(t *testing.T) {
	path, content := filled(t, 60, 180)
	want := services(60)
	random := rand.New(rand.NewPCG(1, 2))
	content = content[:used(t, path)]
	pages := len(content) / 4096
	said := map[telecom.Code]int{}
	for round := range 200 {
		spoilt := bytes.Clone(content)
		at := random.IntN(len(spoilt))
		if round%2 == 0 {
			at = random.IntN(pages)*4096 + random.IntN(96) // the heads of pages, which steer bbolt
		}
		for i := range 1 + random.IntN(8) {
			if at+i < len(spoilt) {
				spoilt[at+i] ^= byte(1 + random.IntN(255))
			}
		}
		write(t, path, spoilt)
		looked := Inspect(path, NewSealer(testKey))
		if !bytes.Equal(spoilt, read(t, path)) || isSuspect(path) {
			t.Fatal(round, "looking changed something")
		}
		c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
		if err != nil {
			t.Fatal(round, err, errors.Unwrap(err))
		}
		if notice != nil && looked.State == Good {
			t.Fatal(round, "looked good, and did not open: ", notice.Cause)
		}
		if notice != nil {
			said[notice.Code]++
		} else if n, _ := recordsOf(c); n == 0 {
			said["older"]++ // bbolt's newer head was hit, and the older one stands: all of it is older
		} else {
			for i := range want {
				s, _, ok, err := c.Service(want[i].ID)
				switch {
				case err != nil && codeOf(err) != telecom.Damaged:
					t.Fatal(round, err)
				case err == nil && ok && s.Number != want[i].Number:
					t.Fatal(round, "wrong data")
				case err == nil && !ok:
					t.Fatal(round, "a service is gone and nothing was said")
				}
				if _, err := c.Orders(want[i].ID); err != nil && codeOf(err) != telecom.Damaged {
					t.Fatalf("got %+v, %v; want no error or telecom.Damaged", round, err)
				}
			}
			if _, err := c.Apply(telecom.Changes{Services: []telecom.Service{service(201)}, ReadAt: monday}); err != nil &&
				codeOf(err) != telecom.Damaged {
				t.Fatalf("got %+v, %v; want no error or telecom.Damaged", round, err)
			}
		}
		_ = c.Close()
		discard(t, path)
	}
	t.Log("set aside at the start: ", said)
}

func TestCache_DamageInUseHealsAtNextStart(t *testing.T) {
	path, _ := filled(t, 50, 10)
	s := NewSealer(testKey)
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketServices))
		key := s.name(bucketServices, service(7).ID)
		value := bytes.Clone(b.Get(key))
		value[len(value)-1] ^= 1
		return b.Put(key, value)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	c := open(t, path)
	if _, _, _, err := c.Service(service(7).ID); codeOf(err) != telecom.Damaged {
		t.Fatalf("got %v, want telecom.Damaged", err)
	}
	if _, _, ok, err := c.Service(service(8).ID); !ok || err != nil {
		t.Fatal("the others are still there: ", err)
	}
	_ = c.Close()
	c, notice, err := OpenCache(path, s, testRules())
	if err != nil || notice == nil || notice.Code != telecom.Damaged {
		t.Fatalf("got %+v, %v; want notice != nil, notice.Code == telecom.Damaged", notice, err)
	}
	_ = c.Close()
}

func TestOpenCache_SecondCommsdeskGetsInUse(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Services: services(1), ReadAt: monday})
	_, notice, err := OpenCache(path, NewSealer(testKey), testRules())
	if codeOf(err) != telecom.InUse || notice != nil {
		t.Fatalf("got %+v, %v; want codeOf(err) == telecom.InUse, notice == nil", notice, err)
	}
	if aside := setAsideFiles(path); len(aside) != 0 {
		t.Errorf("set aside: got %v, want 0", len(aside))
	}
	if n, _ := recordsOf(c); n != 1 {
		t.Errorf("the first one lost something: got %v, want 1", n)
	}
}

func TestOpenCache_MissingFolderIsWordedError(t *testing.T) {
	_, _, err := OpenCache(filepath.Join(t.TempDir(), "none", "cache.db"), NewSealer(testKey), testRules())
	if codeOf(err) != telecom.Internal {
		t.Fatalf("got %v, want telecom.Internal", err)
	}
}
