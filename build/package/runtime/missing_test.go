package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A program that every system has stands for the one that is started here.
const everywhere = "/bin/ls"

func TestWhatIsInstalledIsFoundInTheSystemsList(t *testing.T) {
	if !listed(everywhere) {
		t.Error("the list is not understood: every start would ask the loader")
	}
	for _, thorough := range []bool{false, true} {
		if lacks, err := missing(everywhere, thorough); err != nil || lacks != "" {
			t.Error(lacks, err)
		}
	}
}

func TestALibraryThatIsNotThereIsNamed(t *testing.T) {
	program, err := os.ReadFile(everywhere)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, bytes.ReplaceAll(program, []byte("libselinux.so.1"), []byte("libselinux.so.9")), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, thorough := range []bool{false, true} {
		lacks, err := missing(path, thorough)
		if err != nil || !strings.Contains(lacks, "this computer lacks libselinux.so.9.") ||
			!strings.Contains(lacks, "sudo apt install libwebkit2gtk-4.1-0") {
			t.Errorf("%q, %v", lacks, err)
		}
	}
}

func TestAProgramForAnotherCLibraryIsToldFromOneThatLacksSomething(t *testing.T) {
	program, err := os.ReadFile(everywhere)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, bytes.Replace(program, []byte("/lib64/ld-linux-x86-64.so.2"), []byte("/lib64/ld-linux-nobody.so.2"), 1),
		0o755); err != nil {
		t.Fatal(err)
	}
	if lacks, err := missing(path, true); err != nil || !strings.Contains(lacks, "no GNU C library") {
		t.Errorf("%q, %v", lacks, err)
	}
}

func TestAProgramThatIsGoneIsNoFaultOfTheSystem(t *testing.T) {
	for _, thorough := range []bool{false, true} {
		lacks, err := missing(filepath.Join(t.TempDir(), "program"), thorough)
		if lacks != "" || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q, %v", lacks, err)
		}
	}
}
