// Package kinds knows all kinds of portals: which one is at an address, how people sign in there, and how it is opened. It serves package
// accounts; nobody else needs to know one kind from another.
package kinds

import (
	"context"
	"errors"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/client/portal/loopback"
	"foyer/client/portal/opentalk"
)

// Kinds of portals, as accounts remember them.
const (
	Foyer    = ""
	OpenTalk = "opentalk"
)

// Portals are the portals of all kinds. The zero Portals are ready.
type Portals struct{}

// Find asks a server what kind of portal it is, and how people sign in there. Its address may be as a person types it. If it is none that we
// know, the error is that of the kind which most people will have meant.
func (Portals) Find(ctx context.Context, server string) (accounts.Ways, error) {
	ways, err := foyer.FindWaysIn(ctx, server)
	if err == nil {
		return accounts.Ways{Kind: Foyer, Password: ways.Password, Provider: ways.Provider}, nil
	}
	if refused, ok := errors.AsType[*portal.Error](err); !ok || refused.Code != foyer.CodeNotFoyer {
		return accounts.Ways{}, err
	}
	name, otherErr := opentalk.FindProvider(ctx, server)
	if otherErr != nil {
		return accounts.Ways{}, err
	}
	return accounts.Ways{Kind: OpenTalk, Provider: name, Client: opentalk.DefaultClient}, nil
}

// SignIn signs in with a password, which only Foyer's servers have.
func (Portals) SignIn(ctx context.Context, server, email, password string) (accounts.Session, error) {
	s, err := foyer.SignIn(ctx, server, email, password)
	return ofFoyer(s), err
}

// SignInByProvider signs in by the portal's provider, in the browser. Client is what the app is called at an OpenTalk's provider.
func (Portals) SignInByProvider(ctx context.Context, server string, w accounts.Ways, b loopback.Browser) (accounts.Session, error) {
	if w.Kind != OpenTalk {
		s, err := foyer.SignInByProvider(ctx, server, b)
		return ofFoyer(s), err
	}
	s, err := opentalk.SignIn(ctx, server, w.Client, b)
	return accounts.Session{
		Kind: OpenTalk, Client: s.Client, Server: s.Server, Email: s.Email, Name: s.Name, Token: s.Refresh,
	}, err
}

func ofFoyer(s foyer.Session) accounts.Session {
	return accounts.Session{Kind: Foyer, Server: s.Server, Email: s.Account.Email, Name: s.Account.Name, Token: s.Token}
}

// Open returns the portal of an account. Renewed is told when another token has taken the place of the one that it was opened with.
func (Portals) Open(a accounts.Account, token string, renewed func(token string)) desk.Portal {
	if a.Kind != OpenTalk {
		return foyer.New(a.Server, token)
	}
	s := opentalk.Session{Server: a.Server, Client: a.Client, Email: a.Email, Name: a.Name, Refresh: token}
	return opentalk.Open(s, renewed)
}
