package guestserver

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver/account"
	knocking "foyer/guestserver/lobby/throttle"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
	"foyer/guestserver/signin"
	"foyer/guestserver/store"
	"foyer/guestserver/throttle"
)

// DatabaseFile is the name of the database in the data folder.
const DatabaseFile = store.DatabaseFile

// Defaults of Config.
const (
	// DefaultListen serves this computer alone: whoever opens a server to others says so.
	DefaultListen = "127.0.0.1:8080"
	// DefaultAdmin is the administrator's e-mail address.
	DefaultAdmin = "admin@localhost"
	// DefaultMeeting is the name of the first meeting.
	DefaultMeeting = "Our meeting"
)

// The causes of a Problem, beside those of the store.
var (
	// ErrListen says that the address cannot be listened on.
	ErrListen = errors.New("cannot listen")
	// ErrConfig says that a setting is wrong.
	ErrConfig = errors.New("wrong setting")
)

// Config is what a guest server is told at its start.
type Config struct {
	// Data is the folder of the database.
	Data string
	// Listen is the TCP address to listen on, DefaultListen if empty. Port 0 takes a free one.
	Listen string
	// PublicURL is how guests reach the server. If it is empty it is made from the address that is listened on.
	PublicURL string
	// BBB is the conference server; without an URL guests wait, but cannot be taken in.
	BBB bbb.Config
	// BBBServers are several servers in place of the one: each new meeting is made on the one that fits it best.
	BBBServers []BBBServer
	// Simulate serves a simulated BigBlueButton beside the guest's pages, and uses it.
	Simulate bool
	// Admin is the e-mail address of the administrator that the first start makes, DefaultAdmin if empty.
	Admin string
	// Password is the administrator's. If it is empty, the first start makes one up; otherwise each start sets it.
	Password string
	// Meeting is the name of the meeting that the first start makes, DefaultMeeting if empty.
	Meeting string
	// Grace is how long a waiting guest may show no sign of life, lobby.DefaultGrace if 0.
	Grace time.Duration
	// KeepNames is how long is kept who knocked and what was decided, lobby.DefaultKeepNames if 0.
	KeepNames time.Duration
	// TrustedProxies are the reverse proxies that may say where a request comes from. Others cannot.
	TrustedProxies peer.Proxies
	// Limits are how often guests and others may do what a nuisance does, too.
	Limits Limits
	// SignIn is the OpenID Connect provider that accounts sign in with, beside passwords; without an issuer there is none.
	SignIn signin.Config
}

// Limits are how often something may be tried. The zero value of a field is its default.
type Limits struct {
	// Knocks are new guests from one network, MeetingKnocks those at one meeting from everywhere.
	Knocks, MeetingKnocks throttle.Limit
	// Links are links that lead nowhere, from one network.
	Links throttle.Limit
	// Codes are wrong access codes for one link from one network, LinkCodes those from everywhere.
	Codes, LinkCodes throttle.Limit
	// Passwords are wrong passwords from one network.
	Passwords throttle.Limit
}

// DefaultLimits returns the limits that hold unless an operator sets others.
func DefaultLimits() Limits {
	knocks, guesses := knocking.DefaultLimits(), meeting.DefaultLimits()
	return Limits{
		Knocks: knocks.Network, MeetingKnocks: knocks.Meeting, Links: guesses.NetworkGuess, Codes: guesses.NetworkCode,
		LinkCodes: guesses.LinkCode, Passwords: account.NetworkLimit(),
	}
}

// publicURL returns the configured address, or one made from the address that is listened on.
func (c Config) publicURL(listening net.Addr) (string, error) {
	if c.PublicURL == "" {
		return "http://" + reachable(listening), nil
	}
	u, err := url.Parse(strings.TrimRight(c.PublicURL, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || *u != (url.URL{Scheme: u.Scheme, Host: u.Host}) {
		return "", fmt.Errorf("%w: the public URL %q must look like https://foyer.example.org, without a path", ErrConfig, c.PublicURL)
	}
	return u.String(), nil
}

// reachable returns host and port under which others reach a listening address.
func reachable(listening net.Addr) string {
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return listening.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = ownAddress()
	}
	return net.JoinHostPort(host, port)
}

// ownAddress returns this computer's address on the network that it is on, or the loopback address if it is on none.
func ownAddress() string {
	// Connecting a UDP socket sends nothing: it only asks the system which address it would send from. The target is one
	// that is reserved for documentation.
	if conn, err := net.Dial("udp4", "192.0.2.1:9"); err == nil {
		defer conn.Close()
		if addr, ok := conn.LocalAddr().(*net.UDPAddr); ok && !addr.IP.IsUnspecified() {
			return addr.IP.String()
		}
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "127.0.0.1"
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsPrivate() {
			return ip.IP.String()
		}
	}
	return "127.0.0.1"
}
