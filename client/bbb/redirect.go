package bbb

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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

// NextServer opens a join URL as a browser would, and returns the join of another server to which a load balancer leads from there. It
// returns an empty address if the server leads anywhere else, which is into its meeting: a session has begun then that nobody
// uses. The client's Jar and CheckRedirect are not used, and errors name no address, since each is a key.
func NextServer(ctx context.Context, client *http.Client, joinURL string) (string, error) {
	direct := *client
	direct.Jar = nil
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, joinURL, nil)
	if err != nil {
		return "", &Error{Call: "join", Err: fmt.Errorf("%w: the address of the call", ErrInvalid)}
	}
	resp, err := direct.Do(req)
	if err != nil {
		return "", &Error{Call: "join", Err: unreachable(err)}
	}
	defer resp.Body.Close()
	// A connection can be used again only when its answer has been read.
	io.CopyN(io.Discard, resp.Body, maxErrors)
	location := resp.Header.Get("Location")
	if resp.StatusCode/100 != 3 || location == "" {
		return "", nil
	}
	if next, ok := nextServer(req.URL, location); ok {
		return next, nil
	}
	return "", nil
}
