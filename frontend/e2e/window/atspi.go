// Package window drives the release binary in a real window, through its accessibility tree: as a screen reader sees
// it, and as a person clicks it.
package window

import (
	"fmt"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Tree is the accessibility tree of the desktop.
type Tree struct{ bus *dbus.Conn }

// Node is one thing in the tree.
type Node struct {
	bus  *dbus.Conn
	dest string
	path dbus.ObjectPath
}

const (
	accessible = "org.a11y.atspi.Accessible"
	none       = "/org/a11y/atspi/null"
)

// The roles of AT-SPI that the tests ask for, by number.
const (
	RoleFrame     = 23
	RoleButton    = 43
	RoleRadio     = 44
	RoleToggle    = 62
	RoleTable     = 55
	RoleTableRow  = 90
	RoleEntry     = 79
	RoleLink      = 88
	RoleHeading   = 83
	RoleStatusBar = 54
)

// OpenTree connects to the accessibility bus of the session.
func OpenTree() (*Tree, error) {
	session, err := dbus.ConnectSessionBus()
	if err != nil {
		return nil, err
	}
	defer func() { _ = session.Close() }()
	var address string
	if err := session.Object("org.a11y.Bus", "/org/a11y/bus").Call("org.a11y.Bus.GetAddress", 0).Store(&address); err != nil {
		return nil, fmt.Errorf("no accessibility bus: %w", err)
	}
	return OpenTreeAt(address)
}

// OpenTreeAt connects to an accessibility bus by its address.
func OpenTreeAt(address string) (*Tree, error) {
	bus, err := dbus.Connect(address)
	if err != nil {
		return nil, err
	}
	return &Tree{bus: bus}, nil
}

// Close leaves the bus.
func (t *Tree) Close() { _ = t.bus.Close() }

// Root is the desktop: its children are the programs.
func (t *Tree) Root() Node {
	return Node{bus: t.bus, dest: "org.a11y.atspi.Registry", path: "/org/a11y/atspi/accessible/root"}
}

func (n Node) object() dbus.BusObject { return n.bus.Object(n.dest, n.path) }

// Name is the accessible name: what a screen reader says.
func (n Node) Name() string {
	v, err := n.object().GetProperty(accessible + ".Name")
	if err != nil {
		return ""
	}
	s, _ := v.Value().(string)
	return s
}

// Role is the number of the role.
func (n Node) Role() uint32 {
	var role uint32
	_ = n.object().Call(accessible+".GetRole", 0).Store(&role)
	return role
}

// Children are asked one by one: asked for all at once, the web content is left out.
func (n Node) Children() []Node {
	v, err := n.object().GetProperty(accessible + ".ChildCount")
	if err != nil {
		return nil
	}
	count, _ := v.Value().(int32)
	children := make([]Node, 0, count)
	for i := range count {
		var ref struct {
			Dest string
			Path dbus.ObjectPath
		}
		if err := n.object().Call(accessible+".GetChildAtIndex", 0, i).Store(&ref); err != nil || ref.Path == none || ref.Dest == "" {
			continue
		}
		children = append(children, Node{bus: n.bus, dest: ref.Dest, path: ref.Path})
	}
	return children
}

// Text is what the thing itself reads.
func (n Node) Text() string {
	var s string
	_ = n.object().Call("org.a11y.atspi.Text.GetText", 0, int32(0), int32(-1)).Store(&s)
	return s
}

// Press does what a click does.
func (n Node) Press() error {
	var done bool
	if err := n.object().Call("org.a11y.atspi.Action.DoAction", 0, int32(0)).Store(&done); err != nil {
		return err
	}
	if !done {
		return fmt.Errorf("%q cannot be pressed", n.Name())
	}
	return nil
}

// Focus takes the keyboard there.
func (n Node) Focus() error {
	return n.object().Call("org.a11y.atspi.Component.GrabFocus", 0).Err
}

// Focused reports whether the keyboard is there.
func (n Node) Focused() bool { return n.is(12) }

// Enabled reports whether it does something when it is pressed.
func (n Node) Enabled() bool { return n.is(8) }

// is reports whether a state of AT-SPI is set.
func (n Node) is(state int) bool {
	var states []uint32 // a set of bits
	_ = n.object().Call(accessible+".GetState", 0).Store(&states)
	return len(states) > 0 && states[0]&(1<<state) != 0
}

// Find is the first thing below that fits, in reading order.
func (n Node) Find(fits func(Node) bool) (Node, bool) {
	for _, c := range n.Children() {
		if fits(c) {
			return c, true
		}
		if found, ok := c.Find(fits); ok {
			return found, true
		}
	}
	return Node{}, false
}

// All is everything below that fits, in reading order.
func (n Node) All(fits func(Node) bool) []Node {
	var all []Node
	for _, c := range n.Children() {
		if fits(c) {
			all = append(all, c)
		}
		all = append(all, c.All(fits)...)
	}
	return all
}

// Reads is everything that can be read below, a line each: names and texts.
func (n Node) Reads() string {
	var b strings.Builder
	n.read(&b)
	return b.String()
}

func (n Node) read(b *strings.Builder) {
	if name := n.Name(); name != "" {
		b.WriteString(name + "\n")
	}
	if text := strings.TrimSpace(strings.ReplaceAll(n.Text(), "\ufffc", "")); text != "" {
		b.WriteString(text + "\n")
	}
	for _, c := range n.Children() {
		c.read(b)
	}
}

// Is fits a role with a name that contains a text.
func Is(role uint32, name string) func(Node) bool {
	return func(n Node) bool { return n.Role() == role && strings.Contains(n.Name(), name) }
}
