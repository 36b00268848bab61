package bbb

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// CreateParams are the parameters of create in BigBlueButton 2.x to 4.0, with the names of the API in the tags. Zero values
// are not sent: the server's own default holds, and a server ignores what it does not know. Where zero or false means
// something, the field is a pointer. Times are rounded up to minutes.
type CreateParams struct {
	// MeetingID is the caller's name for the meeting, 2 to 256 characters without a comma.
	MeetingID string `bbb:"meetingID"`
	// Name is what people see, at least 2 characters.
	Name string `bbb:"name"`
	// AttendeePW and ModeratorPW, once set, must be the same in every create of this meeting.
	AttendeePW  string      `bbb:"attendeePW"`
	ModeratorPW string      `bbb:"moderatorPW"`
	GuestPolicy GuestPolicy `bbb:"guestPolicy"`

	// Welcome is shown in the chat of everyone, with limited HTML. Escape what comes from others.
	Welcome string `bbb:"welcome"`
	// ModeratorOnlyMessage is the same for moderators. Both are fixed for the whole meeting, and a long text makes the
	// address of the call too long for some servers.
	ModeratorOnlyMessage string `bbb:"moderatorOnlyMessage"`
	BannerText           string `bbb:"bannerText"`
	// BannerColor, as #RRGGBB, is the banner's ground.
	BannerColor string `bbb:"bannerColor"`
	Logo        string `bbb:"logo"`
	DarkLogo    string `bbb:"darklogo"`
	// Copyright was dropped by BigBlueButton 4.0.
	Copyright string `bbb:"copyright"`

	// LogoutURL is where people go when they leave.
	LogoutURL string `bbb:"logoutURL"`
	// LoginURL is shown as an invitation to copy, from BigBlueButton 3.0 on.
	LoginURL string `bbb:"loginURL"`
	// MeetingEndedURL is called by the server when the meeting has ended.
	MeetingEndedURL string `bbb:"meetingEndedURL"`
	EndCallbackURL  string `bbb:"endCallbackUrl"`

	// MaxParticipants bounds how many are inside at a time.
	MaxParticipants int `bbb:"maxParticipants"`
	// Duration ends the meeting after this time.
	Duration time.Duration `bbb:"duration"`
	// ExpireUnused ends the meeting when nobody has joined for this time; 5 minutes at most servers.
	ExpireUnused time.Duration `bbb:"meetingExpireIfNoUserJoinedInMinutes"`
	// ExpireEmpty ends the meeting when nobody is inside any more; 1 minute at most servers, 0 for never.
	ExpireEmpty          *time.Duration `bbb:"meetingExpireWhenLastUserLeftInMinutes"`
	EndWhenNoModerator   *bool          `bbb:"endWhenNoModerator"`
	EndNoModeratorDelay  *time.Duration `bbb:"endWhenNoModeratorDelayInMinutes"`
	LogoutTimer          *time.Duration `bbb:"logoutTimer"`
	DashboardKept        *time.Duration `bbb:"learningDashboardCleanupDelayInMinutes"`
	LearningDashboard    *bool          `bbb:"learningDashboardEnabled"`
	KeepEvents           *bool          `bbb:"meetingKeepEvents"`
	RequestsNeedNoCookie *bool          `bbb:"allowRequestsWithoutSession"`

	// Record allows the meeting to be recorded.
	Record              bool  `bbb:"record"`
	AutoStartRecording  *bool `bbb:"autoStartRecording"`
	AllowStartStop      *bool `bbb:"allowStartStopRecording"`
	RecordFullDuration  *bool `bbb:"recordFullDurationMedia"`
	NotifyRecordingIsOn *bool `bbb:"notifyRecordingIsOn"`
	// NotifyRecordingAppend is a text that is added to the notice of a recording.
	NotifyRecordingAppend string `bbb:"notifyRecordingAppend"`

	// VoiceBridge is the number that people dial on the phone to reach this meeting.
	VoiceBridge string `bbb:"voiceBridge"`
	DialNumber  string `bbb:"dialNumber"`
	// WebVoice was dropped by BigBlueButton 4.0.
	WebVoice                string `bbb:"webVoice"`
	AudioBridge             string `bbb:"audioBridge"`
	CameraBridge            string `bbb:"cameraBridge"`
	ScreenShareBridge       string `bbb:"screenShareBridge"`
	MuteOnStart             *bool  `bbb:"muteOnStart"`
	AllowModsToUnmute       *bool  `bbb:"allowModsToUnmuteUsers"`
	AllowModsToEjectCameras *bool  `bbb:"allowModsToEjectCameras"`
	ConsentBeforeUnmuting   *bool  `bbb:"requireUserConsentBeforeUnmuting"`
	WebcamsOnlyForModerator *bool  `bbb:"webcamsOnlyForModerator"`
	UserCameraCap           *int   `bbb:"userCameraCap"`
	MeetingCameraCap        *int   `bbb:"meetingCameraCap"`
	MaxPinnedCameras        *int   `bbb:"maxPinnedCameras"`
	NoVirtualBackgrounds    *bool  `bbb:"virtualBackgroundsDisabled"`

	// Layout is one of CUSTOM_LAYOUT, SMART_LAYOUT, PRESENTATION_FOCUS, VIDEO_FOCUS and others; 4.0 knows other names.
	Layout              string `bbb:"meetingLayout"`
	AllowPromoteGuest   *bool  `bbb:"allowPromoteGuestToModerator"`
	MultiUserWhiteboard *bool  `bbb:"multiUserWhiteboardEnabled"`
	// DisabledFeatures are features that the meeting does without, such as "chat" or "privateChat"; DisabledFeaturesExclude
	// brings back ones that the server's operator has disabled.
	DisabledFeatures        []string `bbb:"disabledFeatures"`
	DisabledFeaturesExclude []string `bbb:"disabledFeaturesExclude"`

	Lock     LockSettings
	Breakout BreakoutSettings

	// PresentationURL is one presentation that the server fetches itself. Documents can be several.
	PresentationURL            string `bbb:"preUploadedPresentation"`
	PresentationName           string `bbb:"preUploadedPresentationName"`
	PresentationInsteadDefault *bool  `bbb:"preUploadedPresentationOverrideDefault"`
	PresentationCache          *bool  `bbb:"presentationConversionCacheEnabled"`
	PresentationExternalText   string `bbb:"presentationUploadExternalDescription"`
	PresentationExternalURL    string `bbb:"presentationUploadExternalUrl"`
	MaxNumPages                int    `bbb:"maxNumPages"`
	SharedNotesEditor          string `bbb:"sharedNotesEditor"`
	SharedNotesContentJSONURL  string `bbb:"sharedNotesInitialContentJsonUrl"`
	SharedNotesContent         string `bbb:"sharedNotesInitialContentMarkdown"`
	SharedNotesContentURL      string `bbb:"sharedNotesInitialContentMarkdownUrl"`
	AllowClientSettings        *bool  `bbb:"allowOverrideClientSettingsOnCreateCall"`
	ClientSettingsURL          string `bbb:"clientSettingsOverrideJsonUrl"`
	PluginManifestsFetchURL    string `bbb:"pluginManifestsFetchUrl"`
	PluginManifests            []PluginManifest
	Groups                     []Group
	// Plugin are parameters of plugins, sent as plugin_NAME.
	Plugin map[string]string

	// Documents are presentations for the new meeting. They are sent in the body, and such a create is not repeated when no
	// answer comes. ClientSettings, as JSON, goes the same way, from BigBlueButton 3.0 on.
	Documents      []Document
	ClientSettings json.RawMessage

	// Meta is returned with the meeting. Names have letters, digits and hyphens, and come back in lower case.
	Meta map[string]string
	// Extra are further parameters by their names in the API.
	Extra url.Values
}

