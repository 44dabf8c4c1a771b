package bindings

import (
	"context"
	"time"

	"commsdesk/backend/telecom"
)

// still is a mirror that never reads.
type still struct{}

func (still) Freshness() telecom.Freshness              { return telecom.Freshness{} }
func (still) Failures() []telecom.Failure               { return nil }
func (still) Refresh()                                  {}
func (still) Watch(string)                              {}
func (still) ReadService(context.Context, string) error { return nil }
func (still) Updated(string) time.Time                  { return time.Time{} }
