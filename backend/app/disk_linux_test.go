package app

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
)

// onSmallDisk moves an office to a disk of its own.
func onSmallDisk(t *testing.T, o *office) {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(o.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	o.dir = t.TempDir()
	if err := syscall.Mount("tmpfs", o.dir, "tmpfs", 0, "size=4m"); errors.Is(err, syscall.EPERM) {
		t.Skip("only root may mount a small disk")
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(o.dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	o.configure(string(config))
}

func TestDoctor_SeesAFullOrReadOnlyDisk(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	onSmallDisk(t, o)
	secret := passphraseFile(t, passphrase)
	if code, said := o.command("sync", "--passphrase-file", secret); code != 0 {
		t.Fatalf("exit %d, %s", code, said)
	}
	data := filepath.Join(o.dir, "profiles")
	o.doctor("--passphrase-file", secret).expect(t, doctor.AreaDisk, doctor.Warning, "almost full", data, "Make room")

	filler, err := os.Create(filepath.Join(o.dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = filler.Write(make([]byte, 4096))
	}
	if err := filler.Close(); err != nil {
		t.Fatal(err)
	}
	full := o.doctor("--passphrase-file", secret)
	full.expect(t, doctor.AreaDisk, doctor.Bad, "The disk is full: nothing can be written to "+data, filepath.Join(o.dir, "logs"), "Make room")
	if full.code != 1 {
		t.Errorf("exit %d", full.code)
	}
	if err := os.Remove(filler.Name()); err != nil {
		t.Fatal(err)
	}

	if err := syscall.Mount("", o.dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	o.doctor("--passphrase-file", secret).expect(t, doctor.AreaDisk, doctor.Bad, "Nothing can be written to "+data, "read-only")
}

func TestDoctor_SaysHowMuchIsFree(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 5})
	log := filepath.Join(o.dir, "logs", "commsdesk.log")
	if s := o.doctor(); s.state(doctor.AreaDisk) != doctor.Bad {
		s.expect(t, doctor.AreaDisk, s.state(doctor.AreaDisk), "free")
	}
	if err := errors.Join(os.Remove(log), syscall.Mkfifo(log, 0o600)); err != nil {
		t.Fatal(err)
	}
	o.doctor().expect(t, doctor.AreaDisk, doctor.Warning, log+" is not a file")
}
