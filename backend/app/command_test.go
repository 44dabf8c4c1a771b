package app

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

// command runs a command of the program, which may not wait for anything.
func (o *office) command(args ...string) (code int, said string) {
	o.t.Helper()
	done := make(chan struct{})
	var out bytes.Buffer
	go func() {
		defer close(done)
		code = run(append(args, "--data-dir", o.dir), &out, &out)
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		o.t.Fatalf("%v waits for ever", args)
	}
	return code, strings.Join(strings.Fields(out.String()), " ")
}

// tells asks for a sentence in words, with a next step.
func tells(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range append(words, "nothing was") {
		if !strings.Contains(strings.ToLower(said), strings.ToLower(w)) {
			t.Errorf("%q does not say %q", said, w)
		}
	}
}

// run is the command line of a program of no version, which has no window.
func run(args []string, out, errs io.Writer) int {
	return Program{Version: version}.Run(args, out, errs)
}

const version = "dev"
