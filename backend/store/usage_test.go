package store

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

func someUsage() []telecom.Usage {
	first := time.Date(2026, 2, 15, 0, 0, 0, 0, sydney)
	return []telecom.Usage{
		{Kind: telecom.Data, Used: 12.75, Allowance: 60, Unit: "GB", From: first, To: first.AddDate(0, 1, -1), MeasuredAt: monday},
		{Kind: telecom.Voice, Says: "1.024 min", Unlimited: true},
	}
}

// usageIn reads the kept usage of a service.
func usageIn(t testing.TB, c *Cache, from, serviceID string) ([]telecom.Usage, time.Time) {
	t.Helper()
	usage, readAt, err := c.Usage(from, serviceID)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return usage, readAt
}

func keepUsage(t testing.TB, c *Cache, from, serviceID string, usage []telecom.Usage, readAt time.Time) {
	t.Helper()
	if err := c.KeepUsage(from, serviceID, usage, readAt); err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
}

func TestKeepUsage_CountsAtOnceAndAfterRestart(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Services: services(3), ReadAt: monday})
	one, two, three := service(0).ID, service(1).ID, service(2).ID
	if usage, at := usageIn(t, c, "http://u", one); usage != nil || !at.IsZero() {
		t.Error("never read: ", usage, at)
	}
	keepUsage(t, c, "http://u", one, someUsage(), monday)
	keepUsage(t, c, "http://u", two, nil, monday.Add(time.Minute))
	for range 2 { // and after a start
		if usage, at := usageIn(t, c, "http://u", one); cmp.Diff(someUsage(), usage) != "" || !at.Equal(monday) {
			t.Errorf("got %+v, %+v; want cmp.Diff(someUsage(), usage) == \"\", at.Equal(monday)", cmp.Diff(someUsage(), usage), at)
		} else if got := usage[0].From.Format(time.DateOnly); got != "2026-02-15" {
			t.Errorf("the first day of the cycle is another one: got %q, want \"2026-02-15\"", got)
		}
		if usage, at := usageIn(t, c, "http://u", two); usage != nil || !at.Equal(monday.Add(time.Minute)) {
			t.Error("nothing was used, and that is known: ", usage, at)
		}
		if usage, at := usageIn(t, c, "http://u", three); usage != nil || !at.IsZero() {
			t.Error("never read: ", usage, at)
		}
		if usage, at := usageIn(t, c, "http://another", one); usage != nil || !at.IsZero() {
			t.Error("of another portal: ", usage, at)
		}
		_ = c.Close()
		c = open(t, path)
	}
	for _, word := range []string{"http://u", one, "min", "voice"} {
		if bytes.Contains(read(t, path), []byte(word)) {
			t.Errorf("%q lies there in clear", word)
		}
	}
}

func TestApply_GoneServiceDropsItsUsage(t *testing.T) {
	c := open(t, cachePath(t))
	apply(t, c, telecom.Changes{Services: services(2), ReadAt: monday})
	one, two := service(0).ID, service(1).ID
	keepUsage(t, c, "u", one, someUsage(), monday)
	keepUsage(t, c, "u", two, someUsage(), monday)
	apply(t, c, gone([]string{one}, nil))
	keepUsage(t, c, "u", one, someUsage(), monday) // it was on its way
	keepUsage(t, c, "u", "never known", someUsage(), monday)
	if n := usages(t, c); n != 1 {
		t.Errorf("the usage of %d services is kept", n)
	}
	if usage, _ := usageIn(t, c, "u", two); len(usage) != 2 {
		t.Errorf("the other's is gone as well: got %v, want 2", len(usage))
	}
	apply(t, c, telecom.Changes{Services: services(1), ReadAt: monday.Add(2 * time.Hour)})
	if usage, at := usageIn(t, c, "u", one); usage != nil || !at.IsZero() {
		t.Error("it came back as a new one, and has the old one's usage: ", usage, at)
	}
}

