package doctor

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
