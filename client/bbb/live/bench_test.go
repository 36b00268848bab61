package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb/live"

	"github.com/gorilla/websocket"
)

// BenchmarkLobbyOfThousand measures from the server's frame with 1,000 rows to the reader's snapshot. The metric updates/op
// must be 1: however many rows arrive at once, the reader is woken once.
func BenchmarkLobbyOfThousand(b *testing.B) {
	full, empty := lobbyFrame(1000), lobbyFrame(0)
	send := make(chan []byte)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		up := websocket.Upgrader{Subprotocols: []string{"graphql-transport-ws"}}
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		if answerAll(ws) != nil {
			return
		}
		for text := range send {
			if ws.WriteMessage(websocket.TextMessage, text) != nil {
				return
			}
		}
	}))
	defer server.Close()
	defer close(send)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	m, err := live.Open(ctx, live.Options{Join: func(context.Context) (live.Session, error) {
		return live.Session{Token: "t", Websocket: "ws" + strings.TrimPrefix(server.URL, "http")}, nil
	}})
	if err != nil {
		b.Fatal(err)
	}
	if err := m.Ready(ctx); err != nil {
		b.Fatal(err)
	}
	changes, stop := m.Subscribe()
	defer stop()
	updates := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, step := range []struct {
			frame []byte
			want  int
		}{{full, 1000}, {empty, 0}} {
			send <- step.frame
			for {
				select {
				case <-changes:
				case <-time.After(10 * time.Second):
					b.Fatal("no update")
				}
				updates++
				if len(m.Snapshot().Waiting) == step.want {
					break
				}
			}
		}
	}
	// Each round fills the lobby and empties it again.
	b.ReportMetric(float64(updates)/float64(2*b.N), "updates/op")
}

// answerAll acts as a server in whose meeting the companion is already.
func answerAll(ws *websocket.Conn) error {
	results := map[string]string{
		"getGuestLobbyInfo": `{"user_current":[{"userId":"w_me","isModerator":true,"joined":true,"guestStatus":"ALLOW"}]}`,
	}
	for asked := 0; asked < 8; asked++ {
		var f struct {
			ID, Type string
			Payload  struct{ OperationName string }
		}
		if err := ws.ReadJSON(&f); err != nil {
			return err
		}
		text := `{"type":"connection_ack"}`
		if f.Type == "subscribe" {
			data, ok := results[f.Payload.OperationName]
			if !ok {
				data = `{"rows":[]}`
			}
			id := f.ID
			if f.Payload.OperationName == "getGuestWaitingUsers" {
				id = "2"
			}
			text = fmt.Sprintf(`{"id":%q,"type":"next","payload":{"data":%s}}`, id, data)
		}
		if err := ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// lobbyFrame is a result with so many who wait. The lobby's subscription is the second of a companion.
func lobbyFrame(n int) []byte {
	rows := make([]map[string]any, 0, n)
	for i := range n {
		rows = append(rows, map[string]any{"userId": fmt.Sprintf("w_%012d", i), "positionInWaitingQueue": i + 1,
			"guestLobbyMessage": nil, "isAllowed": false, "isDenied": false, "user": map[string]any{
				"name": fmt.Sprintf("Guest %d", i), "extId": fmt.Sprintf("ext-%d", i), "authed": false, "role": "VIEWER",
				"avatar": "", "color": "#4a148c"}})
	}
	text, err := json.Marshal(map[string]any{"id": "2", "type": "next",
		"payload": map[string]any{"data": map[string]any{"user_guest": rows}}})
	if err != nil {
		panic(err)
	}
	return text
}
