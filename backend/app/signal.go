package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// endings are the signals that ask the program to end: a person at a terminal, the system that shuts down, the session
// that ends.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// How long the end may take once a signal came. What hangs then is left as after a crash, which loses nothing.
const (
	longestClosing = 45 * time.Second // an order on its way is heard out, which takes longer than a portal may take
	longestCommand = 5 * time.Second  // a command only reads
)

// endOnSignal lets signals end the program at any time, closed as when its window is. Wails hears one signal, and only
// while the window runs.
func endOnSignal(a *App) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, endings...)
	go func() {
		<-heard
		exitAfter(longestClosing)
		a.Close()
		os.Exit(0)
	}()
}

// stoppable is done when a signal asks a command to end. The command is cut off where it does not heed that, as while it
// waits for a keychain.
func stoppable() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), endings...)
	done := context.AfterFunc(ctx, func() { exitAfter(longestCommand) })
	return ctx, func() { done(); stop() }
}

func exitAfter(d time.Duration) { time.AfterFunc(d, func() { os.Exit(1) }) }
