package app

import (
	"runtime/debug"
	"strings"
)

// shortCommit is how much of a commit tells it from every other one here.
const shortCommit = 7

// about says in one line which program this is: its version and, where Go has stamped them, the commit it was built from,
// the day of that commit, and whether files were modified since.
func about(version string, info *debug.BuildInfo) string {
	line := "commsdesk " + version
	if info == nil {
		return line
	}
	stamp := map[string]string{}
	for _, s := range info.Settings {
		stamp[s.Key] = s.Value
	}
	var from []string
	if commit := stamp["vcs.revision"]; commit != "" {
		from = append(from, commit[:min(len(commit), shortCommit)])
	}
	if day, _, dated := strings.Cut(stamp["vcs.time"], "T"); dated {
		from = append(from, day)
	}
	if stamp["vcs.modified"] == "true" {
		from = append(from, "modified")
	}
	if len(from) > 0 {
		line += " (" + strings.Join(from, ", ") + ")"
	}
	return line
}

// built is the stamp of this program; nil: it has none.
func built() *debug.BuildInfo {
	info, _ := debug.ReadBuildInfo()
	return info
}
