package app

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// link asks as the window does; nothing may fail.
func (o *office) link(a *App) bindings.Link {
	o.t.Helper()
	l, err := a.Frame.Link(o.shown)
	if err != nil {
		o.t.Fatal(err)
	}
	if l.Number != 0 {
		o.shown = l.Number
	}
	return l
}

// leads gives a link and waits for where it leads.
func (o *office) leads(a *App, link string) (l bindings.Link) {
	o.t.Helper()
	a.Follow(link)
	o.until("the link is followed", func() bool {
		l = o.link(a)
		return l.Number != 0
	})
	return l
}

func TestLink_WaitsForOpenDeskAndIsFollowedOnce(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 20})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	a := New(h, noKeychain{}, "", "test", zerolog.Nop())
	t.Cleanup(a.Close)
	a.Follow("commsdesk://services?find=0491")
	if l := o.link(a); l.Number != 0 {
		t.Errorf("it is followed before anything is open: %+v", l)
	}
	a.Begin(false) // waits for a passphrase
	if l := o.link(a); l.Number != 0 {
		t.Errorf("it is followed before the passphrase is chosen: %+v", l)
	}
	if err := a.Frame.Protect(passphrase); err != nil {
		t.Fatal(err)
	}
	if l := o.link(a); l.Number == 0 || l.Problem != nil || l.Screen != bindings.ScreenServices || l.Find != "0491" {
		t.Errorf("%+v", l)
	}
	if l := o.link(a); l.Number != 0 {
		t.Errorf("it is followed twice: %+v", l)
	}
}

func TestLink_WaitsForFirstCopy(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 40})
	a := o.open(passphrase)
	var last struct{ ID string }
	if err := json.Unmarshal(o.sim.Services()[39], &last); err != nil {
		t.Fatal(err)
	}
	id := last.ID
	if l := o.leads(a, "commsdesk://services/"+id); l.Problem != nil || l.ID != id {
		t.Errorf("%+v", l)
	}
}

func TestLink_OpensOnlyWhatIsInTheCopy(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 40})
	o.sim.Freeze()
	a := o.open(passphrase)
	o.fresh(a)
	row := o.find(a, bindings.ServicesQuery{Open: true}).Rows[0]
	for link, want := range map[string]bindings.Link{
		"commsdesk://services":                         {Screen: bindings.ScreenServices},
		"commsdesk://services/" + row.ID:               {Screen: bindings.ScreenServices, ID: row.ID},
		"commsdesk://services/" + row.ID + "/usage":    {Screen: bindings.ScreenServices, ID: row.ID, Tab: "usage"},
		"commsdesk://orders/" + row.Top.OrderID:        {Screen: bindings.ScreenServices, ID: row.ID, Tab: "activity", Order: row.Top.OrderID},
		"commsdesk://services?find=" + row.Top.OrderID: {Screen: bindings.ScreenServices, Find: row.Top.OrderID},
	} {
		got := o.leads(a, link)
		if got.Number = 0; got != want {
			t.Errorf("%s: %+v, want %+v", link, got, want)
		}
	}
	for link, want := range map[string]struct {
		code  telecom.Code
		words string
	}{
		"commsdesk://services/nobody":           {telecom.NotFound, "the service “nobody” is not on this desk"},
		"commsdesk://orders/ORD1":               {telecom.NotFound, "the order “ORD1” is not on this desk"},
		"commsdesk://requests/SR-1":             {telecom.Invalid, "no address of a portal for subscription requests"},
		"commsdesk://services/x/advanced":       {telecom.Invalid, "This link cannot be opened: "},
		"commsdesk://settings":                  {telecom.Invalid, "names no screen"},
		"commsdesk://services/%2e%2e%2fetc":     {telecom.Invalid, "Nothing was opened."},
		"commsdesk:" + strings.Repeat("x", 1e4): {telecom.Invalid, "too long"},
	} {
		got := o.leads(a, link)
		if got.Problem == nil || got.Problem.Code != want.code || !strings.Contains(got.Problem.Text, want.words) || got.ID != "" &&
			got.Problem == nil {
			t.Errorf("%s: %+v", link, got.Problem)
		}
	}
	if placed := o.sim.Placed(); len(placed) > 0 {
		t.Errorf("a link placed %+v", placed)
	}
}

func TestLink_LaterOneWins(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	a := o.open(passphrase)
	a.Follow("commsdesk://services?find=first")
	a.Follow("commsdesk://services?find=second")
	if l := o.link(a); l.Find != "second" {
		t.Errorf("%+v", l)
	}
	if l := o.link(a); l.Number != 0 {
		t.Errorf("%+v", l)
	}
}

func TestLink_SecondStartPassesOnlyItsLink(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	a := o.open(passphrase)
	for _, args := range [][]string{
		nil, {"--demo"}, {"--data-dir", "/elsewhere"}, {"sync"}, {"doctor", "commsdesk://services"}, {"https://services"},
		{"--colour", "commsdesk://services"},
		{"commsdesk://services?find=1", "--demo"},
	} {
		a.Again(args)
		if l := o.link(a); l.Number != 0 {
			t.Errorf("%v gives %+v", args, l)
		}
	}
	a.Again([]string{"--data-dir", o.dir, "commsdesk://services?find=1"})
	if l := o.link(a); l.Find != "1" {
		t.Errorf("%+v", l)
	}
	if h, err := a.Frame.Header(); err != nil || h.Profile != "Provider" {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestLink_IsNotLogged(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	a := o.open(passphrase)
	for _, link := range []string{"commsdesk://services?find=0491570156", "commsdesk://services/0491570156", "commsdesk://0491570156/%zz"} {
		a.Again([]string{link})
		o.link(a)
	}
	a.Close()
	text, err := os.ReadFile(filepath.Join(o.dir, "logs", "commsdesk.log"))
	if err != nil || bytes.Contains(text, []byte("0491570156")) || !bytes.Contains(text, []byte("profile opened")) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestCommandLine_TakesOneLinkOnly(t *testing.T) {
	for _, args := range [][]string{{"commsdesk://services"}, {"--demo", "commsdesk://services"}, {"--data-dir", "D", "commsdesk://services"},
		{"Commsdesk:anything"}} {
		if g, err := parse(args, io.Discard); err != nil || g.link != args[len(args)-1] {
			t.Errorf("%v: %+v, %v", args, g, err)
		}
	}
	for _, args := range [][]string{{"commsdesk://services", "--data-dir", "D"}, {"commsdesk://a", "commsdesk://b"}, {"https://services"},
		{"sync", "commsdesk://services"}, {"doctor", "commsdesk://services"}} {
		if g, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v: %+v", args, g)
		}
	}
}
