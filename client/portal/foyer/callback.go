package foyer

import (
	"context"
	"crypto/subtle"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"time"
)

// callbackPath is where the provider calls back. Providers are told it, without a port.
const callbackPath = "/signin"

// callbackTimeout bounds the browser's request, which comes from this computer.
const callbackTimeout = 10 * time.Second

// callback waits on the loopback interface for the provider's answer.
type callback struct {
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

// listen begins to wait on a port that the system chooses. Done is what the browser shows in the end.
func listen(ctx context.Context, done string) (*callback, error) {
	var l net.ListenConfig
	listener, err := l.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the provider: %w", err)
	}
	c := &callback{listener: listener, answers: make(chan arrival)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+callbackPath, func(w http.ResponseWriter, r *http.Request) { c.take(w, r, done) })
	c.server = &http.Server{Handler: mux, ReadTimeout: callbackTimeout, WriteTimeout: 2 * callbackTimeout}
	go c.server.Serve(listener) //nolint:errcheck // It ends when it is closed.
	return c, nil
}

func (c *callback) address() string { return "http://" + c.listener.Addr().String() + callbackPath }

// close finishes what is under way, so that the browser still gets its page.
func (c *callback) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := c.server.Shutdown(ctx); err != nil {
		c.server.Close()
	}
}

// take answers a request. Any program on this computer, and any page in its browser, can send one.
func (c *callback) take(w http.ResponseWriter, r *http.Request, done string) {
	a := arrival{r.URL.Query(), make(chan bool, 1)}
	select {
	case c.answers <- a:
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
		html.EscapeString(done))
}

// wait returns the provider's answer to the sign-in of a state. What else comes is not meant for it, and does not end the wait.
func (c *callback) wait(ctx context.Context, state string) (url.Values, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case a := <-c.answers:
			right := subtle.ConstantTimeCompare([]byte(a.query.Get("state")), []byte(state)) == 1
			a.taken <- right
			if right {
				return a.query, nil
			}
		}
	}
}
