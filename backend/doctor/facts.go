package doctor

import (
	"time"

	"commsdesk/backend/telecom"
)

// Facts are what was found. What could not be found out is zero.
type Facts struct {
	Version  string // of this program
	At       time.Time
	Program  Program
	Config   Config
	Disk     Disk
	Key      Key
	Portal   Portal
	Beside   Beside
	Copy     Copy
	Sent     Sent
	Strays   []string          // folders of what was sent from here that belong to no profile
	Readable []string          // folders of contracts that a killed program left in clear
	Failures []telecom.Failure // the oldest first
}

// profiled says whether there is a profile of which something can be told.
func (f *Facts) profiled() bool {
	if f.Program.Open {
		return f.Program.Step == StepOpen
	}
	return f.Config.Problem == nil && f.Config.Profiles > 0
}

// Program is the Commsdesk that has a window.
type Program struct {
	Open    bool // it is, and these facts are its own
	Silent  bool // one is there, and does not answer
	Step    Step // how far it has come, if it is open
	Profile string
	Demo    bool
	Problem *telecom.Error // why it opened nothing
}

// Step is how far the window has come.
type Step string

// The steps of a window.
const (
	StepOpening Step = "opening" // it is about to open a profile
	StepChoose  Step = "choose"  // it offers the demo, or to connect a portal
	StepUnlock  Step = "unlock"  // it waits for the passphrase
	StepProtect Step = "protect" // it waits for a passphrase to be chosen
	StepFailed  Step = "failed"  // it could open nothing
	StepOpen    Step = "open"    // a profile is open
)

// Config is the configuration file that counts.
type Config struct {
	Path     string
	Preset   bool           // it is not the user's own: it was laid for everybody on this computer
	Refused  []string       // lie where presets do, and were not laid by an administrator
	Problem  *telecom.Error // it cannot be read, or is wrong
	Profiles int            // none, and no problem: there is no file
	Profile  string         // the name of the one that opens
	Place    string         // its place: production or test

	ServiceInventory, ServiceOrdering string // its addresses
	Usage, Catalog, CatalogFile       string // likewise; empty: it has none
	Requests                          RequestAPIs
}

// RequestAPIs are the addresses of subscription requests, of what they create and of their contracts. Empty: the profile
// has none.
type RequestAPIs struct{ ProductOrdering, ProductInventory, Agreement string }

// Key is the key of the copy.
type Key struct {
	Kept    Kept
	Locked  bool           // behind a passphrase that was not given
	Problem *telecom.Error // it could not be got
	Exposed *telecom.Error // others can read the file with the passphrase; nil: they cannot
}

// Kept is how a key is kept.
type Kept string

// The ways to keep a key.
const (
	KeptNowhere      Kept = "nowhere"    // nothing is sealed yet
	KeptInKeychain   Kept = "keychain"   // of the system
	KeptByPassphrase Kept = "passphrase" // that a person knows
	KeptByNobody     Kept = "nobody"     // it is thrown away with what it seals
)

// Portal is what was found of the portal.
type Portal struct {
	ServiceInventory, ServiceOrdering string // its addresses

	Reach     []telecom.Reach    // it was asked just now, with all else that the profile has an address for
	Freshness *telecom.Freshness // the running program reads it; nil: none does
	Problem   *telecom.Error     // it could not even be asked

	Skew      time.Duration // its clock minus this computer's; zero: not known
	Findings  telecom.Findings
	Unproved  *telecom.Error // why what it can do could not be found out now
	Load      telecom.Load
	OpenKnown bool // Load knows how many orders are open
}

// Beside is what was found of a portal's usage, its catalog and its subscription requests.
type Beside struct {
	Usage, Catalog string // the addresses; empty: the profile has none
	CatalogFile    string // in place of a catalog; empty: there is none
	Requests       RequestAPIs

	// Offer is what is on offer: as it is written in the file, or as the running program read it last.
	Offer telecom.Offer

	// Of the running program: why the last reading of each failed, and when the last good reading was.
	OfferProblem, UsageProblem, RequestsProblem *telecom.Error
	UsageReadAt, RequestsReadAt                 time.Time
}

// Health is the state of the copy, or of what was sent.
type Health string

// The healths of a file.
const (
	Absent     Health = "absent"     // there is none
	Whole      Health = "good"       // it can be opened as it is
	InUse      Health = "inUse"      // another Commsdesk holds it
	Damaged    Health = "damaged"    // it is not what was written
	TooNew     Health = "tooNew"     // a newer Commsdesk wrote it
	Locked     Health = "locked"     // it was sealed with another key, or there is no key
	Unreadable Health = "unreadable" // the system does not let it be read
)

// Copy is the copy on this computer.
type Copy struct {
	Health     Health
	Bytes      int64
	Services   int
	Orders     int
	CompleteAt time.Time        // start of the last complete reading; zero: none
	Notices    []*telecom.Error // what the running program said when it opened it
}
