package doctor

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	widthOfPage  = 100
	widthOfMark  = 9
	widthOfArea  = 15
	beforeText   = widthOfMark + widthOfArea
	nextIsMarked = "Next: "
)

// marks are the states as people see them.
var marks = map[State]string{Good: "ok", Warning: "warning", Bad: "wrong", Unknown: "unknown"}

// Write prints the report for people: each check, and below it the next step.
func (r Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Commsdesk %s, %s\n\n", plain(r.Version), instant(r.At))
	met := map[State]int{}
	for _, c := range r.Checks {
		met[c.State]++
		mark, known := marks[c.State]
		if !known {
			mark = string(c.State)
		}
		head := fmt.Sprintf("%-*s%-*s", widthOfMark, plain(mark), widthOfArea, plain(string(c.Area)))
		wrap(&b, head, c.Text)
		if c.Next != "" {
			wrap(&b, strings.Repeat(" ", beforeText)+nextIsMarked, c.Next)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", sum(met[Bad], met[Warning]))
	_, err := io.WriteString(w, b.String())
	return err
}

func sum(bad, warnings int) string {
	text := "Nothing is wrong"
	switch {
	case bad == 1:
		text = "1 thing is wrong"
	case bad > 1:
		text = fmt.Sprintf("%d things are wrong", bad)
	}
	if warnings > 0 {
		text += ", with " + plural(warnings, "warning")
	}
	return text + "."
}

// wrap writes text after a head and indents the following lines to match. A word longer than a line, such as an address,
// is not split.
func wrap(b *strings.Builder, head, text string) {
	indent := utf8.RuneCountInString(head)
	b.WriteString(head)
	at := indent
	for i, word := range strings.Fields(plain(text)) {
		long := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+long > widthOfPage:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += long
	}
	b.WriteByte('\n')
}

// plain replaces control characters, which could steer a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
