// Package rest sends JSON requests to a portal, for the packages of the single kinds of portals. Every error but a cancelled context's
// wraps a *portal.Error with a stable code; its sentence is English, for lack of a translation. No error carries a token. A request
// takes at most 20 seconds.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"foyer/client/portal"
)

const (
	// requestLimit is how long a request may take, from the first packet to the end of the answer.
	requestLimit = 20 * time.Second
	// maxAnswer is the longest answer in bytes.
	maxAnswer = 8 << 20
)

// Client sends requests to one server.
type Client struct {
	// HTTP must not follow redirects; see NoRedirects.
	HTTP   *http.Client
	Server *url.URL
	// Token returns what the requests are signed with, "" for nothing. It may ask for a fresh one.
	Token func(ctx context.Context) (string, error)
	// Kind is what is said where another program answers.
	Kind portal.Error
}

// NoRedirects returns an HTTP client that follows no redirects: one to plain http would carry the token into the open.
func NoRedirects() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Call is one request.
type Call struct {
	Method string
	// Path is below the server's address.
	Path  string
	Query url.Values
	// IfMatch is the version that is to be changed, empty for none.
	IfMatch string
	// Body is sent as JSON, unless it is nil.
	Body any
	// Result is what the answer is read into, unless it is nil.
	Result any
}

// Answer is what an answer says beside its body.
type Answer struct {
	// Version is the ETag, as it can be sent as IfMatch.
	Version string
	// Next are the parameters of the list's next part, nil after the last.
	Next url.Values
}

// Do sends a request and reads the answer.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	limited, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	req, err := c.request(limited, call)
	if err != nil {
		return Answer{}, err
	}
	status, header, answer, err := c.send(req)
	if err != nil {
		if ctx.Err() != nil {
			return Answer{}, ctx.Err()
		}
		return Answer{}, err
	}
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if status < 200 || status > 299 {
		return Answer{}, c.refusal(status, kind, answer)
	}
	if call.Result != nil && (!isJSON(kind) || json.Unmarshal(answer, call.Result) != nil) {
		return Answer{}, c.foreign(status)
	}
	return Answer{Version: header.Get("ETag"), Next: next(header)}, nil
}

// Foreign returns the error of an answer that this kind of portal would not give.
func (c *Client) Foreign() error { return c.foreign(http.StatusOK) }

// next returns the parameters in the Link header of a part of a list. The rest of that address is left alone: a server behind a
// proxy need not know its own.
func next(header http.Header) url.Values {
	for link := range strings.SplitSeq(strings.Join(header.Values("Link"), ","), ",") {
		address, kind, _ := strings.Cut(strings.TrimSpace(link), ">")
		u, err := url.Parse(strings.TrimPrefix(address, "<"))
		if err == nil && strings.Contains(kind, `rel="next"`) {
			return u.Query()
		}
	}
	return nil
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	var content io.Reader
	if call.Body != nil {
		data, err := json.Marshal(call.Body)
		if err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
		content = bytes.NewReader(data)
	}
	u := c.Server.JoinPath(call.Path)
	u.RawQuery = call.Query.Encode()
	req, err := http.NewRequestWithContext(ctx, call.Method, u.String(), content)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	if call.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if call.IfMatch != "" {
		req.Header.Set("If-Match", call.IfMatch)
	}
	req.Header.Set("Accept", "application/json, application/problem+json")
	req.Header.Set("User-Agent", "foyer")
	return req, c.sign(ctx, req)
}

func (c *Client) sign(ctx context.Context, req *http.Request) error {
	if c.Token == nil {
		return nil
	}
	token, err := c.Token(ctx)
	if err != nil {
		return fmt.Errorf("get token: %w", err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return nil
}

// send returns the answer's status, header and body.
func (c *Client) send(req *http.Request) (int, http.Header, []byte, error) {
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return 0, nil, nil, unreachable(c.Server, err)
	}
	defer resp.Body.Close()
	if location, err := resp.Location(); err == nil && resp.StatusCode/100 == 3 {
		return 0, nil, nil, moved(resp.StatusCode, location)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return 0, nil, nil, unreachable(c.Server, err)
	}
	if len(answer) > maxAnswer {
		return 0, nil, nil, c.foreign(resp.StatusCode)
	}
	return resp.StatusCode, resp.Header, answer, nil
}

// isJSON reports whether a content type says JSON. OpenTalk's errors come as text/json.
func isJSON(kind string) bool {
	return kind == "application/json" || kind == "application/problem+json" || kind == "text/json"
}
