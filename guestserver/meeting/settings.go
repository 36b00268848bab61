package meeting

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
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
	// RecordingConsent is the text that guests consent to if the meeting is recorded, Terms are the terms of use. Where there is neither
	// text nor URL, the recording has Foyer's own text, and there are no terms.
	RecordingConsent *Notice `json:"recording_consent,omitempty"`
	Terms            *Notice `json:"terms,omitempty"`
	// FollowRedirects leads each guest past a load balancer to the server that holds the meeting.
	FollowRedirects *bool `json:"follow_redirects,omitempty"`
	// Create and Join are further parameters of BigBlueButton's calls by their names there. Each is inherited on its own; an empty
	// value takes away what the levels above say.
	Create map[string]string `json:"create,omitempty"`
	Join   map[string]string `json:"join,omitempty"`
}

// Longest texts of the settings, in characters. Those that go to BigBlueButton stand in one address with all other parameters.
const (
	maxMessage = 1000
	maxNotice  = 20_000
	maxVersion = 40
)

// SettingErrors is what is wrong with settings, each by its key. It wraps ErrInvalid.
type SettingErrors []SettingError

// SettingError is what is wrong with one setting.
type SettingError struct {
	// Key is its JSON name; that of a parameter of BigBlueButton has its namespace and a dot before it, such as "create.duration".
	Key string
	// Reason completes the sentence that begins with the key.
	Reason string
}

// Error returns one sentence for each setting that is wrong.
func (e SettingErrors) Error() string {
	reasons := make([]string, len(e))
	for i, wrong := range e {
		reasons[i] = fmt.Sprintf("%q %s", wrong.Key, wrong.Reason)
	}
	return strings.Join(reasons, "; ")
}

// Unwrap returns ErrInvalid.
func (e SettingErrors) Unwrap() error { return ErrInvalid }

func (e *SettingErrors) add(key, format string, args ...any) {
	*e = append(*e, SettingError{key, fmt.Sprintf(format, args...)})
}

// wrongKind says why a value cannot be read.
func wrongKind(err error) string {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "must not be a " + kind.Value
	}
	return "has a value of another kind: " + strings.TrimPrefix(err.Error(), "json: ")
}

// ParseSettings reads settings from a JSON object and checks them. The error is SettingErrors, which names each key that is unknown or has
// a wrong value, or wraps ErrInvalid if the text is no JSON object.
func ParseSettings(data []byte) (Settings, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return Settings{}, fmt.Errorf("%w: the settings are no JSON object", ErrInvalid)
	}
	var s Settings
	var wrong SettingErrors
	fields := settingFields(&s)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		field, known := fields[key]
		if !known {
			wrong.add(fmt.Sprintf("%.60s", key), "is no setting")
			continue
		}
		d := json.NewDecoder(bytes.NewReader(object[key]))
		d.DisallowUnknownFields()
		if err := d.Decode(field); err != nil {
			wrong.add(key, "%s", wrongKind(err))
			reflect.ValueOf(field).Elem().SetZero() // What was read of it is not to be complained of as well.
		}
	}
	if more, ok := errors.AsType[SettingErrors](s.Check()); ok {
		wrong = append(wrong, more...)
	}
	if wrong != nil {
		return Settings{}, wrong
	}
	return s, nil
}

// settingFields returns pointers to all fields by their JSON names, which are told apart by case, too.
func settingFields(s *Settings) map[string]any {
	fields := map[string]any{}
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = v.Field(i).Addr().Interface()
	}
	return fields
}

// Check returns SettingErrors if something is wrong with the settings, and nil otherwise.
func (s Settings) Check() error {
	var wrong SettingErrors
	checkOneOf(&wrong, "guest_policy", s.GuestPolicy, AlwaysAccept, AlwaysDeny, AskModerator, AlwaysAcceptAuth)
	checkOneOf(&wrong, "who_may_start", s.WhoMayStart, ModeratorsStart, GuestsStart)
	checkOneOf(&wrong, "waiting_place", s.WaitingPlace, FoyerWaits, BigBlueButtonWaits)
	checkMessage(&wrong, "welcome", s.Welcome)
	checkMessage(&wrong, "moderator_message", s.ModeratorMessage)
	if link := s.ConferenceLink; link != nil && *link != "" && (!isWebAddress(*link) || !strings.HasPrefix(*link, "https://")) {
		wrong.add("conference_link", "must be an address with https://, not %.80q", *link)
	}
	checkNotice(&wrong, "recording_consent", s.RecordingConsent)
	checkNotice(&wrong, "terms", s.Terms)
	if s.Terms != nil && s.Terms.Version != "" && s.Terms.Empty() {
		wrong.add("terms.text", "is missing: without a text or an address there is nothing to agree to")
	}
	wrong = append(wrong, createCall().check(s.Create)...)
	wrong = append(wrong, joinCall().check(s.Join)...)
	if wrong == nil {
		return nil
	}
	return wrong
}

func checkOneOf[T ~string](wrong *SettingErrors, key string, value *T, known ...T) {
	if value != nil && !slices.Contains(known, *value) {
		wrong.add(key, "must be one of %v, not %.40q", known, *value)
	}
}

func checkMessage(wrong *SettingErrors, key string, text *string) {
	if text == nil {
		return
	}
	if reason := checkText(*text, maxMessage); reason != "" {
		wrong.add(key, "%s", reason)
	}
}

func checkNotice(wrong *SettingErrors, key string, n *Notice) {
	if n == nil {
		return
	}
	if reason := checkText(n.Version, maxVersion); reason != "" {
		wrong.add(key+".version", "%s", reason)
	}
	if n.Version == "" && (n.Text != "" || n.URL != "") {
		wrong.add(key+".version", "is missing: a consent is to a version")
	}
	if reason := checkText(n.Text, maxNotice); reason != "" {
		wrong.add(key+".text", "%s", reason)
	}
	if n.URL != "" && !isWebAddress(n.URL) {
		wrong.add(key+".url", "must be an address with https:// or http://, not %.80q", n.URL)
	}
}
