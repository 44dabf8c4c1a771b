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
	Status RequestStatus // empty if the portal gave no label: no TMF state tells which of the sixteen it is
	State  string        // the portal's TMF word, verbatim

	InitiatedBy string // e-mail
	Customer    string
	Offering    string
	Package     string
	Quantity    string // as the portal wrote it
	OrderedAt   time.Time
	Answers     []Detail // the customer's answers to its configuration
	Summary     string   // the portal's description, verbatim

	Agreements       []string // ids of the contract's versions, oldest first
	Contract         string   // the current version of the contract; empty: none
	ContractVersions []string // the version word of each of Agreements, if the portal gives any; nil: it gives none
	ContractGiven    bool     // the portal says which version is current; if not, the newest counts
	Products         []string // ids of the products it creates
	ServiceIDs       []string // that the portal names on the request
	OrderIDs         []string // service orders that the portal names on the request

	Notes        []RequestNote
	History      []RequestChange // oldest first
	HistoryGiven bool            // by the portal; if not, it is what this desk has seen

	// Allowed is the portal's own list of possible actions, in its words. It overrides this desk's table.
	Allowed      []string
	AllowedGiven bool

	Version     string               // the portal's statusVersion; empty: it gives none
	Tag         string               // the ETag of the answer that was read; empty: none
	CancelAsked *CancellationRequest // the customer's cancellation request; nil: none
	LastKey     string               // decisionKey of the last decision that the portal accepted; empty: it keeps none
	Stored      bool                 // the request also shows what the last decision asked for, as it was sent

	// SeenAt is when this desk first saw the request, in the portal's clock as far as known. The desk sets it.
	SeenAt time.Time

	// Raw is the portal's own JSON, so that unread fields are not lost.
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

// CancellationRequest is a customer's request to cancel a subscription request.
type CancellationRequest struct {
	At  time.Time
	By  string
	Why string
}

// LastChange returns the last known step of a request; ok is false if none is known.
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

// Document is a file of a contract. Its content is fetched on demand.
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

// RequestStatus is the label of a subscription request's status, as on the wire and on the screen. Any other label is
// shown verbatim.
type RequestStatus string

// The sixteen statuses of the provider's portal, as on its help page.
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

// RequestStatuses lists the sixteen once, in the order of a request's life: from the draft to the ways it may end.
func RequestStatuses() []RequestStatus {
	return []RequestStatus{RequestDraft, RequestReceived, RequestValidating, RequestGenerating, RequestContractReady, RequestSigned,
		RequestProvisioning, RequestProvisioningFailed, RequestActivating, RequestActivationFailed, RequestActive, RequestPendingCancel,
		RequestDecommissioning, RequestExpired, RequestCanceled, RequestDenied}
}

// RequestStatusOf parses a label, ignoring case and separators. One that is none of the sixteen stays as it is.
func RequestStatusOf(label string) RequestStatus {
	if s, known := like(RequestStatuses(), label); known {
		return s
	}
	return RequestStatus(label)
}

// Ended reports whether nothing more is expected to happen to a request. An unknown status has not ended.
func (s RequestStatus) Ended() bool {
	return s == RequestExpired || s == RequestCanceled || s == RequestDenied
}

// ended reports whether a request has come to its end: by its label or, without one, by the portal's word.
func ended(label RequestStatus, word string) bool {
	if label != "" {
		return label.Ended()
	}
	means := StatusOf(word)
	return means == Cancelled || means == Rejected
}

// Asks reports whether the customer's request to cancel still needs an answer; a request that has ended needs none.
func (r *Request) Asks() bool { return r.CancelAsked != nil && !ended(r.Status, r.State) }

// Asks is Request.Asks.
func (s *RequestSummary) Asks() bool { return s.CancelAsked && !ended(s.Status, s.State) }

// Asks is Request.Asks.
func (s *Snapshot) Asks() bool { return s.CancelAsked != nil && !ended(s.Status, s.State) }

// Card is one of the four sums above the list of requests.
type Card string

// The cards, in order. They do not add up: some statuses count in the total only.
const (
	CardTotal      Card = "total"
	CardRequested  Card = "requested"
	CardInProgress Card = "inProgress"
	CardActive     Card = "active"
)

// Cards lists every card once.
func Cards() []Card { return []Card{CardTotal, CardRequested, CardInProgress, CardActive} }

