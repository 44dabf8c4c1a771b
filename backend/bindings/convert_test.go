package bindings

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

// Whatever the window may call must be expressible in TypeScript.
func TestBridge_CarriesOnlyWhatTypeScriptCanExpress(t *testing.T) {
	for _, screen := range []any{&Frame{}, &Services{}, &Service{}, &Orders{}, &Requests{}, &Settings{}} {
		typ := reflect.TypeOf(screen)
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			for j := 1; j < m.Type.NumIn(); j++ {
				checkRow(t, m.Name, m.Type.In(j), nil)
			}
			out := m.Type.NumOut()
			if out > 2 || out == 2 && m.Type.Out(1) != reflect.TypeFor[error]() {
				t.Errorf("%s gives more than one value and an error", m.Name)
			}
			if out > 0 && m.Type.Out(0) != reflect.TypeFor[error]() {
				checkRow(t, m.Name, m.Type.Out(0), nil)
			}
		}
	}
}

func checkRow(t *testing.T, where string, typ reflect.Type, above []reflect.Type) {
	t.Helper()
	for _, a := range above {
		if a == typ {
			t.Errorf("%s: %v holds itself", where, typ)
			return
		}
	}
	switch typ.Kind() {
	case reflect.String, reflect.Bool, reflect.Int:
	case reflect.Slice:
		checkRow(t, where, typ.Elem(), above)
	case reflect.Pointer:
		if typ.Elem().Kind() != reflect.Struct {
			t.Errorf("%s: %v", where, typ)
		}
		checkRow(t, where, typ.Elem(), above)
	case reflect.Struct:
		for i := range typ.NumField() {
			f := typ.Field(i)
			if f.Tag.Get("json") == "" {
				t.Errorf("%s: %v.%s has no name in TypeScript", where, typ, f.Name)
			}
			checkRow(t, where+"."+f.Name, f.Type, append(above, typ))
		}
	default:
		t.Errorf("%s: %v cannot be said in TypeScript", where, typ)
	}
}

// fake is a copy of one service, and a mirror that never reads.
type fake struct {
	service telecom.Service
	orders  []telecom.Order
	query   telecom.Query
	skew    time.Duration
}

func (f *fake) Query(q telecom.Query) (telecom.Listing, error) {
	f.query = q
	return telecom.Listing{Revision: 7, Total: 1, Matching: 1, Rows: []telecom.Summary{{ID: f.service.ID, Number: f.service.Number}}}, nil
}
func (f *fake) Neighbours(telecom.Query, string) (int, string, string, bool) { return 1, "", "", true }
func (f *fake) Service(id string) (telecom.Service, time.Time, bool, error) {
	return f.service, time.Time{}, id == f.service.ID, nil
}
func (f *fake) Cursor() telecom.Cursor                    { return telecom.Cursor{Skew: f.skew} }
func (f *fake) Orders(string) ([]telecom.Order, error)    { return f.orders, nil }
func (f *fake) Order(string) (telecom.Order, bool, error) { return telecom.Order{}, false, nil }
func (f *fake) OpenOrders() ([]telecom.Order, error)      { return f.orders, nil }

func (f *fake) OrderList(telecom.OrderQuery) (telecom.OrderListing, error) {
	return telecom.OrderListing{Rows: []telecom.OrderSummary{{Event: telecom.Event{Order: f.orders[0]}}}}, nil
}
func (f *fake) OrderNeighbours(telecom.OrderQuery, string) (int, string, string, bool) {
	return 1, "", "", true
}
func (f *fake) OrderCounts(time.Time) (int, int) { return len(f.orders), 0 }
func (f *fake) Action(id string) (telecom.Event, string, bool, error) {
	return telecom.Event{Order: telecom.Order{ID: id}}, "", id != "nowhere", nil
}

// unpromised is a desk that has sent nothing.
type unpromised struct{ Promises }

func (unpromised) All() ([]telecom.Submission, error)        { return nil, nil }
func (unpromised) ClosedHere() ([]telecom.ClosedHere, error) { return nil, nil }

func TestRows_HaveNoNullListsAndNoZeroTimes(t *testing.T) {
	f := &fake{service: telecom.Service{ID: "S"}, orders: []telecom.Order{{ID: "O"}}}
	p := &Deps{Copy: f, Profile: Profile{Zone: time.UTC, Country: "AU", Limits: telecom.DefaultLimits()}}
	for _, row := range []any{
		pageOf(p, f.service, telecom.Events(f.orders), time.Time{}, time.Time{}, time.Now()),
		rowOf(&telecom.Summary{Top: &telecom.OpenOrder{}}, "AU"),
		orderRowOf(&telecom.OrderSummary{}, "AU"),
		freshnessOf(telecom.Freshness{}, 0),
	} {
		text, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		var back map[string]any
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		noNulls(t, "", back)
	}
}

