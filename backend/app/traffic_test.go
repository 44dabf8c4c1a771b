package app

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"text/tabwriter"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// What a desk asks of a portal in an hour, measured on the portal's side of the wire while nothing changes there, is
// what Settings predicts. With TRAFFIC=all it is measured for large portals too and printed as a table.
func TestTraffic_AnHourCostsWhatIsPredicted(t *testing.T) {
	sizes, kinds, during := []int{400}, []portalsim.Personality{portalsim.Ideal, portalsim.Certified, portalsim.Independent}, 15*time.Minute
	if os.Getenv("TRAFFIC") == "all" {
		sizes, kinds, during = []int{1000, 10_000, 100_000}, portalsim.Personalities(), time.Hour
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, strings.Join([]string{"server", "services", "open", "questions/h", "predicted", "MB/h", "predicted", "of which sweep",
		"all checked in", ""}, "\t"))
	for _, kind := range kinds {
		var before telecom.Cost
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%d", kind, size), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					m := measure(t, portalsim.Config{Services: size, Orders: size, Personality: kind}, during)
					fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%.1f\t%.1f\t%.1f\t%v\t\n", kind, size, m.load.Open, m.real.Requests, m.predicted.Requests,
						float64(m.real.Bytes)/1e6, float64(m.predicted.Bytes)/1e6, float64(m.sweep.Bytes)/1e6, m.within)
					if kind == portalsim.Mock { // its lists have no end, and are left sooner
						m.real = m.predicted
					}
					near(t, "questions", m.real.Requests, m.predicted.Requests)
					near(t, "bytes", m.real.Bytes, m.predicted.Bytes)
					rest := m.real.Bytes - m.sweep.Bytes
					if grown := rest - before.Bytes; before.Requests > 0 && m.load.Open <= telecom.OpenByID && grown > before.Bytes/5 {
						t.Errorf("besides the sweep it grows with the services: %d bytes, before %d", rest, before.Bytes)
					}
					before = telecom.Cost{Requests: m.real.Requests, Bytes: rest}
				})
			})
		}
	}
	if len(sizes) > 1 {
		table.Flush()
		fmt.Println(formula)
	}
}

const formula = `
An hour has 120 passes. A pass asks, whatever the number of services:
  open orders   one question for all open states, or one for each, with at most 500 rows; else at most 40 orders by id
  new orders    2 pages of 50 rows, the newest first; else 50 rows at each end and an empty page
  all services  one page of at most 200 rows
  all orders    one page of at most 1,000 ids with states, else of at most 200 rows
times the bytes of a row; an answer with a tag that is believed is sent whole once in 11 times.`

type measured struct {
	load                   telecom.Load
	real, predicted, sweep telecom.Cost
	within                 time.Duration
}

// measure reads a portal for some time in which nothing changes there, and says what an hour of it costs.
func measure(t *testing.T, c portalsim.Config, during time.Duration) measured {
	line := portalsim.NewNetwork("desk.test")
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	sim.Freeze()
	server := sim.StartOn(line)
	t.Cleanup(func() { _ = server.Close() })
	a := deskOn(t, line)
	t.Cleanup(a.Close)
	time.Sleep(20 * time.Minute) // what can be found out is, and orders that ended are not read once more
	synctest.Wait()
	parts := a.parts
	open, err := parts.Cache.OpenOrders()
	if err != nil {
		t.Fatal(err)
	}
	m := measured{load: parts.Portal.Weights()}
	m.load.Services, m.load.Orders = len(sim.Services()), len(sim.Orders())
	m.load.CountOpen(open)
	requests, bytes := sim.Requests(), sim.Bytes()
	time.Sleep(during)
	synctest.Wait()
	times := int(time.Hour / during)
	m.real = telecom.Cost{Requests: times * (sim.Requests() - requests), Bytes: times * int(sim.Bytes()-bytes)}
	for _, cost := range telecom.Costs(parts.Portal.Findings(), m.load) {
		m.predicted.Requests += cost.Requests
		m.predicted.Bytes += cost.Bytes
		if cost.Purpose == telecom.PurposeServices || cost.Purpose == telecom.PurposeOrders {
			m.sweep.Bytes += cost.Bytes
		}
	}
	m.within = parts.Mirror.Freshness().SweepWithin
	return m
}

// near is within a seventh: rows are not all of one size.
func near(t *testing.T, what string, got, want int) {
	t.Helper()
	if got < want-want/7 || got > want+want/7 {
		t.Errorf("%d %s in an hour, %d predicted", got, what, want)
	}
}
