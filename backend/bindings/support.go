package bindings

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

var dialable = regexp.MustCompile(`^\+?[0-9]{3,15}$`)

// WithLinks returns the contact with links for its phone, email and page.
func (s Support) WithLinks() Support {
	s.PhoneLink, s.EmailLink, s.PageLink = "", "", ""
	phone := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "").Replace(telecom.Clean(s.Phone))
	if dialable.MatchString(phone) {
		s.PhoneLink = "tel:" + phone
	}
	if a, err := mail.ParseAddress(s.Email); err == nil && a.Address == s.Email {
		s.EmailLink = "mailto:" + s.Email
	}
	if u, err := url.Parse(s.Link); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		s.PageLink = u.String()
	}
	return s
}

// Reach opens a link of the support contact outside the window. It opens no other link.
func (f *Frame) Reach(link string) error {
	return f.session.with(func(p *Deps) error {
		s := p.Profile.Support
		if link == "" || !slices.Contains([]string{s.PhoneLink, s.EmailLink, s.PageLink}, link) {
			return &telecom.Error{Code: telecom.Invalid, Text: "This link is not part of this profile’s support contact. Nothing was opened."}
		}
		return f.shell.Open(link)
	})
}
