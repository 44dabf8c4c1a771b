package main

import (
	"debug/elf"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// needs is what a program asks of the system it runs on.
type needs struct {
	libraries []string // sonames, sorted
	glibc     string   // the oldest C library that has everything asked for
}

// needsOf reads out of a program itself what it needs.
func needsOf(program string) (needs, error) {
	f, err := elf.Open(program)
	if err != nil {
		return needs{}, err
	}
	defer func() { _ = f.Close() }()
	var n needs
	if n.libraries, err = f.ImportedLibraries(); err != nil {
		return needs{}, err
	}
	slices.Sort(n.libraries)
	asked, err := f.DynamicVersionNeeds()
	if err != nil {
		return needs{}, err
	}
	for _, library := range asked {
		for _, dep := range library.Needs {
			if version, is := strings.CutPrefix(dep.Dep, "GLIBC_"); is && newer(version, n.glibc) {
				n.glibc = version
			}
		}
	}
	if n.glibc == "" {
		return needs{}, errors.New(program + " asks for no version of the C library: it is not what should be packaged")
	}
	return n, nil
}

// newer compares versions number by number: 2.34 is newer than 2.4.
func newer(a, b string) bool { return slices.Compare(numbers(a), numbers(b)) > 0 }

func numbers(version string) []int {
	var all []int
	for part := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(part)
		all = append(all, n)
	}
	return all
}

// distribution is how a family of systems calls the libraries, and where it wants what.
type distribution struct {
	both bool   // there are systems of it that have the older WebKitGTK only
	zsh  string // where zsh looks for completions
	// depends says which packages a program needs.
	depends func(needs) ([]string, error)
	// instead says how a package tells that it takes the place of another.
	instead func(name, version string) (provides, conflicts, replaces []string)
	// papers lays the licence and the changes where the distribution looks for them.
	papers func(l *layout, v variant)
}

// named translates the libraries that are needed by a table, each package once.
func named(n needs, table map[string]string) ([]string, error) {
	var all []string
	for _, library := range n.libraries {
		name, known := table[library]
		if !known {
			return nil, fmt.Errorf("which package brings %s is not known", library)
		}
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all, nil
}
