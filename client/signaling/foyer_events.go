package signaling

// Flags of someone who waits.
const (
	// FlagLooksLikeModerator marks a name that looks like a moderator's.
	FlagLooksLikeModerator = "looks_like_moderator"
	// FlagSameName marks a name that someone else has who waits or is inside.
	FlagSameName = "same_name"
	// FlagDeniedBefore marks someone who was turned away before.
	FlagDeniedBefore = "denied_before"
)

// FoyerState is Foyer's part of JoinSuccess.
type FoyerState struct {
	// JoinURL takes a guest into the meeting. For those who knocked only.
	JoinURL string `json:"join_url,omitempty"`

	// All that follows is for moderators only.

	// Capabilities are the actions of the namespace foyer that the server knows.
	Capabilities []string `json:"capabilities,omitempty"`
	// GuestPolicy is one of BigBlueButton's names, such as ASK_MODERATOR.
	GuestPolicy string `json:"guest_policy,omitempty"`
	// Remembered is the decision taken for whoever knocks next, empty if none is.
	Remembered string `json:"remembered,omitempty"`
	// Message is what is shown to everyone who waits, empty for nothing.
	Message string `json:"message,omitempty"`
	// ShowQueue tells whether those who wait see how many wait before them.
	ShowQueue bool `json:"show_queue,omitempty"`
	// Rules let someone in unasked; nil if there are none.
	Rules *Rules `json:"rules,omitempty"`
	// Blocks are those who are blocked.
	Blocks []BlockedGuest `json:"blocks,omitempty"`
}

// BlockedGuest is who is kept out of the meeting.
type BlockedGuest struct {
	BlockID int64  `json:"block_id"`
	Guest   string `json:"guest"`
	Name    string `json:"name"`
}

// FoyerParticipant is what Foyer tells moderators of someone who waits.
type FoyerParticipant struct {
	// Flags are things to look at before deciding, such as FlagSameName.
	Flags []string `json:"flags,omitempty"`
	// AskedName is what a renamed guest had called itself.
	AskedName string `json:"asked_name,omitempty"`
	// Message is what a moderator wrote to this one guest last.
	Message string `json:"message,omitempty"`
	// Account tells that the guest is signed in.
	Account bool `json:"account,omitempty"`
	// PersonalLink tells that the guest came by a personal link.
	PersonalLink bool `json:"personal_link,omitempty"`
	// EntersAs is RoleModerator if its personal link makes the guest one.
	EntersAs string `json:"enters_as,omitempty"`
	// RecordingConsent tells that the guest agreed to be recorded.
	RecordingConsent bool `json:"recording_consent,omitempty"`
}

// WaitingState is what Foyer tells someone who waits.
type WaitingState struct {
	// Attended tells whether a moderator is there.
	Attended bool `json:"attended"`
	// Message is what a moderator wrote to this guest, or else to everyone who waits; empty for nothing.
	Message string `json:"message,omitempty"`
}

// Person is who decided. The zero Person is the meeting itself, by its guest policy.
type Person struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// Denied tells a guest that a moderator turned it away.
type Denied struct {
	// Reason is what the moderator said, empty if nothing.
	Reason string `json:"reason,omitempty"`
	// Blocked tells that the guest is kept out until a moderator thinks better of it.
	Blocked bool `json:"blocked,omitempty"`
}

// Decided tells all moderators what was decided, for whom and by whom.
type Decided struct {
	// DecisionID is what Undo takes; 0 if the meeting itself decided.
	DecisionID int64 `json:"decision_id,omitempty"`
	// Decision is DecisionAllow or DecisionDeny.
	Decision string   `json:"decision"`
	Guests   []string `json:"guests"`
	By       Person   `json:"by"`
	Reason   string   `json:"reason,omitempty"`
	// Rule is which of Rules let the guests in, empty if none did.
	Rule string `json:"rule,omitempty"`
}

// Undone tells all moderators that a decision was taken back. The guests, who had not entered yet, wait again.
type Undone struct {
	DecisionID int64    `json:"decision_id"`
	Guests     []string `json:"guests"`
	By         Person   `json:"by"`
}

// Remembered tells all moderators what is decided from now on for whoever knocks.
type Remembered struct {
	// Decision is DecisionAllow, DecisionDeny, or empty when moderators are asked again.
	Decision string `json:"decision"`
	By       Person `json:"by"`
}

// PolicyChanged tells all moderators that the meeting has another guest policy.
type PolicyChanged struct {
	GuestPolicy string `json:"guest_policy"`
	By          Person `json:"by"`
}

// RulesChanged tells all moderators that other rules let someone in unasked.
type RulesChanged struct {
	Rules Rules  `json:"rules"`
	By    Person `json:"by"`
}

