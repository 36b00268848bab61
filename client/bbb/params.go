package bbb

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// setText adds a parameter unless its value is empty.
func setText(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}

// setNumber adds a parameter unless its value is zero.
func setNumber(v url.Values, name string, value int64) {
	if value != 0 {
		v.Set(name, strconv.FormatInt(value, 10))
	}
}

// setBool adds a parameter unless its value is nil, which leaves the choice to the server.
func setBool(v url.Values, name string, value *bool) {
	if value != nil {
		v.Set(name, strconv.FormatBool(*value))
	}
}

// setMinutes adds a parameter in minutes, rounded up, unless its value is zero.
func setMinutes(v url.Values, name string, value time.Duration) {
	setNumber(v, name, int64((value+time.Minute-1)/time.Minute))
}

// addExtra adds the free parameters. A name that a field has set already is an error, since a server may read either.
func addExtra(call string, v, extra url.Values) error {
	for name, values := range extra {
		if name == "checksum" || v.Has(name) {
			return invalid(call, "extra parameter %.60q is set by the client itself", name)
		}
		v[name] = values
	}
	return nil
}

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
