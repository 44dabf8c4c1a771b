package app

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/portalsim"
)

// A thousand passes under changing faults leak neither goroutines nor memory.
func TestCycles_AThousandFailuresLeaveNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := portalsim.NewNetwork("desk.test")
		sim, err := portalsim.New(portalsim.Config{Services: 15, Orders: 45, Latency: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		sim.Freeze()
		server := sim.StartOn(line)
		t.Cleanup(func() { _ = server.Close() })
		a := deskOn(t, line)
		t.Cleanup(a.Close)
		all := weathers()
		cycles := func(from, to int) {
			for i := from; i < to; i++ {
				sim.SetFaults(all[i%len(all)]...)
				if i%7 == 0 {
					line.Cut()
				}
				if err := a.Frame.Refresh(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				line.Mend()
			}
			sim.SetFaults()
			time.Sleep(10 * time.Minute)
			synctest.Wait()
		}
		cycles(0, 200) // pools fill, and findings are made
		goroutines, heap := goroutinesAndHeap()
		cycles(200, 1200)
		after, heapAfter := goroutinesAndHeap()
		if after > goroutines+2 {
			t.Errorf("%d goroutines, %d before", after, goroutines)
		}
		t.Logf("%d goroutines, then %d; %d KB, then %d KB", goroutines, after, heap/1000, heapAfter/1000)
		if heapAfter > heap+heap/4 {
			t.Errorf("%d KB in use, %d before", heapAfter/1000, heap/1000)
		}
	})
}

func goroutinesAndHeap() (int, uint64) {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapInuse
}