func noNulls(t *testing.T, where string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if x == nil && k != "top" && k != "problem" && k != "closedHere" {
				t.Errorf("%s.%s is null", where, k)
			}
			if x == "0001-01-01T00:00:00Z" {
				t.Errorf("%s.%s is a time that is none", where, k)
			}
			noNulls(t, where+"."+k, x)
		}
	case []any:
		for _, x := range v {
			noNulls(t, where+"[]", x)
		}
	}
}

func TestWritten_FormatsNumbersByCountry(t *testing.T) {
	for number, want := range map[string]string{
		"+61491570156": "0491 570 156", "+41446681800": "+41 44 668 18 00", "string": "string", "": "", "12": "12",
	} {
		if got := Written(number, "AU"); got != want {
			t.Errorf("%q is written %q, want %q", number, got, want)
		}
	}
}

func TestScreens_FailWithoutAProfile(t *testing.T) {
	rung := 0
	r := NewSession(func(Topic) { rung++ })
	_, err := NewServices(r).Page(ServicesQuery{})
	if telecom.AsError(err).Code != telecom.NotFound {
		t.Error(err)
	}
	if _, err := NewService(r).Show("S"); telecom.AsError(err).Code != telecom.NotFound {
		t.Error(err)
	}
	r.Wait(Start{Step: StepChoose})
	if NewFrame(r, nil, nil, nil, "").Start().Step != StepChoose || rung != 1 {
		t.Error("the window was not told")
	}
}

func TestService_ReportsUnknownServiceAndOrder(t *testing.T) {
	r := NewSession(func(Topic) {})
	r.Open(&Deps{Copy: &fake{service: telecom.Service{ID: "S"}}, Mirror: still{}, Profile: Profile{Zone: time.UTC}})
	s := NewService(r)
	if _, err := s.Show("other"); telecom.AsError(err).Code != telecom.NotFound {
		t.Error(err)
	}
	if _, err := s.SupportText("S", "other"); telecom.AsError(err).Code != telecom.NotFound {
		t.Error(err)
	}
}

func TestPage_BoundsQueryAndUsesPortalTime(t *testing.T) {
	f := &fake{skew: time.Hour}
	r := NewSession(func(Topic) {})
	r.Open(&Deps{Copy: f, Promises: unpromised{}, Mirror: still{}, Profile: Profile{Zone: time.UTC}})
	page, err := NewServices(r).Page(ServicesQuery{Limit: 1 << 30, Offset: -4})
	if err != nil || page.Revision != 7 || len(page.Rows) != 1 {
		t.Fatal(page, err)
	}
	if f.query.Limit != mostRows || f.query.Offset != 0 || time.Until(f.query.Now) < 59*time.Minute {
		t.Errorf("asked %+v", f.query)
	}
}

func TestDraft_TrimsDates(t *testing.T) {
	d := Draft{Kind: telecom.NumberPort, StartOn: " 2026-11-22", BornOn: "1990-02-28 ", AuthorisedOn: "\t2026-11-22"}
	got := d.domain()
	if got.StartOn != "2026-11-22" || got.Port.BornOn != "1990-02-28" || got.Port.AuthorisedOn != "2026-11-22" {
		t.Errorf("got %+v", got)
	}
}

// still is a mirror that never reads.
type still struct{}

func (still) Freshness() telecom.Freshness              { return telecom.Freshness{} }
func (still) Failures() []telecom.Failure               { return nil }
func (still) Refresh()                                  {}
func (still) Watch(string)                              {}
func (still) ReadService(context.Context, string) error { return nil }
func (still) ReadOrder(context.Context, string) error   { return nil }
func (still) Updated(string) time.Time                  { return time.Time{} }

func TestUsage_AmountsThatAreNotClearAreQuoted(t *testing.T) {
	if got := usageRowOf(&telecom.Usage{Kind: telecom.Data, Says: "1.024 GB"}); got.Used != "“1.024 GB”" || got.Unit != "" ||
		got.Thousandth != -1 {
		t.Errorf("got %+v, want what the portal wrote in quotes, and no share of anything", got)
	}
	if got := allowanceRow(&telecom.Allowance{Kind: telecom.Data, Says: "1.024 GB"}); got.Amount != "“1.024 GB”" || got.Unit != "" {
		t.Errorf("got %+v, want what the portal wrote in quotes", got)
	}
}
