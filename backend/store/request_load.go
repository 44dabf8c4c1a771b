package store

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// The index of requests on disk: the rows of each group, and apart from them the times of their reads, which change all the
// time.
const (
	bucketRequestRows  = "requestrows"
	bucketRequestFresh = "requestfresh"
)

// requestRowsFormat is the version of the rows. A different number makes the index be rebuilt from the records.
const requestRowsFormat = 1

// knownRequests is the index of requests, loaded on first use: requests do not slow down opening a cache.
type knownRequests struct {
	loading sync.Mutex
	index   atomic.Pointer[requestIndex]
}

type groupRecord struct {
	_      struct{} `cbor:",toarray"`
	Format int
	Rows   []rowRecord
}

// rowRecord holds the columns of a request.
type rowRecord struct {
	_           struct{} `cbor:",toarray"`
	ID          string
	InitiatedBy string
	Customer    string
	Offering    string
	Package     string
	OrderedAt   timestamp
	Status      string
	State       string
	CancelAsked bool
	Version     string
}

func rowOfRequest(r *requestRecord, h fingerprint) telecom.RequestSummary {
	return telecom.RequestSummary{ID: r.ID, InitiatedBy: r.InitiatedBy, Customer: r.Customer, Offering: r.Offering, Package: r.Package,
		OrderedAt: r.OrderedAt.time(), Status: telecom.RequestStatus(r.Status), State: r.State, CancelAsked: r.CancelAsked != nil,
		Version: versionOf(h)}
}

func recordOfRow(s *telecom.RequestSummary) rowRecord {
	return rowRecord{ID: s.ID, InitiatedBy: s.InitiatedBy, Customer: s.Customer, Offering: s.Offering, Package: s.Package,
		OrderedAt: timestampOf(s.OrderedAt), Status: string(s.Status), State: s.State, CancelAsked: s.CancelAsked, Version: s.Version}
}

func (r *rowRecord) domain() telecom.RequestSummary {
	return telecom.RequestSummary{ID: r.ID, InitiatedBy: r.InitiatedBy, Customer: r.Customer, Offering: r.Offering, Package: r.Package,
		OrderedAt: r.OrderedAt.time(), Status: telecom.RequestStatus(r.Status), State: r.State, CancelAsked: r.CancelAsked,
		Version: r.Version}
}

