package levelform

import "foyer/client/portal"

// kind is how a setting is edited.
type kind int

const (
	// choice has a few values, each with a text of its own.
	choice kind = iota
	// yesNo is true or false.
	yesNo
	// text is one line, prose several.
	text
	prose
	// notice is a text that guests agree to, with a version.
	notice
)

// field is one setting of the portal API.
type field struct {
	key    string
	kind   kind
	values []string
}

// fields are the settings that the app knows, in the order in which they are shown. Others keep their values.
func fields() []field {
	return []field{
		{"guest_policy", choice, []string{portal.AskModerator, portal.AlwaysAcceptAuth, portal.AlwaysAccept, portal.AlwaysDeny}},
		{"waiting_place", choice, []string{"foyer", "bigbluebutton"}},
		{"who_may_start", choice, []string{"moderators", "guests"}},
		{"show_queue", yesNo, nil},
		{"all_moderators", yesNo, nil},
		{"mute_on_start", yesNo, nil},
		{"record", yesNo, nil},
		{"welcome", prose, nil},
		{"moderator_message", prose, nil},
		{"conference_link", text, nil},
		{"follow_redirects", yesNo, nil},
		{"recording_consent", notice, nil},
		{"terms", notice, nil},
	}
}

// options are the values of a field that is chosen from a list.
func (f field) options() []any {
	if f.kind == yesNo {
		return []any{true, false}
	}
	all := make([]any, len(f.values))
	for i, v := range f.values {
		all[i] = v
	}
	return all
}
