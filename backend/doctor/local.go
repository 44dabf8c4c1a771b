package doctor

import (
	"fmt"
	"slices"
)

// program says whether the window is open, and what it waits for.
func program(f Facts) []Check {
	p := f.Program
	switch {
	case p.Silent:
		return one(AreaDesk, Warning, "Commsdesk is open and does not answer, so its files were looked at from outside.",
			"Look again in a minute. If it goes on, close the window and open it again.")
	case !p.Open:
		return one(AreaDesk, Good, "Commsdesk is not open on this data, so the portal and the files were looked at from outside.", "")
	}
	switch p.Step {
	case StepOpen:
		what := fmt.Sprintf("the profile %q", p.Profile)
		if p.Demo {
			what = "the demo, a simulated portal inside the program"
		}
		return one(AreaDesk, Good, "Commsdesk is open on "+what+". It tells all of this itself, as it stands now.", "")
	case StepOpening:
		return one(AreaDesk, Unknown, "Commsdesk is open and about to open a profile.", "Look again in a minute.")
	case StepChoose:
		return one(AreaDesk, Warning, "Commsdesk is open, and no portal is connected.", "Connect a portal in the window, or try the demo.")
	case StepUnlock:
		return one(AreaDesk, Warning, fmt.Sprintf("Commsdesk is open and waits for the passphrase of the profile %q. Until then it reads nothing.", p.Profile),
			"Type the passphrase in the window.")
	case StepProtect:
		return one(AreaDesk, Warning, fmt.Sprintf("Commsdesk is open and waits for a passphrase to be chosen for the profile %q. Until then it reads nothing.", p.Profile),
			"Choose a passphrase in the window, or let it keep nothing.")
	}
	text, next := "Commsdesk is open and could open no profile.", ""
	if p.Problem != nil {
		var why string
		why, next = split(p.Problem)
		text += " " + why
	}
	if next == "" {
		next = "Read what the window says, and follow it."
	}
	return one(AreaDesk, Bad, text, next)
}

// configuration says what the file is worth, which profile opens, and what is passed over.
func configuration(f Facts) []Check {
	checks := counting(f)
	for _, path := range f.Config.Refused {
		checks = append(checks, one(AreaConfiguration, Warning, path+" was not laid by an administrator and is not read.",
			"Let an administrator look at it, and own both the file and its folder, or delete it.")...)
	}
	return checks
}

func counting(f Facts) []Check {
	c, demo := f.Config, f.Program.Demo
	switch {
	case c.Problem != nil:
		text, next := split(c.Problem)
		if next == "" {
			next = "Correct the file and start again."
		}
		return one(AreaConfiguration, Bad, text, next)
	case c.Profiles == 0 && demo:
		return one(AreaConfiguration, Good, "There is no configuration at "+c.Path+". The demo needs none.", "")
	case c.Profiles == 0:
		return one(AreaConfiguration, Bad, "There is no configuration at "+c.Path+", so there is no portal to read.",
			"Open Commsdesk and connect a portal, or write the file as the README shows.")
	}
	whose := ""
	if c.Preset {
		whose = ", laid for everybody on this computer,"
	}
	opens := fmt.Sprintf("The configuration %s%s is right. The profile %q opens (%s).", c.Path, whose, c.Profile, c.Place)
	if c.Profiles > 1 {
		opens = fmt.Sprintf("The configuration %s%s is right. Of %d profiles the first opens, %q (%s).", c.Path, whose, c.Profiles, c.Profile, c.Place)
	}
	if f.profiled() && !demo && (f.Program.Open && c.Profile != f.Program.Profile ||
		c.ServiceInventory != f.Portal.ServiceInventory || c.ServiceOrdering != f.Portal.ServiceOrdering ||
		c.Usage != f.Beside.Usage || c.Catalog != f.Beside.Catalog || c.CatalogFile != f.Beside.CatalogFile || c.Requests != f.Beside.Requests) {
		return one(AreaConfiguration, Warning, opens+" It was changed after the window was opened.", "Close Commsdesk and open it again to use what the file says now.")
	}
	return one(AreaConfiguration, Good, opens, "")
}

// Disk is what was found of the disk that the desk writes to.
type Disk struct {
	Folders []Folder // those that are there
	OddLog  string   // what lies at this path in place of the log is not a file; empty: all is well
}

// Folder is one that the desk writes to.
type Folder struct {
	Path     string
	Full     bool  // a write failed for want of room
	ReadOnly bool  // a write failed for another reason
	Free     int64 // bytes; negative: not known
}

// leastFree is how many bytes should be free: a copy of a large portal and its journal grow by less in a day.
const leastFree = 100_000_000

