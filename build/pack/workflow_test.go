package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// workflow is what these tests ask about a workflow.
type workflow struct {
	On struct {
		Push struct{ Tags, Branches []string }
	}
	Permissions map[string]string
	Jobs        map[string]struct {
		Needs       any
		Permissions map[string]string
		Steps       []struct{ Name, Uses, Run string }
	}
}

// noTargets are the steps that are no target of the Makefile, by name; the workflow says why beside each.
var noTargets = map[string]bool{"lay the key for Windows": true, "install, ask and remove": true}

func theWorkflow(t *testing.T) workflow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(theRelease(t).Root, ".github/workflows/release.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var w workflow
	if err := yaml.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	if len(w.Jobs) == 0 {
		t.Fatal("the workflow has no jobs")
	}
	return w
}

func TestEveryStepOfAReleaseIsATargetOfTheMakefile(t *testing.T) {
	for job, j := range theWorkflow(t).Jobs {
		for _, step := range j.Steps {
			if step.Run == "" || noTargets[step.Name] {
				continue
			}
			target, isMake := strings.CutPrefix(step.Run, "make ")
			if !isMake || strings.Contains(target, "\n") {
				t.Errorf("%s runs %q", job, step.Run)
				continue
			}
			c := exec.Command("bash", "-c", "make -n "+target)
			c.Dir = theRelease(t).Root
			c.Env = append(os.Environ(), "GITHUB_REF_NAME=v1.2.3")
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("make -n %s: %v\n%s", target, err, out)
			}
		}
	}
}

func TestWhatAReleaseTakesFromOthersIsPinnedAndMayDoLittle(t *testing.T) {
	w := theWorkflow(t)
	if strings.Join(w.On.Push.Tags, " ") != "v*" || len(w.On.Push.Branches) > 0 {
		t.Errorf("it runs on %+v", w.On.Push)
	}
	if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
		t.Errorf("every job may do %v", w.Permissions)
	}
	pinned := regexp.MustCompile(`^actions/[a-z-]+@v\d+\.\d+\.\d+$`)
	for job, j := range w.Jobs {
		if len(j.Permissions) > 0 && job != "draft" {
			t.Errorf("%s may do %v", job, j.Permissions)
		}
		for _, step := range j.Steps {
			if step.Uses != "" && !pinned.MatchString(step.Uses) {
				t.Errorf("%s uses %s", job, step.Uses)
			}
		}
	}
}

func TestATagIsTheVersionOrNothingIsReleased(t *testing.T) {
	root := theRelease(t).Root
	version := strings.TrimSpace(command(t, root, "sed", "-n", `s/.*"productVersion": *"\([^"]*\)".*/\1/p`, "wails.json"))
	for tag, good := range map[string]bool{"v" + version: true, version: false, "v" + version + "1": false, "": false} {
		c := exec.Command("make", "-s", "check-tag", "TAG="+tag)
		c.Dir = root
		if out, err := c.CombinedOutput(); (err == nil) != good {
			t.Errorf("the tag %q: %v\n%s", tag, err, out)
		}
	}
}
