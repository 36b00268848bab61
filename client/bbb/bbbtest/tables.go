package bbbtest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"foyer/client/bbb/bbbtest/graphql"
)

// preJoin are the columns and relations of user_current that one may select who is not in the meeting.
const preJoin = " authToken authed banned color disconnected ejectReason ejectReasonCode ejected expired logoutUrl" +
	" currentlyInMeeting isModerator extId guest guestStatus joinErrorCode joinErrorMessage joined loggedOut name registeredAt" +
	" registeredOn userId meeting guestStatusDetails "

// rows returns the rows of a subscription that a person may see.
func (s *Simulator) rows(d graphql.Document, me *person) ([]map[string]any, error) {
	switch d.Root {
	case "user_current":
		if !me.inside {
			for name := range d.Fields {
				if !strings.Contains(preJoin, " "+name+" ") {
					return nil, fmt.Errorf("field '%s' not found in type: 'user_current'", name)
				}
			}
		}
		return []map[string]any{s.currentRow(me)}, nil
	case "user_guest":
		return s.guestRows(me), nil
	case "user":
		rows := []map[string]any{}
		for _, p := range s.inside(me.meeting) {
			rows = append(rows, s.userRow(p))
		}
		return rows, nil
	case "meeting":
		return []map[string]any{me.meeting.row()}, nil
	case "meeting_recording":
		return []map[string]any{me.meeting.recordingRow()}, nil
	case "chat_message_public":
		return me.meeting.chatRows(me, strings.Contains(d.Args, "senderId")), nil
	}
	return nil, fmt.Errorf("field '%s' not found in type: 'subscription_root'", d.Root)
}

// result returns what a subscription sends, a whole result set.
func (s *Simulator) result(d graphql.Document, me *person) (map[string]any, error) {
	rows, err := s.rows(d, me)
	if err != nil {
		return nil, err
	}
	if d.Fields == nil {
		return nil, errors.New("missing selection set for '" + d.Root + "'")
	}
	// A wrong field is wrong also while there is no row.
	for _, sample := range s.sample(d.Root, me) {
		if _, err := d.Fields.Project(sample); err != nil {
			return nil, err
		}
	}
	list, err := d.Fields.Value(d.Root, rows)
	if err != nil {
		return nil, err
	}
	return map[string]any{d.Root: list}, nil
}

// sample returns a row of those tables that may be empty.
func (s *Simulator) sample(root string, me *person) []map[string]any {
	switch root {
	case "user_guest":
		return []map[string]any{s.guestRow(me, 0)}
	case "chat_message_public":
		return []map[string]any{message{sender: me}.row()}
	}
	return nil
}

// currentRow is what a person sees of herself.
func (s *Simulator) currentRow(p *person) map[string]any {
	row := s.userRow(p)
	row["authToken"], row["logoutUrl"] = p.authToken, p.logoutURL
	row["ejected"], row["ejectReasonCode"], row["ejectReason"] = p.ejected != "", text(p.ejected), text(p.ejected)
	row["joinErrorCode"], row["joinErrorMessage"] = text(p.joinError), text(p.joinError)
	row["joined"], row["currentlyInMeeting"] = p.inside, p.inside
	row["inactivityWarningDisplay"] = false
	row["meeting"] = p.meeting.row()
	var details map[string]any
	if p.status == wait {
		details = s.guestRow(p, s.position(p))
	}
	row["guestStatusDetails"] = details
	return row
}

func (s *Simulator) userRow(p *person) map[string]any {
	var voice map[string]any
	if p.voice {
		voice = map[string]any{"joined": true, "listenOnly": false, "muted": p.muted, "talking": false}
	}
	cameras := []map[string]any{}
	if p.camera {
		cameras = append(cameras, map[string]any{"streamId": p.internalID + "-camera"})
	}
	row := p.refRow()
	row["presenter"], row["clientType"], row["mobile"], row["away"] = p.presents, "HTML5", false, false
	row["raiseHand"], row["locked"], row["bot"] = p.hand, false, p.bot
	row["disconnected"], row["expired"], row["banned"] = false, false, p.meeting.banned[p.extID]
	row["guestStatus"], row["loggedOut"] = p.status, p.loggedOut
	row["voice"], row["cameras"] = voice, cameras
	return row
}

// refRow is the short form that lists of other things have of a person.
func (p *person) refRow() map[string]any {
	return map[string]any{"userId": p.internalID, "extId": p.extID, "name": p.name, "role": p.role, "authed": p.authed,
		"isModerator": p.role == moderator, "guest": p.guest, "color": "#4a148c", "avatar": ""}
}

// guestRows are those who wait, for moderators inside; everyone else sees only his own.
func (s *Simulator) guestRows(me *person) []map[string]any {
	rows := []map[string]any{}
	for i, p := range s.waiting(me.meeting) {
		if p == me || me.inside && me.role == moderator {
			rows = append(rows, s.guestRow(p, i+1))
		}
	}
	return rows
}

func (s *Simulator) guestRow(p *person, position int) map[string]any {
	return map[string]any{"userId": p.internalID, "guestStatus": p.status, "isWaiting": true, "isAllowed": false,
		"isDenied": false, "positionInWaitingQueue": position, "guestLobbyMessage": text(p.messageInLobby()), "user": p.refRow()}
}

func (m *meeting) row() map[string]any {
	return map[string]any{"meetingId": m.internalID, "name": m.name, "ended": !m.ended.IsZero(), "logoutUrl": m.logoutURL,
		"endedReasonCode": nil, "endedByUserName": text(m.endedBy),
		"usersPolicies": map[string]any{"guestPolicy": m.policy, "guestLobbyMessage": text(m.gathering.lobbyMessage)}}
}

func (m *meeting) recordingRow() map[string]any {
	row := map[string]any{"isRecording": m.recordingOn, "startedAt": nil}
	if !m.recordedFrom.IsZero() {
		row["startedAt"] = m.recordedFrom.UTC().Format(time.RFC3339Nano)
	}
	return row
}

// chatRows are the messages of all, or only one's own.
func (m *meeting) chatRows(me *person, own bool) []map[string]any {
	rows := []map[string]any{}
	for _, c := range m.chat {
		if !own || c.sender == me {
			rows = append(rows, c.row())
		}
	}
	return rows
}

func (c message) row() map[string]any {
	return map[string]any{"messageId": c.id, "senderId": c.sender.internalID, "senderName": c.sender.name,
		"message": c.text, "chatId": publicChat}
}

// text returns a text as a column has it, null if it is empty.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
