package bbbtest

import (
	"bytes"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/bbb/bbbtest/graphql"
)

// socket is one GraphQL connection. What is not a channel, and not the websocket, is guarded by the simulator's lock.
type socket struct {
	s    *Simulator
	ws   *websocket.Conn
	wake chan struct{}
	done chan struct{}
	once sync.Once

	p             *person
	joined        time.Time // when userJoinMeeting came by this connection
	subscriptions map[string]*subscription
	queue         [][]byte // what is on its way out, before any result
}

// subscription is one that the client follows.
type subscription struct {
	document graphql.Document
	sent     []byte // the last result
}

// wake lets everyone who is connected learn what has changed.
func (s *Simulator) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.sockets {
		k.poke()
	}
}

func (k *socket) poke() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// DropSockets cuts all GraphQL connections without a word, as a broken network does. New ones are taken.
func (s *Simulator) DropSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.sockets {
		_ = k.ws.NetConn().Close()
	}
}

// Sockets returns how many GraphQL connections are open.
func (s *Simulator) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// Dropped returns how many operations were dropped without an answer, because they were not allowed before joining.
func (s *Simulator) Dropped() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

// read takes frames until the connection ends, or has been idle for too long. Only frames with data count; websocket pings are
// answered by the library and do not.
func (k *socket) read() {
	for {
		_ = k.ws.SetReadDeadline(time.Now().Add(idleLimit))
		kind, data, err := k.ws.ReadMessage()
		if err != nil {
			return
		}
		if kind != websocket.TextMessage {
			continue
		}
		k.s.mu.Lock()
		k.s.tidy()
		effect := k.take(data)
		k.s.mu.Unlock()
		k.poke()
		if effect == nil {
			continue
		}
		k.s.mu.Lock()
		effect()
		k.s.mu.Unlock()
		k.s.wake()
	}
}

// push sends what is queued, then the results that have changed, whenever something happened.
func (k *socket) push() {
	ping, tick := time.NewTicker(pingEvery), time.NewTicker(time.Second)
	defer ping.Stop()
	if k.s.opts.NoPings {
		ping.Stop()
	}
	defer tick.Stop()
	for {
		select {
		case <-k.done:
			return
		case <-ping.C:
			k.s.mu.Lock()
			k.queue = append(k.queue, mustFrame("", "ping", nil))
			k.s.mu.Unlock()
		case <-k.wake:
		case <-tick.C:
		}
		frames, over := k.news()
		for _, f := range frames {
			_ = k.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if k.ws.WriteMessage(websocket.TextMessage, f) != nil {
				k.close(0, "")
				return
			}
		}
		if over != "" {
			k.close(closeForbidden, over)
			return
		}
	}
}

// news returns the frames to send, and the reason to close the connection behind them.
func (k *socket) news() (frames [][]byte, over string) {
	s := k.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	frames, k.queue = k.queue, nil
	presenter := s.presenter(k.p.meeting)
	for _, p := range s.inside(k.p.meeting) {
		p.presents = p == presenter
	}
	for id, sub := range k.subscriptions {
		result, err := s.result(sub.document, k.p)
		if err != nil {
			delete(k.subscriptions, id)
			k.fail(id, err.Error())
			continue
		}
		f := mustFrame(id, "next", map[string]any{"data": result})
		if !bytes.Equal(f, sub.sent) {
			sub.sent = f
			frames = append(frames, f)
		}
	}
	frames = append(frames, k.queue...)
	k.queue = nil
	switch {
	case k.p.ejected != "", s.people[k.p.token] != k.p:
		over = "user_not_found"
	case !k.p.meeting.ended.IsZero():
		over = "meeting_not_found"
	}
	return frames, over
}

// close ends the connection, with a word if there is a code. The person whose last one it was is no longer seen.
func (k *socket) close(code int, reason string) {
	k.once.Do(func() {
		close(k.done)
		if code != 0 {
			bye := websocket.FormatCloseMessage(code, reason)
			_ = k.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
		}
		_ = k.ws.Close()
		k.s.mu.Lock()
		delete(k.s.sockets, k)
		if k.p != nil {
			k.p.sockets--
			k.p.seen = k.s.opts.Now()
		}
		k.s.mu.Unlock()
	})
}
