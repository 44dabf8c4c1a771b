package paths

import (
	"os"
	"os/user"
	"strings"
	"sync"
	"unicode"
)

// User says who sits at this desk, as the system knows it: the full name or, where there is none, the user name. It is
// never empty, and the same as long as the program runs: the system of an office may have to ask over the network.
var User = sync.OnceValue(func() string {
	var full, name string
	if u, err := user.Current(); err == nil {
		full, name = u.Name, u.Username
	}
	return called(full, name, os.Getenv("USER"), os.Getenv("USERNAME"), os.Getenv("LOGNAME"))
})

// nobodyKnown is who did something where the system tells no name.
const nobodyKnown = "somebody at this desk"

// longestName is where a name is cut: it is shown, kept and sent.
const longestName = 80

// called is the first of some names that says something.
func called(names ...string) string {
	for _, n := range names {
		if n = tidy(n); n != "" {
			return n
		}
	}
	return nobodyKnown
}

// tidy makes a name of what a system has for one: without the domain of a Windows network, and on one line.
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
		return "" // commas of a name that was never filled in
	}
	return name
}
