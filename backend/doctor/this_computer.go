package doctor

import (
	"fmt"
	"slices"
)

// program reports whether the window is open, and what it waits for.
func program(f Facts) []Check {
	p := f.Program
	switch {
	case p.Silent:
		return one(AreaDesk, Warning, "Commsdesk is open but does not answer, so only its files were checked.",
			"Run this again in a minute. If it still does not answer, close the window and open it again.")
	case !p.Open:
		return one(AreaDesk, Good, "Commsdesk is not open on this data, so the portal and the files were checked directly.", "")
	}
	switch p.Step {
	case StepOpen:
		what := fmt.Sprintf("the profile %q", p.Profile)
		if p.Demo {
			what = "the demo, a simulated portal inside the program"
		}
		return one(AreaDesk, Good, "Commsdesk is open on "+what+". This report comes from the open program, as it stands now.", "")
	case StepOpening:
		return one(AreaDesk, Unknown, "Commsdesk is open and about to open a profile.", "Run this again in a minute.")
	case StepChoose:
		return one(AreaDesk, Warning, "Commsdesk is open, but no portal is connected.", "Connect a portal in the window, or try the demo.")
	case StepUnlock:
		return one(AreaDesk, Warning,
			fmt.Sprintf("Commsdesk is open and waits for the passphrase of the profile %q. It reads nothing until then.", p.Profile),
			"Enter the passphrase in the window.")
	case StepProtect:
		return one(AreaDesk, Warning,
			fmt.Sprintf("Commsdesk is open and waits for a new passphrase for the profile %q. It reads nothing until then.", p.Profile),
			"Choose a passphrase in the window, or choose to keep nothing on this computer.")
	}
	text, next := "Commsdesk is open but could not open a profile.", "Follow what the window says."
	if p.Problem != nil {
		var why string
		why, next = split(p.Problem, next)
		text += " " + why
	}
	return one(AreaDesk, Bad, text, next)
}

// configuration reports the state of the file, the profile that opens, and the presets that were refused.
func configuration(f Facts) []Check {
	checks := inEffect(f)
	for _, path := range f.Config.Refused {
		checks = append(checks, one(AreaConfiguration, Warning, path+" is not read: users who are not administrators can change it.",
			"Ask an administrator to check it and to own the file and its folder, or to delete it.")...)
	}
	return checks
}

// inEffect reports the state of the file that is read.
func inEffect(f Facts) []Check {
	c, demo := f.Config, f.Program.Demo
	switch {
	case c.Problem != nil:
		text, next := split(c.Problem, "Correct the file and start again.")
		return one(AreaConfiguration, Bad, text, next)
	case c.Profiles == 0 && demo:
		return one(AreaConfiguration, Good, "There is no configuration at "+c.Path+". The demo needs none.", "")
	case c.Profiles == 0:
		return one(AreaConfiguration, Bad, "There is no configuration at "+c.Path+", so there is no portal to read.",
			"Open Commsdesk and connect a portal, or write the file.")
	}
	whose := ""
	if c.Preset {
		whose = " for all users of this computer"
	}
	text := fmt.Sprintf("The configuration %s%s is valid. ", c.Path, whose)
	if c.Profiles > 1 {
		text += fmt.Sprintf("The first of %d profiles, %q (%s), opens.", c.Profiles, c.Profile, c.Place)
	} else {
		text += fmt.Sprintf("The profile %q (%s) opens.", c.Profile, c.Place)
	}
	if f.profiled() && !demo && (f.Program.Open && c.Profile != f.Program.Profile ||
		c.ServiceInventory != f.Portal.ServiceInventory || c.ServiceOrdering != f.Portal.ServiceOrdering || c.Usage != f.Optional.Usage ||
		c.Catalog != f.Optional.Catalog || c.CatalogFile != f.Optional.CatalogFile || c.Requests != f.Optional.Requests) {
		return one(AreaConfiguration, Warning, text+" It was changed after the window was opened.",
			"Close Commsdesk and open it again to apply the change.")
	}
	return one(AreaConfiguration, Good, text, "")
}

// leastFree is how many bytes should be free: the copy of a large portal and its journal grow by less in a day.
const leastFree = 100_000_000

// disk reports whether the program can write its files.
func disk(f Facts) (checks []Check) {
	add := func(s State, text, next string) { checks = append(checks, one(AreaDisk, s, text, next)...) }
	for _, d := range f.Disk.Folders {
		switch {
		case d.Full:
			add(Bad, "The disk is full: nothing can be written to "+d.Path+".",
				"Make room on that disk, then run this again. Until then nothing is saved, and no order can be sent.")
		case d.ReadOnly:
			add(Bad, "Nothing can be written to "+d.Path+".", "Check the permissions of the folder, and whether the disk is read-only.")
		case d.Free >= 0 && d.Free < leastFree:
			add(Warning, "The disk is almost full: only "+size(d.Free)+" is free in "+d.Path+".", "Make room on that disk.")
		}
	}
	if f.Disk.OddLog != "" {
		add(Warning, f.Disk.OddLog+" is not a file, so nothing is logged.", "Delete it. The next start makes a new log.")
	}
	if len(checks) > 0 || len(f.Disk.Folders) == 0 {
		return checks
	}
	least := slices.MinFunc(f.Disk.Folders, func(a, b Folder) int { return int(min(max(a.Free-b.Free, -1), 1)) })
	if least.Free < 0 {
		return one(AreaDisk, Good, "The folders of the data and the log are writable.", "")
	}
	return one(AreaDisk, Good, "The folders of the data and the log are writable, with "+size(least.Free)+" free.", "")
}

