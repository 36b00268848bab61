package live

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"foyer/client/bbb"
)

// look subscribes to everything that can be seen from inside.
func (v *visit) look(me string) error {
	v.looking = true
	for _, t := range []struct {
		table
		text      string
		variables map[string]any
	}{
		{table{name: "user_guest", read: (*visit).readGuests, vital: true}, userGuest, nil},
		{table{name: "meeting", read: (*visit).readPolicies}, policies, nil},
		{table{name: "user", read: (*visit).readUsers}, users, nil},
		{table{name: "meeting_recording", read: (*visit).readRecording}, recording, nil},
		{table{name: "chat_message_public", read: (*visit).readOwnMessages}, ownMessages, map[string]any{"userId": me}},
		{table{name: "inactivity", read: (*visit).readInactivity}, inactivity, nil},
	} {
		if err := v.subscribe(t.table, t.text, t.variables); err != nil {
			return err
		}
	}
	return nil
}

// currentRow is what the server tells the companion of itself.
type currentRow struct {
	UserID        string `json:"userId"`
	AuthToken     string `json:"authToken"`
	IsModerator   bool   `json:"isModerator"`
	Joined        bool   `json:"joined"`
	JoinErrorCode string `json:"joinErrorCode"`
	Ejected       bool   `json:"ejected"`
	LoggedOut     bool   `json:"loggedOut"`
	GuestStatus   string `json:"guestStatus"`
	Meeting       struct {
		Name  string `json:"name"`
		Ended bool   `json:"ended"`
	} `json:"meeting"`
}

func (v *visit) readCurrent(rows []byte) error {
	var all []currentRow
	if err := json.Unmarshal(rows, &all); err != nil {
		return err
	}
	if len(all) == 0 {
		return errSessionLost
	}
	me := all[0]
	switch {
	case me.Meeting.Ended:
		return ErrEnded
	case me.Ejected:
		return ErrEjected
	case me.LoggedOut:
		return errSessionLost
	case me.GuestStatus != "" && me.GuestStatus != bbb.GuestAllow:
		return fmt.Errorf("%w: its guest status is %.20q", ErrNotModerator, me.GuestStatus)
	case me.JoinErrorCode != "" && !me.Joined && v.asked:
		return &JoinError{Code: me.JoinErrorCode}
	case !me.IsModerator && !v.looking:
		return ErrNotModerator
	case v.looking && !me.Joined:
		return errors.New("no longer inside the meeting")
	}
	v.m.change(func() {
		s := &v.m.snap
		if s.Moderator && !me.IsModerator {
			v.m.line = nil
		}
		s.UserID, s.Name, s.Moderator = me.UserID, me.Meeting.Name, me.IsModerator
		v.m.showLine()
	})
	return v.come(me)
}

// arrivals remembers when guests were first seen waiting.
type arrivals struct {
	count int
	seen  map[string]arrival
}

type arrival struct {
	at     time.Time
	number int
}

// note returns what is remembered of those who wait now, and forgets all others.
func (a *arrivals) note(ids []string, now time.Time) map[string]arrival {
	seen := make(map[string]arrival, len(ids))
	for _, id := range ids {
		first, ok := a.seen[id]
		if !ok {
			a.count++
			first = arrival{now, a.count}
		}
		seen[id] = first
	}
	a.seen = seen
	return seen
}

type guestRow struct {
	UserID   string `json:"userId"`
	Message  string `json:"guestLobbyMessage"`
	Allowed  bool   `json:"isAllowed"`
	Denied   bool   `json:"isDenied"`
	Position int    `json:"positionInWaitingQueue"`
	User     struct {
		ExtID  string `json:"extId"`
		Name   string `json:"name"`
		Authed bool   `json:"authed"`
		Avatar string `json:"avatar"`
		Color  string `json:"color"`
	} `json:"user"`
}

func (v *visit) readGuests(rows []byte) error {
	var all []guestRow
	if err := json.Unmarshal(rows, &all); err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(g guestRow) bool { return g.Allowed || g.Denied || g.UserID == "" })
	ids := make([]string, len(all))
	for i, g := range all {
		ids[i] = g.UserID
	}
	v.m.change(func() {
		v.m.line = lobby(all, v.m.arrivals.note(ids, time.Now()))
		v.m.showLine()
	})
	return nil
}

// showLine shows the lobby to one who may see it. Who becomes a moderator gets the lobby and the role in any order. The caller is
// inside change.
func (m *Meeting) showLine() {
	m.snap.Waiting = nil
	if m.snap.Moderator {
		m.snap.Waiting = m.line
	}
}

