//go:build unix

package app

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
)

func TestPassphraseFile_OthersCanReadIsSaid(t *testing.T) {
	const warning = "Other users of this computer can read the passphrase file "
	o := newOffice(t, portalsim.Config{Services: 5})
	secret := passphraseFile(t, passphrase)
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	for mode, says := range map[os.FileMode]bool{0o600: false, 0o640: true, 0o604: true} {
		if err := os.Chmod(secret, mode); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if code := run([]string{"sync", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs); code != 0 {
			t.Fatalf("%v: exit %d, %s", mode, code, errs.String())
		}
		if got := strings.Contains(errs.String(), warning+secret); got != says {
			t.Errorf("%v: sync warns: got %v, want %v: %s", mode, got, says, errs.String())
		}
		asked := o.doctor("--passphrase-file", secret)
		if got := asked.state(doctor.AreaKey) == doctor.Warning && strings.Contains(asked.of(doctor.AreaKey), warning+secret); got != says {
			t.Errorf("%v: the doctor warns: got %v, want %v:\n%s", mode, got, says, asked.of(doctor.AreaKey))
		}

		a := New(h, noKeychain{}, passphrase, "test", zerolog.Nop())
		a.exposed = exposedPassphrase(secret)
		a.Begin(false)
		header, err := a.Frame.Header()
		if got := len(header.Notices) == 1 && strings.Contains(header.Notices[0].Text, warning+secret); err != nil || got != says {
			t.Errorf("%v: the window warns: got %v, want %v: %v, %v", mode, got, says, header.Notices, err)
		}
		live := said{Report: doctor.Examine(a.facts())}
		if got := strings.Contains(live.of(doctor.AreaKey), warning+secret); got != says {
			t.Errorf("%v: the running program warns: got %v, want %v:\n%s", mode, got, says, live.of(doctor.AreaKey))
		}
		a.Close()
	}
}
