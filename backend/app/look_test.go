package app

import (
	"os"
	"testing"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
)

func TestLook_IsKeptOverRestarts(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 2, Orders: -1})
	a := o.open(passphrase)
	if got := a.Frame.Look(); got != (bindings.Look{}) {
		t.Errorf("got %+v at the first start; want the usual look", got)
	}
	want := bindings.Look{Dense: true}
	if err := a.Frame.KeepLook(want); err != nil {
		t.Fatal(err)
	}
	a.Close()
	a = o.open(passphrase)
	if got := a.Frame.Look(); got != want {
		t.Errorf("got %+v after a restart; want %+v", got, want)
	}
	for _, content := range []string{"", "{", `{"dense":"yes"}`, "\x00\xff"} {
		if err := os.WriteFile(a.home.Look(), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := a.Frame.Look(); got != (bindings.Look{}) {
			t.Errorf("got %+v of a file with %q; want the usual look", got, content)
		}
	}
}
