package meeting_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"foyer/guestserver/meeting"
)

// wrongKeys returns the keys that an error names.
func wrongKeys(t *testing.T, err error) []string {
	t.Helper()
	wrong, ok := errors.AsType[meeting.SettingErrors](err)
	if !ok || !errors.Is(err, meeting.ErrInvalid) {
		t.Fatalf("the error is %v, want SettingErrors of kind ErrInvalid", err)
	}
	keys := []string{}
	for _, w := range wrong {
		keys = append(keys, w.Key)
	}
	return keys
}

func TestSettingsAreRefusedByName(t *testing.T) {
	long := strings.Repeat("ü", 1001)
	for name, c := range map[string]struct {
		json string
		keys string
	}{
		"unknown setting":          {`{"guestPolicy":"ASK_MODERATOR"}`, "guestPolicy"},
		"setting in capitals":      {`{"Guest_Policy":"ASK_MODERATOR"}`, "Guest_Policy"},
		"unknown policy":           {`{"guest_policy":"ASK"}`, "guest_policy"},
		"policy of another kind":   {`{"guest_policy":1}`, "guest_policy"},
		"unknown starter":          {`{"who_may_start":"everyone"}`, "who_may_start"},
		"unknown place":            {`{"waiting_place":"bbb"}`, "waiting_place"},
		"text for a switch":        {`{"record":"true"}`, "record"},
		"plain http":               {`{"conference_link":"http://meet.example.org/choir"}`, "conference_link"},
		"no address":               {`{"conference_link":"choir"}`, "conference_link"},
		"script for an address":    {`{"conference_link":"javascript:alert(1)"}`, "conference_link"},
		"password in the address":  {`{"conference_link":"https://a:b@meet.example.org/"}`, "conference_link"},
		"long welcome":             {`{"welcome":"` + long + `"}`, "welcome"},
		"control character":        {`{"moderator_message":"a\u0007"}`, "moderator_message"},
		"terms without version":    {`{"terms":{"text":"Be kind."}}`, "terms.version"},
		"terms without text":       {`{"terms":{"version":"1"}}`, "terms.text"},
		"terms at no address":      {`{"terms":{"version":"1","url":"terms.html"}}`, "terms.url"},
		"terms with more":          {`{"terms":{"version":"1","title":"x"}}`, "terms"},
		"unknown parameter":        {`{"create":{"muteOnStrat":"true"}}`, "create.muteOnStrat"},
		"parameter in lower case":  {`{"create":{"bannertext":"x"}}`, "create.bannertext"},
		"join's in create":         {`{"create":{"avatarURL":"https://a.example/a.png"}}`, "create.avatarURL"},
		"create's in join":         {`{"join":{"duration":"60"}}`, "join.duration"},
		"Foyer's own":              {`{"create":{"meetingID":"x","guestPolicy":"ASK_MODERATOR","record":"true","checksum":"0"}}`, "create.checksum create.guestPolicy create.meetingID create.record"},
		"Foyer's own of a join":    {`{"join":{"role":"MODERATOR","guest":"false","userID":"x"}}`, "join.guest join.role join.userID"},
		"no switch":                {`{"create":{"webcamsOnlyForModerator":"yes"}}`, "create.webcamsOnlyForModerator"},
		"no number":                {`{"create":{"maxParticipants":"many","duration":"-1","userCameraCap":"1.5","maxNumPages":"+7"}}`, "create.duration create.maxNumPages create.maxParticipants create.userCameraCap"},
		"huge number":              {`{"create":{"maxParticipants":"99999999999999999999"}}`, "create.maxParticipants"},
		"no list":                  {`{"create":{"disabledFeatures":"chat, polls"}}`, "create.disabledFeatures"},
		"no JSON":                  {`{"create":{"groups":"[{"}}`, "create.groups"},
		"no address of a picture":  {`{"create":{"logo":"logo.png"}}`, "create.logo"},
		"number without quotes":    {`{"create":{"duration":60}}`, "create"},
		"metadata with a space":    {`{"create":{"meta_a b":"x"}}`, "create.meta_a b"},
		"Foyer's own metadata":     {`{"create":{"meta_foyer-meeting":"x","meta_Foyer-X":"x"}}`, "create.meta_Foyer-X create.meta_foyer-meeting"},
		"long value":               {`{"create":{"bannerText":"` + long + `"}}`, "create.bannerText"},
		"several in several":       {`{"record":1,"create":{"x":"1"},"nothing":null}`, "nothing record create.x"},
		"several values are wrong": {`{"guest_policy":"x","create":{"x":"1"},"join":{"y":"1"}}`, "guest_policy create.x join.y"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := meeting.ParseSettings([]byte(c.json))
			if got := strings.Join(wrongKeys(t, err), " "); got != c.keys {
				t.Errorf("the wrong keys are %q, want %q: %v", got, c.keys, err)
			}
			if !reflect.DeepEqual(s, meeting.Settings{}) {
				t.Errorf("wrong settings are %+v, want none", s)
			}
		})
	}
	for _, text := range []string{"", "[]", `"x"`, "{", "{} {}", `{"record":true`} {
		if _, err := meeting.ParseSettings([]byte(text)); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("ParseSettings(%s): %v, want ErrInvalid", text, err)
		}
	}
}

