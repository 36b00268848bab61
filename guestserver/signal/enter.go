package signal

import (
	"context"
	"errors"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signal/room"
)

// enterRoom takes an allowed guest inside. Who lost its way may ask again.
func (s *session) enterRoom(ctx context.Context) error {
	if s.ticket != nil { // A moderator never waited.
		return refused(signaling.ErrorNotAccepted)
	}
	s.conn.Hold()
	welcome, err := s.enter(ctx)
	if err != nil {
		s.conn.LetGo()
		return err
	}
	s.conn.LetGo(welcome)
	return nil
}

// enter takes a guest inside and returns its welcome. What the others do meanwhile is held back by the caller.
func (s *session) enter(ctx context.Context) (*signaling.JoinSuccess, error) {
	m, err := s.Meetings.Meeting(ctx, s.meetingID)
	if err != nil {
		return nil, err
	}
	if err := s.checkConsent(ctx, m); err != nil {
		return nil, err
	}
	var url string
	err = s.insist(ctx, func() (err error) {
		url, err = s.Lobby.Enter(ctx, s.meetingID, s.token)
		return err
	})
	if err != nil {
		return nil, err
	}
	g, err := s.Lobby.Guest(ctx, s.meetingID, s.token)
	if err != nil {
		return nil, err
	}
	welcome := s.comeIn(m, s.participant(g))
	if err := s.arrive(ctx); err != nil {
		s.rooms.Leave(s.meetingID, s.id, s.conn, signaling.LeftQuit)
		s.rooms.Wait(s.meetingID, s.id, s.conn)
		return nil, err
	}
	if welcome.Role == signaling.RoleModerator {
		if err := s.tellState(ctx, m, welcome); err != nil {
			return nil, err
		}
	}
	welcome.Foyer.JoinURL = url
	return welcome, nil
}

// checkConsent refuses a guest who knocked before the meeting asked for what it asks for by now: it has to agree on the page.
func (s *session) checkConsent(ctx context.Context, m meeting.Meeting) error {
	if !m.AsksConsent() {
		return nil
	}
	consents, err := s.Meetings.Consents(ctx, m.ID, s.id)
	if err == nil && !m.Agreed(consents) {
		err = refused(signaling.ErrorConsentRequired)
	}
	return err
}

// participant returns what a guest is inside.
func (s *session) participant(g lobby.Guest) room.Person {
	who := room.Person{ID: g.ID, Name: g.Name, Role: signaling.RoleGuest, Kind: signaling.KindGuest, Knocked: true}
	if g.AccountID != "" {
		who.Role, who.Kind = signaling.RoleUser, signaling.KindUser
	}
	if g.Role == lobby.RoleModerator {
		who.Role = signaling.RoleModerator
	}
	if s.account != nil {
		who.Session = s.account.session
	}
	return who
}

// arrive has the lobby note that a guest is inside.
func (s *session) arrive(ctx context.Context) error {
	return s.insist(ctx, func() error { return s.Lobby.EnterRoom(ctx, s.meetingID, s.id) })
}

// insist does something that only an allowed guest may do, and once more if the guest had to be taken back first.
func (s *session) insist(ctx context.Context, do func() error) error {
	err := do()
	if !errors.Is(err, lobby.ErrNotAllowed) {
		return err
	}
	if g, err := s.here(ctx); err != nil || !g.State.Admitted() {
		return lobby.ErrNotAllowed
	}
	return do()
}

// comeIn takes someone inside, and returns the welcome as everyone gets it.
func (s *session) comeIn(m meeting.Meeting, who room.Person) *signaling.JoinSuccess {
	me, others, handsEnabled := s.rooms.Enter(s.meetingID, who, s.conn)
	return &signaling.JoinSuccess{
		ID: me.ID, DisplayName: me.Name, Role: me.Role, IsRoomOwner: me.Owner, Participants: others,
		Tariff:     &signaling.Tariff{ID: noTariff, Name: "Foyer", Quotas: map[string]int64{}, Modules: map[string]signaling.TariffModules{}},
		EventInfo:  &signaling.EventInfo{ID: m.ID, RoomID: m.ID, Title: m.Name},
		RoomInfo:   &signaling.RoomInfo{ID: m.ID},
		Moderation: signaling.ModerationState{RaiseHandsEnabled: handsEnabled},
		Foyer:      &signaling.FoyerState{},
	}
}

