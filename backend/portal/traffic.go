package portal

import (
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// meter counts questions and answers by the minute.
type meter struct {
	mu      sync.Mutex
	since   time.Time
	minutes [60]minute
	row     map[string]float64 // bytes of a row, by kind; newer answers count more
}

type minute struct {
	at       int64 // Unix minute
	requests int
	bytes    int64
}

func newMeter() *meter { return &meter{since: time.Now(), row: map[string]float64{}} }

// asked counts one question and the bytes of its answer, uncompressed.
func (m *meter) asked(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now().Unix() / 60
	slot := &m.minutes[now%60]
	if slot.at != now {
		*slot = minute{at: now}
	}
	slot.requests++
	slot.bytes += int64(bytes)
}

// The kinds of rows that are weighed.
const (
	rowOfService = "service"
	rowOfOrder   = "order"
	rowOfHead    = "head"
)

func (m *meter) weigh(what string, rows, bytes int) {
	if rows == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	each := float64(bytes) / float64(rows)
	if before, ok := m.row[what]; ok {
		each = before + (each-before)/4
	}
	m.row[what] = each
}

// Clock returns the portal's clock minus this desk's as last told, plausible or not; zero: unknown.
func (p *Portal) Clock() time.Duration { return time.Duration(p.clock.Load()) }

// Zoneless reports whether orders were seen whose times have no zone, and nobody said which is meant.
func (p *Portal) Zoneless() bool { return p.zoneless.Load() }

// Traffic returns what the portal was asked in the last hour, or since this desk started, if that is less.
func (p *Portal) Traffic() telecom.Traffic {
	m := p.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	t := telecom.Traffic{Since: m.since}
	if hour := now.Add(-time.Hour); t.Since.Before(hour) {
		t.Since = hour
	}
	for _, slot := range m.minutes {
		if slot.at > now.Unix()/60-60 {
			t.Requests += slot.requests
			t.Bytes += slot.bytes
		}
	}
	return t
}

// Weights returns the sizes of rows and pages at this portal; zero: unknown.
func (p *Portal) Weights() telecom.Load {
	m := p.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	return telecom.Load{
		ServiceBytes: int(m.row[rowOfService] + 0.5),
		OrderBytes:   int(m.row[rowOfOrder] + 0.5),
		StubBytes:    int(m.row[rowOfHead] + 0.5),
		LongestPage:  max(p.ordering.longest(), p.inventory.longest()),
	}
}
