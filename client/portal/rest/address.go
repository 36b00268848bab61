package rest

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"foyer/client/portal"
)

// Codes of portal.Error that this package makes itself, beside those that servers send.
const (
	// CodeInvalidAddress says that what was typed is no server's address.
	CodeInvalidAddress = "invalid_address"
	// CodeUnknownHost says that there is no computer of that name.
	CodeUnknownHost = "unknown_host"
	// CodeUnreachable says that nobody answers.
	CodeUnreachable = "unreachable"
	// CodeCertificate says that the server's certificate is not trusted.
	CodeCertificate = "certificate"
	// CodeNoHTTPS says that the server does not speak https at that port.
	CodeNoHTTPS = "no_https"
	// CodeMoved says that the server sends its visitors to another address.
	CodeMoved = "moved"
	// CodeUnavailable says that the server is starting, stopping or overloaded.
	CodeUnavailable = "unavailable"
	// CodeSignedOut says that the session is over.
	CodeSignedOut = "signed_out"
	// CodeUnknownMeeting says that the account has no such meeting.
	CodeUnknownMeeting = "unknown_meeting"
)

// Parse returns a server's address as a person types it in full: with the scheme, without a slash at the end. The scheme is https, but
// http for this computer and for addresses of private networks, where servers have no certificate. The error is a *portal.Error.
func Parse(typed string) (*url.URL, error) {
	typed = strings.TrimSpace(typed)
	hasScheme := strings.Contains(typed, "://")
	if ip, err := netip.ParseAddr(typed); err == nil && ip.Is6() {
		typed = "[" + typed + "]"
	}
	if !hasScheme {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.User != nil || u.Opaque != "" || !isHost(u) {
		return nil, invalidAddress()
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, invalidAddress()
	}
	if !hasScheme && isNear(u.Hostname()) {
		u.Scheme = "http"
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: strings.TrimRight(u.Path, "/")}, nil
}

func invalidAddress() error {
	return &portal.Error{
		Code:   CodeInvalidAddress,
		Detail: "This is no server's address. Type it like foyer.example.org or https://foyer.example.org.",
	}
}

// isHost reports whether u has a host that can be dialled, and a port that is none or one.
func isHost(u *url.URL) bool {
	host := u.Hostname()
	if host == "" || strings.ContainsAny(host, " %\"<>\\^`{|}") || strings.Contains(host, "..") || strings.HasPrefix(host, ".") {
		return false
	}
	if strings.HasSuffix(u.Host, ":") {
		return false
	}
	if u.Port() == "" {
		return true
	}
	port, err := strconv.Atoi(u.Port())
	return err == nil && port > 0 && port <= 65535
}

// isNear reports whether host is this computer or an address of a private network.
func isNear(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

// Websocket returns the address of a websocket at the server.
func Websocket(server *url.URL, path ...string) string {
	u := server.JoinPath(path...)
	u.Scheme = "ws"
	if server.Scheme == "https" {
		u.Scheme = "wss"
	}
	return u.String()
}
