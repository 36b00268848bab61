// Package graphql reads what a BigBlueButton client asks for, as far as clients of ours ask, and takes it out of rows. Package bbbtest alone
// enters.
package graphql

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Fields are what a document asks for, by name, with the fields of each, which is nil for those without.
type Fields map[string]Fields

// Depth returns how many levels of fields there are.
func (s Fields) Depth() int {
	deepest := 0
	for _, fields := range s {
		deepest = max(deepest, fields.Depth())
	}
	if s == nil {
		return 0
	}
	return deepest + 1
}

// Document is a subscription with its one root field.
type Document struct {
	Root   string
	Args   string // the root's arguments, as they stand
	Fields Fields // nil if the root has none
}

// reader walks through the text of a document. It knows no aliases, fragments and directives, since no client of ours has any.
type reader struct {
	text     string
	rootArgs string
}

// ErrDocument says that a document cannot be read.
var ErrDocument = errors.New("not a valid graphql query")

// ReadSubscription reads a subscription. What its errors say is for the client.
func ReadSubscription(text string) (Document, error) {
	at := strings.IndexByte(text, '{')
	if !strings.HasPrefix(text, "subscription") || at < 0 {
		return Document{}, ErrDocument
	}
	r := &reader{text: text[at:]}
	all, err := r.fields(0)
	switch {
	case err != nil:
		return Document{}, err
	case strings.TrimSpace(r.text) != "":
		return Document{}, ErrDocument
	case len(all) != 1:
		return Document{}, errors.New("subscriptions must select one top level field")
	}
	d := Document{Args: r.rootArgs}
	for d.Root, d.Fields = range all {
	}
	return d, nil
}

// fields reads what stands in braces.
func (r *reader) fields(level int) (Fields, error) {
	r.text = strings.TrimPrefix(r.text, "{")
	all := Fields{}
	for {
		r.text = strings.TrimLeft(r.text, " \t\r\n,")
		if rest, ok := strings.CutPrefix(r.text, "}"); ok {
			r.text = rest
			return all, nil
		}
		n := strings.IndexFunc(r.text, func(c rune) bool { return !wordRune(c) })
		if n <= 0 || level > 32 {
			return nil, ErrDocument
		}
		name := r.text[:n]
		r.text = strings.TrimLeft(r.text[n:], " \t\r\n")
		if err := r.arguments(level); err != nil {
			return nil, err
		}
		all[name] = nil
		if strings.HasPrefix(r.text, "{") {
			fields, err := r.fields(level + 1)
			if err != nil {
				return nil, err
			}
			all[name] = fields
		}
	}
}

// arguments skips what stands in parentheses, and keeps it for the root field.
func (r *reader) arguments(level int) error {
	if !strings.HasPrefix(r.text, "(") {
		return nil
	}
	end := strings.IndexByte(r.text, ')')
	if end < 0 {
		return ErrDocument
	}
	if level == 0 {
		r.rootArgs = r.text[1:end]
	}
	r.text = strings.TrimLeft(r.text[end+1:], " \t\r\n")
	return nil
}

func wordRune(c rune) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// ReadMutation reads a mutation as the real middleware does, which is not a parser: the function is the first word behind the
// first brace, and its arguments are split at commas and line ends. A literal is passed on as raw text, with its quotes.
func ReadMutation(text string, variables map[string]any) (name string, args map[string]any, err error) {
	match := regexp.MustCompile(`\{\s*(\w+)`).FindStringSubmatch(text)
	if match == nil {
		return "", nil, errors.New("failed to extract function name from query")
	}
	args = map[string]any{}
	list := regexp.MustCompile(`\{[^(]+\(([^)]+)\)`).FindStringSubmatch(text)
	if list == nil {
		return match[1], args, nil
	}
	for part := range strings.FieldsFuncSeq(list[1], func(c rune) bool { return c == ',' || c == '\n' }) {
		arg, value, ok := strings.Cut(strings.ReplaceAll(part, " ", ""), ":")
		if !ok || strings.Contains(value, ":") {
			continue
		}
		arg = strings.Trim(arg, "\t")
		if variable, ok := strings.CutPrefix(value, "$"); !ok {
			args[arg] = value
		} else if v, ok := variables[variable]; ok {
			args[arg] = v
		}
	}
	return match[1], args, nil
}

// Project returns what the fields ask for of a row. What its errors say is for the client.
func (s Fields) Project(row map[string]any) (map[string]any, error) {
	some := make(map[string]any, len(s))
	for name, fields := range s {
		value, ok := row[name]
		if !ok {
			return nil, fmt.Errorf("field '%s' not found", name)
		}
		var err error
		if some[name], err = fields.Value(name, value); err != nil {
			return nil, err
		}
	}
	return some, nil
}

// Value returns what the fields ask for of the value of the field with this name: of a row, of rows, or what needs no fields.
func (s Fields) Value(name string, value any) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		if s == nil {
			return nil, fmt.Errorf("missing selection set for '%s'", name)
		}
		if v == nil {
			return nil, nil
		}
		return s.Project(v)
	case []map[string]any:
		if s == nil {
			return nil, fmt.Errorf("missing selection set for '%s'", name)
		}
		list := make([]any, 0, len(v))
		for _, row := range v {
			some, err := s.Project(row)
			if err != nil {
				return nil, err
			}
			list = append(list, some)
		}
		return list, nil
	}
	if s != nil {
		return nil, fmt.Errorf("unexpected subselection set for '%s'", name)
	}
	return value, nil
}
