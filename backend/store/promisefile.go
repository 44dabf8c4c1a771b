package store

import (
	"errors"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// write does one transaction; what it wrote is on the disk when it returns.
func (p *Promises) write(do func(*bolt.Tx) error) error {
	_, err := p.commit(do)
	return err
}

// commit is write, and tells why the end of the journal could not be kept beside it; nil: it was.
func (p *Promises) commit(do func(*bolt.Tx) error) (unkept, err error) {
	err = p.file.update(func(tx *bolt.Tx) error {
		p.changed = map[string]sum{} // there is one write transaction at a time
		if err := do(tx); err != nil {
			return err
		}
		return p.keepSums(tx)
	})
	p.known.clear()
	p.decisions.clear()
	if err == nil {
		unkept = p.keepHead()
	}
	return unkept, p.problem(err)
}

// writeIf is write for a transaction that its caller may refuse: what he says is no trouble of the file, and is given
// back as it is.
func (p *Promises) writeIf(do func(tx *bolt.Tx, refused func(error) error) error) error {
	_, err := p.commitIf(do)
	return err
}

func (p *Promises) commitIf(do func(tx *bolt.Tx, refused func(error) error) error) (unkept, err error) {
	var said error
	unkept, err = p.commit(func(tx *bolt.Tx) error {
		return do(tx, func(err error) error {
			said = err
			return err
		})
	})
	if said != nil {
		return nil, said
	}
	return unkept, err
}

// leaveIf is writeIf for what leaves this desk right after it: that must be known beside the file, too, before it does.
// If it cannot be, undo takes it back.
func (p *Promises) leaveIf(do func(tx *bolt.Tx, refused func(error) error) error, undo func(*bolt.Tx) error) error {
	if err := p.retryHead(); err != nil {
		return notKept(err)
	}
	unkept, err := p.commitIf(do)
	if err == nil && unkept != nil {
		_ = p.write(undo) // else it counts as one that nobody knows the outcome of
		err = notKept(unkept)
	}
	return err
}

func (p *Promises) read(do func(*bolt.Tx) error) error { return p.problem(p.file.view(do)) }

// put seals a record into a bucket.
func (p *Promises) put(tx *bolt.Tx, bucket string, key []byte, record any) error {
	b, err := tx.CreateBucketIfNotExists([]byte(bucket))
	if err != nil {
		return err
	}
	packed, err := p.codec.pack(record)
	if err != nil {
		return err
	}
	sealed := p.sealer.seal(nil, bucket, key, packed)
	p.replaced(bucket, key, b.Get(key), sealed)
	return b.Put(key, sealed)
}

// drop takes a record out of a bucket; one that is not there is gone already.
func (p *Promises) drop(tx *bolt.Tx, bucket string, key []byte) error {
	b := tx.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	p.replaced(bucket, key, b.Get(key), nil)
	return b.Delete(key)
}

// open is the reverse of put.
func (p *Promises) open(bucket string, key, sealed []byte, record any) error {
	packed, err := p.sealer.open(bucket, key, sealed)
	if err == nil {
		err = p.codec.unpack(packed, record)
	}
	if err != nil {
		return p.unfit(err)
	}
	return nil
}

func (p *Promises) unfit(cause error) error { return &unfit{code: telecom.Damaged, cause: cause} }

// problem makes an error of the file presentable.
func (p *Promises) problem(err error) error {
	var e *telecom.Error
	var u *unfit
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.As(err, &u):
		return unfitPromises(u)
	case errors.Is(err, errClosed):
		return closed()
	}
	return &telecom.Error{Code: telecom.Internal, Cause: err,
		Text: "What you prepared and sent could not be written to this computer’s disk. Nothing was sent. Look whether the disk is full, and try again."}
}
