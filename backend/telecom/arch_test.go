package telecom

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// who may import what of ours; each arrow has its reason. Tests may import more: the simulated portal.
var arrows = map[string][]string{
	"backend/telecom":       {},                                  // the words need no machine
	"backend/portal":        {"backend/telecom"},                 // wire becomes words
	"backend/portalsim":     {},                                  // imports nothing of ours, so it cannot agree by accident
	"backend/disk":          {},                                  // knows files, not what they hold
	"backend/store":         {"backend/telecom", "backend/disk"}, // keeps words
	"backend/mirror":        {"backend/telecom"},                 // is handed its source and its cache
	"backend/shelf":         {"backend/telecom"},                 // is handed its source and its cache
	"backend/vault":         {"backend/telecom", "backend/disk"}, // speaks errors
	"backend/config":        {"backend/telecom", "backend/disk"}, // speaks errors
	"backend/paths":         {"backend/telecom"},                 // speaks errors
	"backend/bindings":      {"backend/telecom"},                 // is handed its parts
	"backend/outbox":        {"backend/telecom"},                 // is handed its sender and its ledger
	"backend/doctor":        {"backend/telecom"},                 // is handed what was found
	"backend/statussock":    {},                                  // hands out any document
	"backend/cmd/portalsim": {"backend/portalsim"},               // puts it on a port
}

// who alone may import a library, and why.
var reserved = map[string][]string{
	"github.com/wailsapp/wails":     {".", "build/empty"},                                                              // one window, one caller
	"go.etcd.io/bbolt":              {"backend/store"},                                                                 // one owner of the files
	"net/http":                      {"backend/portal", "backend/portalsim", "backend/cmd/portalsim", "backend/vault"}, // nothing else talks to the network
	"github.com/zalando/go-keyring": {"backend/vault"},                                                                 // one owner of the keys
}

func TestEveryArrowHasItsReason(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		dir := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(path, root+string(filepath.Separator))))
		isTest := strings.HasSuffix(path, "_test.go")
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if ours, ok := strings.CutPrefix(name, "commsdesk/"); ok {
				checkArrow(t, path, dir, ours, isTest)
				continue
			}
			for library, owners := range reserved {
				if (name == library || strings.HasPrefix(name, library+"/")) && !isTest && !contains(owners, dir) {
					t.Errorf("%s imports %s, which only %v may", path, name, owners)
				}
			}
			if dir == "backend/telecom" && !isTest && strings.Contains(strings.SplitN(name, "/", 2)[0], ".") {
				t.Errorf("%s imports %s: the words need the standard library only", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkArrow(t *testing.T, path, dir, ours string, isTest bool) {
	t.Helper()
	allowed, known := arrows[dir]
	if !known { // main, app and the tests of the whole may import everything
		if strings.HasPrefix(dir, "backend") {
			t.Errorf("%s: the package %s has no arrow yet", path, dir)
		}
		return
	}
	if contains(allowed, ours) || isTest && (ours == "backend/portalsim" || ours == "backend/telecom" || ours == dir) && dir != "backend/portalsim" {
		return
	}
	t.Errorf("%s imports %s", path, ours)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
