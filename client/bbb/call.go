package bbb

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// maxAnswer is the longest answer in bytes that is read of most calls.
	maxAnswer = 8 << 20
	// maxList is the same for lists. A meeting with fifty people inside takes about 20 KiB.
	maxList = 64 << 20
	// maxErrors is the longest list of errors in bytes that is read out of a redirect.
	maxErrors = 16 << 10
)

const (
	// maxAttempts is how often a call that is safe to repeat is sent at most.
	maxAttempts = 3
	// firstPause is how long the first repetition waits at most; the next one waits twice as long.
	firstPause = 200 * time.Millisecond
)

// request is a call that can be sent.
type request struct {
	call    string
	address string
	// body and contentType make it a POST.
	body        []byte
	contentType string
	cookies     []*http.Cookie
	// limit is the longest answer in bytes, maxAnswer if zero.
	limit int64
	// safe says that the call may be sent again when no answer came.
	safe bool
	// hop says that a redirect to another server's join is followed, as load balancers answer.
	hop bool
}

// reader reads the body of an answer.
type reader func(io.Reader) (*header, error)

// signedURL returns the address of a call. The checksum runs over the raw query, and some servers want it last.
func (c *Client) signedURL(q *query) string { return c.sign(c.hash.now(), q) }

// get sends a signed call that is safe to repeat and reads its answer. An error leaves the answer in an unknown state:
// callers return the zero value beside it. The cookies are those that the server set.
func (c *Client) get(ctx context.Context, q *query, answer successor) ([]*http.Cookie, error) {
	return c.signed(ctx, q, request{safe: true}, xmlInto(answer))
}

// once is get for a call that must not be repeated.
func (c *Client) once(ctx context.Context, q *query, answer successor) ([]*http.Cookie, error) {
	return c.signed(ctx, q, request{}, xmlInto(answer))
}

// signed signs a query with the hash that the server takes and sends it.
func (c *Client) signed(ctx context.Context, q *query, r request, read reader) ([]*http.Cookie, error) {
	r.call = q.call
	return c.guarded(ctx, &r, func(ctx context.Context) ([]*http.Cookie, error) {
		if err := c.settle(ctx, r.call); err != nil {
			return nil, err
		}
		r.address = c.signedURL(q)
		return c.attempt(ctx, r, read)
	})
}

// unsigned sends a call that needs no checksum.
func (c *Client) unsigned(ctx context.Context, r request, read reader) ([]*http.Cookie, error) {
	return c.guarded(ctx, &r, func(ctx context.Context) ([]*http.Cookie, error) { return c.attempt(ctx, r, read) })
}

// guarded sends a call within the client's timeout, repeats it if that is safe, and keeps the breaker informed.
func (c *Client) guarded(ctx context.Context, r *request,
	send func(context.Context) ([]*http.Cookie, error)) ([]*http.Cookie, error) {
	if err := c.breaker.enter(); err != nil {
		return nil, &Error{Call: r.call, Err: err}
	}
	within, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	for n := 1; ; n++ {
		cookies, err := send(within)
		if n < maxAttempts && r.safe && passing(err) && pause(within, n) {
			continue
		}
		if ctx.Err() == nil {
			c.breaker.note(!errors.Is(err, ErrUnreachable))
		}
		return cookies, err
	}
}

// pause waits before the repetition n, for a random time so that many clients do not come back at once. It reports whether
// there is time left.
func pause(ctx context.Context, n int) bool {
	longest := firstPause << (n - 1)
	timer := time.NewTimer(longest/2 + rand.N(longest/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// passing reports whether a failure may be over in a moment. A wrong name, a wrong certificate and maintenance are not.
func passing(err error) bool {
	if !errors.Is(err, ErrUnreachable) {
		return false
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusServiceUnavailable {
		return false
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return false
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	return !certificate && !noTLS
}

// attempt sends a request once and reads the answer. The status does not count when the answer can be read, since some
// servers send their answers with status 500 or 404, and neither does the content type.
func (c *Client) attempt(ctx context.Context, r request, read reader) ([]*http.Cookie, error) {
	resp, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if location := resp.Header.Get("Location"); resp.StatusCode/100 == 3 && location != "" {
		if next, ok := nextServer(resp.Request.URL, location); r.hop && ok {
			r.address, r.hop = next, false
			return c.attempt(ctx, r, read)
		}
		return nil, redirected(r.call, resp.StatusCode, location)
	}
	limit := r.limit
	if limit == 0 {
		limit = maxAnswer
	}
	body := &bounded{r: resp.Body, left: limit, limit: limit}
	h, err := read(body)
	if err == nil {
		// A connection can be used again only when its answer has been read to the end. What follows is a line end at most.
		io.CopyN(io.Discard, body, 512)
	}
	switch {
	case err != nil && body.err != nil:
		return nil, &Error{Call: r.call, Status: resp.StatusCode, Err: body.err}
	case err != nil:
		return nil, &Error{Call: r.call, Status: resp.StatusCode, Err: gateway(resp.StatusCode, err)}
	case h.ReturnCode != success:
		key, message := h.failure()
		return nil, &Error{Call: r.call, Status: resp.StatusCode, MessageKey: key, Message: message}
	}
	c.clock.note(resp.Header.Get("Date"))
	return resp.Cookies(), nil
}

// send sends a request.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	method := http.MethodGet
	if r.contentType != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, r.address, bytes.NewReader(r.body))
	if err != nil {
		return nil, &Error{Call: r.call, Err: fmt.Errorf("%w: the address of the call", ErrInvalid)}
	}
	req.Header.Set("Accept", "text/xml, application/xml, application/json")
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	for _, cookie := range r.cookies {
		req.AddCookie(cookie)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, &Error{Call: r.call, Err: unreachable(err)}
	}
	return resp, nil
}

// bounded reads no more than a limit, and remembers why reading failed.
type bounded struct {
	r           io.Reader
	left, limit int64
	err         error
}

// Read reads what is left.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = fmt.Errorf("%w: longer than %d MiB", ErrNotBBB, b.limit>>20)
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err != nil && err != io.EOF {
		b.err = unreachable(err)
	}
	return n, err
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

// gateway returns the kind of an answer that cannot be read. A gateway that says so stands before a server that does not
// answer.
func gateway(status int, err error) error {
	switch status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("%w: its gateway says %s", ErrUnreachable, http.StatusText(status))
	}
	return err
}
