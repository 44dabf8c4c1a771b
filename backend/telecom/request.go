package telecom

import "time"

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
