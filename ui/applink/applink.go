// Package applink reads links that open the app: a guest link with foyer:// in place of https://. A browser or a mail leads to the meeting
// with it, if this moderator looks after that, and otherwise to signing in at its server. Package ui follows them, cmd/foyer has the scheme
// registered, and package notify has links of its own that lead nowhere.
package applink

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Scheme is what such links begin with.
const Scheme = "foyer"

// maxLink is the longest link that is read, in bytes.
const maxLink = 2000

// ErrInvalid says that a text is no link of ours.
var ErrInvalid = errors.New("this is no foyer:// link")

// Link says where a link leads.
type Link struct {
	// Server is the address of the server, such as "https://foyer.example.org". A server on this computer is reached by http.
	Server string
	// Path is that of the guest link, such as "/b/parents-x7k-m2p-9qt"; empty if the link leads to the server itself.
	Path string
}

// Parse reads a link. What it does not need it ignores; a link with a user, or with a host that is none, is refused.
func Parse(text string) (Link, error) {
	if len(text) > maxLink {
		return Link{}, fmt.Errorf("%w: it is too long", ErrInvalid)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return Link{}, ErrInvalid // The cause would repeat the link.
	case !strings.EqualFold(u.Scheme, Scheme) || u.Opaque != "" || u.User != nil || u.Hostname() == "":
		return Link{}, ErrInvalid
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Link{}, ErrInvalid
	}
	server := url.URL{Scheme: "https", Host: strings.ToLower(u.Host)}
	if local(u.Hostname()) {
		server.Scheme = "http"
	}
	link := Link{Server: server.String()}
	if code, ok := strings.CutPrefix(u.Path, "/b/"); ok {
		code, _, _ = strings.Cut(code, "/")
		if code != "" {
			link.Path = (&url.URL{Path: "/b/" + code}).EscapedPath()
		}
	}
	return link, nil
}

func local(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Leads says whether the link is this guest link.
func (l Link) Leads(guestURL string) bool {
	u, err := url.Parse(guestURL)
	return err == nil && l.Path != "" && u.EscapedPath() == l.Path && l.At(guestURL)
}

// At says whether a server's address is that of the link's server.
func (l Link) At(server string) bool {
	mine, err := url.Parse(l.Server)
	if err != nil {
		return false
	}
	theirs, err := url.Parse(server)
	return err == nil && strings.EqualFold(mine.Host, theirs.Host)
}
