package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	stdlog "log"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/DeRuina/timberjack"
	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/vault"
)

const help = `Commsdesk keeps a copy of your portal on this computer.

  commsdesk [--data-dir DIR] [--passphrase-file FILE] [LINK]    open the window, and show what a link leads to
  commsdesk --demo [--data-dir DIR] [LINK]                      open it on a simulated portal
  commsdesk sync [--json] [--data-dir DIR] [--passphrase-file FILE]
                                                                read everything once, without a window
  commsdesk doctor [--json] [--data-dir DIR] [--passphrase-file FILE]
                                                                report what is wrong between this desk and its portal
  commsdesk --version                                           print the version

A link begins with commsdesk:// such as commsdesk://services?find=0491570156

`

// given is the parsed command line.
type given struct {
	demo, version, json bool
	dataDir, passphrase string
	sync, doctor        bool
	link                string // empty: none
}

// memoryWanted is the memory above which garbage is collected harder: a portal may send one large answer after another.
const memoryWanted = 256 << 20

// Program is what the command line needs from the executable.
type Program struct {
	Version string // as wails.json says
	// Window shows the window of an App and returns when it is closed. The caller closes the App.
	Window func(a *App) error
}

// Run runs the command line and returns the exit code: 0 done, 1 failed (for doctor: something is wrong), 2 not
// understood.
func (p Program) Run(args []string, out, errs io.Writer) int {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryWanted)
	}
	stdlog.SetOutput(io.Discard) // net/http prints unexpected answers there
	g, err := parse(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	if g.version {
		fmt.Fprintln(out, about(p.Version, built()))
		return 0
	}
	if g.doctor {
		return p.diagnose(g, out, errs)
	}
	if err := p.start(g, out, errs); err != nil {
		fmt.Fprintln(errs, "commsdesk:", bindings.ProblemOf(err).Sentence())
		return 1
	}
	return 0
}

// parse reads the command line. The flags may stand before the command or after it.
func parse(args []string, errs io.Writer) (given, error) {
	var g given
	f := flag.NewFlagSet("commsdesk", flag.ContinueOnError)
	f.SetOutput(errs)
	f.Usage = func() { fmt.Fprint(errs, help) }
	f.StringVar(&g.dataDir, "data-dir", "", "")
	f.StringVar(&g.passphrase, "passphrase-file", "", "")
	f.BoolVar(&g.json, "json", false, "")
	f.BoolVar(&g.demo, "demo", false, "")
	f.BoolVar(&g.version, "version", false, "")
	if err := f.Parse(args); err != nil {
		return g, err
	}
	if command := f.Arg(0); command == "sync" || command == "doctor" {
		g.sync, g.doctor = command == "sync", command == "doctor"
		if err := f.Parse(f.Args()[1:]); err != nil {
			return g, err
		}
	}
	inWindow := !g.sync && !g.doctor
	for flag, wrong := range map[string]bool{"--json": g.json && inWindow, "--demo": g.demo && !inWindow,
		"--version": g.version && !inWindow} {
		if wrong {
			fmt.Fprintf(errs, "commsdesk: %s cannot be used here\n\n%s", flag, help)
			return g, errors.New("not understood")
		}
	}
	// The system passes a link as the last argument. It may come from anywhere: nothing after it is read.
	if f.NArg() == 1 && inWindow && bindings.IsLink(f.Arg(0)) {
		g.link = f.Arg(0)
		return g, nil
	}
	if f.NArg() > 0 {
		fmt.Fprintf(errs, "commsdesk: %q is not understood\n\n%s", f.Arg(0), help)
		return g, errors.New("not understood")
	}
	return g, nil
}

func (p Program) start(g given, out, errs io.Writer) error {
	h, err := paths.Find(g.dataDir)
	if err != nil {
		return err
	}
	passphrase, err := passphraseOf(g.passphrase)
	if err != nil {
		return err
	}
	if err := h.Prepare(); err != nil {
		return err
	}
	cleared, err := h.ClearLog()
	if err != nil {
		return err
	}
	logFile := &timberjack.Logger{Filename: h.Log(), MaxSize: 5, MaxBackups: 3, FileMode: 0o600}
	defer func() { _ = logFile.Close() }()
	log := zerolog.New(logFile).With().Timestamp().Str("version", p.Version).Logger()
	if cleared {
		log.Warn().Msg("the log was not a file: what lay in its place was taken away")
	}
	a := New(h, vault.SystemKeychain{Patience: time.Minute}, passphrase, p.Version, log)
	if a.exposed = exposedPassphrase(g.passphrase); a.exposed != nil {
		fmt.Fprintln(errs, "commsdesk:", a.exposed.Text)
	}
	if g.sync {
		return readOnce(a, g.json, out, errs)
	}
	return p.window(a, h, g)
}

// window opens the window and returns when it is closed. If one is already open on this home, it is raised and shown
// the link, and this program ends.
func (p Program) window(a *App, h paths.Home, g given) error {
	endOnSignal(a)
	if err := h.PrepareWebview(); err != nil {
		return err
	}
	if g.link != "" {
		a.Follow(g.link)
	}
	if a.Listen() {
		go a.Begin(g.demo)
	} else {
		time.AfterFunc(time.Second, func() { a.Begin(g.demo) }) // by then this program has ended if it is the second
	}
	err := p.Window(a)
	a.Close() // without waiting for a keychain that Begin may still ask
	return err
}

// shortCommit is enough of a commit to tell it from every other one here.
const shortCommit = 7

// about returns one line about this program: its version and, if Go has stamped them, its commit, the day of the
// commit, and whether files were modified since.
func about(version string, info *debug.BuildInfo) string {
	line := "commsdesk " + version
	if info == nil {
		return line
	}
	stamp := map[string]string{}
	for _, s := range info.Settings {
		stamp[s.Key] = s.Value
	}
	var from []string
	if commit := stamp["vcs.revision"]; commit != "" {
		from = append(from, commit[:min(len(commit), shortCommit)])
	}
	if day, _, dated := strings.Cut(stamp["vcs.time"], "T"); dated {
		from = append(from, day)
	}
	if stamp["vcs.modified"] == "true" {
		from = append(from, "modified")
	}
	if len(from) > 0 {
		line += " (" + strings.Join(from, ", ") + ")"
	}
	return line
}

// built returns the build information; nil if there is none.
func built() *debug.BuildInfo {
	info, _ := debug.ReadBuildInfo()
	return info
}

// endings are the signals that ask the program to end: from a person at a terminal, at shutdown, at the end of the
// session.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// How long the end may take after a signal. What hangs then is left as after a crash, which loses nothing.
const (
	longestClosing = 45 * time.Second // the answer to an order is awaited, which may take longer than a portal may
	longestCommand = 5 * time.Second  // a command only reads
)

// endOnSignal closes the program properly on a signal at any time. Wails handles one signal, and only while the window
// runs.
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

// stoppable returns a context that ends when a signal asks a command to end. A command that ignores it, as while it
// waits for a keychain, is cut off.
func stoppable() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), endings...)
	done := context.AfterFunc(ctx, func() { exitAfter(longestCommand) })
	return ctx, func() { done(); stop() }
}

func exitAfter(d time.Duration) { time.AfterFunc(d, func() { os.Exit(1) }) }
