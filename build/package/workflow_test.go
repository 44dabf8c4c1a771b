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
		Container   struct{ Image string }
		Steps       []struct {
			Name, Uses, Run string
			Env             map[string]string
			With            map[string]any
		}
	}
}

// noTargets are the steps that are no target of the Makefile, by name; the workflow says why beside each.
var noTargets = map[string]bool{
	"install what brings the project here": true, "lay the key for Windows": true, "install, ask and remove": true,
}

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
			// Make runs what stands in $( ) of a variable on its command line: a tag is given in the environment.
			if !isMake || strings.ContainsAny(target, "\n=$") {
				t.Errorf("%s runs %q", job, step.Run)
				continue
			}
			c := exec.Command("bash", "-c", "make -n "+target)
			c.Dir = theRelease(t).Root
			c.Env = append(os.Environ(), "TAG=v1.2.3")
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
		if image := j.Container.Image; image != "" && image != "debian:12" {
			t.Errorf("%s runs in %s", job, image)
		}
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

func TestScriptsOfNpmAreDoneBeforeASecretIsGiven(t *testing.T) {
	builds := map[string]bool{"make frontend/dist/index.html": true, "make test": true, "make test-packages": true}
	for job, j := range theWorkflow(t).Jobs {
		done := false
		for _, step := range j.Steps {
			done = done || builds[step.Run]
			for name, value := range step.Env {
				if !strings.Contains(value, "secrets.") {
					continue
				}
				if builds[step.Run] || !done && step.Run == "make packages" {
					t.Errorf("%s: %q builds the window with %s", job, step.Run, name)
				}
			}
		}
	}
}

func TestAReleaseThatFailedCanBeMadeAgain(t *testing.T) {
	laid, wanted := map[string]bool{}, map[string]bool{}
	for job, j := range theWorkflow(t).Jobs {
		for _, step := range j.Steps {
			name, _ := step.With["name"].(string)
			switch {
			case strings.HasPrefix(step.Uses, "actions/upload-artifact@"):
				laid[name] = true
				if step.With["overwrite"] != true {
					t.Errorf("%s lays %q once only", job, name)
				}
			case strings.HasPrefix(step.Uses, "actions/download-artifact@"):
				wanted[name] = true
			}
		}
	}
	for name := range wanted {
		if !laid[name] {
			t.Errorf("%q is wanted, and nobody lays it", name)
		}
	}
}

// aProject is a folder with what the targets for releases read.
func aProject(t *testing.T, version, changelog string) string {
	t.Helper()
	dir := t.TempDir()
	tool(t, "cp", filepath.Join(theRelease(t).Root, "Makefile"), dir)
	tool(t, "mkdir", "-p", filepath.Join(dir, "frontend"), filepath.Join(dir, "build/packages"))
	for name, text := range map[string]string{
		"wails.json": `{"info": {"productVersion": "` + version + `"}}`, "CHANGELOG.md": changelog, "build/packages/a.deb": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// makes runs a target there, with a tag in the environment.
func makes(dir, target, tag string, environment ...string) (string, error) {
	c := exec.Command("make", "-s", target)
	c.Dir = dir
	c.Env = append(append(os.Environ(), "TAG="+tag), environment...)
	out, err := c.CombinedOutput()
	return string(out), err
}

func TestATagIsTheVersionAndTheChangelogTellsOfItOrNothingIsReleased(t *testing.T) {
	told := "# Changelog\n\n## 1.2.3\n\n- It works.\n"
	dir := aProject(t, "1.2.3", told)
	for tag, good := range map[string]bool{"v1.2.3": true, "1.2.3": false, "v1.2.31": false, "": false,
		"v1.2.3$(shell touch ran)$(touch${IFS}ran)": false} {
		if out, err := makes(dir, "check-tag", tag); (err == nil) != good {
			t.Errorf("the tag %q: %v\n%s", tag, err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
		t.Error("what stands in a tag was run")
	}
	for _, silent := range []string{"## Unreleased\n", "## 1.2.30\n", "## 1x2.3\n", "### 1.2.3\n"} {
		if out, err := makes(aProject(t, "1.2.3", silent), "check-tag", "v1.2.3"); err == nil || !strings.Contains(out, `no heading "## 1.2.3"`) {
			t.Errorf("with %q: %v\n%s", silent, err, out)
		}
	}
}

func TestADraftIsLaidAgainAndWhatIsReleasedIsLeftAlone(t *testing.T) {
	dir, tools := aProject(t, "1.2.3", ""), t.TempDir()
	log := filepath.Join(tools, "calls")
	for there, want := range map[string]string{
		"":      "release create v1.2.3 --draft --verify-tag --title Commsdesk 1.2.3\nrelease upload v1.2.3 --clobber build/packages/a.deb\n",
		"true":  "release upload v1.2.3 --clobber build/packages/a.deb\n",
		"false": "",
	} {
		script := "#!/bin/sh\nif [ \"$2\" = view ]; then echo " + there + "; [ -n \"" + there + "\" ]; else echo \"$*\" >>" + log + "; fi\n"
		if err := os.WriteFile(filepath.Join(tools, "gh"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(log, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := makes(dir, "draft", "v1.2.3", "PATH="+tools+":"+os.Getenv("PATH"))
		if (err == nil) != (want != "") {
			t.Errorf("%q: %v\n%s", there, err, out)
		}
		if calls, _ := os.ReadFile(log); string(calls) != want {
			t.Errorf("where the release is a draft: %q, it asked\n%swant\n%s", there, calls, want)
		}
	}
}
