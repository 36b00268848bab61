package desk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"

	"github.com/gorilla/websocket"
)

// realPortal has one meeting, whose signaling is at url.
type realPortal struct{ url string }

func (realPortal) Meetings(context.Context) ([]portal.Meeting, error) {
	return []portal.Meeting{{ID: "choir", Name: "Choir"}}, nil
}

func (p realPortal) Ticket(context.Context, string, string) (portal.Ticket, error) {
	return portal.Ticket{URL: p.url, Secret: "choir#abc"}, nil
}

// The other tests run in memory; this one goes through the network, as the app does.
func TestDeskOverTheNetwork(t *testing.T) {
	accepted := make(chan signaling.Command, 1)
	upgrader := websocket.Upgrader{Subprotocols: []string{signaling.Subprotocol}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		for {
			_, frame, err := ws.ReadMessage()
			if err != nil {
				return
			}
			command, err := signaling.DecodeCommand(frame)
			if err != nil {
				t.Error(err)
			}
			if _, ok := command.(*signaling.Join); !ok {
				accepted <- command
				continue
			}
			welcome := signaling.JoinSuccess{Role: signaling.RoleModerator}
			knock := signaling.JoinedWaitingRoom{Participant: waits("1", 1)}
			for _, e := range []signaling.Event{welcome, knock} {
				frame, _ := signaling.EncodeEvent(e, time.Now())
				_ = ws.WriteMessage(websocket.TextMessage, frame)
			}
		}
	}))
	defer server.Close()

	d := desk.New(desk.Options{})
	defer d.Close()
	knocked := make(chan desk.Knocked, 1)
	d.Subscribe(func(c desk.Change) {
		if k, ok := c.(desk.Knocked); ok {
			knocked <- k
		}
	})
	d.Add("ana", "Ana", realPortal{"ws" + server.URL[len("http"):]})
	select {
	case k := <-knocked:
		if err := d.Decide(t.Context(), desk.Decision{Meeting: k.Meeting, Verdict: desk.Allow, Guests: []string{"1"}}); err != nil {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody knocked")
	}
	select {
	case c := <-accepted:
		if a, ok := c.(*signaling.Accept); !ok || a.Target != "1" {
			t.Errorf("the server heard %#v", c)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the server heard nothing")
	}
}
