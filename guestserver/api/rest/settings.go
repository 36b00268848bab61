package rest

import "foyer/guestserver/meeting"

// Settings are those of a group, a room or a meeting in the body of a request. What is wrong with them is answered for each key by its name.
type Settings meeting.Settings

// UnmarshalJSON reads and checks settings.
func (s *Settings) UnmarshalJSON(text []byte) error {
	parsed, err := meeting.ParseSettings(text)
	*s = Settings(parsed)
	return err
}