// disk says whether something can be written.
func disk(f Facts) (checks []Check) {
	bad := func(s State, text, next string) {
		checks = append(checks, Check{Area: AreaDisk, State: s, Text: text, Next: next})
	}
	for _, d := range f.Disk.Folders {
		switch {
		case d.Full:
			bad(Bad, "The disk is full: nothing can be written in "+d.Path+".",
				"Make room on that disk, then look again. Until then nothing that is read is kept, and no order can be sent.")
		case d.ReadOnly:
			bad(Bad, "Nothing can be written in "+d.Path+".", "Check who may write there, and whether the disk is read-only.")
		case d.Free >= 0 && d.Free < leastFree:
			bad(Warning, "The disk is almost full: "+size(d.Free)+" are free in "+d.Path+".", "Make room on that disk.")
		}
	}
	if f.Disk.OddLog != "" {
		bad(Warning, "What lies at "+f.Disk.OddLog+" is not a file, so nothing is logged there.", "Take it away. The next start makes the log anew.")
	}
	if len(checks) > 0 || len(f.Disk.Folders) == 0 {
		return checks
	}
	least := slices.MinFunc(f.Disk.Folders, func(a, b Folder) int { return int(min(max(a.Free-b.Free, -1), 1)) })
	if least.Free < 0 {
		return one(AreaDisk, Good, "The folders of the data and the log can be written.", "")
	}
	return one(AreaDisk, Good, "The folders of the data and the log can be written, with "+size(least.Free)+" free.", "")
}

// key says how the key of the copy is kept, whether it is at hand, and whether others could get it.
func key(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	if e := f.Key.Exposed; e != nil {
		f.Key.Exposed = nil
		text, next := split(e)
		return append(key(f), Check{Area: AreaKey, State: Warning, Text: text, Next: next})
	}
	k := f.Key
	if k.Problem != nil {
		text, next := split(k.Problem)
		if next == "" {
			next = "Ask your administrator."
		}
		return one(AreaKey, Bad, text, next)
	}
	switch k.Kept {
	case KeptInKeychain:
		return one(AreaKey, Good, "The key of the copy is in the keychain of this computer.", "")
	case KeptByPassphrase:
		if k.Locked {
			return one(AreaKey, Warning, "The key of the copy is behind a passphrase, which was not given.",
				"To have the copy looked into as well, look again with --passphrase-file FILE.")
		}
		return one(AreaKey, Good, "The key of the copy is behind a passphrase, which is right.", "")
	case KeptByNobody:
		if f.Program.Demo {
			return one(AreaKey, Good, "The demo keeps nothing: its data goes with the window.", "")
		}
		return one(AreaKey, Warning, "There is no keychain and no passphrase, so the copy goes with the window.",
			"Close Commsdesk, open it again and choose a passphrase, to keep the copy.")
	}
	return one(AreaKey, Good, "There is no key yet: nothing of this profile was kept on this computer so far.", "")
}

// copyOf says what the copy on this computer is worth.
func copyOf(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	var checks []Check
	for _, n := range f.Copy.Notices {
		text, next := split(n)
		if next == "" {
			next = "Nothing has to be done: Commsdesk reads the portal anew."
		}
		checks = append(checks, Check{Area: AreaCopy, State: Warning, Text: text, Next: next})
	}
	for _, folder := range f.Readable {
		checks = append(checks, Check{Area: AreaCopy, State: Warning, Text: "Contracts that were opened lie readable in " + folder + ": Commsdesk was ended before it could take them away.",
			Next: "Open Commsdesk, or run commsdesk sync: either takes them away."})
	}
	return append(checks, condition(f))
}

func condition(f Facts) Check {
	c := f.Copy
	check := func(s State, text, next string) Check { return Check{Area: AreaCopy, State: s, Text: text, Next: next} }
	held := fmt.Sprintf("%s, %s, %s on the disk.", plural(c.Services, "service"), plural(c.Orders, "order"), size(c.Bytes))
	switch c.Health {
	case Absent:
		return check(Unknown, "There is no copy on this computer yet.", "Open Commsdesk, or run commsdesk sync, to read the portal for the first time.")
	case Whole:
		switch {
		case c.CompleteAt.IsZero() && f.Program.Open:
			return check(Good, "The copy is not complete yet, and being read.", "")
		case c.CompleteAt.IsZero():
			return check(Warning, "The copy is not complete: "+held+" The portal was never read completely.", "Open Commsdesk and leave it open until the first reading is done.")
		}
		return check(Good, fmt.Sprintf("The copy is whole: %s It was last complete at %s, %s ago.", held, instant(c.CompleteAt), span(f.At.Sub(c.CompleteAt))), "")
	case InUse:
		return check(Warning, fmt.Sprintf("Another Commsdesk holds the copy (%s on the disk) and cannot be asked, so it was not looked into.", size(c.Bytes)),
			"Close the other Commsdesk, or wait until it is done, and look again.")
	case Damaged:
		return check(Bad, fmt.Sprintf("The copy is damaged (%s on the disk).", size(c.Bytes)), "Open Commsdesk: it sets the damaged copy aside and reads the portal anew.")
	case TooNew:
		return check(Bad, fmt.Sprintf("The copy was written by a newer Commsdesk (%s on the disk).", size(c.Bytes)),
			"Install the newer version. This one would set the copy aside and read the portal anew.")
	case Locked:
		if f.Key.Locked || f.Key.Problem != nil {
			return check(Unknown, fmt.Sprintf("The copy (%s on the disk) cannot be looked into without its key.", size(c.Bytes)), "")
		}
		return check(Bad, fmt.Sprintf("The copy (%s on the disk) was sealed with another key than the one kept for it.", size(c.Bytes)),
			"Open Commsdesk: it sets the copy aside and reads the portal anew.")
	case Unreadable:
		return check(Bad, "The system does not let the copy be read.", "Check who may read the folder of the data, and the disk.")
	}
	return check(Unknown, "What the copy is worth could not be found out.", "")
}
