package bbb

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// redirected returns the error of an answer that leads elsewhere. BigBlueButton refuses joins that way, with a list of
// errors in the query; anything else is somebody else's login page, or another address of the same server.
func redirected(call string, status int, location string) *Error {
	u, err := url.Parse(location)
	if err != nil {
		return &Error{Call: call, Status: status, Err: fmt.Errorf("%w: redirected to no URL", ErrNotBBB)}
	}
	var list []struct{ Key, Message string }
	text := u.Query().Get("errors")
	if len(text) > maxErrors || json.Unmarshal([]byte(text), &list) != nil || len(list) == 0 || list[0].Key == "" {
		return &Error{Call: call, Status: status, Err: fmt.Errorf("%w: redirected to %.120q", ErrNotBBB, origin(u))}
	}
	return &Error{Call: call, Status: status, MessageKey: list[0].Key, Message: list[0].Message}
}

// origin returns scheme and host of an address, or its path if it names no host, and nothing that could be secret.
func origin(u *url.URL) string {
	if u.Host == "" {
		return u.Path
	}
	return u.Scheme + "://" + u.Host
}

// nextServer returns the join of another server to which a load balancer such as Scalelite leads a join: it has chosen the
// server, and signed the join anew with that server's secret. A way from https back to http is not taken.
func nextServer(from *url.URL, location string) (string, bool) {
	to, err := from.Parse(location)
	if err != nil || to.Host == "" || to.User != nil {
		return "", false
	}
	if to.Scheme != "https" && to.Scheme != from.Scheme {
		return "", false
	}
	return to.String(), strings.HasSuffix(to.Path, "/api/join") && to.Query().Has("checksum")
}
