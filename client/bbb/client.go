// Package bbb calls the HTTP API of a BigBlueButton server: it creates and ends meetings, tells who is inside and signs
// the join URLs that take people in. It is for anyone who knows a server's shared secret.
//
// A call that fails returns an *Error and the zero value beside it. errors.Is tells the failures apart that a person can do
// something about: ErrUnreachable (the server does not answer), ErrNotBBB (something answers, but it is no
// BigBlueButton), ErrChecksum (the shared secret or the hash is wrong), ErrNotFound (no such meeting).
//
// A call that is safe to repeat (it only reads, or it creates a meeting, which finds the one that it made before) is sent up
// to three times while no answer comes. A server that does not answer several calls in a row is left alone for a moment:
// calls then fail at once with ErrUnreachable. Advice turns any failure into a sentence for a person.
//
// Package pool spreads meetings over several servers. Package bbbtest has a simulated server for tests.
package bbb

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultTimeout is how long a call may take when Config.Timeout is zero.
const DefaultTimeout = 10 * time.Second

// Config says which server to call and how.
type Config struct {
	// URL is the server's address: https://HOST, https://HOST/bigbluebutton or https://HOST/bigbluebutton/api/.
	URL string
	// Secret is the server's shared secret, as "bbb-conf --secret" prints it. Space around it is dropped.
	Secret string
	// Hash signs the calls. The zero value is SHA256; an operator may demand another one, which Auto finds out.
	Hash Hash
	// HTTPClient sends the calls; nil stands for one of our own. Its CheckRedirect is not used: no redirect is followed.
	HTTPClient *http.Client
	// Timeout bounds one call with its repetitions. Zero stands for DefaultTimeout.
	Timeout time.Duration
}

// Format prints the configuration without its secret, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "bbb.Config{URL: %q, Hash: %q}", withoutUser(c.URL), c.Hash)
}

// LogValue returns the configuration without its secret.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(slog.String("url", withoutUser(c.URL)), slog.String("hash", string(c.Hash)))
}

// withoutUser returns the address as it may be shown: a name and password that someone put into it are left out.
func withoutUser(address string) string {
	if at := strings.LastIndex(address, "@"); at >= 0 {
		return address[at+1:]
	}
	return address
}

// Client calls one server. It is safe for concurrent use.
type Client struct {
	base    url.URL
	http    http.Client
	timeout time.Duration
	hash    *hashChoice
	breaker *breaker
	clock   *clock
	// sign returns the address of a call with its checksum. The secret lives in it alone, where no print or log of the
	// Client finds it.
	sign func(h Hash, q *query) string
}

// New returns a client for the server that the configuration names. It sends nothing. The error says what is wrong
// with the configuration, and wraps ErrInvalid.
func New(cfg Config) (*Client, error) {
	base, err := parseAddress(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("server address: %w", err)
	}
	hash, err := ParseHash(string(cfg.Hash))
	if err != nil {
		return nil, err
	}
	secret := strings.TrimSpace(cfg.Secret)
	if secret == "" {
		return nil, fmt.Errorf("%w: the shared secret is empty", ErrInvalid)
	}
	if cfg.Timeout < 0 {
		return nil, fmt.Errorf("%w: the timeout is negative", ErrInvalid)
	}
	c := &Client{
		base:    base,
		timeout: cfg.Timeout,
		hash:    newHashChoice(hash),
		breaker: &breaker{},
		clock:   &clock{},
		sign:    signer(base.String(), secret),
	}
	if c.timeout == 0 {
		c.timeout = DefaultTimeout
	}
	if cfg.HTTPClient != nil {
		c.http = *cfg.HTTPClient
	}
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c, nil
}

// signer returns the function that signs calls to a server.
func signer(base, secret string) func(Hash, *query) string {
	return func(h Hash, q *query) string {
		n := len(q.b)
		text := append(q.b, secret...)
		checksum := h.appendSum(text[:n], text)[n:]
		raw := q.raw()
		const end = "checksum="
		var b strings.Builder
		b.Grow(len(base) + len(q.call) + len(raw) + len(checksum) + len(end) + 3)
		b.WriteString(base)
		b.WriteByte('/')
		b.WriteString(q.call)
		b.WriteByte('?')
		if len(raw) > 0 {
			b.Write(raw)
			b.WriteByte('&')
		}
		b.WriteString(end)
		b.Write(checksum)
		return b.String()
	}
}

// String returns the address of the API that the client calls.
func (c *Client) String() string { return c.base.String() }

// LogValue returns the address of the API that the client calls.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
