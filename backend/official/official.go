// Package official reads the TM Forum specification files as strict JSON schemas, for tests: a
// member that a version does not define is an error, as on a strict server. The files themselves forbid
// nothing.
package official

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// Types are the types of one specification file, by their names.
type Types map[string]any

type object = map[string]any

// Read reads the text of a specification file, of OpenAPI 2 or 3.
func Read(text []byte) (Types, error) {
	var all struct {
		Definitions object
		Components  struct{ Schemas object }
	}
	if err := yaml.Unmarshal(text, &all); err != nil { // JSON is YAML
		return nil, err
	}
	if all.Definitions == nil {
		all.Definitions = all.Components.Schemas
	}
	if len(all.Definitions) == 0 {
		return nil, errors.New("no types are defined")
	}
	return all.Definitions, nil
}

// Strict returns the named types as strict JSON schemas, or all types if none is named. A type outside that set
// accepts anything.
func (t Types) Strict(names ...string) Schemas {
	if len(names) == 0 {
		names = slices.Collect(maps.Keys(t))
	}
	e := extract{t, names, t.typeNames()}
	all := Schemas{}
	for _, name := range names {
		own := e.own(name)
		if mapping := e.subtypes(name); len(mapping) > 1 && own["oneOf"] == nil {
			all[name+".own"] = own
			var any []object
			for _, sub := range mapping {
				if sub == name {
					sub += ".own"
				}
				any = append(any, object{"$ref": "#/$defs/" + sub})
			}
			own = object{"oneOf": any}
		}
		all[name] = own
	}
	return all
}

// extract makes schemas of some types.
type extract struct {
	Types
	names []string
	is    map[string]string // what the @type of a type is, where the file says it
}

// mappingOf returns the subtypes of a type, and what their @type is.
func (t Types) mappingOf(name string) map[string]string {
	all := map[string]string{}
	of, _ := t[name].(object)
	by, _ := of["discriminator"].(object)
	mapping, _ := by["mapping"].(object)
	for is, ref := range mapping {
		all[path.Base(fmt.Sprint(ref))] = is
	}
	return all
}

func (t Types) typeNames() map[string]string {
	all := map[string]string{}
	for name := range t {
		maps.Copy(all, t.mappingOf(name))
	}
	return all
}

// subtypes are those of a type that are among the types wanted.
func (e *extract) subtypes(name string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(e.mappingOf(name))), func(sub string) bool { return !slices.Contains(e.names, sub) })
}

// own returns the schema of a type, apart from its subtypes.
func (e *extract) own(name string) object {
	of, _ := e.Types[name].(object)
	if of["oneOf"] != nil || of["enum"] != nil {
		schema, _ := e.plain(of).(object)
		return schema
	}
	members, required := object{}, map[string]bool{}
	e.gather(of, members, required)
	if len(members) == 0 {
		return object{} // whatever it is
	}
	if is := e.is[name]; is != "" {
		members["@type"] = object{"const": is}
	}
	schema := object{"type": "object", "properties": members, "additionalProperties": false}
	if len(required) > 0 {
		schema["required"] = slices.Sorted(maps.Keys(required))
	}
	return schema
}

// gather adds the members of a type and of the types it is composed of.
func (e *extract) gather(of object, members object, required map[string]bool) {
	parts, _ := of["allOf"].([]any)
	for _, part := range parts {
		part, _ := part.(object)
		if ref, ok := part["$ref"].(string); ok {
			part, _ = e.Types[path.Base(ref)].(object)
		}
		e.gather(part, members, required)
	}
	properties, _ := of["properties"].(object)
	for name, of := range properties {
		members[name] = e.plain(of)
	}
	names, _ := of["required"].([]any)
	for _, name := range names {
		required[fmt.Sprint(name)] = true
	}
}

// plain removes everything from a schema but its rules.
func (e *extract) plain(schema any) any {
	of, _ := schema.(object)
	if ref, ok := of["$ref"].(string); ok {
		if name := path.Base(ref); slices.Contains(e.names, name) {
			return object{"$ref": "#/$defs/" + name}
		}
		return object{}
	}
	if parts, ok := of["allOf"].([]any); ok && len(parts) == 1 {
		return e.plain(parts[0])
	}
	rules := object{}
	for _, rule := range []string{"type", "enum", "minItems"} {
		if is := of[rule]; is != nil {
			rules[rule] = is
		}
	}
	if items := of["items"]; items != nil {
		rules["items"] = e.plain(items)
	}
	if choices, ok := of["oneOf"].([]any); ok {
		var all []any
		for _, one := range choices {
			if schema, _ := e.plain(one).(object); len(schema) > 0 {
				all = append(all, schema)
			}
		}
		rules = object{"oneOf": all}
	}
	return rules
}

// Schemas are strict schemas, by the names of their types.
type Schemas map[string]object

// Schema returns the schema of a type.
func (s Schemas) Schema(name string) (*jsonschema.Schema, error) {
	text, err := json.Marshal(object{"$defs": s})
	if err != nil {
		return nil, err
	}
	all, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("official.json", all); err != nil {
		return nil, err
	}
	return c.Compile("official.json#/$defs/" + name)
}

// Check validates a document of a type; nil means that it is valid.
func (s Schemas) Check(name string, document []byte) error {
	schema, err := s.Schema(name)
	if err != nil {
		return err
	}
	is, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return schema.Validate(is)
}

// Write returns the schemas as a file, a line for each type, with the place they come from.
func (s Schemas) Write(comment string) []byte {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(s)) {
		lines = append(lines, line(name)+": "+line(s[name]))
	}
	return []byte("{\n\"$comment\": " + line(comment) + ",\n\"$defs\": {\n" + strings.Join(lines, ",\n") + "\n}}\n")
}

func line(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came from such a text
	}
	return string(text)
}

// Saved reads schemas that were written.
func Saved(text []byte) (Schemas, error) {
	var all struct {
		Types Schemas `json:"$defs"`
	}
	err := json.Unmarshal(text, &all)
	return all.Types, err
}
