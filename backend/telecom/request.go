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

// Request is a customer's subscription request, as the portal last described it (TMF622 ProductOrder). Times are UTC in
// the portal's clock; a zero time means the portal did not give one.
type Request struct {
	ID     string        // the Order ID, opaque
	Status RequestStatus // the label itself; empty if the portal gave none: no TMF state says which of the sixteen it is
	State  string        // the portal's TMF word, verbatim

	InitiatedBy string // e-mail
	Customer    string
	Offering    string
	Package     string
	Quantity    string // as the portal wrote it
	OrderedAt   time.Time
	Answers     []Detail // what the customer answered when it was configured
	Summary     string   // the portal's description, verbatim

	Agreements       []string // ids of the contract's versions, the first one first
	Contract         string   // the version of the contract that counts now; empty: none
	ContractVersions []string // the version word of each of Agreements, where the portal tells one for any; nil: it tells none
	ContractGiven    bool     // the portal says which version counts; else it is the newest as far as that can be told
	Products         []string // ids of what it creates
	ServiceIDs       []string // that the portal names on the request
	OrderIDs         []string // service orders that the portal names on the request

	Notes        []RequestNote
	History      []RequestChange // the first one first
	HistoryGiven bool            // by the portal; else it is what this desk has seen

	// Allowed is the portal's own list of what may be done, in its words. It wins over this desk's table.
	Allowed      []string
	AllowedGiven bool

	Version     string      // the portal's statusVersion; empty: it gives none
	Tag         string      // the ETag of the answer that was read; empty: none
	CancelAsked *CancelWish // what the customer wants; nil: nothing of the kind
	LastKey     string      // decisionKey of the last decision that the portal took over; empty: it keeps none
	Stored      bool        // what the last decision asked for stands beside it, as it was sent

	// SeenAt is when this desk first saw the request, in the portal's clock as far as it is known. The desk sets it.
	SeenAt time.Time

	// Raw is the portal's own JSON, so that fields nobody reads yet are not lost.
	Raw []byte
}

// RequestNote is a remark on a request.
type RequestNote struct {
	At   time.Time
	By   string
	Text string
}

// RequestChange is one step in the history of a request.
type RequestChange struct {
	At   time.Time
	By   string
	From RequestStatus // empty: not told
	To   RequestStatus
	Why  string
	Key  string // decisionKey of the decision that led there; empty: not told
}

// CancelWish is a customer's wish that a request be canceled.
type CancelWish struct {
	At  time.Time
	By  string
	Why string
}

// LastChange is the last step that is known of a request; not ok if none is.
func (r *Request) LastChange() (c RequestChange, ok bool) {
	if len(r.History) == 0 {
		return c, false
	}
	return r.History[len(r.History)-1], true
}

// Agreement is one version of a contract (TMF651).
type Agreement struct {
	ID        string
	Name      string
	Version   string
	State     string // the portal's word, verbatim
	At        time.Time
	Documents []Document
	Raw       []byte
}

// Document is a file of a contract. What it holds is fetched when somebody wants it.
type Document struct {
	ID      string
	Name    string
	Type    string // MIME
	Size    int64  // bytes; zero: not told
	Address string // where the portal keeps it
}

// Product is what a request creates (TMF637).
type Product struct {
	ID         string
	Name       string
	State      string   // the portal's word, verbatim
	ServiceIDs []string // the services that carry it out
	Raw        []byte
}

// RequestStatus is the label of a subscription request's status, as it travels on the wire and stands on the screen.
// Any other label is shown verbatim.
type RequestStatus string

// The sixteen statuses of the provider's portal, in the order of its help page.
const (
	RequestDraft              RequestStatus = "Draft"
	RequestReceived           RequestStatus = "Subscription Request Received"
	RequestGenerating         RequestStatus = "Generating Contract"
	RequestContractReady      RequestStatus = "Contract Ready for Review"
	RequestSigned             RequestStatus = "Contract Signed"
	RequestProvisioning       RequestStatus = "Provisioning in Progress"
	RequestActive             RequestStatus = "Active"
	RequestExpired            RequestStatus = "Expired"
	RequestPendingCancel      RequestStatus = "Pending Cancellation"
	RequestCanceled           RequestStatus = "Canceled"
	RequestDecommissioning    RequestStatus = "Decommissioning"
	RequestProvisioningFailed RequestStatus = "Provisioning Failed"
	RequestDenied             RequestStatus = "Denied"
	RequestValidating         RequestStatus = "Validating"
	RequestActivating         RequestStatus = "Activating"
	RequestActivationFailed   RequestStatus = "Activation Failed"
)

// RequestStatuses lists the sixteen once.
func RequestStatuses() []RequestStatus {
	return []RequestStatus{RequestDraft, RequestReceived, RequestGenerating, RequestContractReady, RequestSigned, RequestProvisioning,
		RequestActive, RequestExpired, RequestPendingCancel, RequestCanceled, RequestDecommissioning, RequestProvisioningFailed,
		RequestDenied, RequestValidating, RequestActivating, RequestActivationFailed}
}

// RequestStatusOf reads a label without regard to case and separators. One that is none of the sixteen stays as it is.
func RequestStatusOf(label string) RequestStatus {
	for _, s := range RequestStatuses() {
		if Normalize(string(s)) == Normalize(label) {
			return s
		}
	}
	return RequestStatus(label)
}

// Ended says whether nothing more is expected to happen to a request. What this desk does not know is not ended.
func (s RequestStatus) Ended() bool {
	switch s {
	case RequestExpired, RequestCanceled, RequestDenied:
		return true
	}
	return false
}

// Card is one of the four sums above the list of requests.
type Card string

// The cards, in their order. They do not add up: some statuses count in the total only.
const (
	CardTotal      Card = "total"
	CardRequested  Card = "requested"
	CardInProgress Card = "inProgress"
	CardActive     Card = "active"
)

// Cards lists every card once.
func Cards() []Card { return []Card{CardTotal, CardRequested, CardInProgress, CardActive} }

// Counts says whether a request in a status counts on a card. The sums are those of the portal's help page.
func (c Card) Counts(s RequestStatus) bool {
	switch c {
	case CardTotal:
		return true
	case CardRequested:
		return s == RequestReceived
	case CardActive:
		return s == RequestActive
	case CardInProgress:
		switch s {
		case RequestGenerating, RequestContractReady, RequestSigned, RequestProvisioning, RequestPendingCancel:
			return true
		}
	}
	return false
}

// DocumentKey names what the i-th document of a version holds, wherever it is kept: another version, address or size is
// another content. The portal's own ids may be empty, or the same in every version. It holds nothing that can be read.
func (a *Agreement) DocumentKey(i int) string {
	d := a.Documents[i]
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d", a.ID, a.Version, d.Address, d.Size))
	return hex.EncodeToString(sum[:16])
}

// DocumentKeys are those of all documents of a version.
func (a *Agreement) DocumentKeys() []string {
	keys := make([]string, len(a.Documents))
	for i := range a.Documents {
		keys[i] = a.DocumentKey(i)
	}
	return keys
}

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
