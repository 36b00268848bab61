package signaling_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/signaling"
	"foyer/client/signaling/signalingtest"

	"github.com/gorilla/websocket"
)

// dial connects to a server that talks as the test says.
func dial(t *testing.T, talk func(*signalingtest.Peer)) *signaling.Conn {
	t.Helper()
	server := signalingtest.New(talk)
	c, err := signaling.Dial(t.Context(), signaling.DialOptions{
		URL: signalingtest.URL, Ticket: "room#abc", NetDial: server.Dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(); server.Close() })
	return c
}

// obey answers pings and whatever else comes, until the connection ends.
func obey(p *signalingtest.Peer) {
	for {
		c, err := p.Receive()
		if err != nil {
			return
		}
		if _, ok := c.(*signaling.Ping); ok {
			_ = p.Send(signaling.Pong{})
		}
	}
}

func TestModeratorJoinsAndSeesKnock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, func(p *signalingtest.Peer) {
			first, err := p.Receive()
			if _, ok := first.(*signaling.Join); !ok || err != nil {
				t.Errorf("the first command is %#v, %v", first, err)
			}
			_ = p.Send(signaling.JoinedWaitingRoom{Participant: signaling.Participant{ID: p.Ticket}})
			obey(p)
		})
		if err := c.Send(t.Context(), signaling.Join{}); err != nil {
			t.Fatal(err)
		}
		e, at, err := c.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if knock, ok := e.(*signaling.JoinedWaitingRoom); !ok || knock.ID != "room#abc" {
			t.Errorf("got %#v, want a knock by the name of the ticket", e)
		}
		if !at.Equal(time.Now()) {
			t.Errorf("stamped %v", at)
		}
	})
}

func TestQuietConnectionLivesByItsPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, obey)
		start := time.Now()
		for range 3 {
			if e, _, err := c.Receive(t.Context()); err != nil {
				t.Fatal(err)
			} else if _, ok := e.(*signaling.Pong); !ok {
				t.Fatalf("got %#v", e)
			}
		}
		if got := time.Since(start); got != 36*time.Second {
			t.Errorf("three pongs after %v, want 36s", got)
		}
	})
}

func TestSilentServerIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, func(p *signalingtest.Peer) {
			for {
				if _, err := p.Receive(); err != nil {
					return
				}
			}
		})
		start := time.Now()
		_, _, err := c.Receive(t.Context())
		if !errors.Is(err, signaling.ErrSilent) {
			t.Errorf("got %v, want ErrSilent", err)
		}
		if got := time.Since(start); got != 20*time.Second {
			t.Errorf("noticed after %v, want 20s", got)
		}
	})
}

// A server that only pings, as OpenTalk does every 15 seconds, is alive, and its pings are answered.
func TestServerPingsAreAnsweredAndKeepConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pongs := 0
		c := dial(t, func(p *signalingtest.Peer) {
			p.OnPong(func() { pongs++ })
			go func() {
				for range 4 {
					<-time.After(15 * time.Second)
					_ = p.Ping()
				}
				_ = p.Send(signaling.Accepted{})
			}()
			for {
				if _, err := p.Receive(); err != nil {
					return
				}
			}
		})
		e, _, err := c.Receive(t.Context())
		if _, ok := e.(*signaling.Accepted); !ok {
			t.Fatalf("got %#v, %v", e, err)
		}
		synctest.Wait()
		if pongs != 4 {
			t.Errorf("%d pongs, want 4", pongs)
		}
	})
}

func TestCloseCodeIsTold(t *testing.T) {
	tests := []struct {
		name string
		end  func(*signalingtest.Peer)
		code int
	}{
		{"the server shuts down", func(p *signalingtest.Peer) { p.Close(1001, "bye") }, 1001},
		{"the meeting is over", func(p *signalingtest.Peer) { p.Close(1000, "") }, 1000},
		{"the line breaks", func(p *signalingtest.Peer) { p.Cut() }, 1006},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, tt.end)
				_, _, err := c.Receive(t.Context())
				closed, ok := errors.AsType[*signaling.CloseError](err)
				if !ok || closed.Code != tt.code {
					t.Errorf("got %v, want code %d", err, tt.code)
				}
			})
		})
	}
}

func TestClientSaysGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan error, 1)
		c := dial(t, func(p *signalingtest.Peer) {
			_, err := p.Receive()
			end <- err
		})
		_ = c.Close()
		if err := <-end; !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("the server saw %v, want close code 1000", err)
		}
		if err := c.Send(t.Context(), signaling.Ping{}); err == nil {
			t.Error("a closed connection takes commands")
		}
	})
}

