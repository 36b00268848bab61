// Package accounts keeps the accounts that this computer is signed in with, and puts their portals on the desk. A token is only ever in the
// system's keyring or in memory; what stands in a file is who is signed in where. It draws nothing.
package accounts

import (
	"errors"
	"log/slog"
	"net/url"
	"strings"
)

// Errors of the keyring. A sign in works in spite of them, but only for this run of the program.
var (
	// ErrKeyringMissing says that this computer has no keyring, or one that does not work.
	ErrKeyringMissing = errors.New("this computer has no keyring")
	// ErrNoBus says that the app was started outside a desktop's session, where no keyring can be reached. It is only told on Linux.
	ErrNoBus = errors.New("there is no session bus to reach a keyring by")
	// ErrKeyringLocked says that the keyring did not answer in time, since it probably waits for its owner to unlock it.
	ErrKeyringLocked = errors.New("the keyring is locked")
	// ErrNotSaved says that the list of accounts could not be written to its file.
	ErrNotSaved = errors.New("the list of accounts could not be written")
)

// ErrNotRead says that the list of accounts of the last run could not be read.
var ErrNotRead = errors.New("the list of accounts could not be read")

// Account is one account at one portal.
type Account struct {
	// ID is unique on this computer, and the same whenever this account signs in.
	ID     string `json:"id"`
	Server string `json:"server"`
	Email  string `json:"email"`
	Name   string `json:"name,omitempty"`
	// Kind is that of the portal, by package kinds' names, and Client what the app is called at its sign-in provider. Both are empty for a
	// Foyer server.
	Kind   string `json:"kind,omitempty"`
	Client string `json:"client,omitempty"`
}

// Title is what tells the account from others, such as "ana@example.org at foyer.example.org".
func (a Account) Title() string { return a.Email + " at " + Host(a.Server) }

// Host returns the host of a server's address, and the address itself if it has none.
func Host(server string) string {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" {
		return server
	}
	return u.Host
}

// Status is an account and how it is doing.
type Status struct {
	Account
	// SignedIn says that the account's portal can be asked. The others are on the desk with what was last known of their meetings.
	SignedIn bool
	// Kept says that the next start will know the account's token.
	Kept bool
	// Temporary says that the account is for this run only, by intention.
	Temporary bool
	// Problem is why the account is not signed in, or why the next start will not know it: ErrKeyringMissing, ErrNoBus, ErrKeyringLocked,
	// ErrNotSaved or portal.ErrSignedOut. It is nil while all is well, and while the keyring is asked.
	Problem error
}

// named returns the account with the ID that comes of who it is and where, so that signing in twice gives one account.
func (a Account) named() Account {
	a.Server = strings.TrimRight(a.Server, "/")
	a.ID = strings.ToLower(a.Email) + " " + a.Server
	return a
}

// Ways are how people sign in at a portal.
type Ways struct {
	// Kind is that of the portal, as in Account.
	Kind string
	// Password says that there are passwords.
	Password bool
	// Provider is what people know the sign-in provider by, empty if there is none.
	Provider string
	// Client is what the app is called at the provider, where the moderator may have to say it; otherwise it is empty.
	Client string
}

// Session is a portal's answer to a sign in.
type Session struct {
	// Server is the portal's address, Email and Name are the account's.
	Server, Email, Name string
	// Kind and Client are those of Account.
	Kind, Client string
	// Token is the secret that opens the portal. It never reaches a file or the log.
	Token string
}

func (s Session) account() Account {
	return Account{Server: s.Server, Email: s.Email, Name: s.Name, Kind: s.Kind, Client: s.Client}.named()
}

// String returns who signed in where. The token is not in it.
func (s Session) String() string { return s.Email + " at " + Host(s.Server) }

// GoString is String, so that no way of printing shows the token.
func (s Session) GoString() string { return s.String() }

// LogValue keeps the token out of logs.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }
