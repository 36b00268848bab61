package bbb_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
)

// documented are the parameters of create that BigBlueButton 2.x to 4.0 knows, but for meta_ and plugin_.
const documented = `allowModsToEjectCameras allowModsToUnmuteUsers allowOverrideClientSettingsOnCreateCall
allowPromoteGuestToModerator allowRequestsWithoutSession allowStartStopRecording attendeePW audioBridge
autoStartRecording bannerColor bannerText breakoutRoomsCaptureNotes breakoutRoomsCaptureNotesFilename
breakoutRoomsCaptureSlides breakoutRoomsCaptureSlidesFilename breakoutRoomsEnabled breakoutRoomsPrivateChatEnabled
breakoutRoomsRecord cameraBridge clientSettingsOverrideJsonUrl copyright darklogo dialNumber disabledFeatures
disabledFeaturesExclude duration endCallbackUrl endWhenNoModerator endWhenNoModeratorDelayInMinutes guestPolicy
learningDashboardEnabled lockSettingsDisableCam lockSettingsDisableMic lockSettingsDisableNotes
lockSettingsDisablePrivateChat lockSettingsDisablePublicChat lockSettingsHideUserList
lockSettingsHideViewersAnnotation lockSettingsHideViewersCursor lockSettingsLockOnJoin
lockSettingsLockOnJoinConfigurable lockSettingsLockedLayout lockSettingsPresenterPolicy loginURL logo logoutTimer
logoutURL maxNumPages maxParticipants maxPinnedCameras meetingCameraCap meetingEndedURL
meetingExpireIfNoUserJoinedInMinutes meetingExpireWhenLastUserLeftInMinutes meetingID meetingKeepEvents meetingLayout
moderatorOnlyMessage moderatorPW multiUserWhiteboardEnabled muteOnStart name notifyRecordingAppend
notifyRecordingIsOn pluginManifests pluginManifestsFetchUrl preUploadedPresentation preUploadedPresentationName
preUploadedPresentationOverrideDefault presentationConversionCacheEnabled presentationUploadExternalDescription
presentationUploadExternalUrl record recordFullDurationMedia requireUserConsentBeforeUnmuting screenShareBridge
sharedNotesEditor sharedNotesInitialContentJsonUrl sharedNotesInitialContentMarkdown
sharedNotesInitialContentMarkdownUrl userCameraCap virtualBackgroundsDisabled voiceBridge webVoice
webcamsOnlyForModerator welcome groups learningDashboardCleanupDelayInMinutes isBreakout parentMeetingID sequence freeJoin`

// fill gives each field with a tag a value.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch field := v.Field(i).Addr().Interface().(type) {
		case *string:
			*field = "text"
		case *bbb.GuestPolicy:
			*field = bbb.AskModerator
		case *bool:
			*field = true
		case **bool:
			*field = new(false)
		case *int:
			*field = 7
		case **int:
			*field = new(0)
		case *time.Duration:
			*field = time.Second
		case **time.Duration:
			*field = new(time.Duration(0))
		case *[]string:
			*field = []string{"chat", "polls"}
		case *bbb.LockSettings, *bbb.BreakoutSettings:
			fill(v.Field(i))
		}
	}
}

func TestCreateKnowsEveryDocumentedParameter(t *testing.T) {
	c, server := newClient(t)
	p := bbb.CreateParams{
		Groups:          []bbb.Group{{ID: "1", Name: "Altos", Roster: []string{"u1"}}},
		PluginManifests: []bbb.PluginManifest{{URL: "https://a.example/m.json"}},
		Plugin:          map[string]string{"x": "1"},
	}
	fill(reflect.ValueOf(&p).Elem())
	create(t, c, p)
	got := server.Calls("create")[0].Params
	names := strings.Fields(documented)
	for _, name := range names {
		if !got.Has(name) {
			t.Errorf("%s is not sent", name)
		}
		if len(got[name]) > 1 {
			t.Errorf("%s is sent %d times", name, len(got[name]))
		}
	}
	for name := range got {
		if !slices.Contains(names, name) && name != "checksum" && name != "plugin_x" {
			t.Errorf("%s is not documented", name)
		}
	}
	for name, want := range map[string]string{
		"duration": "1", "meetingExpireWhenLastUserLeftInMinutes": "0", "userCameraCap": "0", "muteOnStart": "false", "record": "true",
		"disabledFeatures": "chat,polls", "groups": `[{"id":"1","name":"Altos","roster":["u1"]}]`,
		"pluginManifests": `[{"url":"https://a.example/m.json"}]`, "lockSettingsHideUserList": "false",
	} {
		if got.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.Get(name), want)
		}
	}
}

func TestZeroParametersAreLeftToTheServer(t *testing.T) {
	c, server := newClient(t)
	create(t, c, bbb.CreateParams{MeetingID: "choir", Name: "Choir"})
	got := server.Calls("create")[0].Params
	got.Del("checksum")
	if want := (url.Values{"meetingID": {"choir"}, "name": {"Choir"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("sent %v", got)
	}
	_, err := c.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "Choir", ClientSettings: json.RawMessage("{")})
	wantKind(t, err, bbb.ErrInvalid)
}
