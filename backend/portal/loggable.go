package portal

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ownWords is an error that may be logged. Libraries quote their input, which holds customers, numbers and SIMs; so
// only words of our own are kept of their errors, never their text.
type ownWords struct {
	word string
	is   error // one of our errors, or one with a constant text; may be nil
}

func (w *ownWords) Error() string { return w.word }

func (w *ownWords) Unwrap() error { return w.is }

// tell converts any error into one that may be logged; nil stays nil.
func tell(err error) *ownWords {
	if err == nil {
		return nil
	}
	if f := faultOf(err); f != nil {
		return &ownWords{f.Error(), f}
	}
	for _, same := range []error{context.DeadlineExceeded, context.Canceled, io.ErrUnexpectedEOF, io.EOF, net.ErrClosed, gzip.ErrHeader,
		gzip.ErrChecksum} {
		if errors.Is(err, same) {
			return &ownWords{same.Error(), same}
		}
	}
	var (
		refused *proxyRefused
		number  syscall.Errno
		name    *net.DNSError
		unknown x509.UnknownAuthorityError
		other   x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		packed  flate.CorruptInputError
		syntax  *jsontext.SyntacticError
		shape   *json.SemanticError
		slow    net.Error
	)
	word := ""
	switch {
	case errors.As(err, &refused):
		return &ownWords{refused.Error(), refused}
	case errors.As(err, &number):
		return &ownWords{number.Error(), number}
	case errors.As(err, &name):
		word = "the name was not found"
	case errors.As(err, &unknown):
		word = "certificate of an unknown authority"
	case errors.As(err, &other):
		word = "certificate of another name"
	case errors.As(err, &invalid):
		word = fmt.Sprintf("certificate not valid, reason %d", invalid.Reason)
	case errors.As(err, &record):
		word = "no TLS"
	case errors.As(err, &alert):
		word = fmt.Sprintf("TLS alert %d", uint8(alert))
	case errors.As(err, &packed):
		word = "not gzip"
	case errors.As(err, &syntax):
		word = fmt.Sprintf("no JSON from byte %d on", syntax.ByteOffset)
	case errors.As(err, &shape):
		word = fmt.Sprintf("JSON of another shape at byte %d", shape.ByteOffset)
	case errors.As(err, &slow) && slow.Timeout():
		word = "timed out"
	default:
		word = fmt.Sprintf("an error of type %T", innermost(err))
	}
	return &ownWords{word: word}
}

// innermost returns the error at the end of a chain.
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
