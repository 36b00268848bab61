package bbb

import (
	"bytes"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The example stands in BigBlueButton's documentation, docs/docs/development/api.md.
func TestChecksumIsThatOfTheDocumentation(t *testing.T) {
	const text = "createname=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444" +
		"639259d4-9dd8-4b25-bf01-95f9567eaf4b"
	if got, want := string(SHA1.appendSum(nil, []byte(text))), "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"; got != want {
		t.Errorf("sha1 checksum = %s, want %s", got, want)
	}
}

func TestHashLengthTellsTheServerWhichHashItIs(t *testing.T) {
	for hash, want := range map[Hash]int{SHA1: 40, SHA256: 64, SHA384: 96, SHA512: 128, "": 64} {
		if got := len(hash.appendSum(nil, []byte("text"))); got != want {
			t.Errorf("%q has %d digits, want %d", hash, got, want)
		}
	}
}

func TestAddressIsCompleted(t *testing.T) {
	tests := []struct{ address, want string }{
		{"https://bbb.example.org", "https://bbb.example.org/bigbluebutton/api"},
		{" https://bbb.example.org/\n", "https://bbb.example.org/bigbluebutton/api"},
		{"https://bbb.example.org/bigbluebutton", "https://bbb.example.org/bigbluebutton/api"},
		{"https://bbb.example.org/bigbluebutton/api/", "https://bbb.example.org/bigbluebutton/api"},
		{"https://example.org:8443/one/bigbluebutton/", "https://example.org:8443/one/bigbluebutton/api"},
		{"http://127.0.0.1:8090", "http://127.0.0.1:8090/bigbluebutton/api"},
		{"", ""},
		{"bbb.example.org", ""},
		{"ftp://bbb.example.org", ""},
		{"https://", ""},
		{"https:///bigbluebutton", ""},
		{"https://ana:tulip@bbb.example.org", ""},
		{"https://bbb.example.org/?x=1", ""},
		{"https://bbb.example.org/#x", ""},
		{"https://bbb.example.org/rooms/ana", ""},
		{"https://bbb.example.org/bigbluebutton/api/create", ""},
		{"https://ana:tulip@bbb.example.org:port", ""},
	}
	for _, tt := range tests {
		c, err := New(Config{URL: tt.address, Secret: "s"})
		if tt.want == "" {
			if !errors.Is(err, ErrInvalid) || strings.Contains(err.Error(), "tulip") {
				t.Errorf("%q: error %v, want ErrInvalid without the password", tt.address, err)
			}
			continue
		}
		if err != nil || c.String() != tt.want {
			t.Errorf("%q became %v, %v, want %s", tt.address, c, err, tt.want)
		}
	}
}

func TestDeepAnswerIsRefused(t *testing.T) {
	deep := func(n int) []byte {
		return []byte("<response><returncode>SUCCESS</returncode>" + strings.Repeat("<a>", n) + strings.Repeat("</a>", n) +
			"</response>")
	}
	var a createAnswer
	if err := readAnswer(bytes.NewReader(deep(maxDepth-1)), &a); err != nil {
		t.Errorf("%d levels: %v", maxDepth, err)
	}
	if err := readAnswer(bytes.NewReader(deep(maxDepth)), &a); !errors.Is(err, ErrNotBBB) {
		t.Errorf("%d levels: error %v, want ErrNotBBB", maxDepth+1, err)
	}
}

func TestAnswerWithoutReturnCodeIsRefused(t *testing.T) {
	for _, body := range []string{
		"<response><running>true</running></response>",
		"<response><returncode>PERHAPS</returncode></response>",
		"<error><returncode>SUCCESS</returncode></error>",
		"",
	} {
		if err := readAnswer(strings.NewReader(body), new(createAnswer)); !errors.Is(err, ErrNotBBB) {
			t.Errorf("%q: error %v, want ErrNotBBB", body, err)
		}
	}
}

func TestNewerFormOfErrorsIsRead(t *testing.T) {
	var a createAnswer
	body := `<response><returncode>FAILED</returncode><errors><error key="idNotUnique" message="Taken"/></errors></response>`
	if err := readAnswer(strings.NewReader(body), &a); err != nil {
		t.Fatal(err)
	}
	if key, message := a.failure(); key != "idNotUnique" || message != "Taken" {
		t.Errorf("failure = %q, %q", key, message)
	}
}

func TestRedirectWithErrorsIsRead(t *testing.T) {
	err := redirected("join", http.StatusFound,
		`https://example.org/?errors=%5B%7B%22message%22%3A%22No%22%2C%22key%22%3A%22guestDeniedAccess%22%7D%5D`)
	if !errors.Is(err, ErrDenied) || errors.Is(err, ErrNotBBB) {
		t.Errorf("error %v, want ErrDenied", err)
	}
	for _, location := range []string{"https://example.org/login?next=tulip", "/?errors=[]", "/?errors=5", "::"} {
		err := redirected("create", http.StatusFound, location)
		if !errors.Is(err, ErrNotBBB) || strings.Contains(err.Error(), "tulip") {
			t.Errorf("redirect to %q: error %v, want ErrNotBBB without the query", location, err)
		}
	}
}

func TestRecordingIsReadFieldByField(t *testing.T) {
	body := `<response><returncode>SUCCESS</returncode><recordings><x/><recording><recordID>r</recordID><meetingID>m</meetingID>
<internalMeetingID>i</internalMeetingID><name>n</name><isBreakout>true</isBreakout><published></published><state>processed</state>
<startTime>1</startTime><endTime>2</endTime><participants>3</participants><rawSize>4</rawSize><size>5</size><metadata><a>b<c>d</c></a></metadata>
<playback><future/><format><type>t</type><url> u </url><processingTime>6</processingTime><length>7</length><size>8</size></format></playback>
<breakout><parentMeetingID>p</parentMeetingID></breakout></recording></recordings></response>`
	got, h, err := readRecordings(strings.NewReader(body))
	want := []Recording{{RecordID: "r", MeetingID: "m", InternalMeetingID: "i", Name: "n", IsBreakout: true, State: "processed", StartTime: 1,
		EndTime: 2, Participants: 3, RawSize: 4, Size: 5, Meta: map[string]string{"a": "b"}, Formats: []Format{{Type: "t", URL: "u",
			ProcessingTime: 6 * time.Millisecond, Length: 7 * time.Minute, Size: 8}}}}
	if err != nil || h.ReturnCode != success || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v\nwant %+v", got, err, want)
	}
}

func TestMeetingIsReadFieldByField(t *testing.T) {
	body := `<response><returncode>SUCCESS</returncode><meetings><meeting><meetingName>n</meetingName><meetingID>m</meetingID>
<internalMeetingID>i</internalMeetingID><createTime>1</createTime><voiceBridge>v</voiceBridge><dialNumber>d</dialNumber>
<attendeePW>a</attendeePW><moderatorPW>b</moderatorPW><running>true</running><duration>2</duration><hasUserJoined>true</hasUserJoined>
<recording>true</recording><hasBeenForciblyEnded>true</hasBeenForciblyEnded><startTime>3</startTime><endTime>4</endTime>
<participantCount>5</participantCount><listenerCount>6</listenerCount><voiceParticipantCount>7</voiceParticipantCount>
<videoCount>8</videoCount><maxUsers>9</maxUsers><moderatorCount>10</moderatorCount><attendees><attendee><userID>u</userID>
<fullName>f</fullName><role>MODERATOR</role><isPresenter>true</isPresenter><isListeningOnly>true</isListeningOnly>
<hasJoinedVoice>true</hasJoinedVoice><hasVideo>true</hasVideo><clientType>FLASH</clientType><customdata><k>v</k></customdata></attendee></attendees>
<metadata><x>y</x></metadata><isBreakout>true</isBreakout><parentMeetingID>p</parentMeetingID><sequence>11</sequence>
<freeJoin>true</freeJoin><breakoutRooms><breakout>b1</breakout><breakout>b2</breakout></breakoutRooms></meeting></meetings></response>`
	var got Meeting
	_, err := readMeetings(strings.NewReader(body), func(m *Meeting) error { got = *m; return nil })
	want := Meeting{Name: "n", MeetingID: "m", InternalMeetingID: "i", CreateTime: 1, StartTime: 3, EndTime: 4, AttendeePW: "a", ModeratorPW: "b",
		VoiceBridge: "v", DialNumber: "d", Running: true, Recording: true, HasUserJoined: true, HasBeenForciblyEnded: true, IsBreakout: true,
		ParentMeetingID: "p", Sequence: 11, FreeJoin: true, Breakouts: []string{"b1", "b2"}, Duration: 2 * time.Minute, ParticipantCount: 5,
		ModeratorCount: 10, ListenerCount: 6, VoiceParticipantCount: 7, VideoCount: 8, MaxUsers: 9, Meta: map[string]string{"x": "y"},
		Attendees: []Attendee{{UserID: "u", FullName: "f", Role: Moderator, IsPresenter: true, IsListeningOnly: true, HasJoinedVoice: true,
			HasVideo: true, ClientType: "FLASH", CustomData: map[string]string{"k": "v"}}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v\nwant %+v", got, err, want)
	}
}
