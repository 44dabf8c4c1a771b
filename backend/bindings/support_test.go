package bindings

import (
	"testing"

	"commsdesk/backend/telecom"
)

type opening struct {
	Shell
	opened []string
}

func (o *opening) Open(link string) error {
	o.opened = append(o.opened, link)
	return nil
}

func TestSupport_LinksOnlyWhatCanBeOpened(t *testing.T) {
	for _, c := range []struct{ in, want Support }{
		{Support{Phone: "1300 555 010", Email: "help@provider.example", Link: "https://provider.example/help"},
			Support{PhoneLink: "tel:1300555010", EmailLink: "mailto:help@provider.example", PageLink: "https://provider.example/help"}},
		{Support{Phone: "+61\u00a02\u20119999 0000"}, Support{PhoneLink: "tel:+61299990000"}},
		{Support{Phone: "ask the front desk", Email: "help at provider", Link: "javascript:alert(1)"}, Support{}},
		{Support{Email: "Help <help@provider.example>", Link: "file:///etc/passwd"}, Support{}},
	} {
		c.want.Phone, c.want.Email, c.want.Link = c.in.Phone, c.in.Email, c.in.Link
		if got := c.in.WithLinks(); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

func TestReach_OpensOnlyTheSupportContact(t *testing.T) {
	session, shell := NewSession(func(Topic) {}), &opening{}
	session.Open(&Deps{Profile: Profile{Support: Support{Phone: "1300 555 010"}.WithLinks()}})
	f := NewFrame(session, nil, shell, nil, "")
	if err := f.Reach("tel:1300555010"); err != nil || len(shell.opened) != 1 {
		t.Errorf("got %v, %q; want it opened", err, shell.opened)
	}
	for _, link := range []string{"", "tel:1900000000", "https://elsewhere.example", "mailto:"} {
		if err := f.Reach(link); telecom.AsError(err) == nil || len(shell.opened) != 1 {
			t.Errorf("%q: got %v, %q; want it refused", link, err, shell.opened)
		}
	}
}
