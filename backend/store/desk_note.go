package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// noteRecord is a note on a request that stays on this computer.
type noteRecord struct {
	ID        string      `cbor:"1,keyasint"`
	RequestID string      `cbor:"2,keyasint,omitempty"`
	At        preciseTime `cbor:"3,keyasint"`
	By        string      `cbor:"4,keyasint,omitempty"`
	Text      string      `cbor:"5,keyasint,omitempty"`
}

// noteKey starts with the request, so that reading its notes opens no others.
func (p *Promises) noteKey(n *telecom.DeskNote) []byte {
	return append(p.sealer.name(bucketNotes, n.RequestID), p.sealer.name(bucketNotes, n.ID)...)
}

// KeepNote keeps a note under its ID, replacing what was kept before.
func (p *Promises) KeepNote(n telecom.DeskNote) error {
	return p.write(func(tx *bolt.Tx) error {
		if err := p.dropNote(tx, n.ID); err != nil {
			return err
		}
		return p.put(tx, bucketNotes, p.noteKey(&n), &noteRecord{n.ID, n.RequestID, preciseTimeOf(n.At), n.By, n.Text})
	})
}

// DropNote deletes a note, if it exists.
func (p *Promises) DropNote(id string) error {
	return p.write(func(tx *bolt.Tx) error { return p.dropNote(tx, id) })
}

func (p *Promises) dropNote(tx *bolt.Tx, id string) error {
	b := tx.Bucket([]byte(bucketNotes))
	if b == nil {
		return nil
	}
	var found [][]byte
	name := p.sealer.name(bucketNotes, id)
	err := b.ForEach(func(k, _ []byte) error {
		if bytes.HasSuffix(k, name) {
			found = append(found, bytes.Clone(k))
		}
		return nil
	})
	for _, k := range found {
		if err == nil {
			err = p.drop(tx, bucketNotes, k)
		}
	}
	return err
}

// Notes returns the notes on a request, oldest first.
func (p *Promises) Notes(requestID string) (all []telecom.DeskNote, err error) {
	err = p.read(func(tx *bolt.Tx) error {
		of := p.sealer.name(bucketNotes, requestID)
		return p.each(tx, bucketNotes, func(k, v []byte) error {
			if !bytes.HasPrefix(k, of) {
				return nil
			}
			var r noteRecord
			if err := p.open(bucketNotes, k, v, &r); err != nil {
				return err
			}
			all = append(all, telecom.DeskNote{ID: r.ID, RequestID: r.RequestID, At: r.At.time(), By: r.By, Text: r.Text})
			return nil
		})
	})
	slices.SortFunc(all, func(a, b telecom.DeskNote) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID))
	})
	return all, err
}