func TestRefusalSaysWhatToUseInstead(t *testing.T) {
	_, err := meeting.ParseSettings([]byte(`{"create":{"guestPolicy":"ASK_MODERATOR","MuteOnStart":"true","lockSettingsdisablecam":"true"}}`))
	for _, hint := range []string{`use the setting "guest_policy"`, `"muteOnStart" is known`, `"lockSettingsDisableCam" is known`} {
		if err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("the error %v lacks %s", err, hint)
		}
	}
}

func TestSettingsAreTaken(t *testing.T) {
	for _, text := range []string{
		`{}`, `null`, `{"guest_policy":null,"create":null}`,
		`{"guest_policy":"ALWAYS_ACCEPT_AUTH","who_may_start":"guests","waiting_place":"bigbluebutton","record":true}`,
		`{"conference_link":"https://meet.example.org/choir#config.x=1"}`, `{"conference_link":""}`,
		`{"welcome":"Hello\n<b>all</b>","moderator_message":"{link}","terms":{"version":"2026-03","url":"https://a.example/terms"}}`,
		`{"create":{"duration":"90","maxParticipants":"0","disabledFeatures":"chat,polls","bannerColor":"#ff0000","bannerText":"","meta_x-y":"z"}}`,
		`{"create":{"groups":"[{\"id\":\"1\"}]","plugin_timer":"1","logo":"https://a.example/l.png","moderatorOnlyMessage":"Phone 123"}}`,
		`{"join":{"userdata-bbb_override_default_locale":"de","avatarURL":"https://a.example/a.png","excludeFromDashboard":"true"}}`,
	} {
		s, err := meeting.ParseSettings([]byte(text))
		if err != nil {
			t.Errorf("ParseSettings(%s): %v", text, err)
			continue
		}
		again, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := meeting.ParseSettings(again); err != nil || !reflect.DeepEqual(same, s) {
			t.Errorf("%s comes back as %s, %v", text, again, err)
		}
	}
}