// LockSettings are what viewers may not do. Nil leaves it to the server.
type LockSettings struct {
	DisableCam             *bool `bbb:"lockSettingsDisableCam"`
	DisableMic             *bool `bbb:"lockSettingsDisableMic"`
	DisableNotes           *bool `bbb:"lockSettingsDisableNotes"`
	DisablePrivateChat     *bool `bbb:"lockSettingsDisablePrivateChat"`
	DisablePublicChat      *bool `bbb:"lockSettingsDisablePublicChat"`
	HideUserList           *bool `bbb:"lockSettingsHideUserList"`
	HideViewersAnnotation  *bool `bbb:"lockSettingsHideViewersAnnotation"`
	HideViewersCursor      *bool `bbb:"lockSettingsHideViewersCursor"`
	LockOnJoin             *bool `bbb:"lockSettingsLockOnJoin"`
	LockOnJoinConfigurable *bool `bbb:"lockSettingsLockOnJoinConfigurable"`
	LockedLayout           *bool `bbb:"lockSettingsLockedLayout"`
	// PresenterPolicy is moderatorOnly, requireApproval or freeForAll, from BigBlueButton 4.0 on.
	PresenterPolicy string `bbb:"lockSettingsPresenterPolicy"`
}

// BreakoutSettings are those of a meeting's breakout rooms, and, from IsBreakout on, of a meeting that is one.
type BreakoutSettings struct {
	Enabled           *bool  `bbb:"breakoutRoomsEnabled"`
	Record            *bool  `bbb:"breakoutRoomsRecord"`
	PrivateChat       *bool  `bbb:"breakoutRoomsPrivateChatEnabled"`
	CaptureNotes      *bool  `bbb:"breakoutRoomsCaptureNotes"`
	CaptureNotesName  string `bbb:"breakoutRoomsCaptureNotesFilename"`
	CaptureSlides     *bool  `bbb:"breakoutRoomsCaptureSlides"`
	CaptureSlidesName string `bbb:"breakoutRoomsCaptureSlidesFilename"`
	IsBreakout        *bool  `bbb:"isBreakout"`
	ParentMeetingID   string `bbb:"parentMeetingID"`
	Sequence          int    `bbb:"sequence"`
	FreeJoin          *bool  `bbb:"freeJoin"`
}

