package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// onWindows are the parts of the program that meet the system: files, folders, locks, keys. What they leave out is said
// with the reason; a test that only Wine fails is no test of Windows.
var onWindows = []struct {
	pkg  string
	skip []string
}{
	{pkg: "paths"},
	{pkg: "config"},
	{pkg: "vault"},
	{pkg: "outbox"},
	{pkg: "catalog"},
	{pkg: "usage"},
	{pkg: "store", skip: []string{
		// Who may read a file is not said by its mode on Windows.
		"TestJournalEnd_IsWrittenWithEveryEntry", "TestOpenPromises_WithTheirKey", "TestCache_WritesNothingInClear",
		// A file that is read cannot be replaced in the same moment; this test reads without pause.
		"TestJournalEnd_NeverGoesBackUnderConcurrentWrites",
		// bbolt does not let go of a map in which it met damage, so these cannot clean up while their program runs.
		"TestOpenCache_SetsUnusableCacheAside/(all_pages_zero|cut_in_the_middle|cut_to_its_heads)$",
		"TestOpenPromises_LeavesUnreadableFileAlone/(cut|pages_zero)$", "TestOpenPromises_FlippedBytesNeverChangeFile",
		// These say the same on every system, and take minutes under Wine.
		"TestQuery_MatchesModel", "TestPromises_SurvivePowerFailure", "TestDecisions_SurvivePowerFailure", "TestRequests_MatchNaiveFilter",
		"TestCache_FlippedBytesNeverGiveWrongData", "TestService_RemovalWhileReadingIsNoDamage", "TestUsage_MatchesMap",
	}},
}

func TestWhatMeetsTheSystemPassesItsTestsOnWindows(t *testing.T) {
	root := theRelease(t).Root
	dir := t.TempDir()
	overlay := olderWayToDelete(t, dir)
	w := aWindowsPC(t)
	for _, part := range onWindows {
		t.Run(part.pkg, func(t *testing.T) {
			program := filepath.Join(dir, part.pkg+".test.exe")
			build := exec.Command("go", "test", "-c", "-trimpath", "-overlay", overlay, "-o", program, "./backend/"+part.pkg)
			build.Dir = root
			build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
			if said, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			t.Chdir(filepath.Join(root, "backend", part.pkg))
			args := []string{program, "-test.v"}
			if len(part.skip) > 0 {
				args = append(args, "-test.skip", "^"+strings.Join(part.skip, "|^"))
			}
			said, code := w.run(args...)
			passed := strings.Count(said, "\n--- PASS")
			if code != 0 || !strings.HasSuffix(said, "PASS\n") || passed == 0 {
				t.Fatalf("ended with %d, %d tests passed\n%s", code, passed, failures(said))
			}
			t.Logf("%d tests passed", passed)
		})
	}
}

// olderWayToDelete makes the Go of a test program delete as on Windows before 2016: Wine 8 has not learnt the newer way,
// and says so with an error that Go does not expect. Only os.RemoveAll takes it.
func olderWayToDelete(t *testing.T, dir string) (overlay string) {
	t.Helper()
	path := filepath.Join(strings.TrimSpace(tool(t, "go", "env", "GOROOT")), "src", "internal", "syscall", "windows", "at_windows.go")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const newer, older = "\nvar TestDeleteatFallback bool\n", "\nvar TestDeleteatFallback = true\n"
	if strings.Count(string(source), newer) != 1 {
		t.Fatalf("%s has changed: Go no longer chooses there how it deletes", path)
	}
	changed := filepath.Join(dir, "at_windows.go")
	if err := os.WriteFile(changed, []byte(strings.Replace(string(source), newer, older, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	overlay = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return overlay
}

// failures is what a run of tests says, without what passed.
func failures(said string) string {
	var lines []string
	for line := range strings.Lines(said) {
		if word := strings.TrimSpace(line); !strings.HasPrefix(word, "=== ") && !strings.HasPrefix(word, "--- PASS") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}
