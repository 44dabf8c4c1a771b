package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
)

// shrinking serves so many services and no orders.
func shrinking(services *atomic.Int32) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		isService := strings.Contains(r.URL.Path, "/service/") || strings.HasSuffix(r.URL.Path, "/service")
		_, id, one := strings.Cut(r.URL.Path, "/service/")
		n, _ := strconv.Atoi(id)
		switch q := r.URL.Query(); {
		case one && n < int(services.Load()):
			_ = json.NewEncoder(w).Encode(map[string]string{"id": id, "state": "active"})
		case one || !isService && !strings.HasSuffix(r.URL.Path, "rder"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"code":"404","reason":"there is none"}`))
		default:
			rows := []map[string]string{}
			offset, _ := strconv.Atoi(q.Get("offset"))
			limit, _ := strconv.Atoi(q.Get("limit"))
			for i := offset; isService && i < min(offset+limit, int(services.Load())); i++ {
				rows = append(rows, map[string]string{"id": strconv.Itoa(i), "state": "active"})
			}
			_ = json.NewEncoder(w).Encode(rows)
		}
	}
}

func TestVanish_SyncAloneRemovesWhatIsGone(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 1, Orders: 1})
	var services atomic.Int32
	services.Store(40)
	o.behind(shrinking(&services))
	secret := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(secret, []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	sync := func() (code int, said string) {
		var out bytes.Buffer
		code = run([]string{"sync", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &out)
		return code, out.String()
	}
	if code, said := sync(); code != 0 {
		t.Fatalf("got %d, %s", code, said)
	}
	services.Store(5)
	if code, said := sync(); code != 1 || !strings.Contains(said, "The portal shows 5 of 40 services.") {
		t.Errorf("got %d, %s; want how many are shown", code, said)
	}
	if code, said := sync(); code != 0 || !strings.Contains(said, "5 services") { // it stays so
		t.Errorf("got %d, %s; want 5 services", code, said)
	}
	a := o.open(passphrase)
	if n := o.find(a, bindings.ServicesQuery{}).Total; n != 5 {
		t.Errorf("got %d services on the desk, want 5", n)
	}
}
