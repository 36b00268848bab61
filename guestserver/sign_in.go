package guestserver

import (
	"fmt"
	"net/http"

	"foyer/guestserver/signin"
	"foyer/guestserver/throttle"
)

// signIn sets up the sign-in provider, and adds the pages that browsers sign in by.
func (s *Server) signIn(mux *http.ServeMux) (*signin.Provider, error) {
	if err := s.config.SignIn.Check(); err != nil {
		return nil, fmt.Errorf("%w: sign-in provider: %w", ErrConfig, err)
	}
	provider := &signin.Provider{Config: s.config.SignIn, Accounts: s.accounts, Tries: throttle.New(signin.NetworkLimit())}
	pages := &signin.Pages{
		Provider: provider, Browsers: s.browsers(), Sessions: s.accounts, PublicURL: s.publicURL,
		Proxies: s.config.TrustedProxies, Problem: s.pages.Problem,
		SignedOut: func(token string) { s.signal.SignedOut(token) },
	}
	pages.Register(mux)
	return provider, nil
}

// browsers knows who a browser is signed in as.
func (s *Server) browsers() signin.Browsers {
	return signin.Browsers{Accounts: s.accounts, Secure: s.secure()}
}