// key reports how the key of the copy is kept, whether it is available, and whether other users could get it.
func key(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	if e := f.Key.Exposed; e != nil {
		f.Key.Exposed = nil
		text, next := split(e, "")
		return append(key(f), one(AreaKey, Warning, text, next)...)
	}
	k := f.Key
	if k.Problem != nil {
		text, next := split(k.Problem, "Ask your administrator.")
		return one(AreaKey, Bad, text, next)
	}
	switch k.Kept {
	case KeptInKeychain:
		return one(AreaKey, Good, "The key of the copy is in the keychain of this computer.", "")
	case KeptByPassphrase:
		if k.Locked {
			return one(AreaKey, Warning, "The key of the copy is protected by a passphrase, which was not given.",
				"To check the copy too, run this again with --passphrase-file FILE.")
		}
		return one(AreaKey, Good, "The key of the copy is protected by a passphrase, which is correct.", "")
	case KeptByNobody:
		if f.Program.Demo {
			return one(AreaKey, Good, "The demo keeps nothing: its data is deleted when the window closes.", "")
		}
		return one(AreaKey, Warning, "There is no keychain and no passphrase, so the copy is deleted when the window closes.",
			"To keep the copy, open Commsdesk again and choose a passphrase.")
	}
	return one(AreaKey, Good, "There is no key yet: nothing of this profile is kept on this computer.", "")
}

// copyOf reports the state of the copy on this computer.
func copyOf(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	var checks []Check
	for _, n := range f.Copy.Notices {
		text, next := split(n, "Nothing to do: Commsdesk reads the portal again.")
		checks = append(checks, one(AreaCopy, Warning, text, next)...)
	}
	for _, folder := range f.Readable {
		checks = append(checks, one(AreaCopy, Warning,
			"Opened contracts are still unencrypted in "+folder+": Commsdesk ended before it could delete them.",
			"Open Commsdesk, or run commsdesk sync: either deletes them.")...)
	}
	return append(checks, condition(f)...)
}

func condition(f Facts) []Check {
	c, bytes := f.Copy, size(f.Copy.Bytes)
	check := func(s State, text, next string) []Check { return one(AreaCopy, s, text, next) }
	held := fmt.Sprintf("%s, %s, %s on disk.", plural(c.Services, "service"), plural(c.Orders, "order"), bytes)
	switch c.Health {
	case Absent:
		return check(Unknown, "There is no copy on this computer yet.",
			"Open Commsdesk, or run commsdesk sync, to read the portal for the first time.")
	case Whole:
		switch {
		case c.CompleteAt.IsZero() && f.Program.Open:
			return check(Good, "The copy is not complete yet; it is being read.", "")
		case c.CompleteAt.IsZero():
			return check(Warning, "The copy is not complete: "+held+" The portal was never read completely.",
				"Open Commsdesk and leave it open until it has read the portal once.")
		}
		return check(Good, fmt.Sprintf("The copy is intact: %s It was last complete at %s, %s ago.",
			held, instant(c.CompleteAt), span(f.At.Sub(c.CompleteAt))), "")
	case InUse:
		return check(Warning, fmt.Sprintf("Another Commsdesk has the copy (%s on disk) open and does not answer, "+
			"so the copy was not checked.", bytes),
			"Close the other Commsdesk, or wait until it is done, then run this again.")
	case Damaged:
		return check(Bad, fmt.Sprintf("The copy is damaged (%s on disk).", bytes),
			"Open Commsdesk: it sets the damaged copy aside and reads the portal again.")
	case TooNew:
		return check(Bad, fmt.Sprintf("The copy was written by a newer Commsdesk (%s on disk).", bytes),
			"Install the newer version. This one would set the copy aside and read the portal again.")
	case Locked:
		if f.Key.Locked || f.Key.Problem != nil {
			return check(Unknown, fmt.Sprintf("The copy (%s on disk) cannot be checked without its key.", bytes), "")
		}
		return check(Bad, fmt.Sprintf("The copy (%s on disk) is encrypted with a different key from the one kept for it.", bytes),
			"Open Commsdesk: it sets the copy aside and reads the portal again.")
	case Unreadable:
		return check(Bad, "The system does not allow the copy to be read.", "Check the permissions of the data folder, and the disk.")
	}
	return check(Unknown, "The state of the copy could not be determined.", "")
}