// lobby returns those who wait in their order.
func lobby(rows []guestRow, seen map[string]arrival) []Guest {
	guests := make([]Guest, 0, len(rows))
	for _, g := range rows {
		guests = append(guests, Guest{ID: g.UserID, ExtID: g.User.ExtID, Name: g.User.Name, Authed: g.User.Authed,
			Avatar: g.User.Avatar, Color: g.User.Color, Message: g.Message, Position: g.Position, Since: seen[g.UserID].at})
	}
	slices.SortFunc(guests, func(a, b Guest) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(seen[a.ID].number, seen[b.ID].number))
	})
	return guests
}

func (v *visit) readPolicies(rows []byte) error {
	var all []struct {
		UsersPolicies struct {
			GuestPolicy       bbb.GuestPolicy `json:"guestPolicy"`
			GuestLobbyMessage string          `json:"guestLobbyMessage"`
		} `json:"usersPolicies"`
	}
	if err := json.Unmarshal(rows, &all); err != nil || len(all) == 0 {
		return err
	}
	v.m.change(func() {
		p := all[0].UsersPolicies
		v.m.snap.Policy, v.m.snap.LobbyMessage = p.GuestPolicy, p.GuestLobbyMessage
	})
	return nil
}

type userRow struct {
	UserID       string `json:"userId"`
	ExtID        string `json:"extId"`
	Name         string `json:"name"`
	IsModerator  bool   `json:"isModerator"`
	Presenter    bool   `json:"presenter"`
	Guest        bool   `json:"guest"`
	Bot          bool   `json:"bot"`
	Mobile       bool   `json:"mobile"`
	Authed       bool   `json:"authed"`
	Locked       bool   `json:"locked"`
	RaiseHand    bool   `json:"raiseHand"`
	Away         bool   `json:"away"`
	LoggedOut    bool   `json:"loggedOut"`
	Disconnected bool   `json:"disconnected"`
	Voice        *struct {
		Joined     bool `json:"joined"`
		ListenOnly bool `json:"listenOnly"`
		Muted      bool `json:"muted"`
	} `json:"voice"`
	Cameras []struct{} `json:"cameras"`
}

func (v *visit) readUsers(rows []byte) error {
	var all []userRow
	if err := json.Unmarshal(rows, &all); err != nil {
		return err
	}
	list := make([]User, 0, len(all))
	for _, u := range all {
		if u.LoggedOut {
			continue
		}
		user := User{ID: u.UserID, ExtID: u.ExtID, Name: u.Name, Moderator: u.IsModerator, Presenter: u.Presenter,
			Guest: u.Guest, Bot: u.Bot, Mobile: u.Mobile, Authed: u.Authed, Locked: u.Locked, Away: u.Away, Hand: u.RaiseHand,
			Disconnected: u.Disconnected, Cameras: len(u.Cameras)}
		if u.Voice != nil {
			user.Voice = Voice(*u.Voice)
		}
		list = append(list, user)
	}
	v.m.change(func() { v.m.snap.Users = list })
	return nil
}

func (v *visit) readRecording(rows []byte) error {
	var all []struct {
		IsRecording bool       `json:"isRecording"`
		StartedAt   *time.Time `json:"startedAt"`
	}
	if err := json.Unmarshal(rows, &all); err != nil {
		return err
	}
	var r Recording
	if len(all) > 0 {
		r.On = all[0].IsRecording
		if all[0].StartedAt != nil {
			r.Since = *all[0].StartedAt
		}
	}
	v.m.change(func() { v.m.snap.Recording = r })
	return nil
}

func (v *visit) readOwnMessages(rows []byte) error {
	var all []struct {
		ID string `json:"messageId"`
	}
	if err := json.Unmarshal(rows, &all); err != nil {
		return err
	}
	own := make(map[string]bool, len(all))
	for _, c := range all {
		own[c.ID] = true
	}
	v.m.change(func() { v.m.own = own })
	return nil
}

// readInactivity answers the server's question whether somebody is still there. A companion always is.
func (v *visit) readInactivity(rows []byte) error {
	var all []struct {
		Warning bool `json:"inactivityWarningDisplay"`
	}
	if err := json.Unmarshal(rows, &all); err != nil || len(all) == 0 || !all[0].Warning {
		return err
	}
	return v.conn.operate(v.conn.nextID(), stillHere, nil)
}
