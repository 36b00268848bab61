// Package loopback has a person sign in with the browser of this computer, and waits on the loopback interface for what the sign-in
// provider calls back with, as RFC 8252 says. Packages of single kinds of portals enter.
package loopback

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"time"

	"foyer/client/portal"
)

// Path is where the provider calls back. Providers are told it, without a port.
const Path = "/signin"

// Codes of portal.Error of a sign-in in the browser.
const (
	// CodeRefused says that the provider did not sign the person in, or that the person changed its mind there.
	CodeRefused = "signin_refused"
	// CodeNoBrowser says that the browser could not be opened.
	CodeNoBrowser = "no_browser"
	// CodeLate says that the person did not come back from the browser in time.
	CodeLate = "signin_late"
)

// timeout bounds the browser's request, which comes from this computer.
const timeout = 10 * time.Second

// Browser is the one on this computer that a person signs in with.
type Browser struct {
	// Open shows an address in the browser.
	Open func(address string) error
	// Done is the text of the page that is shown in the end, in the person's language: to go back to the app.
	Done string
}

// Listener waits for the provider's answer. Listen makes one.
type Listener struct {
	browser  Browser
	listener net.Listener
	server   *http.Server
	// answers come in until one has the right state.
	answers chan arrival
}

// arrival is a request that may be the answer. Whoever takes it says whether it is.
type arrival struct {
	query url.Values
	taken chan bool
}

// Listen begins to wait on a port that the system chooses.
func Listen(ctx context.Context, browser Browser) (*Listener, error) {
	var c net.ListenConfig
	listener, err := c.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the provider: %w", err)
	}
	l := &Listener{browser: browser, listener: listener, answers: make(chan arrival)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, l.take)
	l.server = &http.Server{Handler: mux, ReadTimeout: timeout, WriteTimeout: 2 * timeout}
	go l.server.Serve(listener) //nolint:errcheck // It ends when it is closed.
	return l, nil
}

// Address is where the provider has to call back.
func (l *Listener) Address() string { return "http://" + l.listener.Addr().String() + Path }

// Close finishes what is under way, so that the browser still gets its page.
func (l *Listener) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := l.server.Shutdown(ctx); err != nil {
		l.server.Close()
	}
}

// Ask shows the provider's page, and returns the code that the provider answers with, and the issuer, if it names itself. The
// answer must have the state that the page was asked for with; what else comes is not meant for this sign-in, and does not end the wait.
// The error wraps a *portal.Error with one of the codes of this package, or is context.Canceled.
func (l *Listener) Ask(ctx context.Context, page, state string) (code, issuer string, err error) {
	if err := l.browser.Open(page); err != nil {
		refused := &portal.Error{Code: CodeNoBrowser, Detail: "The browser could not be opened. Sign in with a password."}
		return "", "", fmt.Errorf("%w (%w)", refused, err)
	}
	answer, err := l.wait(ctx, state)
	if errors.Is(err, context.DeadlineExceeded) {
		return "", "", &portal.Error{Code: CodeLate, Detail: "Nobody has signed in in the browser for some minutes. Try again when you are ready."}
	}
	if err != nil {
		return "", "", err
	}
	if answer.Get("error") != "" || answer.Get("code") == "" {
		return "", "", &portal.Error{Code: CodeRefused, Detail: "The sign-in provider has not signed you in. Try again."}
	}
	return answer.Get("code"), answer.Get("iss"), nil
}

func (l *Listener) wait(ctx context.Context, state string) (url.Values, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case a := <-l.answers:
			right := subtle.ConstantTimeCompare([]byte(a.query.Get("state")), []byte(state)) == 1
			a.taken <- right
			if right {
				return a.query, nil
			}
		}
	}
}

// take answers a request. Any program on this computer, and any page in its browser, can send one.
func (l *Listener) take(w http.ResponseWriter, r *http.Request) {
	a := arrival{r.URL.Query(), make(chan bool, 1)}
	select {
	case l.answers <- a:
	case <-r.Context().Done():
		return
	}
	if !<-a.taken {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	fmt.Fprintf(w, "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Foyer</title><p>%s</p>\n",
		html.EscapeString(l.browser.Done))
}
