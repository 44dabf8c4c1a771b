package doctor

import "fmt"

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