// The server does not read: a command that gets stuck ends the connection, and Receive says so.
func TestStuckCommandEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		defer close(over)
		c := dial(t, func(*signalingtest.Peer) { <-over })
		start := time.Now()
		ended := make(chan time.Duration, 1)
		go func() {
			_, _, _ = c.Receive(t.Context())
			ended <- time.Since(start)
		}()
		if err := c.Send(t.Context(), signaling.Join{}); err == nil || time.Since(start) != 10*time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		if after := <-ended; after > 11*time.Second {
			t.Errorf("Receive ended after %v", after)
		}
	})
}

// A caller who gives up must not harm the connection, which others use.
func TestCommandOfWhoGaveUpIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, obey)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Send(ctx, signaling.Join{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := c.Send(t.Context(), signaling.Ping{}); err != nil {
			t.Error(err)
		}
		if e, _, err := c.Receive(t.Context()); err != nil {
			t.Errorf("got %#v, %v", e, err)
		}
	})
}

func TestReceiveEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, obey)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := c.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOddFrameDoesNotEndTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, func(p *signalingtest.Peer) {
			_ = p.SendRaw([]byte(`{"namespace":"moderation","payload":`))
			_ = p.Send(signaling.Accepted{})
			obey(p)
		})
		if _, _, err := c.Receive(t.Context()); !errors.Is(err, signaling.ErrInvalidJSON) {
			t.Errorf("got %v, want ErrInvalidJSON", err)
		}
		if e, _, err := c.Receive(t.Context()); err != nil {
			t.Errorf("got %#v, %v", e, err)
		}
	})
}

func TestJoinSuccessWithFifteenThousandWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guests := make([]signaling.Participant, 15_000)
		for i := range guests {
			guests[i].ID = fmt.Sprintf("c2a5e7a0-0000-4000-8000-%012d", i)
			guests[i].Control.DisplayName = strings.Repeat("Ä", 50)
		}
		c := dial(t, func(p *signalingtest.Peer) {
			_ = p.Send(signaling.JoinSuccess{Moderation: signaling.ModerationState{WaitingParticipants: guests}})
			obey(p)
		})
		e, _, err := c.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := len(e.(*signaling.JoinSuccess).Moderation.WaitingParticipants); n != len(guests) {
			t.Errorf("%d guests", n)
		}
	})
}

func TestEndlessEventIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, func(p *signalingtest.Peer) {
			_ = p.SendRaw(make([]byte, 17<<20))
		})
		if _, _, err := c.Receive(t.Context()); !errors.Is(err, websocket.ErrReadLimit) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDialTellsWhatTheServerAnswered(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"code":"invalid_ticket","message":"`+r.Header.Get("Sec-WebSocket-Protocol")+`"}`)
	}))
	defer server.Close()
	_, err := signaling.Dial(t.Context(), signaling.DialOptions{URL: "ws" + server.URL[4:], Ticket: "s3cret"})
	refused, ok := errors.AsType[*signaling.HandshakeError](err)
	if !ok || refused.Status != 401 || refused.Code != "invalid_ticket" {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the ticket is in the error: %v", err)
	}
}

func TestDialOverTLS(t *testing.T) {
	upgrader := websocket.Upgrader{Subprotocols: []string{signaling.Subprotocol}}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		_, _, _ = ws.ReadMessage()
	}))
	defer server.Close()
	options := signaling.DialOptions{URL: "wss" + server.URL[5:], Ticket: "abc"}
	if _, err := signaling.Dial(t.Context(), options); err == nil {
		t.Error("an unknown certificate was trusted")
	}
	options.TLS = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	options.TLS.NextProtos = nil
	c, err := signaling.Dial(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
}

func TestDialRefuses(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err == nil {
			_ = ws.Close()
		}
	}))
	defer plain.Close()
	tests := []struct {
		name        string
		url, ticket string
	}{
		{"no ticket", "ws" + plain.URL[4:], ""},
		{"a ticket that would add a header", "ws" + plain.URL[4:], "a\r\nHost: b"},
		{"a ticket that would add a subprotocol", "ws" + plain.URL[4:], "a, b"},
		{"a websocket that speaks something else", "ws" + plain.URL[4:], "abc"},
		{"no websocket's address", plain.URL, "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := signaling.Dial(t.Context(), signaling.DialOptions{URL: tt.url, Ticket: tt.ticket})
			if err == nil {
				_ = c.Close()
				t.Error("connected")
			}
		})
	}
}

// The server took the connection and says nothing: closing the desk must not wait for the handshake's time to run out.
func TestDialEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := signalingtest.NewMute()
		defer server.Close()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := signaling.Dial(ctx, signaling.DialOptions{URL: signalingtest.URL, Ticket: "abc", NetDial: server.Dial})
		if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}