// PluginManifest is a plugin that the meeting loads.
type PluginManifest struct {
	URL      string `json:"url"`
	Checksum string `json:"checksum,omitempty"`
}

// Group is a group of people that is proposed for breakout rooms. Roster holds their JoinParams.UserID.
type Group struct {
	ID     string   `json:"id"`
	Name   string   `json:"name,omitempty"`
	Roster []string `json:"roster,omitempty"`
}

func (p CreateParams) query() (*query, error) {
	if err := checkMeetingID("create", p.MeetingID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(p.Name) == "" {
		return nil, invalid("create", "the meeting has no name")
	}
	if len(p.ClientSettings) > 0 && !json.Valid(p.ClientSettings) {
		return nil, invalid("create", "the client settings are no JSON")
	}
	q := newQuery("create")
	q.fields(reflect.ValueOf(p))
	if len(p.PluginManifests) > 0 {
		q.json("pluginManifests", p.PluginManifests)
	}
	if len(p.Groups) > 0 {
		q.json("groups", p.Groups)
	}
	for _, name := range sortedNames(p.Plugin) {
		q.add("plugin_"+name, p.Plugin[name])
	}
	if err := q.meta(p.Meta); err != nil {
		return nil, err
	}
	return q, q.extra(p.Extra)
}

// json adds a value of this package that JSON can hold.
func (q *query) json(name string, value any) {
	if text, err := json.Marshal(value); err == nil {
		q.add(name, string(text))
	}
}

// fields adds the fields of a struct that have a tag, and those of structs inside it.
func (q *query) fields(v reflect.Value) {
	for i := range v.NumField() {
		name, tagged := v.Type().Field(i).Tag.Lookup("bbb")
		switch field := v.Field(i); {
		case tagged:
			q.field(name, field)
		case field.Kind() == reflect.Struct:
			q.fields(field)
		}
	}
}

// field adds one field unless it has its zero value.
func (q *query) field(name string, v reflect.Value) {
	if v.IsZero() {
		return
	}
	switch value := reflect.Indirect(v).Interface().(type) {
	case string:
		q.add(name, value)
	case GuestPolicy:
		q.add(name, string(value))
	case bool:
		q.add(name, strconv.FormatBool(value))
	case int:
		q.add(name, strconv.Itoa(value))
	case time.Duration:
		q.add(name, strconv.FormatInt(minutes(value), 10))
	case []string:
		q.list(name, value)
	}
}
