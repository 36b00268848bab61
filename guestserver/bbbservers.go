package guestserver

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/pool"
	"foyer/guestserver/conference"
)

// lookEvery is how often each of several BigBlueButton servers is asked how it is.
const lookEvery = 30 * time.Second

// BBBServer is one of several BigBlueButton servers.
type BBBServer struct {
	bbb.Config
	// Tag keeps the server for meetings with the parameter meta_server-tag of this value.
	Tag string
	// Weight is how strong the server is beside the others, 1 if it is 0.
	Weight float64
	// Draining gives it no new meetings.
	Draining bool
}

// ReadBBBServers reads a list of servers, one a line: URL and shared secret, and then any of tag=NAME, weight=NUMBER, hash=NAME and draining,
// with space between them. Lines that are empty or begin with # do not count. Errors name the line, and no secret.
func ReadBBBServers(r io.Reader) ([]BBBServer, error) {
	var servers []BBBServer
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		s, err := readBBBServer(words)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		servers = append(servers, s)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read servers: %w", err)
	}
	if len(servers) == 0 {
		return nil, fmt.Errorf("%w: it names no server", bbb.ErrInvalid)
	}
	return servers, nil
}

func readBBBServer(words []string) (s BBBServer, err error) {
	if len(words) < 2 {
		return s, fmt.Errorf("%w: there must be an URL and a shared secret", bbb.ErrInvalid)
	}
	s.Config = bbb.Config{URL: words[0], Secret: words[1]}
	for i, word := range words[2:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "tag":
			s.Tag = value
		case "weight":
			if s.Weight, err = strconv.ParseFloat(value, 64); err != nil || s.Weight <= 0 || s.Weight > 1000 {
				return s, fmt.Errorf("%w: the weight must be a number above 0", bbb.ErrInvalid)
			}
		case "hash":
			if s.Hash, err = bbb.ParseHash(value); err != nil {
				return s, err
			}
		case "draining":
			s.Draining = true
		default:
			return s, fmt.Errorf("%w: word %d is none of tag=, weight=, hash= and draining", bbb.ErrInvalid, i+3)
		}
	}
	_, err = bbb.New(s.Config)
	return s, err
}

// openBBB returns the one conference server, a pool of several, or nil if there is none.
func (c Config) openBBB() (conference.BBB, error) {
	switch {
	case len(c.BBBServers) > 0:
		return openPool(c.BBBServers)
	case c.BBB.URL == "":
		return nil, nil //nolint:nilnil // No server is no error: guests can wait.
	}
	return bbb.New(c.BBB)
}

func openPool(servers []BBBServer) (*pool.Pool, error) {
	pooled := make([]pool.Server, len(servers))
	for i, s := range servers {
		client, err := bbb.New(s.Config)
		if err != nil {
			return nil, err
		}
		u, err := url.Parse(client.String())
		if err != nil {
			return nil, err
		}
		pooled[i] = pool.Server{Name: u.Host + strings.TrimSuffix(u.Path, "/bigbluebutton/api"), Client: client,
			Tag: s.Tag, Weight: s.Weight, Draining: s.Draining}
	}
	return pool.New(pooled...)
}
