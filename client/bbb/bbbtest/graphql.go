package bbbtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/bbb/bbbtest/graphql"
)

// Limits of the real middleware, by its default configuration.
const (
	idleLimit       = 60 * time.Second
	pingEvery       = 15 * time.Second
	maxPerSession   = 3
	maxQuery        = 5000
	maxMutation     = 10000
	maxDepth        = 6
	maxSubscribed   = 100
	closeForbidden  = 4403
	graphqlProtocol = "graphql-transport-ws"
)

// rejoinPause is how long the operations of those who are not in the meeting still hold for one who just came in: the real
// middleware has to open its connection to the database anew.
const rejoinPause = 500 * time.Millisecond

// frame is a message of graphql-transport-ws.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// operation is the payload of the frame "subscribe".
type operation struct {
	Name      string         `json:"operationName"`
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// websocketURL returns where a client connects, by the host that it knows.
func websocketURL(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "wss://" + r.Host + graphqlPath
	}
	return "ws://" + r.Host + graphqlPath
}

// graphql serves one GraphQL connection to its end.
func (s *Simulator) graphql(w http.ResponseWriter, r *http.Request) {
	fault, lost := s.currentFault()
	if fault.instead(w, r, lost) {
		return
	}
	up := websocket.Upgrader{Subprotocols: []string{graphqlProtocol}}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	k := &socket{s: s, ws: ws, wake: make(chan struct{}, 1), done: make(chan struct{})}
	s.mu.Lock()
	s.sockets[k] = true
	s.mu.Unlock()
	defer k.close(0, "")
	if id := k.init(r); id != "" {
		k.close(closeForbidden, id)
		return
	}
	go k.push()
	k.read()
}

// init waits for the first frame and finds the person. It returns the reason to refuse the connection.
func (k *socket) init(r *http.Request) (refusal string) {
	_ = k.ws.SetReadDeadline(time.Now().Add(idleLimit))
	var first struct {
		Type    string `json:"type"`
		Payload struct {
			Headers map[string]any `json:"headers"`
		} `json:"payload"`
	}
	if err := k.ws.ReadJSON(&first); err != nil || first.Type != "connection_init" {
		return "param_missing"
	}
	for _, name := range []string{"X-Session-Token", "X-ClientSessionUUID", "X-ClientType", "X-ClientIsMobile"} {
		if value, ok := first.Payload.Headers[name].(string); !ok || value == "" {
			return "param_missing"
		}
	}
	s := k.s
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	p := s.people[first.Payload.Headers["X-Session-Token"].(string)]
	switch {
	case p == nil:
		return "user_not_found"
	case !p.hasCookie(r):
		return "check_authorization_error"
	case p.sockets >= maxPerSession:
		return "too_many_connections"
	case !p.meeting.ended.IsZero():
		return "meeting_not_found"
	case p.ejected != "":
		return "user_not_found"
	}
	p.sockets++
	p.seen = now
	k.p = p
	k.subscriptions = map[string]*subscription{}
	k.queue = [][]byte{mustFrame("", "connection_ack", nil)}
	k.poke()
	return ""
}

// preJoinOperation reports whether the middleware passes an operation on for one who is not in the meeting.
func preJoinOperation(name string) bool {
	return slices.Contains([]string{"getUserInfo", "getMeetingEndData", "PluginConfigurationQuery", "getGuestLobbyInfo",
		"userCurrentSubscription", "Patched_userCurrentSubscription"}, name)
}

// take acts on a frame of the client. It returns what a mutation does, which comes after its answer. The caller holds the lock.
func (k *socket) take(data []byte) (effect func()) {
	var f frame
	if json.Unmarshal(data, &f) != nil {
		return nil
	}
	switch f.Type {
	case "ping":
		k.queue = append(k.queue, mustFrame("", "pong", nil))
	case "complete":
		delete(k.subscriptions, f.ID)
	case "subscribe":
		var op operation
		if json.Unmarshal(f.Payload, &op) != nil {
			return nil
		}
		// The middleware looks for this text in the frame; with a blank in it a mutation would be taken for a query.
		if strings.Contains(string(data), `"query":"mutation`) {
			return k.mutation(f.ID, op)
		}
		k.subscribe(f.ID, op)
	}
	return nil
}

// subscribe begins a subscription, or drops it without a word.
func (k *socket) subscribe(id string, op operation) {
	if op.Name == k.s.dropNext || !k.ready(time.Now()) && !preJoinOperation(op.Name) {
		k.s.dropped++
		k.s.dropNext = ""
		return
	}
	if len(op.Query) > maxQuery || len(k.subscriptions) >= maxSubscribed {
		k.fail(id, "Limit of concurrent subscriptions or length of the query reached already")
		return
	}
	d, err := graphql.ReadSubscription(op.Query)
	if err == nil && d.Fields.Depth()+1 > maxDepth {
		err = graphql.ErrDocument
	}
	if err != nil {
		k.fail(id, err.Error())
		return
	}
	k.subscriptions[id] = &subscription{document: d}
}

// ready reports whether the person is in the meeting, and has been for long enough.
func (k *socket) ready(now time.Time) bool { return k.p.inside && now.Sub(k.joined) >= rejoinPause }

// fail answers an operation by an error. The caller holds the lock.
func (k *socket) fail(id, text string) {
	k.queue = append(k.queue, mustFrame(id, "error", []map[string]string{{"message": text}}), mustFrame(id, "complete", nil))
}

// mustFrame returns a frame; the payloads of this package can all be encoded.
func mustFrame(id, kind string, payload any) []byte {
	f := frame{ID: id, Type: kind}
	if payload != nil {
		text, err := json.Marshal(payload)
		if err != nil {
			panic(err)
		}
		f.Payload = text
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return text
}
