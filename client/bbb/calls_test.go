package bbb_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

// page joins as a moderator and returns the page of the meeting.
func page(t *testing.T, c *bbb.Client) string {
	t.Helper()
	address, err := c.JoinURL(bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Moderator, UserID: "m1"})
	if err != nil {
		t.Fatal(err)
	}
	return fetch(t, address)
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

func TestPresentationsComeWithCreateAndLater(t *testing.T) {
	c, server := newClient(t)
	p := choir()
	p.Documents = []bbb.Document{{Name: "songs & <more>.pdf", Content: []byte("%PDF-1.7"), Current: true, Downloadable: new(true)}}
	p.ClientSettings = json.RawMessage(`{"public":{"app":{"appName":"]]>"}}}`)
	create(t, c, p)
	if got := server.Calls("create")[0].Params.Get("name"); got != p.Name {
		t.Errorf("beside the body, the name became %q", got)
	}
	later := bbb.Document{URL: "https://a.example/notes.odt?x=1&y=2", Name: "notes.odt", Removable: new(false)}
	if err := c.InsertDocument(t.Context(), "choir", later); err != nil {
		t.Fatal(err)
	}
	has(t, page(t, c), "songs &amp; &lt;more&gt;.pdf", "notes.odt")
	if err := c.InsertDocument(t.Context(), "board", later); err == nil {
		t.Error("a document was put into a meeting that is not there")
	}
	for name, d := range map[string]bbb.Document{
		"nothing": {Name: "a.pdf"}, "no name": {Content: []byte("x")}, "both": {Name: "a.pdf", URL: "https://a.example", Content: []byte("x")},
	} {
		if err := c.InsertDocument(t.Context(), "choir", d); err == nil {
			t.Errorf("a document with %s was sent", name)
		} else {
			wantKind(t, err, bbb.ErrInvalid)
		}
	}
}

func TestChatMessageIsSeenInTheMeeting(t *testing.T) {
	c, _ := newClient(t)
	create(t, c, choir())
	if err := c.SendChatMessage(t.Context(), "choir", "Foyer", "Ana & <Bo> wait"); err != nil {
		t.Fatal(err)
	}
	has(t, page(t, c), "Foyer", "Ana &amp; &lt;Bo&gt; wait")
	wantKind(t, c.SendChatMessage(t.Context(), "board", "Foyer", "hello"), bbb.ErrNotFound)
	wantKind(t, c.SendChatMessage(t.Context(), "choir", "Foyer", ""), bbb.ErrInvalid)
}

func TestRecordingsAreFoundChangedAndDeleted(t *testing.T) {
	c, server := newClient(t)
	if all, err := c.Recordings(t.Context(), bbb.RecordingFilter{}); err != nil || len(all) != 0 {
		t.Errorf("recordings of an empty server: %v, %v", all, err)
	}
	begin := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	one := server.AddRecording(bbbtest.Recording{MeetingID: "choir", Name: "Choir & <co>", Start: begin, End: begin.Add(time.Hour),
		Participants: 3, Meta: map[string]string{"term": "1"}})
	two := server.AddRecording(bbbtest.Recording{MeetingID: "board", Name: "Board", Start: begin, End: begin, Unpublished: true})

	all, err := c.Recordings(t.Context(), bbb.RecordingFilter{MeetingIDs: []string{"choir", "club"}, Meta: map[string]string{"term": "1"}})
	if err != nil || len(all) != 1 {
		t.Fatalf("recordings %+v, %v", all, err)
	}
	want := bbb.Recording{RecordID: one, MeetingID: "choir", InternalMeetingID: one, Name: "Choir & <co>", Published: true,
		State: "published", StartTime: begin.UnixMilli(), EndTime: begin.Add(time.Hour).UnixMilli(), Participants: 3,
		Size: 1 << 20, RawSize: 2 << 20, Meta: map[string]string{"term": "1"}, Formats: []bbb.Format{{Type: "presentation",
			URL: server.URL + "/bigbluebutton/playback/presentation/" + one, ProcessingTime: 1500 * time.Millisecond, Length: time.Hour, Size: 1 << 20,
			Images: []bbb.Image{{URL: server.URL + "/presentation/thumb-1.png", Alt: "Choir & <co>", Width: 176, Height: 136}}}}}
	if !reflect.DeepEqual(all[0], want) {
		t.Errorf("recording %+v\nwant %+v", all[0], want)
	}
	if all, err := c.Recordings(t.Context(), bbb.RecordingFilter{States: []string{"unpublished"}}); err != nil || len(all) != 1 || all[0].RecordID != two {
		t.Errorf("unpublished: %+v, %v", all, err)
	}
	if all, err := c.Recordings(t.Context(), bbb.RecordingFilter{Offset: 1, Limit: 5}); err != nil || len(all) != 1 || all[0].RecordID != two {
		t.Errorf("second page: %+v, %v", all, err)
	}

	if err := c.PublishRecordings(t.Context(), false, one, two); err != nil {
		t.Error(err)
	}
	if err := c.UpdateRecordings(t.Context(), map[string]string{"term": "", "room": "12"}, one); err != nil {
		t.Error(err)
	}
	all, err = c.Recordings(t.Context(), bbb.RecordingFilter{RecordIDs: []string{one}})
	if err != nil || len(all) != 1 || all[0].Published || !reflect.DeepEqual(all[0].Meta, map[string]string{"room": "12"}) {
		t.Errorf("changed %+v, %v", all, err)
	}
	if err := c.DeleteRecordings(t.Context(), one); err != nil {
		t.Error(err)
	}
	wantKind(t, c.DeleteRecordings(t.Context(), one), bbb.ErrNotFound)
	wantKind(t, c.PublishRecordings(t.Context(), true, "none"), bbb.ErrNotFound)
	wantKind(t, c.DeleteRecordings(t.Context()), bbb.ErrInvalid)
	wantKind(t, c.UpdateRecordings(t.Context(), nil, ""), bbb.ErrInvalid)
}

