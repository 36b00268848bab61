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
	limited, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	req, err := c.request(limited, method, path, body)
	if err != nil {
		return err
	}
	status, kind, answer, err := c.send(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	if status < 200 || status > 299 {
		return refusal(status, kind, answer)
	}
	if result == nil {
		return nil
	}
	if !isJSON(kind) || json.Unmarshal(answer, result) != nil {
		return notFoyer(status)
	}
	return nil
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

// send returns the answer's status, content type and body.
func (c *client) send(req *http.Request) (int, string, []byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, "", nil, unreachable(c.server, err)
	}
	defer resp.Body.Close()
	if location, err := resp.Location(); err == nil && resp.StatusCode/100 == 3 {
		return 0, "", nil, moved(resp.StatusCode, location)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return 0, "", nil, unreachable(c.server, err)
	}
	if len(answer) > maxAnswer {
		return 0, "", nil, notFoyer(resp.StatusCode)
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return resp.StatusCode, kind, answer, nil
}

// isJSON reports whether a content type says JSON. OpenTalk's errors come as text/json.
func isJSON(kind string) bool {
	return kind == "application/json" || kind == "application/problem+json" || kind == "text/json"
}
