package signaling

// Conference is what a conference server tells of someone inside, beyond what the protocol has a word for. It does not travel: a
// line into the conference, as package client/bbb/bridge makes one, fills it.
type Conference struct {
	// ExtID is the portal's name for the person; at Foyer it is the guest's.
	ExtID string
	// Self says that this is the desk's own companion.
	Self bool
	// Talking says that the microphone is open, and Cameras how many pictures are sent.
	Talking bool
	Cameras int
}

// Mute turns microphones off. OpenTalk's RoomServer knows it, its legacy controller and Foyer do not.
type Mute struct {
	Participants []string `json:"participants"`
}

// Unban lets a participant come back. OpenTalk's RoomServer knows it, its legacy controller and Foyer do not.
type Unban struct {
	Target string `json:"target"`
}

func (Mute) command() (string, string)  { return Moderation, "mute" }
func (Unban) command() (string, string) { return Moderation, "unban" }
