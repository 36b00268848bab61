// Package signalingtest is a signaling server for tests, in memory: real websockets over pipes, so that it works inside a
// testing/synctest bubble, where the keepalive's twelve seconds take no time. The test tells what the server says.
package signalingtest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"foyer/client/memnet"
	"foyer/client/signaling"

	"github.com/gorilla/websocket"
)

// URL is the address of every Server; it is reached through Server.Dial only.
const URL = "ws://signaling.test/signaling"

// A Server serves each connection by the function that New got.
type Server struct {
	http     http.Server
	listener *memnet.Listener

	mu    sync.Mutex
	peers map[*Peer]bool
}

// New starts a server that calls talk with each client, in a goroutine of its own. When talk returns, the connection is
// cut.
func New(talk func(*Peer)) *Server {
	s := &Server{listener: memnet.Listen(), peers: make(map[*Peer]bool)}
	upgrader := websocket.Upgrader{Subprotocols: []string{signaling.Subprotocol}}
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ticket, ok := signaling.TicketFrom(websocket.Subprotocols(r))
		if !ok {
			http.Error(w, `{"code":"missing_ticket"}`, http.StatusUnauthorized)
			return
		}
		s.serve(w, r, &upgrader, ticket, talk)
	})
	go func() { _ = s.http.Serve(s.listener) }()
	return s
}

// newTokenServer starts a server of the dialect whose ticket is the end of the address.
func newTokenServer(talk func(*Peer)) *Server {
	s := &Server{listener: memnet.Listen(), peers: make(map[*Peer]bool)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/signaling/{token}", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, &websocket.Upgrader{}, r.PathValue("token"), talk)
	})
	s.http.Handler = mux
	go func() { _ = s.http.Serve(s.listener) }()
	return s
}

// serve has talk speak with one client.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, u *websocket.Upgrader, ticket string, talk func(*Peer)) {
	ws, err := u.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	p := &Peer{Ticket: ticket, ws: ws}
	if s.enter(p) {
		talk(p)
	}
	s.leave(p)
}

// NewMute starts a server that takes connections and never answers.
func NewMute() *Server {
	s := &Server{listener: memnet.Listen()}
	s.http.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-s.listener.Closed():
		}
		panic(http.ErrAbortHandler)
	})
	go func() { _ = s.http.Serve(s.listener) }()
	return s
}

// Dial connects to the server, whatever the address.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return s.listener.Dial(ctx, network, address)
}

// Close stops the server and cuts all connections.
func (s *Server) Close() {
	_ = s.listener.Close()
	_ = s.http.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.peers {
		p.Cut()
	}
}

// enter reports whether the server is still open.
func (s *Server) enter(p *Peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.listener.Closed():
		return false
	default:
		s.peers[p] = true
		return true
	}
}

func (s *Server) leave(p *Peer) {
	s.mu.Lock()
	delete(s.peers, p)
	s.mu.Unlock()
	p.Cut()
}

// Peer is the server's end of one connection.
type Peer struct {
	// Ticket is what the client came with.
	Ticket string

	ws    *websocket.Conn
	write sync.Mutex
}

// Send sends an event with the present time.
func (p *Peer) Send(e signaling.Event) error {
	frame, err := signaling.EncodeEvent(e, time.Now())
	if err != nil {
		return err
	}
	return p.SendRaw(frame)
}

// SendRaw sends a frame as it is.
func (p *Peer) SendRaw(frame []byte) error {
	p.write.Lock()
	defer p.write.Unlock()
	return p.ws.WriteMessage(websocket.TextMessage, frame)
}

// Receive waits for the client's next command.
func (p *Peer) Receive() (signaling.Command, error) {
	_, frame, err := p.ws.ReadMessage()
	if err != nil {
		return nil, err
	}
	return signaling.DecodeCommand(frame)
}

// ReceiveRaw waits for the client's next frame.
func (p *Peer) ReceiveRaw() ([]byte, error) {
	_, frame, err := p.ws.ReadMessage()
	return frame, err
}

// Ping sends a websocket ping, as servers do by themselves.
func (p *Peer) Ping() error {
	return p.ws.WriteControl(websocket.PingMessage, []byte("heartbeat"), time.Now().Add(time.Second))
}

// OnPong calls f with each answer to Ping, during Receive.
func (p *Peer) OnPong(f func()) {
	p.ws.SetPongHandler(func(string) error { f(); return nil })
}

// Close closes the connection with a websocket close code.
func (p *Peer) Close(code int, reason string) {
	bye := websocket.FormatCloseMessage(code, reason)
	_ = p.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
	p.Cut()
}

// Cut breaks the connection off without a word.
func (p *Peer) Cut() { _ = p.ws.Close() }
