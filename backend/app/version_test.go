package app

import (
	"bytes"
	"regexp"
	"runtime/debug"
	"testing"
)

func TestTheVersionNamesTheCommitAndItsDay(t *testing.T) {
	stamped := func(settings ...debug.BuildSetting) *debug.BuildInfo { return &debug.BuildInfo{Settings: settings} }
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "2789855c6d0f1e2a3b4c5d6e7f8091a2b3c4d5e6"}
	day := debug.BuildSetting{Key: "vcs.time", Value: "2026-11-22T14:03:09Z"}
	for _, one := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"a commit", stamped(commit, day, debug.BuildSetting{Key: "vcs.modified", Value: "false"}), "commsdesk 0.5.0 (2789855, 2026-11-22)"},
		{"a commit and more", stamped(commit, day, debug.BuildSetting{Key: "vcs.modified", Value: "true"}), "commsdesk 0.5.0 (2789855, 2026-11-22, modified)"},
		{"no history", stamped(debug.BuildSetting{Key: "-trimpath", Value: "true"}), "commsdesk 0.5.0"},
		{"no stamp", nil, "commsdesk 0.5.0"},
		{"a short commit", stamped(debug.BuildSetting{Key: "vcs.revision", Value: "27"}), "commsdesk 0.5.0 (27)"},
	} {
		if got := about("0.5.0", one.info); got != one.want {
			t.Errorf("%s: %q, want %q", one.name, got, one.want)
		}
	}
}

func TestTheVersionIsSaidInOneLine(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"--version"}, &out, &errs); code != 0 || errs.Len() > 0 {
		t.Fatal(code, errs.String())
	}
	if !regexp.MustCompile(`^commsdesk dev( \([^()\n]+\))?\n$`).MatchString(out.String()) {
		t.Errorf("%q", out.String())
	}
}
