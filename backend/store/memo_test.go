package store

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"commsdesk/backend/telecom"
)

// A read after a write has returned sees it, however many others read and write.
func TestAll_ReadSeesLatestWrite(t *testing.T) {
	p := promises(t, filepath.Join(t.TempDir(), "promises.db"))
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 25 {
				key := fmt.Sprint(n, "-", i)
				if err := p.Promise(promised(key), monday, always); err != nil {
					t.Error(err)
					return
				}
				known, err := p.All()
				found := false
				for _, k := range known {
					found = found || k.Key == key
				}
				if err != nil || !found {
					t.Errorf("%s is not known: %v", key, err)
				}
				for j := range known { // the list is the caller's
					known[j] = telecom.Submission{}
				}
			}
		})
	}
	all.Wait()
	if known, err := p.All(); err != nil || len(known) != 100 || known[0].Key == "" {
		t.Errorf("got %+v, %v; want len(known) == 100, known[0].Key != \"\"", len(known), err)
	}
}
