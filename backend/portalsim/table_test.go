package portalsim

import (
	"testing"
	"time"
)

// cells is what a server of one kind does, in words that the questions of
// TestEveryCellOfTheTable find out from outside.
type cells map[string]string

var table = map[Personality]cells{
	Ideal: {
		"state filter": "works", "other filter": "works", "several values": "works", "digits": "works", "date filter": "works",
		"own date names": "nothing", "sort": "works", "total": "filtered", "later total": "filtered", "ETag": "yes", "offset": "works",
		"largest page": "1000", "no match": "200 []", "unknown id": "404", "error code": "string", "new order": "acknowledged, dated",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
	Reference: {
		"state filter": "works", "other filter": "works", "several values": "nothing", "digits": "nothing", "date filter": "nothing",
		"own date names": "nothing", "sort": "works", "total": "unfiltered", "later total": "unfiltered", "ETag": "no", "offset": "works",
		"largest page": "100", "no match": "200 []", "unknown id": "404", "error code": "number", "new order": "no state, dated",
		"failed order": "failed", "held order": "onHold", "items": "orderItem",
	},
	Independent: {
		"state filter": "works", "other filter": "works", "several values": "works", "digits": "works", "date filter": "not for new orders",
		"own date names": "nothing", "sort": "nothing", "total": "filtered", "later total": "filtered", "ETag": "no", "offset": "works",
		"largest page": "1000", "no match": "200 []", "unknown id": "500", "error code": "string", "new order": "no state, no date",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
	Certified: {
		"state filter": "works", "other filter": "ignored", "several values": "works", "digits": "ignored", "date filter": "ignored",
		"own date names": "ignored", "sort": "ignored", "total": "filtered", "later total": "filtered", "ETag": "no", "offset": "works",
		"largest page": "100", "no match": "404", "unknown id": "404", "error code": "string", "new order": "new, dated",
		"failed order": "error", "held order": "held", "items": "serviceOrderItem",
	},
	Mock: {
		"state filter": "the one row", "other filter": "the one row", "several values": "the one row", "digits": "the one row",
		"date filter": "the one row", "own date names": "the one row", "sort": "the one row", "total": "0", "later total": "0", "ETag": "no",
		"offset": "the one row", "largest page": "1", "no match": "200 with rows", "unknown id": "200", "error code": "string",
		"new order": "acknowledged, dated", "failed order": "acknowledged", "held order": "acknowledged", "items": "serviceOrderItem",
	},
	OpenPlain: {
		"state filter": "works", "other filter": "works", "several values": "works", "digits": "works", "date filter": "works",
		"own date names": "nothing", "sort": "works", "total": "filtered", "later total": "absent", "ETag": "no", "offset": "works",
		"largest page": "1000", "no match": "200 []", "unknown id": "404", "error code": "string", "new order": "acknowledged, dated",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
	OpenNamed: {
		"state filter": "ignored", "other filter": "ignored", "several values": "ignored", "digits": "ignored", "date filter": "ignored",
		"own date names": "works", "sort": "ignored", "total": "absent", "later total": "absent", "ETag": "no", "offset": "works",
		"largest page": "1000", "no match": "200 with rows", "unknown id": "404", "error code": "string", "new order": "acknowledged, dated",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
}

func TestEveryCellOfTheTable(t *testing.T) {
	for _, name := range Personalities() {
		t.Run(string(name), func(t *testing.T) {
			p, k, s := serve(t, Config{Personality: name, Services: 400})
			k.pass(10 * time.Minute)
			o := observer{t, p, s, k.now(), place(t, p, aService(t, p, "1.0"), simSwap)}
			seen := o.observe()
			if len(table[name]) != len(seen) {
				t.Errorf("%d cells are promised and %d observed", len(table[name]), len(seen))
			}
			for cell, got := range seen {
				if want := table[name][cell]; got != want {
					t.Errorf("%s: %q, want %q", cell, got, want)
				}
			}
		})
	}
}
