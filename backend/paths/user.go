package paths

import (
	"os"
	"os/user"
	"strings"
	"sync"
	"unicode"
)

// User returns the name of the person using this computer: the full name or, if there is none, the user name. It is never
// empty. The system is asked once, since it may have to ask over the network.
var User = sync.OnceValue(func() string {
	var full, name string
	if u, err := user.Current(); err == nil {
		full, name = u.Name, u.Username
	}
	return firstName(full, name, os.Getenv("USER"), os.Getenv("USERNAME"), os.Getenv("LOGNAME"))
})

// nobodyKnown is the name where the system knows none.
const nobodyKnown = "somebody at this desk"

// longestName is the most characters of a name that are shown, stored and sent.
const longestName = 80

// firstName returns the first name that has a letter or a digit, tidied.
func firstName(names ...string) string {
	for _, n := range names {
		if n = tidy(n); n != "" {
			return n
		}
	}
	return nobodyKnown
}

// tidy removes the Windows domain and puts a name on one line.
func tidy(name string) string {
	if at := strings.LastIndexByte(name, '\\'); at >= 0 {
		name = name[at+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	runes := []rune(strings.Join(strings.Fields(name), " "))
	name = strings.TrimSpace(string(runes[:min(len(runes), longestName)]))
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return "" // such as the commas of a name that was never filled in
	}
	return name
}
