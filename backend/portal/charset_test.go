package portal

import (
	"errors"
	"net/http"
	"testing"

	"commsdesk/backend/telecom"
)

func TestCharset_OfTheAnswerIsRespected(t *testing.T) {
	for name, c := range map[string]struct{ contentType, body string }{
		"UTF-8, not named":    {"application/json", `{"id":"Zoë"}`},
		"UTF-8 with its mark": {"application/json", "\ufeff{\"id\":\"Zoë\"}"},
		"Latin 1":             {"application/json; charset=ISO-8859-1", "{\"id\":\"Zo\xeb\"}"},
		"Windows":             {"application/json;charset=windows-1252", "{\"id\":\"Zo\xeb\"}"},
		"UTF-16, named":       {"application/json;charset=utf-16be", "\x00{\x00\"\x00i\x00d\x00\"\x00:\x00\"\x00Z\x00o\x00\xeb\x00\"\x00}"},
		"UTF-16 by its mark":  {"application/json", "\xff\xfe{\x00\"\x00i\x00d\x00\"\x00:\x00\"\x00Z\x00o\x00\xeb\x00\"\x00}\x00"},
	} {
		p := served(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.contentType)
			_, _ = w.Write([]byte(c.body))
		})
		if got, err := p.Order(t.Context(), "Zoë"); err != nil || got.ID != "Zoë" {
			t.Errorf("%s: got %q, %v, want Zoë", name, got.ID, err)
		}
	}
}

func TestCharset_UnknownOneIsReported(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=x-own")
		_, _ = w.Write([]byte(`{"id":"1"}`))
	})
	var e *telecom.Error
	if _, err := p.Order(t.Context(), "1"); !errors.As(err, &e) || e.Code != telecom.Broken {
		t.Errorf("got %v, want an error that names the character set", err)
	}
}
