package app

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/bindings"
)

// command runs a command of the program, which may not wait for anything.
func (o *office) command(args ...string) (code int, said string) {
	o.t.Helper()
	done := make(chan struct{})
	var out bytes.Buffer
	go func() {
		defer close(done)
		code = run(append(args, "--data-dir", o.dir), &out, &out)
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		o.t.Fatalf("%v waits for ever", args)
	}
	return code, strings.Join(strings.Fields(out.String()), " ")
}

// tells asks for a sentence in words, with a next step.
func tells(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range append(words, "nothing was") {
		if !strings.Contains(strings.ToLower(said), strings.ToLower(w)) {
			t.Errorf("%q does not say %q", said, w)
		}
	}
}

// run is the command line of a program of no version, which has no window.
func run(args []string, out, errs io.Writer) int {
	return Program{Version: version}.Run(args, out, errs)
}

const version = "dev"

func TestVersion_NamesCommitAndDay(t *testing.T) {
	stamped := func(settings ...debug.BuildSetting) *debug.BuildInfo { return &debug.BuildInfo{Settings: settings} }
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "2789855c6d0f1e2a3b4c5d6e7f8091a2b3c4d5e6"}
	day := debug.BuildSetting{Key: "vcs.time", Value: "2026-11-22T14:03:09Z"}
	for _, one := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"a commit", stamped(commit, day, debug.BuildSetting{Key: "vcs.modified", Value: "false"}), "commsdesk 0.5.0 (2789855, 2026-11-22)"},
		{"a commit and more", stamped(commit, day, debug.BuildSetting{Key: "vcs.modified", Value: "true"}),
			"commsdesk 0.5.0 (2789855, 2026-11-22, modified)"},
		{"no history", stamped(debug.BuildSetting{Key: "-trimpath", Value: "true"}), "commsdesk 0.5.0"},
		{"no stamp", nil, "commsdesk 0.5.0"},
		{"a short commit", stamped(debug.BuildSetting{Key: "vcs.revision", Value: "27"}), "commsdesk 0.5.0 (27)"},
	} {
		if got := about("0.5.0", one.info); got != one.want {
			t.Errorf("%s: %q, want %q", one.name, got, one.want)
		}
	}
}

func TestVersion_IsOneLine(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"--version"}, &out, &errs); code != 0 || errs.Len() > 0 {
		t.Fatal(code, errs.String())
	}
	if !regexp.MustCompile(`^commsdesk dev( \([^()\n]+\))?\n$`).MatchString(out.String()) {
		t.Errorf("%q", out.String())
	}
}

// The files installed beside the program on Linux must agree with its usage text.

func papers(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "build", "linux", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// switches are all that the usage names, and help, which every program has.
func switches() []string {
	all := append(regexp.MustCompile(`--[a-z-]+`).FindAllString(help, -1), "--help")
	slices.Sort(all)
	return slices.Compact(all)
}

var commands = regexp.MustCompile(`(?m)^  commsdesk ([a-z]+)`)

func TestUsageText_NamesEveryFlag(t *testing.T) {
	if got, want := strings.Join(switches(), " "), "--data-dir --demo --help --json --passphrase-file --version"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, s := range []string{"--data-dir=D", "--passphrase-file=F", "--demo", "--version"} {
		if _, err := parse([]string{s}, &bytes.Buffer{}); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, c := range commands.FindAllStringSubmatch(help, -1) {
		if g, err := parse([]string{c[1], "--json"}, &bytes.Buffer{}); err != nil || !g.sync && !g.doctor {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}

func TestManual_NamesEverythingInTheUsageText(t *testing.T) {
	manual := strings.ReplaceAll(papers(t, "commsdesk.1"), `\-`, "-")
	for file, text := range map[string]string{
		"the manual": manual, "bash": papers(t, "completions/commsdesk.bash"), "zsh": papers(t, "completions/_commsdesk"),
		"fish": papers(t, "completions/commsdesk.fish"),
	} {
		for _, s := range switches() {
			if file == "fish" { // it writes --demo as -l demo
				s = "-l " + strings.TrimPrefix(s, "--")
			}
			if !strings.Contains(text, s) {
				t.Errorf("%s does not name %s", file, s)
			}
		}
		for _, c := range commands.FindAllStringSubmatch(help, -1) {
			if !strings.Contains(text, c[1]) {
				t.Errorf("%s does not name %s", file, c[1])
			}
		}
	}
	named := regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(manual, -1)
	for _, s := range named {
		if !slices.Contains(switches(), s) {
			t.Errorf("the manual names %s, which the program does not know", s)
		}
	}
	for _, link := range regexp.MustCompile(`commsdesk://[^\s"]+`).FindAllString(manual+"\n"+help, -1) {
		if !bindings.IsLink(link) {
			t.Errorf("%s is no link", link)
		}
	}
}

func TestManual_IsWellFormed(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("there is no groff here")
	}
	cmd := exec.Command(groff, "-man", "-Tutf8", "-ww", "-z", filepath.Join("..", "..", "build", "linux", "commsdesk.1"))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

func TestCompletion_OffersWhatFits(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here")
	}
	completions, err := filepath.Abs(filepath.Join("..", "..", "build", "linux", "completions", "commsdesk.bash"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "data folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"":                            "sync|doctor|--demo|--data-dir|--passphrase-file|--version|--help",
		"s":                           "sync",
		"--d":                         "--demo|--data-dir",
		"sync|":                       "--json|--data-dir|--passphrase-file|--help",
		"doctor|--j":                  "--json",
		"--demo|--j":                  "",
		"--data-dir|da":               "data folder",
		"sync|--passphrase-file|data": "data file|data folder",
	} {
		words := append([]string{"commsdesk"}, strings.Split(typed, "|")...)
		script := `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _commsdesk; IFS='|'; printf '%s' "${COMPREPLY[*]}"`
		cmd := exec.Command(bash, append([]string{"--norc", "-c", script, "bash", completions}, words...)...)
		cmd.Dir = dir
		out, err := cmd.Output()
		got, expected := strings.Split(string(out), "|"), strings.Split(want, "|")
		slices.Sort(got)
		slices.Sort(expected)
		if err != nil || !slices.Equal(got, expected) {
			t.Errorf("%q: %q, want %q, %v", typed, got, expected, err)
		}
	}
}
