package app

import (
	"io"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/telecom"
)

// Shell is what only the window can do.
type Shell interface {
	Emit(event string)                           // tells the page
	Raise()                                      // brings the window to the front
	Copy(text string) error                      // to the clipboard
	Open(link string)                            // in the program that the system has for it
	SaveAs(name string) (path string, err error) // asks where to save a file; empty if nobody chooses a place
	Quit()                                       // closes the window
}

// Shown sets the shell once the window is there.
func (a *App) Shown(s Shell) { a.shell.Store(&s) }

// Home returns where the program's files are.
func (a *App) Home() paths.Home { return a.home }

// Follow keeps a link until the window asks for it.
func (a *App) Follow(link string) { a.session.Follow(link) }

// Again raises the window, and shows a link if there is one, after a second start on this home. Its other arguments
// change nothing.
func (a *App) Again(args []string) {
	if g, err := parse(args, io.Discard); err == nil && g.link != "" {
		a.Follow(g.link)
	}
	a.Raise()
}

// Raise brings the window to the front.
func (a *App) Raise() {
	if s := a.shell.Load(); s != nil {
		(*s).Raise()
	}
}

// tell passes a topic to the window if it is there; it reads everything when it comes.
func (a *App) tell(topic bindings.Topic) {
	if s := a.shell.Load(); s != nil {
		(*s).Emit(string(topic))
	}
}

// Copy puts a text on the clipboard.
func (a *App) Copy(text string) error {
	s := a.shell.Load()
	if s == nil {
		return &telecom.Error{Code: telecom.Internal, Text: "The window is not there yet. Nothing was copied. Try again."}
	}
	return (*s).Copy(text)
}

// Open opens a link in the system's default program.
func (a *App) Open(link string) error {
	s := a.shell.Load()
	if s == nil {
		return &telecom.Error{Code: telecom.Internal, Text: "The window is not ready yet. Nothing was opened. Try again."}
	}
	(*s).Open(link)
	return nil
}

// Quit closes the window.
func (a *App) Quit() {
	if s := a.shell.Load(); s != nil {
		(*s).Quit()
	}
}
