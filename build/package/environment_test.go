package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatIsBuiltDependsOnNoSettingOfTheOneWhoBuilds runs build/scripts/packages.sh with stand-ins for the tools, of which go writes
// down what it was told.
func TestWhatIsBuiltDependsOnNoSettingOfTheOneWhoBuilds(t *testing.T) {
	for system, stat := range map[string]string{
		"Linux":  `[ "$1 $2" = "-c %Y" ] && echo 1700000000`,
		"Darwin": `[ "$1 $2" = "-f %m" ] && echo 1700000000`,
	} {
		t.Run(system, func(t *testing.T) {
			root, tools := t.TempDir(), t.TempDir()
			write := func(path, text string) {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			script, err := os.ReadFile("../scripts/packages.sh")
			if err != nil {
				t.Fatal(err)
			}
			write(filepath.Join(root, "build/scripts/packages.sh"), string(script))
			write(filepath.Join(root, "build/package/main.go"), "")
			write(filepath.Join(root, "build/darwin/image.sh"), "#!/bin/sh\n")
			log := filepath.Join(tools, "calls")
			for tool, does := range map[string]string{
				"uname":      "echo " + system,
				"stat":       stat,
				"git":        "exit 128",
				"lipo":       "true",
				"pkg-config": "exit 1",
				"go":         fmt.Sprintf(`echo "$GOAMD64,$GOARM64,$GOFLAGS,$GOEXPERIMENT,$SOURCE_DATE_EPOCH $*" >>%s`, log),
			} {
				write(filepath.Join(tools, tool), "#!/bin/bash\n"+does+"\n")
			}
			c := exec.Command(filepath.Join(root, "build/scripts/packages.sh"))
			c.Env = append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"), "VERSION=1.2.3", "FLAGS=-trimpath -buildvcs=auto", "LDFLAGS=-s -w",
				"GOAMD64=v3", "GOARM64=v9.0", "GOFLAGS=-buildvcs=false", "GOEXPERIMENT=jsonv2")
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			calls, err := os.ReadFile(log)
			if err != nil {
				t.Fatal(err)
			}
			built := 0
			for line := range strings.Lines(string(calls)) {
				told, what, _ := strings.Cut(line, " ")
				if told != "v1,v8.0,,,1700000000" {
					t.Errorf("told %s: go %s", told, what)
				}
				if strings.HasPrefix(what, "build ") {
					built++
				}
			}
			if built < 4 {
				t.Errorf("%d programs were built:\n%s", built, calls)
			}
		})
	}
}
