package bbbtest

import (
	"net/http"
	"net/http/httptest"
)

// TB is the part of testing.TB that NewServer needs. Programs that use this package do not import testing for it.
type TB interface {
	Helper()
	Cleanup(func())
}

// Server is a simulated server that listens on this computer.
type Server struct {
	*Simulator
	// URL is its address, fit for bbb.Config.
	URL string
	// Secret is its shared secret, fit for bbb.Config.
	Secret string
}

// NewServer starts a simulated server, which stops with the test. An empty secret in the options is replaced.
func NewServer(t TB, opts Options) *Server {
	t.Helper()
	if opts.Secret == "" {
		opts.Secret = "secret-of-the-simulated-server"
	}
	s := New(opts)
	listening := httptest.NewServer(s)
	t.Cleanup(func() {
		s.SetFault(NoFault)
		s.DropSockets()
		listening.CloseClientConnections()
		listening.Close()
	})
	return &Server{Simulator: s, URL: listening.URL, Secret: opts.Secret}
}

// Transport returns a way to call the simulator without a network, as a test with testing/synctest needs it. A call returns
// when the answer is complete, or when the caller gives up.
func (s *Simulator) Transport() http.RoundTripper { return direct{s} }

// direct hands requests to a handler.
type direct struct{ http.Handler }

// RoundTrip runs the handler.
func (d direct) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	defer func() {
		switch p := recover(); {
		case p == http.ErrAbortHandler && r.Context().Err() != nil:
			resp, err = nil, r.Context().Err()
		case p == http.ErrAbortHandler:
			resp, err = nil, http.ErrAbortHandler
		case p != nil:
			panic(p)
		}
	}()
	if r.Body != nil {
		defer r.Body.Close()
	}
	incoming := r.Clone(r.Context())
	if incoming.Body == nil {
		incoming.Body = http.NoBody // as a server has it
	}
	incoming.Host = r.URL.Host
	incoming.RequestURI = r.URL.RequestURI()
	if incoming.Body == nil {
		incoming.Body = http.NoBody // As a server has it.
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, incoming)
	resp = w.Result()
	resp.Request = r
	return resp, nil
}
