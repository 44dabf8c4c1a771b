package store

import (
	"bytes"
	"testing"
)

func TestThePortalsOwnJSONIsKeptWholeOnLittleDisk(t *testing.T) {
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
