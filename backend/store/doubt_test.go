package store

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

func TestATimeFromTheFutureIsUnknownAndTheOthersStay(t *testing.T) {
	path := cachePath(t)
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	c := open(t, path)
	cursor := telecom.Cursor{CompleteAt: now.Add(time.Minute), Services: telecom.Sweep{Began: now.Add(-time.Minute), Offset: 3}}
	for _, ch := range []telecom.Changes{
		{Services: []telecom.Service{{ID: "old"}}, ReadAt: now.Add(-time.Hour)},
		{Services: []telecom.Service{{ID: "odd"}}, ReadAt: now.Add(time.Hour), Cursor: &cursor},
	} {
		apply(t, c, ch)
	}
	if err := c.Doubt(now); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and after a start
		for id, want := range map[string]time.Time{"old": now.Add(-time.Hour), "odd": {}} {
			if _, at, ok, err := c.Service(id); err != nil || !ok || !at.Equal(want) {
				t.Errorf("%s: %v %v %v", id, at, ok, err)
			}
		}
		if got := c.Cursor(); !got.CompleteAt.IsZero() || got.Services.Began.IsZero() || got.Services.Offset != 3 {
			t.Errorf("%+v", got)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = open(t, path)
	}
}
