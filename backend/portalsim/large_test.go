package portalsim

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func large(b *testing.B) (*Portal, *clock) {
	p, k := open(b, Config{Services: 20_000})
	return p, k
}

func get(b testing.TB, p *Portal, path string) int {
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.Len()
}

func BenchmarkALargeWorldIsBuilt(b *testing.B) {
	for b.Loop() {
		large(b)
	}
}

func BenchmarkALargeWorldAnswers(b *testing.B) {
	p, k := large(b)
	for name, path := range map[string]string{
		"page":    orderPath + "?limit=100&offset=60000",
		"newest":  orderPath + "?limit=100&sort=-orderDate",
		"state":   orderPath + "?limit=100&state=inProgress",
		"service": orderPath + "?serviceOrderItem.service.id=SVC10450017",
		"since":   orderPath + "?limit=100&orderDate.gt=2026-11-20T00:00:00Z",
		"single":  orderPath + "/ORD00003927848",
		"any":     servicePath + "?serviceCharacteristic.value=%2B61491570156",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				k.pass(time.Millisecond)
				get(b, p, path)
			}
		})
	}
}

func TestALargeWorldIsReady(t *testing.T) {
	p, _ := open(t, Config{Services: 20_000})
	if n := len(stillOpen(p)); n < 60 || n > 200 {
		t.Errorf("%d open orders among 80,000", n)
	}
	if get(t, p, orderPath+"?limit=1000&offset=79000") < 1000*500 {
		t.Error("the last page is not full")
	}
}

// stillOpen finds them without writing 80,000 orders.
func stillOpen(p *Portal) (open []*order) {
	for _, o := range p.world.orders {
		if !final(o.stateAt(p.world.now)) {
			open = append(open, o)
		}
	}
	return open
}
