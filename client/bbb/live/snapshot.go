package live

import (
	"time"

	"foyer/client/bbb"
)

// State is how the companion stands to the meeting.
type State int

// The states.
const (
	// Connecting is the state before the companion first saw the meeting.
	Connecting State = iota
	// Live means that what is shown is what is.
	Live
	// Lost means that what is shown is old; the companion tries again by itself.
	Lost
	// Over means that the companion is out and does not come back.
	Over
)

// Snapshot is the meeting at one moment.
type Snapshot struct {
	State State
	// Since is when State became what it is.
	Since time.Time
	// Problem is why State is not Live. It is nil while the first try is under way, and after Leave.
	Problem error
	// Name is the meeting's.
	Name string
	// UserID is the companion's internal ID, by which it is found among Users.
	UserID string
	// Moderator says that the companion has a moderator's rights. Without them nobody is in Waiting, and no command is sent.
	Moderator bool
	// Waiting are the guests in the lobby, in the order of the server's line, then of their arrival here.
	Waiting []Guest
	// Users are those inside, the companion among them.
	Users []User
	// Policy says what happens to guests who come next.
	Policy bbb.GuestPolicy
	// LobbyMessage is what all in the lobby read.
	LobbyMessage string
	Recording    Recording
}

// Guest is someone who waits in the lobby. BigBlueButton does not tell what became of one who is gone from it: allowed, denied,
// by whomever, or gone by himself.
type Guest struct {
	// ID is the internal ID of this session, "w_" and some letters.
	ID string
	// ExtID is the userID of the join, by which a portal knows a person.
	ExtID string
	Name  string
	// Authed is BigBlueButton's word for those whose join did not call them guests. They are a line of their own.
	Authed bool
	Avatar string
	Color  string
	// Message is what this guest reads: the private message, else that for all.
	Message string
	// Position is the place in the line, from 1.
	Position int
	// Since is when the companion first saw the guest waiting, by the clock of this computer.
	Since time.Time
}

// User is someone inside.
type User struct {
	ID        string
	ExtID     string
	Name      string
	Moderator bool
	Presenter bool
	Guest     bool
	// Bot says that the join called this user a bot, as the companion's does.
	Bot    bool
	Mobile bool
	Authed bool
	Locked bool
	Away   bool
	// Hand says that it is raised.
	Hand bool
	// Disconnected says that the user has no connection for the moment.
	Disconnected bool
	Voice        Voice
	// Cameras is how many pictures the user sends.
	Cameras int
}

// Voice is what a user does with sound.
type Voice struct {
	// Joined says that the user hears, and unless ListenOnly or Muted can be heard.
	Joined     bool
	ListenOnly bool
	Muted      bool
}

// Recording says whether the meeting is being recorded now.
type Recording struct {
	On bool
	// Since is when it was last started, zero if the server does not tell.
	Since time.Time
}
