package telecom

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

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