// usages counts the services whose usage is kept.
func usages(t *testing.T, c *Cache) (n int) {
	t.Helper()
	if err := c.view(func(tx *bolt.Tx) error {
		if b := tx.Bucket([]byte(bucketUsage)); b != nil {
			n = b.Stats().KeyN
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUsage_CacheOfEarlierVersionTakesUsage(t *testing.T) {
	path, _ := filled(t, 3, 3) // it has no bucket for usage: that is made with the first
	c := open(t, path)
	if usage, at := usageIn(t, c, "u", service(1).ID); usage != nil || !at.IsZero() {
		t.Errorf("got %+v, %+v; want usage == nil, at.IsZero()", usage, at)
	}
	if o := offerIn(t, c, "c"); !cmp.Equal(o, telecom.Offer{}) {
		t.Errorf("got %+v; want cmp.Equal(o, telecom.Offer{})", o)
	}
	apply(t, c, gone([]string{service(0).ID}, nil)) // has no usage to take with it
	keepUsage(t, c, "u", service(1).ID, someUsage(), monday)
	keepOffer(t, c, "c", someOffer())
	_ = c.Close()
	if looked := Inspect(path, NewSealer(testKey)); looked.State != Good {
		t.Errorf("the doctor says that it is: got %v, want %v", looked.State, Good)
	}
	dropIndex(t, path) // rebuilding the index keeps both
	c = open(t, path)
	if usage, _ := usageIn(t, c, "u", service(1).ID); len(usage) != 2 || !cmp.Equal(offerIn(t, c, "c"), someOffer()) {
		t.Errorf("got %+v; want len(usage) == 2, cmp.Equal(offerIn(t, c, \"c\"), someOffer())", usage)
	}
}

func TestUsage_DamageHealsAtNextStart(t *testing.T) {
	for name, key := range map[string]string{"usage": service(1).ID, "offer": ""} {
		t.Run(name, func(t *testing.T) {
			path, _ := filled(t, 3, 0)
			c := open(t, path)
			keepUsage(t, c, "u", service(1).ID, someUsage(), monday)
			keepUsage(t, c, "u", service(2).ID, someUsage(), monday)
			keepOffer(t, c, "c", someOffer())
			err := c.file.update(func(tx *bolt.Tx) error {
				b, k := tx.Bucket([]byte(bucketMeta)), []byte(keyOffer)
				if key != "" {
					b, k = tx.Bucket([]byte(bucketUsage)), c.sealer.name(bucketUsage, key)
				}
				value := bytes.Clone(b.Get(k))
				value[len(value)-1] ^= 1
				return b.Put(k, value)
			})
			if err != nil {
				t.Fatal(err)
			}
			if key != "" {
				_, _, err = c.Usage("u", key)
				if usage, _ := usageIn(t, c, "u", service(2).ID); len(usage) != 2 {
					t.Errorf("the others are gone as well: got %v, want 2", len(usage))
				}
			} else {
				_, err = c.Offer("c")
			}
			if codeOf(err) != telecom.Damaged {
				t.Fatalf("got %v, want telecom.Damaged", err)
			}
			_ = c.Close()
			c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
			if err != nil || notice == nil || notice.Code != telecom.Damaged {
				t.Fatalf("got %+v, %v; want notice != nil, notice.Code == telecom.Damaged", notice, err)
			}
			_ = c.Close()
		})
	}
}

func TestUsage_ClosedCacheKeepsNothing(t *testing.T) {
	c := open(t, cachePath(t))
	_ = c.Close()
	_, err := c.Offer("c")
	_, _, err2 := c.Usage("u", "1")
	for _, err := range []error{c.KeepUsage("u", "1", nil, monday), c.KeepOffer("c", someOffer()), err, err2} {
		if codeOf(err) != telecom.Internal {
			t.Errorf("got %v, want telecom.Internal", err)
		}
	}
}

// Whatever is kept, replaced and removed in whatever order, the result matches a map.
func TestUsage_MatchesMap(t *testing.T) {
	type held struct {
		usage []telecom.Usage
		at    time.Time
	}
	path := cachePath(t)
	rapid.Check(t, func(r *rapid.T) {
		discard(t, path)
		c, _, err := OpenCache(path, NewSealer(testKey), testRules())
		if err != nil {
			r.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		known, kept := map[int]bool{}, map[string]held{}
		for step := range rapid.IntRange(1, 12).Draw(r, "steps") {
			n, from := rapid.IntRange(0, 2).Draw(r, "service"), rapid.SampledFrom([]string{"a", "b"}).Draw(r, "from")
			at := monday.Add(time.Duration(step) * time.Minute)
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0:
				_, err = c.Apply(telecom.Changes{Services: []telecom.Service{service(n)}, ReadAt: at})
				known[n] = true
			case 1:
				_, err = c.Apply(telecom.Changes{Gone: telecom.Gone{Services: []string{service(n).ID}}, ReadAt: at})
				delete(known, n)
				delete(kept, fmt.Sprint(n, "a"))
				delete(kept, fmt.Sprint(n, "b"))
			case 2:
				err = c.Close()
				if err == nil {
					c, _, err = OpenCache(path, NewSealer(testKey), testRules())
				}
			default:
				u := []telecom.Usage{{Kind: telecom.Data, Used: rapid.Float64().Draw(r, "used"), Unit: rapid.String().Draw(r, "unit"),
					MeasuredAt: at}}
				err = c.KeepUsage(from, service(n).ID, u, at)
				if known[n] {
					delete(kept, fmt.Sprint(n, "a"))
					delete(kept, fmt.Sprint(n, "b"))
					kept[fmt.Sprint(n, from)] = held{u, at}
				}
			}
			if err != nil {
				r.Fatal(err, errors.Unwrap(err))
			}
			for n := range 3 {
				for _, from := range []string{"a", "b"} {
					usage, at, err := c.Usage(from, service(n).ID)
					if want := kept[fmt.Sprint(n, from)]; err != nil || !cmp.Equal(usage, want.usage) || !at.Equal(want.at) {
						r.Fatalf("%d from %s: %+v of %v, %v, want %+v", n, from, usage, at, err, want)
					}
				}
			}
		}
	})
}