// Said tells those whom it is for, and all moderators, what a moderator wrote to those who wait.
type Said struct {
	// Target is the one guest whom it is for, empty if it is for everyone who waits.
	Target string `json:"target,omitempty"`
	// Text is the message; empty takes back the one before.
	Text string `json:"text"`
	// By is for moderators only.
	By Person `json:"by,omitzero"`
}

// Renamed tells a waiting guest that a moderator gave it another name. Moderators get DisplayNameChanged.
type Renamed struct {
	Name string `json:"name"`
}

// Blocked tells all moderators that someone is kept out.
type Blocked struct {
	BlockedGuest
	By Person `json:"by"`
}

// Unblocked tells all moderators that someone is no longer kept out, and may knock again.
type Unblocked struct {
	BlockedGuest
	By Person `json:"by"`
}

// QueueShown tells all moderators whether those who wait see how many wait before them.
type QueueShown struct {
	Show bool   `json:"show"`
	By   Person `json:"by"`
}

// Queue tells someone who waits its place, or with zero that the place is no longer shown.
type Queue struct {
	// Place is 1 for the first.
	Place int `json:"place"`
	Of    int `json:"of"`
}

// Attendance tells those who wait whether a moderator is there.
type Attendance struct {
	Attended bool `json:"attended"`
}

// MeetingStarted tells everyone that the meeting runs on its conference server.
type MeetingStarted struct{}

// MeetingEnded tells everyone that the meeting is over. The server closes the connection of whoever waited or was inside next.
type MeetingEnded struct{}

// FoyerError answers a command of the namespace foyer that could not be carried out.
type FoyerError struct {
	Error string `json:"error"`
}

// Values of FoyerError.Error, beside those above.
const (
	// ErrorInvalidDecision says that a decision names nobody, or an unknown decision, or too long a reason.
	ErrorInvalidDecision = "invalid_decision"
	// ErrorInvalidPolicy says that there is no such guest policy.
	ErrorInvalidPolicy = "invalid_policy"
	// ErrorInvalidRules says that rules contradict themselves, or are too many.
	ErrorInvalidRules = "invalid_rules"
	// ErrorInvalidText says that a message is too long.
	ErrorInvalidText = "invalid_text"
	// ErrorTooLate says that a decision cannot be undone any more: there is none of that number, or all its guests have entered.
	ErrorTooLate = "too_late"
	// ErrorConferenceUnavailable says that the conference server does not answer. Try again in a moment.
	ErrorConferenceUnavailable = "conference_unavailable"
	// ErrorNotRunning says that the meeting does not run, and that the guest may not start it. Try again once it has started.
	ErrorNotRunning = "not_running"
	// ErrorConsentRequired says that the meeting is recorded: the guest has to knock on its page, which asks for consent.
	ErrorConsentRequired = "consent_required"
	// ErrorSlowDown says that too many knock from this network at this moment. Try again in a moment.
	ErrorSlowDown = "slow_down"
	// ErrorInternal says that the server could not do it, and that its log says why. Nothing was changed.
	ErrorInternal = "internal"
)

func (Denied) event() (string, string)         { return Foyer, "denied" }
func (Decided) event() (string, string)        { return Foyer, "decided" }
func (Undone) event() (string, string)         { return Foyer, "undone" }
func (Remembered) event() (string, string)     { return Foyer, "remembered" }
func (PolicyChanged) event() (string, string)  { return Foyer, "policy_changed" }
func (RulesChanged) event() (string, string)   { return Foyer, "rules_changed" }
func (Said) event() (string, string)           { return Foyer, "said" }
func (Renamed) event() (string, string)        { return Foyer, "renamed" }
func (Blocked) event() (string, string)        { return Foyer, "blocked" }
func (Unblocked) event() (string, string)      { return Foyer, "unblocked" }
func (QueueShown) event() (string, string)     { return Foyer, "queue_shown" }
func (Queue) event() (string, string)          { return Foyer, "queue" }
func (Attendance) event() (string, string)     { return Foyer, "attendance" }
func (MeetingStarted) event() (string, string) { return Foyer, "meeting_started" }
func (MeetingEnded) event() (string, string)   { return Foyer, "meeting_ended" }
func (FoyerError) event() (string, string)     { return Foyer, "error" }

func newFoyerEvent(message string) Event {
	switch message {
	case "denied":
		return new(Denied)
	case "decided":
		return new(Decided)
	case "undone":
		return new(Undone)
	case "remembered":
		return new(Remembered)
	case "policy_changed":
		return new(PolicyChanged)
	case "rules_changed":
		return new(RulesChanged)
	case "said":
		return new(Said)
	case "renamed":
		return new(Renamed)
	case "blocked":
		return new(Blocked)
	case "unblocked":
		return new(Unblocked)
	case "queue_shown":
		return new(QueueShown)
	case "queue":
		return new(Queue)
	case "attendance":
		return new(Attendance)
	case "meeting_started":
		return new(MeetingStarted)
	case "meeting_ended":
		return new(MeetingEnded)
	case "error":
		return new(FoyerError)
	}
	return nil
}
