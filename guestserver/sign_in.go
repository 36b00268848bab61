package guestserver

import (
	"fmt"
	"html"
	"net/http"

	"foyer/assets"
	"foyer/guestserver/signin"
)

// signIn sets up the sign-in provider, and adds the pages that browsers sign in by.
func (s *Server) signIn(mux *http.ServeMux, texts *assets.Catalogue) (*signin.Provider, error) {
	if err := s.config.SignIn.Check(); err != nil {
		return nil, fmt.Errorf("%w: sign-in provider: %w", ErrConfig, err)
	}
	provider := &signin.Provider{Config: s.config.SignIn, Accounts: s.accounts}
	pages := &signin.Pages{
		Provider: provider, Browsers: s.browsers(), Sessions: s.accounts, PublicURL: s.publicURL,
		Problem: func(w http.ResponseWriter, r *http.Request, status int, kind, begin string) {
			showProblem(w, texts.For(r.Header.Get("Accept-Language")), status, kind, begin)
		},
	}
	pages.Register(mux)
	return provider, nil
}

// browsers knows who a browser is signed in as.
func (s *Server) browsers() signin.Browsers {
	return signin.Browsers{Accounts: s.accounts, Secure: s.secure()}
}

// showProblem shows why somebody is not signed in.
func showProblem(w http.ResponseWriter, texts assets.Texts, status int, kind, begin string) {
	text := func(key string) string { return html.EscapeString(texts.Get("guest.problem." + key)) }
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html><html lang=%q><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"+
		"<title>%s</title><main><h1>%[2]s</h1><p>%s</p><p><a href=%q>%s</a></p></main></html>\n",
		texts.Language.String(), text(kind+".title"), text(kind+".text"), begin, text("retry"))
}
