//go:build linux

package benchtest

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
)

// What the bare server answers beside websockets.
const (
	// barePage is the file that bareFileEnv names.
	barePage = "/page"
	// bareKnock is nothing at all.
	bareKnock = "/knock"
)

// bareServer is the least that a websocket server can be: it knows no guests and no decisions. It has the guest server's buffer
// sizes, and like that one lets the HTTP handler return and reads each connection in one goroutine.
type bareServer struct {
	upgrader websocket.Upgrader
	mu       sync.Mutex
	conns    []*websocket.Conn
}

// serveBare runs until the process is asked to stop.
func serveBare() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() {
		<-stop
		os.Exit(0)
	}()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// The buffers are those of package signal.
	s := &bareServer{upgrader: websocket.Upgrader{ReadBufferSize: 256, WriteBufferSize: 1024, WriteBufferPool: new(sync.Pool)}}
	fmt.Println("bare", l.Addr())
	err = (&http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}).Serve(l)
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func (s *bareServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case barePage:
		http.ServeFile(w, r, os.Getenv(bareFileEnv))
		return
	case bareKnock:
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if r.Method == http.MethodPost {
		s.broadcast()
		return
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s.mu.Lock()
	s.conns = append(s.conns, ws)
	s.mu.Unlock()
	go s.read(ws)
}

func (s *bareServer) read(ws *websocket.Conn) {
	defer ws.Close()
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(s.conns, func(other *websocket.Conn) bool { return other == ws })
}

// broadcast writes one frame, as long as the one that lets a guest in, to all connections. Each CPU writes its share.
func (s *bareServer) broadcast() {
	frame, err := signaling.EncodeEvent(signaling.Accepted{}, time.Now())
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	var done sync.WaitGroup
	share := max(1, (len(conns)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for part := range slices.Chunk(conns, share) {
		done.Go(func() {
			for _, ws := range part {
				_ = ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
				_ = ws.WriteMessage(websocket.TextMessage, frame)
			}
		})
	}
	done.Wait()
}

// bare is a bare server under load.
type bare struct {
	*process
	host string
}

func startBare(b *testing.B, env ...string) *bare {
	b.Helper()
	p := startProcess(b, "bare", append(env, bareEnv+"=1"), os.Args[0])
	return &bare{process: p, host: p.line(b, "bare")}
}

// admit opens one connection.
func (s *bare) admit(_ *http.Client, _ int) (*websocket.Conn, error) { return dial("ws://" + s.host) }

// tellEveryone has the server write to all connections.
func (s *bare) tellEveryone(b *testing.B) {
	b.Helper()
	resp, err := http.Post("http://"+s.host, "text/plain", nil)
	if err != nil {
		b.Fatal(err)
	}
	resp.Body.Close()
}
