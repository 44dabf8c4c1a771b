package store

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// chunkValues returns every value of the index.
func chunkValues(t *testing.T, c *Cache) map[string]string {
	t.Helper()
	values := map[string]string{}
	err := c.file.view(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketIndex)).ForEach(func(k, v []byte) error { values[string(k)] = string(v); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestChunk_OneServiceRewritesOneChunk(t *testing.T) {
	c := open(t, cachePath(t))
	apply(t, c, telecom.Changes{Services: services(3000), Orders: orders(9000, 3000), ReadAt: monday})
	before := chunkValues(t, c)
	if len(before) < 20 {
		t.Fatal("chunks: ", len(before))
	}
	s := service(1234)
	s.Customer = "Somebody else"
	apply(t, c, telecom.Changes{Services: []telecom.Service{s}, ReadAt: monday})
	rewritten := 0
	for k, v := range chunkValues(t, c) {
		if before[k] != v {
			rewritten++
		}
	}
	if rewritten != 1 {
		t.Errorf("chunks rewritten: got %v, want 1", rewritten)
	}
}

func TestChunk_StaysSmallWithManyOrders(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	s := service(1)
	for i := range 12_000 {
		s.OrderIDs = append(s.OrderIDs, fmt.Sprintf("LISTED%011d", i))
	}
	apply(t, c, telecom.Changes{Services: append(services(200), s), Orders: orders(2000, 3), ReadAt: monday})
	for _, n := range []int{12_000, 3} { // as it shrinks its pieces go
		s.OrderIDs = s.OrderIDs[:n]
		apply(t, c, telecom.Changes{Services: []telecom.Service{s}, ReadAt: monday})
		for _, v := range chunkValues(t, c) {
			if len(v) > 64<<10 {
				t.Error("a chunk of ", len(v))
			}
		}
		want := query(t, c, telecom.Query{Now: monday})
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = open(t, path)
		if diff := cmp.Diff(want, query(t, c, telecom.Query{Now: monday})); diff != "" {
			t.Fatalf("mismatch (-want +got):\n%s", diff)
		}
	}
}

func TestCodec_CompressesPortalsJSON(t *testing.T) {
	codec, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	raw := bytes.Repeat([]byte(`{"id":"1","name":"VAL_OK","milestoneDate":"2026-11-10T00:00:00Z","status":"completed"},`), 40)
	packed, err := codec.pack(&orderRecord{ID: "O", Raw: raw})
	if err != nil {
		t.Fatal(err)
	}
	if 4*len(packed) > len(raw) {
		t.Errorf("%d bytes became %d", len(raw), len(packed))
	}
	var back orderRecord
	if err := codec.unpack(packed, &back); err != nil || !bytes.Equal(back.Raw, raw) {
		t.Errorf("%v, %d bytes came back", err, len(back.Raw))
	}
}
