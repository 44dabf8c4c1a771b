package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows say which packages of ours a package may import, and why. Tests may import the simulated portal and the reader of
// the specification files too.
var arrows = map[string][]string{
	"backend/telecom":       {},                                  // the domain needs no machine
	"backend/portal":        {"backend/telecom"},                 // the wire becomes the domain
	"backend/portalsim":     {},                                  // imports nothing of ours, so that it cannot agree by accident
	"backend/official":      {},                                  // for tests only
	"backend/disk":          {},                                  // knows files, not what they hold
	"backend/store":         {"backend/telecom", "backend/disk"}, // keeps the domain
	"backend/mirror":        {"backend/telecom"},                 // is handed its source and its cache
	"backend/catalog":       {"backend/telecom"},                 // is handed its source and its cache
	"backend/usage":         {"backend/telecom"},                 // is handed its source and its cache
	"backend/vault":         {"backend/telecom", "backend/disk"}, // keeps keys
	"backend/config":        {"backend/telecom", "backend/disk"}, // reads a file
	"backend/paths":         {"backend/telecom"},                 // returns errors for staff
	"backend/bindings":      {"backend/telecom"},                 // is handed its parts
	"backend/outbox":        {"backend/telecom"},                 // is handed its sender and its ledger
	"backend/doctor":        {"backend/telecom"},                 // is handed what was found
	"backend/statussock":    {},                                  // hands out any document
	"backend/webview":       {},                                  // knows the web view alone
	"backend/cmd/portalsim": {"backend/portalsim"},               // puts it on a port
}

// assembles are the packages that may import all of ours, and who may import them.
var assembles = map[string][]string{
	".":                    {},
	"backend/app":          {".", "backend/app/simulate"},
	"backend/app/simulate": {},
	"frontend/e2e/window":  {},
	"build/empty":          {},
}

// reserved are libraries that only some files or packages may import, tests too, and why.
var reserved = map[string][]string{
	"github.com/wailsapp/wails": {"main.go", "app.go", "build/empty/main.go"},
	// one window, one caller
	"go.etcd.io/bbolt": {"backend/store", "backend/app/doctor_test.go"},
	// one owner of the files
	"net/http": {"backend/portal", "backend/portalsim", "backend/cmd/portalsim", "backend/vault", "*_test.go"},
	// nothing else talks to the network
	"github.com/zalando/go-keyring": {"backend/vault"}, // one owner of the keys
}

func TestArrows_EachImportIsAllowed(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		file := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || file == "build/package" ||
			file == "build/tmp") { // the first is a module of its own
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			seen++
			name, _ := strconv.Unquote(spec.Path.Value)
			if why := mayNot(file, name); why != "" {
				t.Errorf("%s imports %s: %s", file, name, why)
			}
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatal(seen, err)
	}
}

func TestArrows_NoticeWhatIsForbidden(t *testing.T) {
	for _, one := range []struct{ file, name string }{
		{"backend/app/documents.go", "github.com/wailsapp/wails/v2/pkg/runtime"},
		{"other.go", "github.com/wailsapp/wails/v2/pkg/options"},
		{"backend/app/app_test.go", "github.com/wailsapp/wails/v2"},
		{"backend/mirror/mirror.go", "net/http"},
		{"backend/outbox/outbox.go", "go.etcd.io/bbolt"},
		{"backend/telecom/order.go", "github.com/google/uuid"},
		{"backend/portal/portal.go", "commsdesk/backend/store"},
		{"backend/portalsim/sim_test.go", "commsdesk/backend/telecom"},
		{"backend/outbox/outbox.go", "commsdesk/backend/app"},
		{"backend/unheard/of.go", "commsdesk/backend/telecom"},
	} {
		if mayNot(one.file, one.name) == "" {
			t.Errorf("%s may import %s", one.file, one.name)
		}
	}
}

// mayNot returns why a file may not import something; empty: it may.
func mayNot(file, name string) string {
	dir, isTest := ".", strings.HasSuffix(file, "_test.go")
	if i := strings.LastIndex(file, "/"); i >= 0 {
		dir = file[:i]
	}
	if ours, ok := strings.CutPrefix(name, "commsdesk/"); ok {
		return arrow(dir, ours, isTest)
	}
	for library, owners := range reserved {
		if name == library || strings.HasPrefix(name, library+"/") {
			if !slices.Contains(owners, file) && !slices.Contains(owners, dir) && !(isTest && slices.Contains(owners, "*_test.go")) {
				return "only these may: " + strings.Join(owners, ", ")
			}
		}
	}
	if first, _, _ := strings.Cut(name, "/"); dir == "backend/telecom" && !isTest && strings.Contains(first, ".") {
		return "the domain needs the standard library only"
	}
	return ""
}

func arrow(dir, ours string, isTest bool) string {
	if by, ok := assembles[ours]; ok {
		if slices.Contains(by, dir) || dir == ours {
			return ""
		}
		return "only these may: " + strings.Join(by, ", ")
	}
	if _, all := assembles[dir]; all {
		return ""
	}
	allowed, known := arrows[dir]
	switch {
	case !known:
		return "the package has no arrow yet"
	case slices.Contains(allowed, ours):
		return ""
	case isTest && ours == "backend/official":
		return ""
	case isTest && dir != "backend/portalsim" && (ours == "backend/portalsim" || ours == "backend/telecom" || ours == dir):
		return ""
	}
	return "there is no such arrow"
}

var opensFiles = regexp.MustCompile(`\bos\.(Open|OpenFile|Create|CreateTemp|ReadFile|WriteFile)\(`)

func TestFiles_AreOpenedByOnePackage(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch d.Name() {
		case "node_modules", ".git", "build", "frontend", "portalsim", "disk": // not of the program, except disk
			if d.IsDir() {
				return fs.SkipDir
			}
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if found := opensFiles.Find(text); found != nil {
			t.Errorf("%s calls %s): use backend/disk", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
