package meeting

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Starter says who may start a meeting.
type Starter string

// Who may start a meeting.
const (
	// ModeratorsStart has guests whom the guest policy lets in wait until a moderator starts the meeting. Whom a moderator lets in
	// is waited for, and enters at once.
	ModeratorsStart Starter = "moderators"
	// GuestsStart has the first guest who is let in start it.
	GuestsStart Starter = "guests"
)

// Place is where guests wait.
type Place string

// The places to wait.
const (
	// FoyerWaits has guests wait on this server's pages: it works with every conference server, and before the meeting runs.
	FoyerWaits Place = "foyer"
	// BigBlueButtonWaits sends guests into BigBlueButton's own lobby, where a moderator inside the meeting decides.
	BigBlueButtonWaits Place = "bigbluebutton"
)

// Notice is a text that guests agree to.
type Notice struct {
	// Version names this wording, such as "2026-03". A consent is to a version.
	Version string `json:"version"`
	Text    string `json:"text,omitempty"`
	// URL is where the whole text is, if Text is not all of it.
	URL string `json:"url,omitempty"`
}

// Settings are those of one level: portal, group, room or meeting. What is nil is inherited from the level above. The JSON names are
// those of the portal API.
type Settings struct {
	GuestPolicy *Policy  `json:"guest_policy,omitempty"`
	WhoMayStart *Starter `json:"who_may_start,omitempty"`
	// AllModerators has guests, too, enter as moderators.
	AllModerators *bool `json:"all_moderators,omitempty"`
	MuteOnStart   *bool `json:"mute_on_start,omitempty"`
	// Record allows a recording, which each guest has to consent to.
	Record *bool `json:"record,omitempty"`
	// Welcome is shown to all in the meeting's chat.
	Welcome *string `json:"welcome,omitempty"`
	// ModeratorMessage is shown to the moderators in the meeting's chat; {link} stands for the guest link. It comes below
	// the text that the parameter moderatorOnlyMessage of Create may have.
	ModeratorMessage *string `json:"moderator_message,omitempty"`
	WaitingPlace     *Place  `json:"waiting_place,omitempty"`
	// ConferenceLink is a plain link, with https, to any other system that holds the meeting in place of BigBlueButton. An empty
	// one brings BigBlueButton back.
	ConferenceLink *string `json:"conference_link,omitempty"`
	// ShowQueue tells guests their place in the queue.
	ShowQueue *bool `json:"show_queue,omitempty"`
	// RecordingConsent is the text that guests consent to if the meeting is recorded, Terms are the terms of use. An empty
	// version of terms asks for none.
	RecordingConsent *Notice `json:"recording_consent,omitempty"`
	Terms            *Notice `json:"terms,omitempty"`
	// FollowRedirects leads each guest past a load balancer to the server that holds the meeting.
	FollowRedirects *bool `json:"follow_redirects,omitempty"`
	// Create and Join are further parameters of BigBlueButton's calls by their names there. Each is inherited on its own; an empty
	// value takes away what the levels above say.
	Create map[string]string `json:"create,omitempty"`
	Join   map[string]string `json:"join,omitempty"`
}

// ParseSettings reads settings from JSON and checks them. The error wraps ErrInvalid and names each key that is unknown or has a
// wrong value.
func ParseSettings(data []byte) (Settings, error) {
	var s Settings
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Settings{}, fmt.Errorf("%w: settings: %w", ErrInvalid, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Settings{}, fmt.Errorf("%w: settings: there is more than one JSON value", ErrInvalid)
	}
	return s, s.Check()
}

// Check returns what is wrong with the settings, each by its key. The error wraps ErrInvalid.
func (s Settings) Check() error { return nil }
