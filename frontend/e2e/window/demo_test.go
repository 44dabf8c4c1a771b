//go:build window

package window

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
)

var updated = regexp.MustCompile(`Last updated[^0-9]*([0-9:]{8})`)

func TestTheDemoInItsWindowFromMorningToEvening(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir, "--demo")
	p.until("rows are there", func() bool { return len(p.rows()) > 10 })
	p.node(RoleLink, "Services")
	p.shot("services")

	t.Run("a second launch raises the window and ends", func(t *testing.T) {
		second := command("--demo", "--data-dir", dir)
		if err := second.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- second.Wait() }()
		select {
		case <-ended:
		case <-time.After(patience):
			_ = second.Process.Kill()
			t.Fatal("the second launch did not end")
		}
		if n := len(windows(t)); n != 1 {
			t.Errorf("%d windows", n)
		}
	})

	t.Run("an order advances without touching anything", func(t *testing.T) {
		young := p.youngOrder()
		p.search(young)
		p.press(RoleLink, young)
		p.press(RoleLink, "Activity")
		p.until("the activity shows", func() bool { return strings.Contains(p.reads(), "Last updated") })
		var before []string
		p.until("its order shows how far it is", func() bool { before = p.progress(); return len(before) > 0 })
		p.until("it has advanced", func() bool { return len(p.progress()) > len(before) })
		p.shot("advanced")
		p.key("Escape")
	})

	t.Run("a stuck order is found by its number, and told to support", func(t *testing.T) {
		p.search("+61 491 570 156")
		p.until("the one row is there", func() bool {
			rows := p.rows()
			return len(rows) == 2 && strings.Contains(rows[1], "Harriet Lowe") && strings.Contains(rows[1], "stuck")
		})
		p.press(RoleLink, "0491 570 156")
		p.node(RoleHeading, "0491 570 156")
		p.press(RoleLink, "Activity")
		p.until("the stuck order says what to do", func() bool {
			reads := p.reads()
			return strings.Contains(reads, "ORD00003927848") && strings.Contains(reads, "Contact support") && strings.Contains(reads, "(BPCN)")
		})
		p.shot("activity")
		p.press(RoleButton, "Copy for support")
		p.until("the text is on the clipboard", func() bool {
			text, _ := exec.Command("timeout", "2", "xclip", "-o", "-selection", "clipboard").Output()
			return bytes.Contains(text, []byte("ORD00003927848")) && bytes.Contains(text, []byte("(BPCN)")) &&
				!bytes.Contains(text, []byte("Harriet"))
		})
	})

	t.Run("a second order of the kind is blocked, and says why", func(t *testing.T) {
		p.press(RoleLink, "Advanced")
		p.says("Blocked: a SIM swap is open")
		p.says("ORD00003927848")
		p.shot("order")
		p.press(RoleLink, "Activity")
		p.says("Last updated")
	})

	t.Run("Refresh moves last updated", func(t *testing.T) {
		before := updated.FindStringSubmatch(p.reads())
		if before == nil {
			t.Fatalf("no time is shown:\n%s", p.reads())
		}
		time.Sleep(1100 * time.Millisecond) // the time is shown in whole seconds
		p.press(RoleButton, "Refresh")
		p.until("the time has moved", func() bool {
			after := updated.FindStringSubmatch(p.reads())
			return after != nil && after[1] != before[1]
		})
	})

	p.close()
	nothingPersonal(t, dir)
}

// search types into the search field of the list.
func (p *program) search(text string) {
	p.t.Helper()
	p.fill("Search services", text)
}

// youngOrder is the number of a service with an order that was placed moments ago.
func (p *program) youngOrder() string {
	p.t.Helper()
	young := regexp.MustCompile(`^(0491 \d{3} \d{3}) .*, \d+ s \d+ s ago`)
	var number string
	p.until("there is a young order", func() bool {
		for _, row := range p.rows() {
			if m := young.FindStringSubmatch(dedupe(row)); m != nil {
				number = m[1]
				return true
			}
		}
		return false
	})
	return number
}

// dedupe drops what is read twice: once as the name of a cell and once as its text.
func dedupe(row string) string {
	return regexp.MustCompile(`^(0491 \d{3} \d{3}) (0491 \d{3} \d{3} )?`).ReplaceAllString(row, "$1 ")
}

// progress is how far the orders on the screen have come: their codes and statuses, without the ages that only count.
func (p *program) progress() []string {
	return regexp.MustCompile(`\([A-Z]+_?[A-Z]*\)|Acknowledged|In Progress|Complete`).FindAllString(p.reads(), -1)
}

// nothingPersonal looks through every file below a folder for the customers of the demo's world, and for what else is named.
func nothingPersonal(t *testing.T, dir string, more ...string) {
	t.Helper()
	world, err := portalsim.New(portalsim.Config{})
	if err != nil {
		t.Fatal(err)
	}
	personal := append(world.PersonalData(), "Harriet Lowe", "+61491570156", "0491570156", "0491 570 156")
	personal = append(personal, more...)
	files := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 && info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is open to other users: %v", path, info.Mode())
		}
		if !info.Mode().IsRegular() {
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		for _, secret := range personal {
			if bytes.Contains(text, []byte(secret)) || bytes.Contains(text, utf16(secret)) {
				t.Errorf("%s holds %q", path, secret)
			}
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

// utf16 is how a web view may keep a text.
func utf16(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}
