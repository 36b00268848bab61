package signal_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

func TestMalformedFramesAreAnsweredAndTheConnectionGoesOn(t *testing.T) {
	w := newWorld(t)
	clients := map[string]*client{"guest": w.connect(w.invited("").Ticket), "moderator": w.connect(w.moderatorTicket())}
	for frame, want := range map[string]string{
		``:                        "invalid_json",
		`null`:                    "invalid_json",
		`[]`:                      "invalid_json",
		`{"namespace":"control"`:  "invalid_json",
		`{"namespace":"control"}`: "invalid_json",
		`{"namespace":"control","payload":"join"}`:                             "invalid_json",
		`{"namespace":"control","payload":{}}`:                                 "invalid_json",
		`{"namespace":"control","payload":{"action":"dance"}}`:                 "invalid_json",
		`{"namespace":"control","payload":{"action":"join","display_name":1}}`: "invalid_json",
		`{"namespace":"foyer","payload":{"action":"allow","guests":"all"}}`:    "invalid_json",
		`{"namespace":"chat","payload":{"action":"send_message"}}`:             "invalid_namespace",
		`{"namespace":"","payload":{"action":"join"}}`:                         "invalid_namespace",
		"\xff\xfe":                  "invalid_json",
		strings.Repeat("[", 20_000): "invalid_json",
		`{"namespace":"` + strings.Repeat("x", 60_000) + `","payload":{"action":"x"}}`: "invalid_namespace",
	} {
		for who, c := range clients {
			if err := c.WriteMessage(websocket.BinaryMessage, []byte(frame)); err != nil {
				t.Fatal(err)
			}
			e, err := c.next()
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := e.(*signaling.ControlError); !ok || got.Error != want {
				t.Errorf("%.60q of a %s is answered with %T %+v, want %s", frame, who, e, e, want)
			}
		}
	}
	clients["guest"].send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.InWaitingRoom](clients["guest"])
	clients["moderator"].send(&signaling.Join{})
	receive[*signaling.JoinSuccess](clients["moderator"])
}

func TestTooLongFrameEndsTheConnection(t *testing.T) {
	w := newWorld(t)
	ana, token := w.guest("Ana")
	ping := `{"namespace":"echo","payload":{"action":"ping","x":"%s"}}`
	ana.sendText(fmt.Sprintf(ping, strings.Repeat("x", signaling.MaxFrame-len(ping))))
	receive[*signaling.Pong](ana)
	// Written by hand: the server may be gone before the last byte is sent.
	_ = ana.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, ping, strings.Repeat("x", signaling.MaxFrame)))
	ana.wantClosed(websocket.CloseMessageTooBig)
	w.connect(w.invited(token).Ticket).wantNothing()
}

func TestClosingServerTellsEveryoneToComeBack(t *testing.T) {
	w := newWorld(t)
	ana, _ := w.guest("Ana")
	ben, _ := w.moderator()
	fresh := w.connect(w.moderatorTicket())
	fresh.wantNothing()
	if n := w.endpoint.Connections(); n != 3 {
		t.Errorf("%d connections, want 3", n)
	}
	if err := w.shut(); err != nil {
		t.Error(err)
	}
	for _, c := range []*client{ana, ben, fresh} {
		c.wantClosed(websocket.CloseGoingAway)
	}
	late, status := w.tryConnect(http.Header{}, signaling.TicketProtocol(w.moderatorTicket()), signaling.Subprotocol)
	if late == nil {
		t.Fatalf("after closing: %s", status)
	}
	late.wantClosed(websocket.CloseGoingAway)
	w.waiting("Ana") // Who waited still waits.
}

// TestNobodyIsForgottenByAClosingServer has clients come in the very moment in which the server closes.
func TestNobodyIsForgottenByAClosingServer(t *testing.T) {
	w := newWorld(t)
	const clients = 40
	tickets := make([]string, clients)
	for i := range tickets {
		tickets[i] = w.moderatorTicket()
	}
	var coming sync.WaitGroup
	opened := make(chan *client, clients)
	for _, ticket := range tickets {
		coming.Go(func() {
			c, status := w.tryConnect(http.Header{}, signaling.TicketProtocol(ticket), signaling.Subprotocol)
			if c == nil {
				t.Errorf("the websocket does not open: %s", status)
			}
			opened <- c
		})
	}
	first := <-opened
	if err := w.shut(); err != nil {
		t.Error(err)
	}
	coming.Wait()
	close(opened)
	first.wantClosed(websocket.CloseGoingAway)
	for c := range opened {
		c.wantClosed(websocket.CloseGoingAway)
	}
}

func TestSilentClientIsLostAndALivelyOneStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		begun := time.Now()
		listen := func(c *client) (ended <-chan time.Duration) {
			_ = c.SetReadDeadline(time.Time{})
			done := make(chan time.Duration, 1)
			go func() {
				for {
					if _, _, err := c.ReadMessage(); err != nil {
						done <- time.Since(begun)
						return
					}
				}
			}()
			return done
		}
		silent, _ := w.guest("Silent")
		silent.SetPingHandler(func(string) error { return nil })
		lively, _ := w.guest("Lively")
		silentEnd, livelyEnd := listen(silent), listen(lively)
		if after := <-silentEnd; after < 30*time.Second || after > time.Minute {
			t.Errorf("the silent client was dropped after %v, want about 40s", after)
		}
		<-time.After(10 * time.Minute)
		select {
		case after := <-livelyEnd:
			t.Errorf("the lively client was dropped after %v", after)
		default:
		}
		// The silent guest is gone, once its grace time is over; the other waits.
		if waiting, err := w.Waiting(t.Context(), choirID); err != nil || len(waiting) != 1 || waiting[0].Name != "Lively" {
			t.Errorf("there wait %+v, %v; want Lively", waiting, err)
		}
	})
}

// TestSlowClientHoldsUpNobody has one moderator read nothing at all: the pipe takes not a byte of what it is sent.
func TestSlowClientHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		w.moderator() // Reads nothing from now on.
		fast, _ := w.moderator()
		guest, _ := w.guest("Ana")
		begun := time.Now()
		receive[*signaling.JoinedWaitingRoom](fast)
		for i := range 100 {
			g, _, err := w.Knock(t.Context(), lobby.Knock{MeetingID: choirID, Name: fmt.Sprint("Guest ", i)})
			if err != nil {
				t.Fatal(err)
			}
			if told := receive[*signaling.JoinedWaitingRoom](fast); told.ID != g.ID {
				t.Fatalf("told of %s, want Guest %d", told.Control.DisplayName, i)
			}
		}
		fast.send(&signaling.Allow{Everyone: true})
		receive[*signaling.Decided](fast)
		receive[*signaling.Accepted](guest)
		if waited := time.Since(begun); waited != 0 {
			t.Errorf("the slow moderator held up the others for %v", waited)
		}
		go guest.readOn()
		<-time.After(10 * time.Second)
		synctest.Wait()
		if n := w.endpoint.Connections(); n != 2 {
			t.Errorf("%d connections, want 2: nothing could be written to the slow one for ten seconds", n)
		}
	})
}

// TestManySlowClientsHoldUpNobodyForLong has far more guests than there are writers read nothing, as somebody could do on purpose.
func TestManySlowClientsHoldUpNobodyForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		for i := range 200 {
			w.guest(fmt.Sprint("Slow ", i)) // Reads nothing from now on.
		}
		guest, _ := w.guest("Ana")
		begun := time.Now()
		ben := w.as("Ben")
		receive[*signaling.Attendance](guest)
		ben.send(&signaling.Say{Text: "We begin at nine."})
		receive[*signaling.Said](ben)
		receive[*signaling.Said](guest)
		if waited := time.Since(begun); waited > time.Second {
			t.Errorf("the slow guests held up the others for %v", waited)
		}
	})
}

// TestGuestWhoReadsNothingIsGivenUpSoon has a guest ask and ask without reading an answer.
func TestGuestWhoReadsNothingIsGivenUpSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		greedy, _ := w.guest("Greedy")
		greedy.send(signaling.Ping{})
		<-time.After(3 * time.Second)
		synctest.Wait()
		if n := w.endpoint.Connections(); n != 0 {
			t.Errorf("%d connections, want none", n)
		}
	})
}

// TestWaitingGuestTakesOneGoroutine counts them with nobody and with a hundred guests waiting.
func TestWaitingGuestTakesOneGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		synctest.Wait()
		before := runtime.NumGoroutine()
		const guests = 100
		for i := range guests {
			w.guest(fmt.Sprint("Guest ", i))
		}
		synctest.Wait()
		// Goroutines of other tests may begin and end meanwhile, but not a hundred.
		if more := runtime.NumGoroutine() - before; more < guests-10 || more > guests+10 {
			t.Errorf("%d guests take %d goroutines, want one each", guests, more)
		}
	})
}

// TestHugeListReachesTheModerator has 1,500 guests wait: their list is many times longer than a buffer.
func TestHugeListReachesTheModerator(t *testing.T) {
	w := newWorld(t)
	const guests = 1500
	err := w.store.Update(t.Context(), func(tx lobby.Tx) error {
		for i := range guests {
			id := fmt.Sprint("guest-", i)
			if _, err := tx.Add(lobby.Guest{ID: id, MeetingID: choirID, Name: id, State: lobby.Waiting}, id, []byte(id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ben, state := w.moderator()
	if n := len(state.Moderation.WaitingParticipants); n != guests {
		t.Errorf("the list has %d guests, want %d", n, guests)
	}
	var all signaling.Allow
	for _, p := range state.Moderation.WaitingParticipants {
		all.Guests = append(all.Guests, p.ID)
	}
	all.Guests = all.Guests[:1000] // As many as a frame has room for by name.
	ben.send(&all)
	if d := receive[*signaling.Decided](ben); len(d.Guests) != 1000 {
		t.Errorf("%d guests were allowed, want 1000", len(d.Guests))
	}
}