func FuzzParseSettings(f *testing.F) {
	f.Add([]byte(`{"guest_policy":"ASK_MODERATOR","create":{"duration":"1"},"join":{"userdata-x":"y"},"terms":{"version":"1"}}`))
	f.Add([]byte(`{"record":true,"record":1,"x":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := meeting.ParseSettings(data)
		if err != nil {
			if !errors.Is(err, meeting.ErrInvalid) || !reflect.DeepEqual(s, meeting.Settings{}) {
				t.Errorf("ParseSettings(%q) = %+v, %v; want nothing and ErrInvalid", data, s, err)
			}
			return
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := meeting.ParseSettings(text)
		if back, _ := json.Marshal(again); err != nil || string(back) != string(text) {
			t.Errorf("%q becomes %s and then %s, %v", data, text, back, err)
		}
	})
}

// TestInheritance sets one thing after the other on four levels, and looks what holds and who said so.
func TestInheritance(t *testing.T) {
	portal := meeting.Level{Source: meeting.FromPortal, Settings: meeting.Settings{
		GuestPolicy: new(meeting.AlwaysDeny), Welcome: new("Hello"), Record: new(true),
		Create: map[string]string{"duration": "60", "maxParticipants": "100"},
	}}
	group := meeting.Level{Source: meeting.FromGroup, Settings: meeting.Settings{
		Record: new(false), ShowQueue: new(false), Create: map[string]string{"duration": "90"}, Join: map[string]string{"userdata-x": "1"},
	}}
	room := meeting.Level{Source: meeting.FromRoom, Settings: meeting.Settings{Create: map[string]string{"duration": "", "bannerText": "Hi"}}}
	own := meeting.Level{Source: meeting.FromMeeting, Settings: meeting.Settings{GuestPolicy: new(meeting.AlwaysAccept), Welcome: new("")}}

	none := meeting.Inherit()
	if none.GuestPolicy != (meeting.Value[meeting.Policy]{Value: meeting.AskModerator, Source: meeting.FromDefault}) ||
		none.WaitingPlace.Value != meeting.FoyerWaits || !none.ShowQueue.Value || none.Record.Value || len(none.Create) != 0 {
		t.Errorf("without settings there holds %+v", none)
	}
	e := meeting.Inherit(portal, group, room, own)
	type value = meeting.Value[string]
	for what, c := range map[string]struct{ got, want any }{
		"guest policy":                    {e.GuestPolicy, meeting.Value[meeting.Policy]{Value: meeting.AlwaysAccept, Source: meeting.FromMeeting}},
		"record":                          {e.Record, meeting.Value[bool]{Value: false, Source: meeting.FromGroup}},
		"queue":                           {e.ShowQueue, meeting.Value[bool]{Value: false, Source: meeting.FromGroup}},
		"an emptied welcome":              {e.Welcome, value{Value: "", Source: meeting.FromMeeting}},
		"an unset place":                  {e.WaitingPlace, meeting.Value[meeting.Place]{Value: meeting.FoyerWaits, Source: meeting.FromDefault}},
		"a parameter that was taken away": {e.Create["duration"], value{Value: "", Source: meeting.FromRoom}},
		"a parameter of the portal":       {e.Create["maxParticipants"], value{Value: "100", Source: meeting.FromPortal}},
		"a parameter of the room":         {e.Create["bannerText"], value{Value: "Hi", Source: meeting.FromRoom}},
		"a parameter of the join":         {e.Join["userdata-x"], value{Value: "1", Source: meeting.FromGroup}},
	} {
		if c.got != c.want {
			t.Errorf("%s is %+v, want %+v", what, c.got, c.want)
		}
	}
}

// TestEverySettingIsInherited sets each field of the settings at the portal, and looks for it in what holds and in the document: no
// setting can be forgotten.
func TestEverySettingIsInherited(t *testing.T) {
	settings := reflect.TypeFor[meeting.Settings]()
	effective := reflect.TypeFor[meeting.Effective]()
	if settings.NumField() != effective.NumField() {
		t.Errorf("there are %d settings, and %d of them hold", settings.NumField(), effective.NumField())
	}
	document, err := os.ReadFile("../../docs/portal.md")
	if err != nil {
		t.Fatal(err)
	}
	for i := range settings.NumField() {
		field := settings.Field(i)
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); !strings.Contains(string(document), "`"+name+"`") {
			t.Errorf("docs/portal.md lacks %s", name)
		}
		if field.Type.Kind() == reflect.Map {
			continue // TestInheritance has them.
		}
		var s meeting.Settings
		reflect.ValueOf(&s).Elem().Field(i).Set(reflect.New(field.Type.Elem()))
		e := meeting.Inherit(meeting.Level{Source: meeting.FromPortal, Settings: s})
		got := reflect.ValueOf(e).FieldByName(field.Name)
		if !got.IsValid() || got.FieldByName("Source").Interface() != meeting.FromPortal {
			t.Errorf("%s is not inherited from the portal: %+v", field.Name, got)
		}
		held, _ := effective.FieldByName(field.Name)
		if tag := field.Tag.Get("json"); tag != held.Tag.Get("json")+",omitempty" {
			t.Errorf("%s is %s as a setting and %s as what holds", field.Name, tag, held.Tag.Get("json"))
		}
	}
}

func TestWaitingInBigBlueButtonLeavesTheDoorOpen(t *testing.T) {
	for _, c := range []struct {
		place  meeting.Place
		policy meeting.Policy
		link   string
		want   meeting.Policy
	}{
		{meeting.FoyerWaits, meeting.AskModerator, "", meeting.AskModerator},
		{meeting.FoyerWaits, meeting.AlwaysAcceptAuth, "", meeting.AlwaysAcceptAuth},
		{meeting.BigBlueButtonWaits, meeting.AskModerator, "", meeting.AlwaysAccept},
		{meeting.BigBlueButtonWaits, meeting.AlwaysAcceptAuth, "", meeting.AlwaysAccept},
		{meeting.BigBlueButtonWaits, meeting.AlwaysDeny, "", meeting.AlwaysDeny},
		{meeting.BigBlueButtonWaits, meeting.AskModerator, "https://meet.example.org/x", meeting.AskModerator},
	} {
		e := meeting.Inherit(meeting.Level{Settings: meeting.Settings{
			WaitingPlace: &c.place, GuestPolicy: &c.policy, ConferenceLink: &c.link,
		}})
		if got := e.Door(); got != c.want {
			t.Errorf("waiting at %s under %s with link %q: the door is %s, want %s", c.place, c.policy, c.link, got, c.want)
		}
	}
}