// requestIndex returns the index, and loads it on first use.
func (c *Cache) requestIndex() (*requestIndex, error) {
	if ix := c.requests.index.Load(); ix != nil {
		return ix, nil
	}
	c.requests.loading.Lock()
	defer c.requests.loading.Unlock()
	if ix := c.requests.index.Load(); ix != nil {
		return ix, nil
	}
	c.showing.Lock()
	count := c.state.RequestCount // changes only with requests, and those wait for the index
	c.showing.Unlock()
	var ix *requestIndex
	err := c.view(func(tx *bolt.Tx) (err error) {
		if ix, err = c.readRequestIndex(tx); err != nil || ix != nil && len(ix.slots) == count {
			return err
		}
		// It has another format, or an earlier Commsdesk has written the state since.
		ix, err = c.rebuildRequestIndex(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.requests.index.Store(ix)
	return ix, nil
}

// readRequestIndex reads the index from its groups. It returns nil if they have another format.
func (c *Cache) readRequestIndex(tx *bolt.Tx) (*requestIndex, error) {
	ix, share := newRequestIndex(), newSharer()
	b := tx.Bucket([]byte(bucketRequestRows))
	if b == nil {
		return ix, nil
	}
	cursor := b.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		plain, err := c.sealer.open(bucketRequestRows, k, v)
		var g groupRecord
		if err == nil {
			err = c.codec.dec.Unmarshal(plain, &g)
		}
		if err != nil || len(k) != 2 || groupOf(k) != int(binary.BigEndian.Uint16(k)) {
			return nil, unsound(errors.Join(errIndex, err))
		}
		if g.Format != requestRowsFormat {
			return nil, nil
		}
		var times []int64
		if plain, err = c.sealer.open(bucketRequestFresh, k, valueIn(tx, bucketRequestFresh, k)); err == nil {
			times, err = unpackTimes(plain, len(g.Rows))
		}
		if err != nil {
			return nil, unsound(err)
		}
		slots := make([]int32, len(g.Rows))
		for i := range g.Rows {
			share.row(&g.Rows[i])
			slots[i] = ix.add(newRequestRow(g.Rows[i].domain(), k, share.fold), times[i])
		}
		n := groupOf(k)
		ix.groups[n] = ix.join(slots)
	}
	return ix, nil
}

// rebuildRequestIndex builds the index from the records. It is written with the next change.
func (c *Cache) rebuildRequestIndex(tx *bolt.Tx) (*requestIndex, error) {
	ix, share := newRequestIndex(), newSharer()
	ix.unwritten = true
	b := tx.Bucket([]byte(bucketRequests))
	if b == nil {
		return ix, nil
	}
	var all []datedRow
	err := b.ForEach(func(k, v []byte) error {
		var r requestRecord
		if err := c.openRecord(bucketRequests, k, v, &r); err != nil {
			return err
		}
		h, _ := fingerprintOf(v)
		summary := rowOfRequest(&r, h)
		row := recordOfRow(&summary)
		share.row(&row)
		all = append(all, datedRow{newRequestRow(row.domain(), k, share.fold), millis(r.ReadAt.time())})
		return nil
	})
	if err != nil {
		return nil, err
	}
	ix.fill(all)
	return ix, nil
}

// fill adds rows to an empty index.
func (ix *requestIndex) fill(all []datedRow) {
	slices.SortFunc(all, func(a, b datedRow) int { return strings.Compare(a.row.ID, b.row.ID) })
	slots := map[int][]int32{}
	for _, at := range all {
		slots[at.row.group] = append(slots[at.row.group], ix.add(at.row, at.readAt))
	}
	for _, n := range slices.Sorted(maps.Keys(slots)) {
		ix.groups[n] = ix.join(slots[n])
	}
}

// add adds a new row; the caller joins its group.
func (ix *requestIndex) add(r *requestRow, readAt int64) int32 {
	slot := ix.take(r.ID)
	ix.rows[slot], ix.readAt[slot] = r, readAt
	ix.totals.count(r, +1)
	return slot
}

// sharer keeps one copy of equal words, and folds each once.
type sharer struct{ words, folded map[string]string }

func newSharer() sharer { return sharer{map[string]string{}, map[string]string{}} }

func (s sharer) fold(text string) string {
	folded, ok := s.folded[text]
	if !ok {
		folded = foldText(text)
		s.folded[text] = folded
	}
	return folded
}

func (s sharer) row(r *rowRecord) {
	for _, word := range []*string{&r.InitiatedBy, &r.Customer, &r.Offering, &r.Package, &r.Status, &r.State} {
		if one, ok := s.words[*word]; ok {
			*word = one
		} else {
			s.words[*word] = *word
		}
	}
}

// writeRequestGroups writes the groups that a plan changes.
func (c *Cache) writeRequestGroups(tx *bolt.Tx, p *requestPlan) error {
	for _, n := range slices.Sorted(maps.Keys(p.groups)) {
		g, times := groupRecord{Format: requestRowsFormat}, make([]int64, 0, len(p.groups[n]))
		for _, at := range p.groups[n] {
			g.Rows = append(g.Rows, recordOfRow(&at.row.RequestSummary))
			times = append(times, at.readAt)
		}
		plain, err := c.codec.enc.Marshal(&g)
		if err != nil {
			return err
		}
		key := binary.BigEndian.AppendUint16(nil, uint16(n))
		if err := tx.Bucket([]byte(bucketRequestRows)).Put(key, c.sealer.seal(nil, bucketRequestRows, key, plain)); err != nil {
			return err
		}
		if err := c.putRequestTimes(tx, n, times); err != nil {
			return err
		}
	}
	return nil
}

// writeRequestFreshness writes the changed read times of requests, as a part of every transaction.
func (c *Cache) writeRequestFreshness(tx *bolt.Tx) error {
	ix := c.requests.index.Load()
	if ix == nil {
		return nil
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.unwritten || len(ix.stale) == 0 {
		return nil // the groups that they belong to are not written yet
	}
	groups := slices.Sorted(maps.Keys(ix.stale))
	for _, n := range groups {
		var times []int64
		for _, slot := range ix.groups[n].slots {
			times = append(times, ix.readAt[slot])
		}
		if err := c.putRequestTimes(tx, n, times); err != nil {
			return err
		}
	}
	tx.OnCommit(func() {
		ix.mu.Lock()
		defer ix.mu.Unlock()
		clear(ix.stale) // nothing is confirmed during a write
	})
	return nil
}

func (c *Cache) putRequestTimes(tx *bolt.Tx, group int, times []int64) error {
	key := binary.BigEndian.AppendUint16(nil, uint16(group))
	b := tx.Bucket([]byte(bucketRequestFresh))
	return b.Put(key, c.sealer.seal(nil, bucketRequestFresh, key, packTimes(times)))
}
