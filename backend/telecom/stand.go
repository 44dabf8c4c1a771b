package telecom

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Snapshot is how a request stands, as far as a decision depends on it, and what a person needs to see what has changed
// since.
type Snapshot struct {
	Status      RequestStatus
	State       string
	Version     string // the portal's statusVersion; empty: it gives none
	Contract    string
	Agreements  string // all versions of the contract, in no order, and the one that counts where the portal says so; empty: none, or an older Commsdesk wrote it
	Offering    string
	Package     string
	Quantity    string
	CancelAsked *CancelWish

	ChangedAt time.Time // the last step that is known of it
	ChangedBy string
	Why       string
	Key       string // of the last decision that the portal was handed, where it keeps it
	Told      string // keys of the decisions that the portal's history tells of, one a line; not kept on the disk
	Stored    bool   // the key stands beside what was asked for, as it was sent; not kept on the disk
}

// Snapshot is how the request stands now.
func (r *Request) Snapshot() Snapshot {
	s := Snapshot{Status: r.Status, State: r.State, Version: r.Version, Contract: r.Contract, Agreements: r.agreements(), Offering: r.Offering, Package: r.Package, Quantity: r.Quantity, CancelAsked: r.CancelAsked, Key: r.LastKey, Stored: r.Stored}
	if c, ok := r.LastChange(); ok && r.HistoryGiven {
		s.ChangedAt, s.ChangedBy, s.Why = c.At, c.By, c.Why
	}
	if r.HistoryGiven {
		var told []string
		for _, c := range r.History {
			if c.Key != "" && c.To != "" {
				told = append(told, c.Key)
			}
		}
		s.Told = strings.Join(told, "\n")
	}
	return s
}

// moved reports whether the portal has done something to a request since it stood otherwise: another status, another
// version, or another step in its history. What an answer leaves out has not moved.
func (s Snapshot) moved(since Snapshot) bool {
	if s.Status == "" && since.Status == "" {
		return another(s.State, since.State) || s.stepped(since)
	}
	return s.Status != "" && s.Status != since.Status || s.stepped(since)
}

// stepped reports the same of what tells it where the status does not: the version and the history.
func (s Snapshot) stepped(since Snapshot) bool {
	return another(s.Version, since.Version) ||
		s.hasStep() && (!s.ChangedAt.Equal(since.ChangedAt) || s.ChangedBy != since.ChangedBy || s.Why != since.Why)
}

// hasStep reports whether the portal tells a history.
func (s Snapshot) hasStep() bool { return !s.ChangedAt.IsZero() || s.ChangedBy != "" || s.Why != "" }

func another(now, before string) bool { return now != "" && before != "" && now != before }

// agreements are the versions of the contract in one line, whatever their order on the wire is.
func (r *Request) agreements() string {
	var all []string
	for i, id := range r.Agreements {
		version := ""
		if i < len(r.ContractVersions) {
			version = r.ContractVersions[i]
		}
		all = append(all, fmt.Sprintf("%q %q", id, version))
	}
	slices.Sort(all)
	if len(all) > 0 && r.ContractGiven {
		all = append(all, fmt.Sprintf("counts %q", r.Contract))
	}
	return strings.Join(all, "\n")
}

// Same says whether a request stands as it did: by the portal's version and by the decision that led there, each where
// both have one, and by the fingerprint. A new note is no difference.
func (s Snapshot) Same(other Snapshot) bool {
	if s.Version != "" && other.Version != "" && s.Version != other.Version {
		return false
	}
	if s.Key != "" && other.Key != "" && !sameKey(s.Key, other.Key) {
		return false // somebody has decided in between, even if the request is where it was
	}
	if s.Agreements == "" || other.Agreements == "" { // one of an older Commsdesk, whose contract is told all the same
		return s.fingerprint(s.Contract) == other.fingerprint(other.Contract)
	}
	return s.fingerprint(s.Agreements) == other.fingerprint(other.Agreements)
}

// sameKey says whether two keys are one: a portal may keep a UUID in capitals or in braces. No key is the same as none.
func sameKey(a, b string) bool {
	return bareKey(a) != "" && bareKey(a) == bareKey(b)
}

// bareKey is a key without what portals change of it.
func bareKey(key string) string { return strings.ToLower(strings.Trim(key, "{} ")) }

// fingerprint is a digest of what a decision depends on. It holds nothing that can be read.
func (s Snapshot) fingerprint(contract string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q\n", s.Status, contract, s.Offering, s.Package, s.Quantity)
	if s.Status == "" {
		fmt.Fprintf(h, "%q\n", s.State)
	}
	if w := s.CancelAsked; w != nil {
		fmt.Fprintf(h, "asked %d %q %q\n", w.At.UnixNano(), w.By, w.Why)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Token names a stand: another one means that a person who decides has to look again. It holds nothing that can be read.
func (s Snapshot) Token() string {
	return hex.EncodeToString([]byte(s.Version)) + "." + s.fingerprint(cmp.Or(s.Agreements, s.Contract))
}