// noTariff is the ID of the tariff that OpenTalk's clients want to see, and Foyer does not have.
const noTariff = "00000000-0000-0000-0000-000000000000"

// joinAsModerator lets someone in who moderates the meeting. Events are held back until who waits is on its way, so that none is lost and
// none comes first.
func (s *session) joinAsModerator(ctx context.Context, name string) error {
	if err := s.stillModerates(ctx); errors.Is(err, errBanned) {
		s.conn.Tell(signaling.Banned{})
		s.conn.Close(websocket.CloseNormalClosure)
		return nil
	} else if err != nil {
		return err
	}
	m, err := s.Meetings.Meeting(ctx, s.meetingID)
	if err != nil {
		return err
	}
	who := room.Person{
		ID: s.account.ID, Name: s.account.Name, Role: signaling.RoleModerator, Kind: signaling.KindUser,
		Owner: m.OwnerID == s.account.ID, Session: s.account.session,
	}
	if name != "" {
		if who.Name, err = names.Clean(name); err != nil {
			return err
		}
	}
	s.id = s.account.ID
	s.conn.Hold()
	welcome := s.comeIn(m, who)
	if welcome.Role == signaling.RoleModerator {
		err = s.tellState(ctx, m, welcome)
	}
	if err != nil {
		s.conn.LetGo(&signaling.ControlError{Error: s.code(err)})
		s.conn.Close(websocket.CloseInternalServerErr)
		return nil
	}
	s.conn.LetGo(welcome)
	return nil
}

// stillModerates checks what may have changed since a moderator's ticket was given. It returns errBanned if the account is kept out.
func (s *session) stillModerates(ctx context.Context) error {
	if err := s.checkBan(ctx, s.meetingID, s.account.ID); err != nil {
		return err
	}
	moderates, err := s.moderates(ctx, s.account.ID, s.meetingID)
	if err == nil && !moderates {
		err = refused(signaling.ErrorInsufficientPermissions)
	}
	return err
}

// tellState adds to a welcome what only moderators are told.
func (s *session) tellState(ctx context.Context, m meeting.Meeting, welcome *signaling.JoinSuccess) error {
	door, err := s.Lobby.Door(ctx, s.meetingID)
	if err != nil {
		return err
	}
	waiting, err := s.waiting(ctx)
	if err != nil {
		return err
	}
	blocks, err := s.Lobby.Blocks(ctx, s.meetingID)
	if err != nil {
		return err
	}
	sign := s.rooms.SetSign(s.meetingID, door)
	welcome.Moderation.WaitingRoomEnabled, welcome.Moderation.WaitingParticipants = !sign.Open, waiting
	welcome.Foyer = &signaling.FoyerState{
		Capabilities: signaling.FoyerActions(), GuestPolicy: string(m.GuestPolicy), Remembered: string(door.Remembered),
		Message: door.Message, ShowQueue: door.ShowQueue,
	}
	if rules := signaling.Rules(door.Rules); !rules.None() {
		welcome.Foyer.Rules = &rules
	}
	for _, b := range blocks {
		welcome.Foyer.Blocks = append(welcome.Foyer.Blocks, room.Blocked(b))
	}
	return nil
}

// waiting returns who waits, the first to knock first.
func (s *session) waiting(ctx context.Context) ([]signaling.Participant, error) {
	guests, err := s.Lobby.Waiting(ctx, s.meetingID)
	if err != nil {
		return nil, err
	}
	participants := make([]signaling.Participant, len(guests))
	for i, g := range guests {
		participants[i] = room.Waiting(g)
		participants[i].WaitingRoomState = signaling.StateWaiting
	}
	return participants, nil
}
