package doctor

import "fmt"

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
