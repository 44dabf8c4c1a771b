// Command pack makes the packages of Commsdesk out of programs that are built already: what people download and install.
// The same programs, version and date give the same bytes, wherever it runs.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// release is what every package says of itself, and where its parts lie.
type release struct {
	Version string    // three numbers with points
	Date    time.Time // of the commit, UTC; every file in a package bears it
	Root    string    // the project's folder
	Work    string    // a folder for what is unfinished; it goes when pack ends
	Out     string    // where finished packages are laid
}

// program is where a built program lies.
func (r *release) program(name string) string { return filepath.Join(r.Root, "build", "bin", name) }

// makers make the packages, each into r.Work, and give the paths of what is finished.
var makers = map[string]func(r *release) ([]string, error){
	"deb":               makeDeb,
	"rpm":               makeRPM,
	"arch":              makeArch,
	"appimage":          makeAppImage,
	"windows":           makeWindows,
	"windows-resources": makeWindowsResources,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	r := &release{}
	var seconds int64
	f := flag.NewFlagSet("pack", flag.ContinueOnError)
	f.StringVar(&r.Version, "version", "", "three numbers with points")
	f.Int64Var(&seconds, "date", 0, "the commit's time, seconds since 1970")
	f.StringVar(&r.Root, "root", "../..", "the project's folder")
	f.StringVar(&r.Out, "out", "", "where finished packages are laid")
	if err := f.Parse(args); err != nil {
		return err
	}
	if r.Version == "" || seconds == 0 || r.Out == "" || f.NArg() == 0 {
		return errors.New("usage: pack -version V -date SECONDS -out DIR [-root DIR] KIND…")
	}
	r.Date = time.Unix(seconds, 0).UTC()
	var err error
	for _, dir := range []*string{&r.Root, &r.Out} {
		if *dir, err = filepath.Abs(*dir); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(r.Out, 0o755); err != nil {
		return err
	}
	// Beside the finished ones, so that a package is laid there by a rename.
	if r.Work, err = os.MkdirTemp(filepath.Dir(r.Out), "pack-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(r.Work) }()
	for _, kind := range f.Args() {
		maker, known := makers[kind]
		if !known {
			return fmt.Errorf("%q is no kind of package", kind)
		}
		paths, err := maker(r)
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		for _, path := range paths {
			if err := os.Rename(path, filepath.Join(r.Out, filepath.Base(path))); err != nil {
				return err
			}
			fmt.Println(filepath.Base(path))
		}
	}
	return nil
}
