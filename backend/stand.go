package backend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Stand is how a request stands, as far as a decision depends on it, and what a person needs to see what has changed
// since.
type Stand struct {
	Status      RequestStatus
	State       string
	Version     string // the portal's statusVersion; empty: it gives none
	Contract    string
	Offering    string
	Package     string
	Quantity    string
	CancelAsked *CancelWish

	ChangedAt time.Time // the last step that is known of it
	ChangedBy string
	Why       string
	Key       string // the decision that led there, where the portal keeps its key
}

// Stand is how the request stands now.
func (r *Request) Stand() Stand {
	s := Stand{Status: r.Status, State: r.State, Version: r.Version, Contract: r.Contract, Offering: r.Offering, Package: r.Package, Quantity: r.Quantity, CancelAsked: r.CancelAsked, Key: r.LastKey}
	if c, ok := r.LastChange(); ok && r.HistoryGiven {
		s.ChangedAt, s.ChangedBy, s.Why = c.At, c.By, c.Why
	}
	return s
}

// Same says whether a decision that was taken on one stand may be sent on another: by the portal's version where both
// have one, else by the fingerprint. A new note is no difference.
func (s Stand) Same(other Stand) bool {
	if s.Version != "" && other.Version != "" && s.Version != other.Version {
		return false
	}
	return s.fingerprint() == other.fingerprint()
}

// fingerprint is a digest of what a decision depends on. It holds nothing that can be read.
func (s Stand) fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q\n", s.Status, s.Contract, s.Offering, s.Package, s.Quantity)
	if s.Status == "" {
		fmt.Fprintf(h, "%q\n", s.State)
	}
	if w := s.CancelAsked; w != nil {
		fmt.Fprintf(h, "asked %d %q %q\n", w.At.UnixNano(), w.By, w.Why)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Stamp names a stand: another one means that a person who decides has to look again. It holds nothing that can be read.
func (s Stand) Stamp() string { return hex.EncodeToString([]byte(s.Version)) + "." + s.fingerprint() }
