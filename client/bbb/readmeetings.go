package bbb

import (
	"encoding/xml"
	"errors"
	"io"
	"time"
)

// readMeetings reads the answer of getMeetings and hands on one meeting after the other. The meeting is reused.
func readMeetings(body io.Reader, f func(*Meeting) error) (*header, error) {
	t := newTokens(body)
	var m Meeting
	return t.response(func(e xml.StartElement) error {
		if e.Name.Local != "meetings" {
			return t.skip()
		}
		return t.each(func(e xml.StartElement) error {
			if e.Name.Local != "meeting" {
				return t.skip()
			}
			m = Meeting{}
			if err := t.each(func(e xml.StartElement) error { return t.meetingField(&m, e) }); err != nil {
				return err
			}
			if m.MeetingID == "" {
				return errors.New("a meeting lacks meetingID")
			}
			return f(&m)
		})
	})
}

// meetingField reads an element of a meeting.
func (t *tokens) meetingField(m *Meeting, e xml.StartElement) error {
	switch e.Name.Local {
	case "meetingName":
		return t.string(&m.Name)
	case "meetingID":
		return t.string(&m.MeetingID)
	case "internalMeetingID":
		return t.string(&m.InternalMeetingID)
	case "createTime":
		return t.number(&m.CreateTime)
	case "startTime":
		return t.number(&m.StartTime)
	case "endTime":
		return t.number(&m.EndTime)
	case "attendeePW":
		return t.string(&m.AttendeePW)
	case "moderatorPW":
		return t.string(&m.ModeratorPW)
	case "voiceBridge":
		return t.string(&m.VoiceBridge)
	case "dialNumber":
		return t.string(&m.DialNumber)
	case "running":
		return t.bool(&m.Running)
	case "recording":
		return t.bool(&m.Recording)
	case "hasUserJoined":
		return t.bool(&m.HasUserJoined)
	case "hasBeenForciblyEnded":
		return t.bool(&m.HasBeenForciblyEnded)
	case "duration":
		var minutes int64
		err := t.number(&minutes)
		m.Duration = time.Duration(minutes) * time.Minute
		return err
	case "metadata":
		return t.texts(&m.Meta)
	case "attendees":
		return t.attendees(&m.Attendees)
	}
	if known, err := t.count(m, e); known {
		return err
	}
	return t.breakoutField(m, e)
}

// count reads an element that tells how many. It reports whether it was one.
func (t *tokens) count(m *Meeting, e xml.StartElement) (bool, error) {
	switch e.Name.Local {
	case "participantCount":
		return true, t.int(&m.ParticipantCount)
	case "moderatorCount":
		return true, t.int(&m.ModeratorCount)
	case "listenerCount":
		return true, t.int(&m.ListenerCount)
	case "voiceParticipantCount":
		return true, t.int(&m.VoiceParticipantCount)
	case "videoCount":
		return true, t.int(&m.VideoCount)
	case "maxUsers":
		return true, t.int(&m.MaxUsers)
	}
	return false, nil
}

// breakoutField reads an element that has to do with breakout rooms, or skips it.
func (t *tokens) breakoutField(m *Meeting, e xml.StartElement) error {
	switch e.Name.Local {
	case "isBreakout":
		return t.bool(&m.IsBreakout)
	case "parentMeetingID":
		return t.string(&m.ParentMeetingID)
	case "sequence":
		return t.int(&m.Sequence)
	case "freeJoin":
		return t.bool(&m.FreeJoin)
	case "breakoutRooms":
		return t.each(func(xml.StartElement) error {
			var id string
			err := t.string(&id)
			m.Breakouts = append(m.Breakouts, id)
			return err
		})
	}
	return t.skip()
}

// attendees reads who is inside a meeting.
func (t *tokens) attendees(all *[]Attendee) error {
	return t.each(func(e xml.StartElement) error {
		if e.Name.Local != "attendee" {
			return t.skip()
		}
		*all = append(*all, Attendee{})
		a := &(*all)[len(*all)-1]
		return t.each(func(e xml.StartElement) error { return t.attendeeField(a, e) })
	})
}

// attendeeField reads an element of an attendee.
func (t *tokens) attendeeField(a *Attendee, e xml.StartElement) error {
	switch e.Name.Local {
	case "userID":
		return t.string(&a.UserID)
	case "fullName":
		return t.string(&a.FullName)
	case "role":
		return t.word((*string)(&a.Role))
	case "isPresenter":
		return t.bool(&a.IsPresenter)
	case "isListeningOnly":
		return t.bool(&a.IsListeningOnly)
	case "hasJoinedVoice":
		return t.bool(&a.HasJoinedVoice)
	case "hasVideo":
		return t.bool(&a.HasVideo)
	case "clientType":
		return t.word(&a.ClientType)
	case "customdata":
		return t.texts(&a.CustomData)
	}
	return t.skip()
}

// word reads a text that nearly everyone has, without a copy of it for each.
func (t *tokens) word(to *string) error {
	b, err := t.bytes()
	switch string(b) {
	case string(Viewer):
		*to = string(Viewer)
	case string(Moderator):
		*to = string(Moderator)
	case "HTML5":
		*to = "HTML5"
	default:
		*to = string(b)
	}
	return err
}
