package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// folder returns the files beside a file: names, contents and times.
func folder(t *testing.T, path string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		content := ""
		if !e.IsDir() {
			content = string(read(t, filepath.Join(filepath.Dir(path), e.Name())))
		}
		found[e.Name()] = info.Mode().String() + info.ModTime().String() + content
	}
	return found
}

// inspect inspects a file and checks that nothing changes.
func inspect(t *testing.T, path string, sealer *Sealer) Condition {
	t.Helper()
	before := folder(t, path)
	found := Inspect(path, sealer)
	if diff := cmp.Diff(before, folder(t, path)); diff != "" {
		t.Error("looking changed something")
	}
	return found
}

func experienced(t *testing.T) (path string, content []byte) {
	path, _ = filled(t, 300, 900)
	c := open(t, path)
	c.Learn(someExperience())
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return path, read(t, path)
}

func TestInspect_ChangesNothing(t *testing.T) {
	whole := Condition{State: Good, Services: 300, Orders: 900, CompleteAt: monday, Experience: someExperience()}
	damagedWithin := whole
	damagedWithin.State = Damaged
	spoilState := func(t *testing.T, path string, bucket, key []byte) {
		rewrite(t, path, func(tx *bolt.Tx) error {
			b := tx.Bucket(bucket)
			value := bytes.Clone(b.Get(key))
			value[len(value)-1] ^= 1
			return b.Put(key, value)
		})
	}
	cases := map[string]struct {
		spoil func(t *testing.T, path string, content []byte)
		key   *Sealer
		want  Condition
	}{
		"as it should be":           {func(*testing.T, string, []byte) {}, NewSealer(testKey), whole},
		"its index must be rebuilt": {func(t *testing.T, path string, _ []byte) { dropIndex(t, path) }, NewSealer(testKey), whole},
		"its index was packed otherwise": {func(t *testing.T, path string, _ []byte) {
			rewrite(t, path, func(tx *bolt.Tx) error {
				c := &Cache{sealer: NewSealer(testKey)}
				c.codec, _ = newCodec()
				s, err := c.readState(tx)
				s.IndexOf = "1 Sydney"
				plain, problem := c.codec.enc.Marshal(s)
				key := chunkKey(0, 0)
				return errors.Join(err, problem,
					tx.Bucket([]byte(bucketMeta)).Put([]byte(keyState), c.sealer.seal(nil, bucketMeta, []byte(keyState), plain)),
					tx.Bucket([]byte(bucketIndex)).Put(key, c.sealer.seal(nil, bucketIndex, key, []byte("an earlier packing"))))
			})
		}, NewSealer(testKey), whole},
		"empty": {func(t *testing.T, path string, _ []byte) { write(t, path, nil) }, NewSealer(testKey),
			Condition{State: Damaged}},
		"garbage": {func(t *testing.T, path string, _ []byte) { write(t, path, bytes.Repeat([]byte("garbage "), 9000)) },
			NewSealer(testKey), Condition{State: Damaged}},
		"cut in the middle": {func(t *testing.T, path string, b []byte) { write(t, path, b[:len(b)/2]) }, NewSealer(testKey),
			Condition{State: Damaged}},
		"another bbolt file": {func(t *testing.T, path string, _ []byte) { foreign(t, path) }, nil, Condition{State: Damaged}},
		"promises in its place": {func(t *testing.T, path string, _ []byte) { promisesAt(t, path) }, NewSealer(testKey),
			Condition{State: Damaged}},
		"suspect": {func(_ *testing.T, path string, _ []byte) { markSuspect(path) }, NewSealer(testKey), damagedWithin},
		"a bad index": {func(t *testing.T, path string, _ []byte) { spoilState(t, path, []byte(bucketIndex), chunkKey(1, 0)) },
			NewSealer(testKey), damagedWithin},
		"a bad state": {func(t *testing.T, path string, _ []byte) { spoilState(t, path, []byte(bucketMeta), []byte(keyState)) },
			NewSealer(testKey), Condition{State: Damaged}},
		"of a newer format": {func(t *testing.T, path string, _ []byte) { setFormat(t, path, cacheFormat+1) }, nil,
			Condition{State: TooNew}},
		"of another key": {func(*testing.T, string, []byte) {}, NewSealer(otherKey), Condition{State: Locked}},
		"no key":         {func(*testing.T, string, []byte) {}, nil, Condition{State: Locked}},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			path, content := experienced(t)
			test.spoil(t, path, content)
			test.want.Bytes = int64(len(read(t, path)))
			if diff := cmp.Diff(test.want, inspect(t, path, test.key)); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func rewrite(t *testing.T, path string, do func(*bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(do), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestInspect_MakesNoCache(t *testing.T) {
	path := cachePath(t)
	if found := inspect(t, path, NewSealer(testKey)); found.State != Absent {
		t.Errorf("got %+v; want found.State == Absent", found)
	}
	if found := Inspect(filepath.Join(path, "in", "no", "folder"), nil); found.State != Absent {
		t.Errorf("got %+v; want found.State == Absent", found)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if found := inspect(t, path, NewSealer(testKey)); found.State != Unreadable {
		t.Errorf("got %+v; want found.State == Unreadable", found)
	}
}

func TestInspect_EmptyCacheIsGood(t *testing.T) {
	path := cachePath(t)
	if err := createFile(path, cachePurpose, cacheFormat, NewSealer(testKey)); err != nil {
		t.Fatal(err)
	}
	found := inspect(t, path, NewSealer(testKey))
	if found.State != Good || found.Bytes == 0 || found.Services != 0 {
		t.Errorf("got %+v; want found.State == Good, found.Bytes != 0, found.Services == 0", found)
	}
}

func TestInspect_OpenCacheIsInUse(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Services: services(1), ReadAt: monday})
	if found := inspect(t, path, NewSealer(testKey)); found.State != InUse || found.Bytes == 0 {
		t.Errorf("got %+v; want found.State == InUse, found.Bytes != 0", found)
	}
	apply(t, c, telecom.Changes{Services: services(2), ReadAt: monday.Add(time.Minute)})
	_ = c.Close()
	if found := inspect(t, path, NewSealer(testKey)); found.State != Good || found.Services != 2 {
		t.Errorf("got %+v; want found.State == Good, found.Services == 2", found)
	}
	open(t, path) // the inspection has closed it
}
