package desk

import (
	"context"
	"time"

	"commsdesk/backend"
)

// still is a mirror that never reads.
type still struct{}

func (still) Freshness() backend.Freshness              { return backend.Freshness{} }
func (still) Failures() []backend.Failure               { return nil }
func (still) Refresh()                                  {}
func (still) Watch(string)                              {}
func (still) ReadService(context.Context, string) error { return nil }
func (still) Updated(string) time.Time                  { return time.Time{} }
