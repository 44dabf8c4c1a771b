package telecom

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAsError_HidesUnknownErrors(t *testing.T) {
	e := AsError(fmt.Errorf("open /home/priya/cache.db: permission denied"))
	if e.Code != Internal || strings.Contains(e.Error(), "priya") || e.Unwrap() == nil {
		t.Errorf("%+v", e)
	}
	if AsError(nil) != nil {
		t.Error("no error became one")
	}
}

func TestError_QuotesThePortalsWords(t *testing.T) {
	e := &Error{Code: Denied, Text: "The portal refused to answer.", Said: "Account is not entitled to serviceOrdering."}
	if got := AsError(fmt.Errorf("pass: %w", e)); got != e {
		t.Errorf("lost in the wrapping: %v", got)
	}
	if e.Error() != "The portal refused to answer. The portal says: “Account is not entitled to serviceOrdering.”" {
		t.Error(e.Error())
	}
	if !errors.Is(&Error{Cause: errClosed}, errClosed) {
		t.Error("the cause is lost")
	}
}

var errClosed = errors.New("closed")

func TestFreshness_GrowsStale(t *testing.T) {
	read := at(t, "2026-11-10T00:00:00Z")
	f := Freshness{Status: Fresh, ReadAt: read}
	if got := f.Aged(read.Add(StaleAfter)).Status; got != Fresh {
		t.Errorf("%s too early", got)
	}
	if got := f.Aged(read.Add(StaleAfter + time.Second)).Status; got != Stale {
		t.Errorf("still %s", got)
	}
	if got := (Freshness{Status: Offline, ReadAt: read}).Aged(read.Add(time.Hour)).Status; got != Offline {
		t.Errorf("the reason was lost: %s", got)
	}
}
