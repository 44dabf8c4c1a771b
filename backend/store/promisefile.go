package store

import (
	"errors"

	"commsdesk/backend"

	bolt "go.etcd.io/bbolt"
)

// write does one transaction; what it wrote is on the disk when it returns.
func (p *Promises) write(do func(*bolt.Tx) error) error {
	err := p.file.update(do)
	p.known.clear()
	p.decisions.clear()
	if err == nil {
		p.keepHead()
	}
	return p.problem(err)
}

// writeIf is write for a transaction that its caller may refuse: what he says is no trouble of the file, and is given
// back as it is.
func (p *Promises) writeIf(do func(tx *bolt.Tx, refused func(error) error) error) error {
	var said error
	err := p.write(func(tx *bolt.Tx) error {
		return do(tx, func(err error) error {
			said = err
			return err
		})
	})
	if said != nil {
		return said
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
	return b.Put(key, p.sealer.seal(nil, bucket, key, packed))
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

func (p *Promises) unfit(cause error) error { return &unfit{code: backend.Damaged, cause: cause} }

// problem makes an error of the file presentable.
func (p *Promises) problem(err error) error {
	var e *backend.Error
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
	return &backend.Error{Code: backend.Internal, Cause: err,
		Text: "What you prepared and sent could not be written to this computer’s disk. Nothing was sent. Look whether the disk is full, and try again."}
}
