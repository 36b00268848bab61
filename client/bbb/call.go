package bbb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxAnswer is the longest answer in bytes that is read. A server with some thousand meetings stays well below.
const maxAnswer = 8 << 20

// maxErrors is the longest list of errors in bytes that is read out of a redirect.
const maxErrors = 16 << 10

// signedURL returns the address of a call. The checksum runs over the raw query, and some servers want it last.
func (c *Client) signedURL(call string, params url.Values) string {
	u := c.base
	u.Path += "/" + call
	u.RawQuery = params.Encode()
	checksum := "checksum=" + c.sign(call, u.RawQuery)
	if u.RawQuery != "" {
		checksum = "&" + checksum
	}
	u.RawQuery += checksum
	return u.String()
}

// get sends a signed call and reads its answer into the value that answer points to. An error leaves that value in an
// unknown state: callers return the zero value beside it. The cookies are those that the server set.
func (c *Client) get(ctx context.Context, call string, params url.Values, answer successor) ([]*http.Cookie, error) {
	return c.fetch(ctx, call, c.signedURL(call, params), answer)
}

// fetch sends a GET request and reads the XML of the answer. The status does not count when there is XML, since some
// servers send their answers with status 500, and neither does the content type.
func (c *Client) fetch(ctx context.Context, call, address string, answer successor) ([]*http.Cookie, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &Error{Call: call, Err: fmt.Errorf("%w: the address of the call", ErrInvalid)}
	}
	req.Header.Set("Accept", "text/xml, application/xml")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, &Error{Call: call, Err: unreachable(err)}
	}
	defer resp.Body.Close()
	if location := resp.Header.Get("Location"); resp.StatusCode/100 == 3 && location != "" {
		return nil, redirected(call, resp.StatusCode, location)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, &Error{Call: call, Status: resp.StatusCode, Err: unreachable(err)}
	}
	if len(body) > maxAnswer {
		return nil, &Error{Call: call, Status: resp.StatusCode,
			Err: fmt.Errorf("%w: longer than %d MiB", ErrNotBBB, maxAnswer>>20)}
	}
	if err := readAnswer(body, answer); err != nil {
		return nil, &Error{Call: call, Status: resp.StatusCode, Err: gateway(resp.StatusCode, err)}
	}
	if h := answer.head(); h.ReturnCode != success {
		key, message := h.failure()
		return nil, &Error{Call: call, Status: resp.StatusCode, MessageKey: key, Message: message}
	}
	return resp.Cookies(), nil
}

// unreachable returns the cause of a request without an answer. The *url.Error around it is dropped, because it shows the
// whole address: parameters, passwords and the checksum.
func unreachable(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// gateway returns the kind of an answer that is no XML. A gateway that says so stands before a server that does not answer.
func gateway(status int, err error) error {
	switch status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("%w: its gateway says %s", ErrUnreachable, http.StatusText(status))
	}
	return err
}

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
