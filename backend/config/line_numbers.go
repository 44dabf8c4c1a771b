package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// lines holds the line of each key of each [[table]] of one name, such as [[profile]], so that errors found after decoding
// can name their line too.
type lines struct {
	keys  []map[string]int
	heads []int
	tops  map[string]int // of the keys before any table
}

// linesOf finds the lines of a text's [[tables]] of one name.
func linesOf(text []byte, name string) (lines, error) {
	l := lines{tops: map[string]int{}}
	var table []string
	p := unstable.Parser{}
	p.Reset(text)
	for p.NextExpression() {
		e := p.Expression()
		path, line := keyOf(&p, e)
		switch e.Kind {
		case unstable.ArrayTable:
			if len(path) == 1 && path[0] == name {
				l.keys = append(l.keys, map[string]int{})
				l.heads = append(l.heads, line)
			}
			table = path
		case unstable.Table:
			table = path
			l.note(name, path, line)
		case unstable.KeyValue:
			if len(table) == 0 && len(path) > 0 {
				l.tops[path[0]] = line
			}
			l.note(name, append(append([]string{}, table...), path...), line)
		}
	}
	return l, p.Error()
}

func (l *lines) note(name string, path []string, line int) {
	if len(path) > 1 && path[0] == name && len(l.keys) > 0 {
		l.keys[len(l.keys)-1][strings.Join(path[1:], ".")] = line
	}
}

// of returns the line of a key of the i-th table or, failing that, of the nearest thing: a table inside it, or its head.
func (l *lines) of(i int, key string) int {
	if i >= len(l.keys) {
		return 1
	}
	for {
		if n, ok := l.keys[i][key]; ok {
			return n
		}
		dot := strings.LastIndex(key, ".")
		if dot < 0 {
			return l.heads[i]
		}
		key = key[:dot]
	}
}

// top returns the line of a key before any table, or 1 if it is not there.
func (l *lines) top(key string) int { return max(1, l.tops[key]) }

func keyOf(p *unstable.Parser, e *unstable.Node) (path []string, line int) {
	it := e.Key()
	for it.Next() {
		n := it.Node()
		path = append(path, string(n.Data))
		if line == 0 {
			line = p.Shape(n.Raw).Start.Line
		}
	}
	return path, line
}

// explain extracts the line and the reason from an error of the TOML decoder.
func explain(err error) (line int, why string) {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		first := &strict.Errors[0]
		line, _ = first.Position()
		return line, fmt.Sprintf("%q is not a known key; a newer Commsdesk may know it", strings.Join(first.Key(), "."))
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, _ = decode.Position()
		return line, strings.TrimPrefix(decode.Error(), "toml: ")
	}
	return 1, string(bytes.TrimPrefix([]byte(err.Error()), []byte("toml: ")))
}
