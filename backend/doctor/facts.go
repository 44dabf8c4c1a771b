package doctor

import (
	"time"

	"commsdesk/backend/telecom"
)

// Facts are what was found. What could not be determined is zero.
type Facts struct {
	Version  string // of this program
	At       time.Time
	Program  Program
	Config   Config
	Disk     Disk
	Key      Key
	Portal   Portal
	Optional Optional
	Copy     Copy
	Sent     Sent
	Orphans  []string          // folders of sent orders that belong to no profile
	Readable []string          // folders of contracts that a killed program left unencrypted
	Failures []telecom.Failure // the oldest first
}

// profiled reports whether there is a profile to report on.
func (f *Facts) profiled() bool {
	if f.Program.Open {
		return f.Program.Step == StepOpen
	}
	return f.Config.Problem == nil && f.Config.Profiles > 0
}

// Program is the Commsdesk that has a window.
type Program struct {
	Open    bool // it is open, and these facts are its own
	Silent  bool // it is open, but does not answer
	Step    Step // what it is doing, if it is open
	Profile string
	Demo    bool
	Problem *telecom.Error // why no profile is open
}

// Step is what the window is doing.
type Step string

// The steps.
const (
	StepOpening Step = "opening" // a profile is about to open
	StepChoose  Step = "choose"  // it offers the demo or to connect a portal
	StepUnlock  Step = "unlock"  // it waits for the passphrase
	StepProtect Step = "protect" // it waits for a new passphrase
	StepFailed  Step = "failed"  // it could not open a profile
	StepOpen    Step = "open"    // a profile is open
)

// Config is the configuration in effect.
type Config struct {
	Path     string
	Preset   bool           // administrators set it for all users of this computer
	Refused  []string       // presets that others than administrators can change
	Problem  *telecom.Error // it cannot be read or has an error
	Profiles int            // zero without a problem: there is no file
	Profile  string         // the name of the profile that opens
	Place    string         // its place: production or test

	ServiceInventory, ServiceOrdering string // its addresses
	Usage, Catalog, CatalogFile       string // likewise; empty: it has none
	Requests                          RequestAPIs
}

// RequestAPIs are the addresses of subscription requests, their products and their contracts. Empty: the profile has none.
type RequestAPIs struct{ ProductOrdering, ProductInventory, Agreement string }

// Key is the key of the copy.
type Key struct {
	Kept    Kept
	Locked  bool           // protected by a passphrase that was not given
	Problem *telecom.Error // why it is not available
	Exposed *telecom.Error // other users can read the passphrase file; nil: they cannot
}

// Kept is how a key is kept.
type Kept string

// The ways to keep a key.
const (
	KeptNowhere      Kept = "nowhere"    // nothing is encrypted yet
	KeptInKeychain   Kept = "keychain"   // of the system
	KeptByPassphrase Kept = "passphrase" // that the user knows
	KeptByNobody     Kept = "nobody"     // it is deleted with the data
)

// Portal is what was found of the portal.
type Portal struct {
	ServiceInventory, ServiceOrdering string // its addresses

	Reach     []telecom.Reach    // how each API of the profile answered just now
	Freshness *telecom.Freshness // how the running program reads it; nil: none does
	Problem   *telecom.Error     // why it could not be asked at all

	Zoneless  bool          // its times have no zone, and the profile does not say which is meant
	Skew      time.Duration // its clock minus this computer's; zero: not known
	Findings  telecom.Findings
	Unproved  *telecom.Error // why its capabilities could not be determined now
	Load      telecom.Load
	OpenKnown bool // Load knows how many orders are open
}

// Optional is what was found of the APIs that a portal need not have: usage, catalog and subscription requests.
type Optional struct {
	Usage, Catalog string // the addresses; empty: the profile has none
	CatalogFile    string // instead of a catalog; empty: there is none
	Requests       RequestAPIs

	Offer telecom.Offer // from the file, or as the running program last read it

	// From the running program: why the last read of each failed, and when the last good read was.
	OfferProblem, UsageProblem, RequestsProblem *telecom.Error
	UsageReadAt, RequestsReadAt                 time.Time
}

// Health is the state of the copy, or of the record of sent orders, in the words of the store, which the doctor does not import.
type Health string

// The states of a file.
const (
	Absent     Health = "absent"     // there is none
	Whole      Health = "good"       // it can be opened
	InUse      Health = "inUse"      // another Commsdesk has it open
	Damaged    Health = "damaged"    // it is not as written
	TooNew     Health = "tooNew"     // a newer Commsdesk wrote it
	Locked     Health = "locked"     // it is encrypted with another key, or there is no key
	Unreadable Health = "unreadable" // the system does not allow it to be read
)

// Copy is the copy on this computer.
type Copy struct {
	Health     Health
	Bytes      int64
	Services   int
	Orders     int
	CompleteAt time.Time        // start of the last complete read; zero: none
	Notices    []*telecom.Error // from the running program when it opened the copy
}

// Disk is what was found of the disk that the program writes to.
type Disk struct {
	Folders []Folder // those that exist
	OddLog  string   // the path of the log, if something other than a file is there
}

// Folder is one that the program writes to.
type Folder struct {
	Path     string
	Full     bool  // a write failed because the disk is full
	ReadOnly bool  // a write failed for another reason
	Free     int64 // bytes; negative: not known
}

// Sent is what was found of the drafts and orders of this computer.
type Sent struct {
	Health    Health // empty: none are kept, and there is nothing to report
	Bytes     int64
	Unsettled int // orders that the portal may or may not have
	Drafts    int
	Doubt     Doubt
	Journal   Journal
}

// Doubt is whether something sent from here may be missing that nobody has checked yet.
type Doubt string

// The doubts.
const (
	NoDoubt Doubt = ""
	Doubted Doubt = "doubted" // open orders were restored; drafts and notes may be missing
	Held    Doubt = "held"    // an unknown order may be missing: none leaves
)

// Journal is the list of what was done here, compared with its end, which journal.head records.
type Journal struct {
	State   JournalState
	Entries int
	Since   int // how many there were when recording of the end began
	Behind  int // how many the recorded end is behind
}

// JournalState is the state of a journal.
type JournalState string

// The states of a journal.
const (
	JournalWhole   JournalState = "whole"   // and as long as recorded
	JournalEndless JournalState = "endless" // its end was not recorded
	JournalShort   JournalState = "short"   // entries at its end are gone
	JournalChanged JournalState = "changed" // an entry was changed or removed
	JournalEndLost JournalState = "endLost" // the record of its end is missing or unreadable
	JournalUnmet   JournalState = "unmet"   // whole, but what was sent does not match it
)
