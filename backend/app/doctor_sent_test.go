package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// promisesFile is where what was sent from here lies.
func (o *office) promisesFile() string {
	return filepath.Join(filepath.Dir(o.cacheFile()), "promises.db")
}

// promiseAnOrder writes an order down that never reaches the portal.
func promiseAnOrder(t *testing.T, a *App, key string) {
	t.Helper()
	d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: "nobody's", SIMType: telecom.SIMPhysical, SIMNumber: "0077700112233"}
	if err := a.parts.Promises.Promise(telecom.Submission{Key: key, Draft: d, At: time.Now(), By: "Ada Byron"}, time.Now(),
		func([]telecom.Submission) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestDoctor_ReportsWhatWasSent(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	secret := passphraseFile(t, passphrase)
	o.doctor().expect(t, doctor.AreaSent, doctor.Good, "Nothing has been drafted or sent")

	a := o.open(passphrase)
	a.Listen()
	o.fresh(a)
	promiseAnOrder(t, a, "K1")
	promiseAnOrder(t, a, "K2")
	if err := errors.Join(a.parts.Promises.KeepDraft(telecom.KeptDraft{ID: "D1", Draft: telecom.Draft{Kind: telecom.ChangePlan},
		At: time.Now()}),
		a.parts.Promises.Settle("K2", telecom.EntryPlaced, time.Now(), "Ada Byron", "",
			func(p *telecom.Submission) error { p.State = telecom.SubmissionPlaced; return nil })); err != nil {
		t.Fatal(err)
	}
	words := []string{"1 order sent from this computer is unconfirmed", "1 draft, not sent yet", "The journal has 3 entries. It is complete.",
		"Do not place them again"}
	live := o.doctor()
	if !live.Open {
		t.Fatal(live.text)
	}
	live.expect(t, doctor.AreaSent, doctor.Warning, append(words, "Leave Commsdesk open")...)
	a.Close()

	closed := o.doctor("--passphrase-file", secret)
	closed.expect(t, doctor.AreaSent, doctor.Warning, append(words, "Open Commsdesk")...)
	o.doctor().expect(t, doctor.AreaSent, doctor.Unknown, "cannot be checked without its key")
	for _, s := range []said{live, closed} {
		if s.code != 0 {
			t.Errorf("exit %d:\n%s", s.code, s.text)
		}
		for _, personal := range []string{"Ada", "0077700112233", "nobody's", "K1"} {
			if strings.Contains(s.text, personal) {
				t.Errorf("it names %q:\n%s", personal, s.text)
			}
		}
	}
}

func TestPromises_SetBackAreReportedUntilChecked(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	secret := passphraseFile(t, passphrase)
	a := o.open(passphrase)
	o.fresh(a)
	promiseAnOrder(t, a, "K1")
	a.Close()
	yesterday, err := os.ReadFile(o.promisesFile())
	if err != nil {
		t.Fatal(err)
	}
	a = o.open(passphrase)
	promiseAnOrder(t, a, "K2")
	a.Close()
	if err := os.WriteFile(o.promisesFile(), yesterday, 0o600); err != nil {
		t.Fatal(err)
	}
	s := o.doctor("--passphrase-file", secret)
	s.expect(t, doctor.AreaSent, doctor.Bad, "The last order sent from here may be missing", "Keep promises.db and journal.head")
	if s.code != 1 {
		t.Errorf("exit %d", s.code)
	}
	words := []string{"was damaged or replaced by an older copy", "were restored", "confirm it at the top of Commsdesk's window"}
	for range 2 {
		a = o.open(passphrase)
		a.Listen()
		o.fresh(a)
		h, err := a.Frame.Header()
		if err != nil || h.Doubt == nil || h.Doubt.Code != telecom.Damaged ||
			!strings.Contains(h.Doubt.Text, "was damaged or replaced by an older copy") {
			t.Errorf("%+v, %v", h.Doubt, err)
		}
		s = o.doctor()
		s.expect(t, doctor.AreaSent, doctor.Bad, words...)
		s.expect(t, doctor.AreaCopy, doctor.Good)
		if !s.Open || s.code != 1 {
			t.Errorf("exit %d", s.code)
		}
		a.Close()
		o.doctor("--passphrase-file", secret).expect(t, doctor.AreaSent, doctor.Bad, words...)
	}
	if beside, _ := filepath.Glob(o.promisesFile() + ".kept-*"); len(beside) != 1 {
		t.Errorf("the evidence is %v", beside)
	} else if was, err := os.ReadFile(beside[0]); err != nil || string(was) != string(yesterday) {
		t.Error("the evidence is not what was there: ", err)
	}
	a = o.open(passphrase)
	if err := a.Frame.Looked(" "); telecom.AsError(err).Code != telecom.Invalid {
		t.Error("a word without words: ", err)
	}
	if err := a.Frame.Looked("Looked through the portal: nothing else was ordered."); err != nil {
		t.Fatal(err)
	}
	a.Close()
	a = o.open(passphrase)
	if h, err := a.Frame.Header(); err != nil || h.Doubt != nil {
		t.Errorf("%+v, %v", h.Doubt, err)
	}
	a.Close()
	s = o.doctor("--passphrase-file", secret)
	s.expect(t, doctor.AreaSent, doctor.Warning, "2 orders sent from this computer are unconfirmed")
	if s.code != 0 {
		t.Errorf("exit %d:\n%s", s.code, s.text)
	}
}

func TestDoctor_DescribesEveryJournalState(t *testing.T) {
	for store, ours := range map[store.JournalState]doctor.JournalState{
		store.JournalWhole: doctor.JournalWhole, store.JournalEndless: doctor.JournalEndless, store.JournalShort: doctor.JournalShort,
		store.JournalChanged: doctor.JournalChanged, store.JournalEndLost: doctor.JournalEndLost, store.JournalUnmet: doctor.JournalUnmet,
	} {
		if string(store) != string(ours) {
			t.Errorf("%q is %q to the doctor", store, ours)
		}
	}
	for store, ours := range map[store.Doubt]doctor.Doubt{store.NoDoubt: doctor.NoDoubt, store.Doubted: doctor.Doubted,
		store.Held: doctor.Held} {
		if string(store) != string(ours) {
			t.Errorf("%q is %q to the doctor", store, ours)
		}
	}
}
