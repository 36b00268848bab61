package signal

import (
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"foyer/guestserver/lobby"
	"foyer/guestserver/signal/room"
	"foyer/guestserver/signal/wire"
)

// resumptions are the tokens by which people who are signed in take over a connection of theirs. A guest has its own token instead.
// The zero resumptions is ready.
type resumptions struct {
	mu    sync.Mutex
	given map[string]*resumption
}

// resumption is what one token stands for.
type resumption struct {
	meetingID, accountID string
	// conn is open, nil if there is none; the token then lasts until a time.
	conn  *wire.Conn
	until time.Time
}

// renew returns the token to use next: the one shown, if it is the account's and has not expired, and then its connection is ended; or else a
// new one.
func (r *resumptions) renew(shown, meetingID, accountID string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	for token, old := range r.given {
		if old.conn == nil && now.After(old.until) {
			delete(r.given, token)
		}
	}
	old := r.given[shown]
	if old == nil || old.meetingID != meetingID || old.accountID != accountID {
		shown = lobby.NewToken()
	} else if old.conn != nil {
		old.conn.Close(websocket.CloseNormalClosure)
	}
	if r.given == nil {
		r.given = map[string]*resumption{}
	}
	r.given[shown] = &resumption{meetingID: meetingID, accountID: accountID, until: now.Add(room.ResumeWithin)}
	return shown
}

// hold notes the connection of a token, which lasts as long.
func (r *resumptions) hold(token string, c *wire.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.given[token]; known != nil {
		known.conn = c
	}
}

// release notes that a token's connection has ended.
func (r *resumptions) release(token string, c *wire.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.given[token]; known != nil && known.conn == c {
		known.conn, known.until = nil, time.Now().Add(room.ResumeWithin)
	}
}