// Counts reports whether a request in a status counts on a card, as on the portal's help page.
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

// DocumentKey identifies the content of the i-th document of a version: another version, address or size is another
// content. The portal's own ids may be empty, or the same in every version. It reveals nothing.
func (a *Agreement) DocumentKey(i int) string {
	d := a.Documents[i]
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d", a.ID, a.Version, d.Address, d.Size))
	return hex.EncodeToString(sum[:16])
}

// DocumentKeys returns the keys of all documents of a version.
func (a *Agreement) DocumentKeys() []string {
	keys := make([]string, len(a.Documents))
	for i := range a.Documents {
		keys[i] = a.DocumentKey(i)
	}
	return keys
}

// Snapshot is the state of a request as far as a decision depends on it, with what a person needs to see what has
// changed since.
type Snapshot struct {
	Status      RequestStatus
	State       string
	Version     string // the portal's statusVersion; empty: it gives none
	Contract    string
	Agreements  string // all versions of the contract, sorted, and the current one if given; empty: none, or an older Commsdesk wrote it
	Offering    string
	Package     string
	Quantity    string
	CancelAsked *CancellationRequest

	ChangedAt time.Time // of the last known step
	ChangedBy string
	Why       string
	Key       string // of the last decision that the portal received, if it keeps keys
	Told      string // keys of the decisions in the portal's history, one a line; not kept on disk
	Stored    bool   // the key is there together with what was asked for, as it was sent; not kept on disk
}

// Snapshot returns the request's state.
func (r *Request) Snapshot() Snapshot {
	s := Snapshot{Status: r.Status, State: r.State, Version: r.Version, Contract: r.Contract, Agreements: r.agreements(), Offering: r.Offering,
		Package: r.Package, Quantity: r.Quantity, CancelAsked: r.CancelAsked, Key: r.LastKey, Stored: r.Stored}
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

// moved reports whether the portal has done something to a request since an earlier snapshot: another status, another
// version, or another step in its history. What an answer leaves out has not moved.
func (s Snapshot) moved(since Snapshot) bool {
	if s.Status == "" && since.Status == "" {
		return another(s.State, since.State) || s.stepped(since)
	}
	return s.Status != "" && s.Status != since.Status || s.stepped(since)
}

// stepped reports whether the version or the history moved, which tell it where the status does not.
func (s Snapshot) stepped(since Snapshot) bool {
	return another(s.Version, since.Version) ||
		s.hasStep() && (!s.ChangedAt.Equal(since.ChangedAt) || s.ChangedBy != since.ChangedBy || s.Why != since.Why)
}

// hasStep reports whether the portal gives a history.
func (s Snapshot) hasStep() bool { return !s.ChangedAt.IsZero() || s.ChangedBy != "" || s.Why != "" }

func another(now, before string) bool { return now != "" && before != "" && now != before }

// agreements returns the versions of the contract in one line, whatever their order on the wire.
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

// Same reports whether a request has not changed: by the portal's version and by the key of the last decision, each
// where both have one, and by the fingerprint. A new note is no change.
func (s Snapshot) Same(other Snapshot) bool {
	if s.Version != "" && other.Version != "" && s.Version != other.Version {
		return false
	}
	if s.Key != "" && other.Key != "" && !sameKey(s.Key, other.Key) {
		return false // somebody decided in between, even if the status is the same
	}
	if s.Agreements == "" || other.Agreements == "" { // one was kept by an older Commsdesk, which still recorded the contract
		return s.fingerprint(s.Contract) == other.fingerprint(other.Contract)
	}
	return s.fingerprint(s.Agreements) == other.fingerprint(other.Agreements)
}

// sameKey reports whether two keys are equal: a portal may keep a UUID in capitals or in braces. An empty key equals
// none.
func sameKey(a, b string) bool {
	return bareKey(a) != "" && bareKey(a) == bareKey(b)
}

// bareKey removes what portals change in a key.
func bareKey(key string) string { return strings.ToLower(strings.Trim(key, "{} ")) }

// fingerprint returns a digest of what a decision depends on. It reveals nothing.
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

// Token identifies a snapshot: with another one, a person who decides has to look again. It reveals nothing.
func (s Snapshot) Token() string {
	return hex.EncodeToString([]byte(s.Version)) + "." + s.fingerprint(cmp.Or(s.Agreements, s.Contract))
}
