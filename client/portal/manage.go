package portal

import "time"

// Level is what settings belong to. A value that a level does not have is inherited from the level above: portal, group, room, meeting.
type Level string

// The levels that an account can change.
const (
	GroupLevel   Level = "group"
	RoomLevel    Level = "room"
	MeetingLevel Level = "meeting"
)

// Group is a group with those of its rooms that the account sees.
type Group struct {
	ID, Name string
	Rooms    []Room
	// Owned says that the account may change the group, and make rooms in it.
	Owned bool
}

// Room is a room in a group.
type Room struct {
	ID, Name string
	// Owned says that the account may change the room, and make meetings in it.
	Owned bool
}

// Details are all that can be changed of a group, a room or a meeting.
type Details struct {
	Level Level
	// ID is empty for one that is yet to be made.
	ID string
	// Parent is the ID of a room's group, or a meeting's room. A group has none.
	Parent string
	Name   string
	// StartsAt and EndsAt are when a meeting is planned, zero if it is not.
	StartsAt, EndsAt time.Time
	// Settings are the level's own, by the names of the portal API. What is missing is inherited. The values are what package
	// encoding/json makes of them; one that is saved as nil is inherited from then on.
	Settings map[string]any
	// Effective is what holds, and where that comes from.
	Effective map[string]Value
	// Version tells the portal which state was changed, so that nobody overwrites what somebody else has just saved.
	Version string
	// Owned says that the account may change it.
	Owned bool
}

// Value is the value of a setting, and the level that it comes from: "default", "portal" or one of the levels.
type Value struct {
	Value  any
	Source string
}

// Link is a link to a meeting's door.
type Link struct {
	// ID is the portal's own name for it; it is empty for a link that is yet to be made.
	ID  string
	URL string
	// Personal says that the link is for one person, who will have this name; otherwise it is the meeting's guest link.
	Personal bool
	Name     string
	// Moderator says that whoever comes by the link enters as a moderator.
	Moderator bool
	// Off says that the link is switched off: whoever opens it is told so.
	Off bool
	// ExpiresAt is when the link leads nowhere any more, zero for never.
	ExpiresAt time.Time
	Version   string
}

// LogEntry is a decision, or what else was done to guests, as the portal remembers it.
type LogEntry struct {
	ID int64
	At time.Time
	// Action is the portal's own word, such as "allow", "deny", "undo", "rename", "block" or "kick".
	Action string
	// By is who did it, empty for the meeting itself.
	By string
	// Guests are the names of the first of those it was done to, Count is how many there were.
	Guests []string
	Count  int
	Reason string
	// Detail is what else there is to say, such as the new name or what was written.
	Detail string
}

// Recording is a recording of one run of a meeting.
type Recording struct {
	ID, Name string
	// StartedAt and EndedAt are when the meeting ran.
	StartedAt, EndedAt time.Time
	// Participants is how many people were inside.
	Participants int
	// Published says that those who have the address of a format can watch it.
	Published bool
	// State is BigBlueButton's own word: "processing" and "processed" while it is being made, then "published" or "unpublished".
	State string
	// Formats are the ways to watch it. There are none while it is being made.
	Formats []RecordingFormat
}

// RecordingFormat is one way to watch a recording.
type RecordingFormat struct {
	// Type is the server's own word, such as "presentation" or "video".
	Type, URL string
	// Length is how long it plays, to the minute.
	Length time.Duration
}

// Profile is who an account is at its portal.
type Profile struct {
	Email, Name string
}

// Device is a place where an account is signed in.
type Device struct {
	ID string
	// Name is what its owner may know it by, such as the name of an app or a browser.
	Name string
	// Since is when it signed in, Until when it has to sign in again.
	Since, Until time.Time
	// Current says that it is this very session.
	Current bool
}
