package meeting

// Source is the level that a value comes from.
type Source string

// The sources, from the weakest to the strongest.
const (
	FromDefault Source = "default"
	FromPortal  Source = "portal"
	FromGroup   Source = "group"
	FromRoom    Source = "room"
	FromMeeting Source = "meeting"
)

// Value is what holds, and where it comes from.
type Value[T any] struct {
	Value  T      `json:"value"`
	Source Source `json:"source"`
}

// Effective is what holds in a meeting, by the settings of all levels.
type Effective struct {
	GuestPolicy      Value[Policy]            `json:"guest_policy"`
	WhoMayStart      Value[Starter]           `json:"who_may_start"`
	AllModerators    Value[bool]              `json:"all_moderators"`
	MuteOnStart      Value[bool]              `json:"mute_on_start"`
	Record           Value[bool]              `json:"record"`
	Welcome          Value[string]            `json:"welcome"`
	ModeratorMessage Value[string]            `json:"moderator_message"`
	WaitingPlace     Value[Place]             `json:"waiting_place"`
	ConferenceLink   Value[string]            `json:"conference_link"`
	ShowQueue        Value[bool]              `json:"show_queue"`
	RecordingConsent Value[Notice]            `json:"recording_consent"`
	Terms            Value[Notice]            `json:"terms"`
	FollowRedirects  Value[bool]              `json:"follow_redirects"`
	Create           map[string]Value[string] `json:"create"`
	Join             map[string]Value[string] `json:"join"`
}

// DefaultModeratorMessage stands before the guest link in the chat of the moderators, in both languages since they share it.
const DefaultModeratorMessage = "Um externe Gäste einzuladen, teilen Sie diesen Link / To invite external guests, share this link: {link}"

// Level is the settings of one level.
type Level struct {
	Source   Source
	Settings Settings
}

// Inherit returns what holds by the settings of all levels, which stand from the weakest, the portal, to the strongest.
func Inherit(levels ...Level) Effective {
	return Effective{
		GuestPolicy:      pick(levels, AskModerator, func(s Settings) *Policy { return s.GuestPolicy }),
		WhoMayStart:      pick(levels, GuestsStart, func(s Settings) *Starter { return s.WhoMayStart }),
		AllModerators:    pick(levels, false, func(s Settings) *bool { return s.AllModerators }),
		MuteOnStart:      pick(levels, false, func(s Settings) *bool { return s.MuteOnStart }),
		Record:           pick(levels, false, func(s Settings) *bool { return s.Record }),
		Welcome:          pick(levels, "", func(s Settings) *string { return s.Welcome }),
		ModeratorMessage: pick(levels, DefaultModeratorMessage, func(s Settings) *string { return s.ModeratorMessage }),
		WaitingPlace:     pick(levels, FoyerWaits, func(s Settings) *Place { return s.WaitingPlace }),
		ConferenceLink:   pick(levels, "", func(s Settings) *string { return s.ConferenceLink }),
		ShowQueue:        pick(levels, true, func(s Settings) *bool { return s.ShowQueue }),
		RecordingConsent: pick(levels, Notice{}, func(s Settings) *Notice { return s.RecordingConsent }),
		Terms:            pick(levels, Notice{}, func(s Settings) *Notice { return s.Terms }),
		FollowRedirects:  pick(levels, true, func(s Settings) *bool { return s.FollowRedirects }),
		Create:           merge(levels, func(s Settings) map[string]string { return s.Create }),
		Join:             merge(levels, func(s Settings) map[string]string { return s.Join }),
	}
}

// pick returns the value of the strongest level that has one.
func pick[T any](levels []Level, fallback T, field func(Settings) *T) Value[T] {
	v := Value[T]{fallback, FromDefault}
	for _, l := range levels {
		if own := field(l.Settings); own != nil {
			v = Value[T]{*own, l.Source}
		}
	}
	return v
}

// merge returns each parameter of the strongest level that has it. An empty value takes a parameter away, and is kept to tell who
// did.
func merge(levels []Level, field func(Settings) map[string]string) map[string]Value[string] {
	all := map[string]Value[string]{}
	for _, l := range levels {
		for name, value := range field(l.Settings) {
			all[name] = Value[string]{value, l.Source}
		}
	}
	return all
}

// Door is the policy that Foyer acts by. Whom BigBlueButton's own lobby is to hold is let through here.
func (e Effective) Door() Policy { return e.door(e.GuestPolicy.Value) }

func (e Effective) door(p Policy) Policy {
	if e.WaitsInBigBlueButton() && p.Verdict() == "" {
		return AlwaysAccept
	}
	return p
}

// WaitsInBigBlueButton reports whether guests wait in BigBlueButton's own lobby. A plain link has none.
func (e Effective) WaitsInBigBlueButton() bool {
	return e.WaitingPlace.Value == BigBlueButtonWaits && e.ConferenceLink.Value == ""
}
