package bbb

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// query is the raw query of a call while it grows. It writes as it goes instead of by way of url.Values, since a portal
// signs a join URL for each guest it lets in. Its bytes begin with the name of the call, as the text under the checksum does.
type query struct {
	call string
	b    []byte
	// room is where b begins: enough for an ordinary join, its secret and its checksum.
	room [512]byte
}

// newQuery returns an empty query for a call.
func newQuery(call string) *query {
	q := &query{call: call}
	q.b = append(q.room[:0], call...)
	return q
}

// raw returns the query as it is sent, without a checksum.
func (q *query) raw() []byte { return q.b[len(q.call):] }

// add adds a parameter.
func (q *query) add(name, value string) {
	q.name(name)
	q.b = appendEscaped(q.b, value)
}

// name begins a parameter.
func (q *query) name(name string) {
	if len(q.b) > len(q.call) {
		q.b = append(q.b, '&')
	}
	q.b = appendEscaped(q.b, name)
	q.b = append(q.b, '=')
}

// text adds a parameter unless its value is empty.
func (q *query) text(name, value string) {
	if value != "" {
		q.add(name, value)
	}
}

// number adds a parameter unless its value is zero.
func (q *query) number(name string, value int64) {
	if value != 0 {
		q.name(name)
		q.b = strconv.AppendInt(q.b, value, 10)
	}
}

// flag adds a parameter unless its value is nil, which leaves the choice to the server.
func (q *query) flag(name string, value *bool) {
	if value != nil {
		q.add(name, strconv.FormatBool(*value))
	}
}

// list adds values with commas between them, unless there are none.
func (q *query) list(name string, values []string) { q.text(name, strings.Join(values, ",")) }

// has reports whether a parameter has been added. Escaped names and values contain neither & nor =.
func (q *query) has(name string) bool {
	escaped := append(appendEscaped([]byte("&"), name), '=')
	return bytes.HasPrefix(q.raw(), escaped[1:]) || bytes.Contains(q.raw(), escaped)
}

// extra adds the free parameters in the order of their names. A name that a field has set already is an error, since a server
// may read either.
func (q *query) extra(extra url.Values) error {
	for _, name := range sortedNames(extra) {
		if name == "checksum" || q.has(name) {
			return invalid(q.call, "extra parameter %.60q is set by the client itself", name)
		}
		for _, value := range extra[name] {
			q.add(name, value)
		}
	}
	return nil
}

// sortedNames returns the names in order, so that the same parameters make the same address.
func sortedNames[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// appendEscaped appends a text as url.QueryEscape escapes it.
func appendEscaped(b []byte, text string) []byte {
	const digits = "0123456789ABCDEF"
	for len(text) > 0 {
		plain := 0
		for plain < len(text) && unreserved(text[plain]) {
			plain++
		}
		b = append(b, text[:plain]...)
		if text = text[plain:]; text == "" {
			break
		}
		if c := text[0]; c == ' ' {
			b = append(b, '+')
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
		text = text[1:]
	}
	return b
}

// unreserved reports whether a byte stands for itself in a query.
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~'
}

// minutes returns a time in whole minutes, rounded up.
func minutes(d time.Duration) int64 { return int64((d + time.Minute - 1) / time.Minute) }

// checkMeetingID applies the server's rules: 2 to 256 characters, no comma, no control characters.
func checkMeetingID(call, id string) error {
	switch n := utf8.RuneCountInString(id); {
	case n < 2 || n > 256:
		return invalid(call, "the meeting ID must have 2 to 256 characters, not %d", n)
	case strings.ContainsFunc(id, func(r rune) bool { return r == ',' || r < ' ' || r == 0x7f }):
		return invalid(call, "the meeting ID must have no comma and no control characters")
	case strings.TrimSpace(id) != id:
		return invalid(call, "the meeting ID must not begin or end with a space")
	}
	return nil
}

// meetingQuery returns a query that names a meeting.
func meetingQuery(call, meetingID string) (*query, error) {
	if err := checkMeetingID(call, meetingID); err != nil {
		return nil, err
	}
	q := newQuery(call)
	q.add("meetingID", meetingID)
	return q, nil
}

// metaName reports whether the server keeps a meta parameter of this name.
func metaName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return name != ""
}

// meta adds metadata.
func (q *query) meta(meta map[string]string) error {
	for _, name := range sortedNames(meta) {
		if !metaName(name) {
			return invalid(q.call, "meta name %.60q may have letters, digits and hyphens only", name)
		}
		q.add("meta_"+name, meta[name])
	}
	return nil
}
