package bbb

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// Hash names the hash that signs the calls. The zero Hash is SHA256.
type Hash string

// The hashes that BigBlueButton knows. It tells them apart by the length of the checksum; an operator may allow only some
// by supportedChecksumAlgorithms. SHA384 and SHA512 came with BigBlueButton 2.5.
const (
	SHA1   Hash = "sha1"
	SHA256 Hash = "sha256"
	SHA384 Hash = "sha384"
	SHA512 Hash = "sha512"
	// Auto lets the client find out with its first call which hash the server takes. Until then, JoinURL signs with SHA256.
	Auto Hash = "auto"
)

// ParseHash reads the name of a hash in any case, with or without a hyphen ("SHA-256"), or "auto". The empty name is SHA256.
// The error wraps ErrInvalid.
func ParseHash(name string) (Hash, error) {
	switch h := Hash(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "-", "")); h {
	case "":
		return SHA256, nil
	case SHA1, SHA256, SHA384, SHA512, Auto:
		return h, nil
	}
	return "", fmt.Errorf("%w: unknown hash %.20q, want sha1, sha256, sha384, sha512 or auto", ErrInvalid, name)
}

// appendSum appends the hash of the text in lower-case hexadecimal digits. The text may overlap what is appended.
func (h Hash) appendSum(dst, text []byte) []byte {
	switch h {
	case SHA1:
		s := sha1.Sum(text)
		return hex.AppendEncode(dst, s[:])
	case SHA384:
		s := sha512.Sum384(text)
		return hex.AppendEncode(dst, s[:])
	case SHA512:
		s := sha512.Sum512(text)
		return hex.AppendEncode(dst, s[:])
	}
	s := sha256.Sum256(text)
	return hex.AppendEncode(dst, s[:])
}

// hashChoice is which hash a client signs with: known from the start, or found out once.
type hashChoice struct {
	known atomic.Pointer[Hash]
	// finding is held by the call that finds it out. It is a channel so that others need not wait longer than they want.
	finding chan struct{}
}

func newHashChoice(h Hash) *hashChoice {
	c := &hashChoice{finding: make(chan struct{}, 1)}
	if h != Auto {
		c.known.Store(&h)
	}
	return c
}

// now returns the hash as far as it is known.
func (c *hashChoice) now() Hash {
	if h := c.known.Load(); h != nil {
		return *h
	}
	return SHA256
}

// settle finds out which hash the server takes, unless it is known. SHA1 comes last because it is the weakest. A server that
// takes none of them has another secret; that is not remembered, since an operator may mend it.
func (c *Client) settle(ctx context.Context, call string) error {
	if c.hash.known.Load() != nil {
		return nil
	}
	select {
	case c.hash.finding <- struct{}{}:
		defer func() { <-c.hash.finding }()
	case <-ctx.Done():
		return &Error{Call: call, Err: unreachable(ctx.Err())}
	}
	if c.hash.known.Load() != nil {
		return nil
	}
	var err error
	for _, h := range []Hash{SHA256, SHA512, SHA384, SHA1} {
		if err = c.probe(ctx, call, h); err == nil {
			c.hash.known.Store(&h)
			return nil
		}
		if !errors.Is(err, ErrChecksum) {
			return err
		}
	}
	return err
}

// probe asks for a meeting that nobody has, signed with the hash. An error names the call for whose sake it was asked.
func (c *Client) probe(ctx context.Context, call string, h Hash) error {
	q := newQuery("isMeetingRunning")
	q.add("meetingID", checkID)
	var a struct{ header }
	_, err := c.attempt(ctx, request{call: call, address: c.sign(h, q)}, xmlInto(&a))
	return err
}
