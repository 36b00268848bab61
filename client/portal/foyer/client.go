package foyer

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
)

const (
	// requestLimit is how long a request may take, from the first packet to the end of the answer.
	requestLimit = 20 * time.Second
	// maxAnswer is the longest answer in bytes.
	maxAnswer = 8 << 20
)

// client sends requests to one server.
type client struct {
	http   *http.Client
	server *url.URL
	// token is empty before signing in.
	token string
}

// newClient returns a client that follows no redirects: one to plain http would carry the token into the open.
func newClient(server *url.URL, token string) *client {
	h := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &client{http: h, server: server, token: token}
}

// do sends body, unless it is nil, as JSON and reads the answer into result, unless that is nil.
func (c *client) do(ctx context.Context, method, path string, body, result any) error {
	_, err := c.part(ctx, method, path, "", body, result)
	return err
}

// part does the same with one part of a list, and returns the cursor of the next one, empty after the last.
func (c *client) part(ctx context.Context, method, path, cursor string, body, result any) (next string, err error) {
	limited, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	req, err := c.request(limited, method, path, body)
	if err != nil {
		return "", err
	}
	if cursor != "" {
		req.URL.RawQuery = url.Values{"cursor": {cursor}}.Encode()
	}
	status, header, answer, err := c.send(req)
	if err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", err
	}
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if status < 200 || status > 299 {
		return "", refusal(status, kind, answer)
	}
	if result == nil {
		return "", nil
	}
	if !isJSON(kind) || json.Unmarshal(answer, result) != nil {
		return "", notFoyer(status)
	}
	return nextCursor(header), nil
}

// nextCursor returns the cursor in the Link header of a part of a list. The rest of that address is left alone: a server behind a
// proxy need not know its own.
func nextCursor(header http.Header) string {
	address, kind, _ := strings.Cut(header.Get("Link"), ">")
	next, err := url.Parse(strings.TrimPrefix(address, "<"))
	if err != nil || !strings.Contains(kind, `rel="next"`) {
		return ""
	}
	return next.Query().Get("cursor")
}

func (c *client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
		content = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.server.JoinPath(path).String(), content)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Accept", "application/json, application/problem+json")
	req.Header.Set("User-Agent", "foyer")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nil
}

// send returns the answer's status, header and body.
func (c *client) send(req *http.Request) (int, http.Header, []byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil, nil, unreachable(c.server, err)
	}
	defer resp.Body.Close()
	if location, err := resp.Location(); err == nil && resp.StatusCode/100 == 3 {
		return 0, nil, nil, moved(resp.StatusCode, location)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return 0, nil, nil, unreachable(c.server, err)
	}
	if len(answer) > maxAnswer {
		return 0, nil, nil, notFoyer(resp.StatusCode)
	}
	return resp.StatusCode, resp.Header, answer, nil
}

// isJSON reports whether a content type says JSON. OpenTalk's errors come as text/json.
func isJSON(kind string) bool {
	return kind == "application/json" || kind == "application/problem+json" || kind == "text/json"
}