func TestTextTracksOfARecording(t *testing.T) {
	c, server := newClient(t)
	id := server.AddRecording(bbbtest.Recording{MeetingID: "choir"})
	if all, err := c.RecordingTextTracks(t.Context(), id); err != nil || len(all) != 0 {
		t.Errorf("tracks before: %v, %v", all, err)
	}
	german := bbb.TextTrack{Kind: "subtitles", Lang: "de", Label: "Deutsch für alle"}
	if err := c.PutRecordingTextTrack(t.Context(), id, german, "de.vtt", []byte("WEBVTT\n")); err != nil {
		t.Fatal(err)
	}
	german.Source, german.Href = "upload", server.URL+"/captions/"+id+"/subtitles_de.vtt"
	if all, err := c.RecordingTextTracks(t.Context(), id); err != nil || !reflect.DeepEqual(all, []bbb.TextTrack{german}) {
		t.Errorf("tracks after: %+v, %v", all, err)
	}
	_, err := c.RecordingTextTracks(t.Context(), "none")
	wantKind(t, err, bbb.ErrNotFound)
	wantKind(t, c.PutRecordingTextTrack(t.Context(), "none", german, "de.vtt", []byte("WEBVTT\n")), bbb.ErrNotFound)
	wantKind(t, c.PutRecordingTextTrack(t.Context(), id, bbb.TextTrack{Kind: "songs", Lang: "de"}, "de.vtt", []byte("x")), bbb.ErrInvalid)

	wrong, err := bbb.New(bbb.Config{URL: server.URL, Secret: "wrong"})
	if err != nil {
		t.Fatal(err)
	}
	// This call answers with JSON and refuses with XML.
	_, err = wrong.RecordingTextTracks(t.Context(), id)
	wantKind(t, err, bbb.ErrChecksum)
}

func TestSecondScreenOfAPersonInside(t *testing.T) {
	c, server := newClient(t)
	create(t, c, choir())
	j, err := c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Moderator})
	if err != nil {
		t.Fatal(err)
	}
	address, err := c.SessionJoinURL(t.Context(), j, bbb.SessionParams{Name: "screen 2", Replace: true, UserData: map[string]string{"a": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	has(t, fetch(t, address), "You are in the meeting", "Mo")
	got := server.Calls("getJoinUrl")[0].Params
	if want := (url.Values{"sessionToken": {j.SessionToken}, "replaceSession": {"true"}, "sessionName": {"screen 2"}, "userdata-a": {"b"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("asked with %v, want %v", got, want)
	}
	j.Cookies = nil
	if address, err := c.SessionJoinURL(t.Context(), j, bbb.SessionParams{}); err == nil || address != "" {
		t.Errorf("without the cookie: %q, %v", address, err)
	}
}

func TestHookTellsWhoComes(t *testing.T) {
	events := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var all []struct{ Data struct{ ID string } }
		if err := json.Unmarshal([]byte(r.PostFormValue("event")), &all); err != nil || len(all) != 1 || r.URL.Query().Get("checksum") == "" {
			events <- "bad event: " + r.PostFormValue("event")
			return
		}
		events <- all[0].Data.ID
	}))
	defer receiver.Close()
	c, _ := newClient(t)
	if err := c.PingHooks(t.Context()); err != nil {
		t.Error(err)
	}
	h, err := c.CreateHook(t.Context(), bbb.Hook{CallbackURL: receiver.URL + "/?a=1&b=2", MeetingID: "choir", Events: []string{"user-joined", "meeting-ended"}})
	if err != nil || h.ID == "" || h.Duplicate {
		t.Fatalf("hook %+v, %v", h, err)
	}
	if again, err := c.CreateHook(t.Context(), h); err != nil || again.ID != h.ID || !again.Duplicate {
		t.Errorf("the same hook again: %+v, %v", again, err)
	}
	if all, err := c.Hooks(t.Context(), "choir"); err != nil || !reflect.DeepEqual(all, []bbb.Hook{h}) {
		t.Errorf("hooks %+v, %v, want %+v", all, err, h)
	}
	create(t, c, choir())
	page(t, c)
	if err := c.End(t.Context(), "choir", ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"user-joined", "meeting-ended"} {
		if got := <-events; got != want {
			t.Errorf("event %q, want %q", got, want)
		}
	}
	if err := c.DestroyHook(t.Context(), h.ID); err != nil {
		t.Error(err)
	}
	wantKind(t, c.DestroyHook(t.Context(), h.ID), bbb.ErrNotFound)
	if all, err := c.Hooks(t.Context(), ""); err != nil || len(all) != 0 {
		t.Errorf("hooks after: %v, %v", all, err)
	}
}
