package portalsim

import (
	"strings"
	"testing"
)

func TestNew_NeedsNoConfiguration(t *testing.T) {
	p, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Services()); n != 300 {
		t.Errorf("%d services, want 300", n)
	}
	if n := len(p.Orders()); n != 1200 {
		t.Errorf("%d orders, want 1200", n)
	}
}

func TestNew_WrongNamesListTheChoices(t *testing.T) {
	if _, err := New(Config{Personality: "grumpy"}); err == nil || !strings.Contains(err.Error(), "ideal, reference") {
		t.Errorf("%v does not list the personalities", err)
	}
	if _, err := New(Config{Faults: []Fault{"tired"}}); err == nil || !strings.Contains(err.Error(), "busy429") {
		t.Errorf("%v does not list the faults", err)
	}
}
