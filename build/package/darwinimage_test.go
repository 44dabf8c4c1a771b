package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheImageIsSignedNotarisedAndLaidLast runs build/darwin/image.sh with stand-ins for the tools of macOS, which write
// down how they were called.
func TestTheImageIsSignedNotarisedAndLaidLast(t *testing.T) {
	secrets := []string{
		"MACOS_IDENTITY=Developer ID Application: Nobody", "MACOS_CERTIFICATE=cDEy", "MACOS_CERTIFICATE_PASSWORD=p",
		"NOTARY_KEY=cDg=", "NOTARY_KEY_ID=ID", "NOTARY_ISSUER=ISSUER",
	}
	calls, said, packages := imageMade(t, "", secrets...)
	inOrder(t, calls,
		"security create-keychain",
		"security import",
		"codesign --force --options runtime --timestamp --entitlements build/darwin/entitlements.plist "+
			"--sign Developer ID Application: Nobody build/bin/Commsdesk.app",
		"codesign --verify --strict build/bin/Commsdesk.app",
		"hdiutil create",
		"codesign --timestamp --sign Developer ID Application: Nobody",
		"xcrun notarytool submit",
		"xcrun stapler staple",
		"security list-keychains -d user -s /Users/nobody/login.keychain-db /Users/nobody/of the work.keychain-db\n",
		"security delete-keychain",
	)
	if !strings.Contains(calls, "signing.keychain-db /Users/nobody/login.keychain-db /Users/nobody/of the work.keychain-db\n") {
		t.Errorf("the keychains that were searched before are searched no more:\n%s", calls)
	}
	if packages != "commsdesk-1.2.3-macos.dmg" || strings.Contains(said, "nobody:") {
		t.Errorf("laid %q and said %q", packages, said)
	}
}

func TestWithoutACertificateTheImageSaysThatNobodySignedIt(t *testing.T) {
	calls, said, packages := imageMade(t, "")
	inOrder(t, calls, "codesign --force --sign - build/bin/Commsdesk.app", "hdiutil create")
	if strings.Contains(calls, "xcrun") || strings.Contains(calls, "security") {
		t.Errorf("it asked for more than it has the secrets for:\n%s", calls)
	}
	if !strings.Contains(said, "signed by nobody") || !strings.Contains(said, "not notarised") || packages == "" {
		t.Errorf("laid %q and said %q", packages, said)
	}
}

func TestWhatAppleRefusesIsNotLaidAmongThePackages(t *testing.T) {
	calls, _, packages := imageMade(t, "xcrun", "MACOS_IDENTITY=x", "MACOS_CERTIFICATE=cDEy", "MACOS_CERTIFICATE_PASSWORD=p",
		"NOTARY_KEY=cDg=", "NOTARY_KEY_ID=ID", "NOTARY_ISSUER=ISSUER")
	inOrder(t, calls, "xcrun notarytool submit", "security list-keychains -d user -s /Users/nobody/login.keychain-db",
		"security delete-keychain")
	if packages != "" {
		t.Errorf("laid %q", packages)
	}
}

// imageMade runs the script in a folder of its own, where the tool that is named fails, and tells the calls, what was
// said, and what lies among the packages.
func imageMade(t *testing.T, fails string, environment ...string) (calls, said, packages string) {
	t.Helper()
	root, tools := t.TempDir(), t.TempDir()
	for _, dir := range []string{"build/bin/Commsdesk.app", "build/packages", "build/darwin"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script, err := os.ReadFile(filepath.Join(theRelease(t).Root, "build/darwin/image.sh"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(root, "build/darwin/image.sh"), string(script))
	log := filepath.Join(tools, "calls")
	for _, tool := range []string{"codesign", "hdiutil", "xcrun", "security"} {
		end := ""
		switch {
		case tool == fails:
			end = "exit 1"
		case tool == "hdiutil":
			end = `echo image >"${@: -1}"`
		case tool == "security":
			end = `[ "$1" != create-keychain ] || touch "${@: -1}"
[ "$*" != "list-keychains -d user" ] || printf '    "/Users/nobody/%s.keychain-db"\n' login "of the work"`
		}
		write(filepath.Join(tools, tool), fmt.Sprintf("#!/bin/bash\necho \"%s $*\" >>%s\n%s\n", tool, log, end))
	}
	c := exec.Command(filepath.Join(root, "build/darwin/image.sh"))
	c.Env = append([]string{"PATH=" + tools + ":" + os.Getenv("PATH"), "VERSION=1.2.3", "TMPDIR=" + root}, environment...)
	out, err := c.CombinedOutput()
	if (err != nil) != (fails != "") {
		t.Fatalf("%v\n%s", err, out)
	}
	if left, _ := filepath.Glob(filepath.Join(root, "tmp.*")); len(left) > 0 {
		t.Errorf("secrets were left behind in %v", left)
	}
	written, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	laid, err := filepath.Glob(filepath.Join(root, "build/packages/*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range laid {
		laid[i] = filepath.Base(laid[i])
	}
	return string(written), string(out), strings.Join(laid, " ")
}

// inOrder says whether calls begin so, one after the other.
func inOrder(t *testing.T, calls string, want ...string) {
	t.Helper()
	at := 0
	for line := range strings.Lines(calls) {
		if at < len(want) && strings.HasPrefix(line, want[at]) {
			at++
		}
	}
	if at < len(want) {
		t.Errorf("%q was not called, or too early:\n%s", want[at], calls)
	}
}
