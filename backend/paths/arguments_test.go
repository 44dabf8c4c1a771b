package paths

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestHideArguments_LeavesNothingForOthersToRead(t *testing.T) {
	const link, number = `commsdesk://services?find=0491570156&by="name" \ more`, "0491570156"
	last := len(os.Args) - 1
	if os.Args[last] != link { // the parent
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", link)
		if out, err := child.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("--- PASS")) {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	if seen := seenByOthers(t); !strings.Contains(seen, number) {
		t.Fatalf("got %q before hiding, want the link", seen)
	}
	HideArguments(func(argument string) bool { return argument == link })
	if os.Args[last] != link {
		t.Errorf("got %q in os.Args, want %q", os.Args[last], link)
	}
	if seen := seenByOthers(t); strings.Contains(seen, number) || strings.Contains(seen, "more") || !strings.Contains(seen, t.Name()) {
		t.Errorf("got %q after hiding, want no link", seen)
	}
}
