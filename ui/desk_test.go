package ui

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"
	"foyer/client/signaling/signalingtest"
)

// server is a portal with one meeting and its signaling, for the app on the real desk.
type server struct {
	signaling *signalingtest.Server

	mu      sync.Mutex
	refusal string // what is answered to decisions
	gone    bool
	waiting []signaling.Participant
	peers   []*signalingtest.Peer
}

func (s *server) Meetings(context.Context) ([]portal.Meeting, error) {
	return []portal.Meeting{{ID: "parents", Name: "Parents' evening", GuestPolicy: portal.AskModerator}}, nil
}

func (s *server) Ticket(context.Context, string, string) (portal.Ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return portal.Ticket{}, errors.New("no route")
	}
	return portal.Ticket{URL: signalingtest.URL, Secret: "ticket"}, nil
}

func (s *server) dial(ctx context.Context, t portal.Ticket) (desk.Line, error) {
	return signaling.Dial(ctx, signaling.DialOptions{URL: t.URL, Ticket: t.Secret, NetDial: s.signaling.Dial})
}

func (s *server) talk(p *signalingtest.Peer) {
	for {
		command, err := p.Receive()
		if err != nil {
			return
		}
		s.hear(p, command)
	}
}

func (s *server) hear(p *signalingtest.Peer, command signaling.Command) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch c := command.(type) {
	case *signaling.Join:
		s.peers = append(s.peers, p)
		_ = p.Send(signaling.JoinSuccess{
			Role: signaling.RoleModerator, Foyer: &signaling.FoyerState{},
			Moderation: signaling.ModerationState{WaitingParticipants: s.waiting},
		})
	case *signaling.Allow:
		if s.refusal != "" {
			_ = p.Send(signaling.FoyerError{Error: s.refusal})
			return
		}
		s.waiting = slices.DeleteFunc(s.waiting, func(g signaling.Participant) bool { return slices.Contains(c.Guests, g.ID) })
		_ = p.Send(signaling.Decided{Decision: signaling.DecisionAllow, Guests: c.Guests})
	case *signaling.Ping:
		_ = p.Send(signaling.Pong{})
	}
}

// knock lets a guest knock.
func (s *server) knock(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := signaling.Participant{ID: name, WaitingRoomState: signaling.StateWaiting}
	g.Control.DisplayName = name
	s.waiting = append(s.waiting, g)
	for _, p := range s.peers {
		_ = p.Send(signaling.JoinedWaitingRoom{Participant: g})
	}
}

// set changes how the server answers.
func (s *server) set(refusal string, gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal, s.gone = refusal, gone
	if !gone {
		return
	}
	for _, p := range s.peers {
		p.Cut()
	}
	s.peers = nil
}

// playOnDesk runs a story with the app on the real desk.
func playOnDesk(t *testing.T, story func(*stage, *server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		house := &server{}
		house.signaling = signalingtest.New(house.talk)
		d := desk.New(desk.Options{Dial: house.dial})
		account := accounts.Account{ID: "ana", Server: "https://foyer.example.org", Email: "ana@example.org"}
		s := open(t, Options{Desk: d, Accounts: &fakeAccounts{list: []accounts.Status{{Account: account, SignedIn: true, Kept: true}}}})
		d.Add("ana", account.Title(), house)
		s.settle()
		story(s, house)
		s.Close()
		d.Close()
		house.signaling.Close()
		synctest.Wait()
	})
}

func TestKnockOnTheDeskIsDecidedInThePrompt(t *testing.T) {
	playOnDesk(t, func(s *stage, house *server) {
		s.wantSaid(s.window(), "Parents' evening")
		s.wantSaid(s.window(), "Live")
		house.knock("Bo")
		house.knock("Cy")
		s.settle()
		s.wantSaid(s.inPrompt(), "2 guests are waiting")
		s.tap(s.inPrompt(), "Allow")
		s.wantUnsaid(s.inPrompt(), "Bo")
		s.wantUnsaid(s.window(), "Bo")
		s.wantSaid(s.inPrompt(), "Cy")
		s.tap(s.inPrompt(), "Allow")
		if s.prompt.shown {
			t.Error("the prompt is still shown though nobody waits")
		}
		if n := len(s.deciding); n > 0 {
			t.Errorf("%d guests are still busy", n)
		}
	})
}

func TestRefusalOfTheServerReachesThePrompt(t *testing.T) {
	playOnDesk(t, func(s *stage, house *server) {
		house.set(signaling.ErrorInternal, false)
		house.knock("Bo")
		s.settle()
		s.tap(s.inPrompt(), "Allow")
		refused := "Parents' evening did not take that. Something went wrong on the server. Try again in a moment."
		s.wantSaid(s.inPrompt(), refused)
		house.set("", false)
		s.tap(s.inPrompt(), "Allow")
		s.wantUnsaid(s.window(), refused)
		if s.prompt.shown {
			t.Error("the prompt is still shown though nobody waits")
		}
	})
}

func TestServerThatGoesAwayAndComesBackBringsItsGuests(t *testing.T) {
	playOnDesk(t, func(s *stage, house *server) {
		house.knock("Bo")
		s.settle()
		house.set("", true)
		s.settle()
		s.wantSaid(s.window(), "Connection lost")
		s.wantSaid(s.window(), "Bo")
		if s.prompt.shown {
			t.Error("the prompt shows a guest on whom no decision arrives")
		}
		house.knock("Cy")
		house.set("", false)
		<-time.After(time.Minute)
		s.settle()
		s.wantSaid(s.window(), "Live")
		s.wantSaid(s.inPrompt(), "2 guests are waiting")
		s.tap(s.inPrompt(), "Allow")
		s.wantUnsaid(s.inPrompt(), "Bo")
	})
}
