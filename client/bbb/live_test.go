//go:build live

package bbb_test

import (
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
)

// liveClient returns a client of the real server that the environment names. Without one the test fails: nothing that was not
// tested shall look as if it was.
func liveClient(t *testing.T, hash bbb.Hash) *bbb.Client {
	t.Helper()
	address, secret := os.Getenv("BBB_URL"), os.Getenv("BBB_SECRET")
	if address == "" || secret == "" {
		t.Fatal("BBB_URL and BBB_SECRET name no server: nothing was tested")
	}
	c, err := bbb.New(bbb.Config{URL: address, Secret: secret, Hash: hash, Timeout: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// liveMeeting makes a meeting, which the test ends.
func liveMeeting(t *testing.T, c *bbb.Client, p bbb.CreateParams) (bbb.CreateParams, bbb.Created) {
	t.Helper()
	p.MeetingID, p.Name = "foyer-live-test-"+strings.ToLower(rand.Text()), "Foyer’s live test – äöü <&>"
	p.AttendeePW, p.ModeratorPW, p.ExpireUnused, p.Duration = "ap", "mp", 2*time.Minute, 5*time.Minute
	made, err := c.Create(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return p, made
}

// liveEnd ends a meeting; a real server does so a moment later.
func liveEnd(t *testing.T, c *bbb.Client, id string) {
	t.Helper()
	if err := c.End(t.Context(), id, "mp"); err != nil {
		t.Error(err)
	}
}

func TestLiveServerTellsWhatItIs(t *testing.T) {
	c := liveClient(t, bbb.Auto)
	s, err := c.Server(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("server %+v", s)
	if err := c.CheckClock(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.PingHooks(t.Context()); err != nil {
		t.Logf("no bbb-webhooks: %v", err)
	}
}

func TestLiveHashes(t *testing.T) {
	if err := liveClient(t, bbb.Auto).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, h := range []bbb.Hash{bbb.SHA1, bbb.SHA256, bbb.SHA384, bbb.SHA512} {
		err := liveClient(t, h).Check(t.Context())
		if err != nil && !errors.Is(err, bbb.ErrChecksum) {
			t.Errorf("%s: %v", h, err)
		}
		if err == nil {
			taken++
		}
		t.Logf("%s: %v", h, err)
	}
	if taken == 0 {
		t.Error("no hash is taken")
	}
}

func TestLiveWrongSecretIsRefused(t *testing.T) {
	liveClient(t, "")
	c, err := bbb.New(bbb.Config{URL: os.Getenv("BBB_URL"), Secret: "wrong", Hash: bbb.Auto})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, c.Check(t.Context()), bbb.ErrChecksum)
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: "foyer-live-test", FullName: "Ana", Role: bbb.Viewer})
	wantKind(t, err, bbb.ErrChecksum)
}

func TestLiveMeetingFromCreateToEnd(t *testing.T) {
	c := liveClient(t, bbb.Auto)
	p, made := liveMeeting(t, c, bbb.CreateParams{Welcome: "hello", Meta: map[string]string{"foyer-test": "yes"},
		Documents: []bbb.Document{{Name: "notes.txt", Content: []byte("Foyer's live test"), Current: true}}})
	defer liveEnd(t, c, p.MeetingID)
	if made.CreateTime == 0 || made.InternalMeetingID == "" {
		t.Errorf("created %+v", made)
	}
	same := p
	same.Documents = nil
	if again, err := c.Create(t.Context(), same); err != nil || again.CreateTime != made.CreateTime {
		t.Errorf("created again %+v, %v", again, err)
	} else {
		t.Logf("a second create says duplicate: %v", again.Duplicate)
	}
	same.ModeratorPW = "other"
	_, err := c.Create(t.Context(), same)
	wantKind(t, err, bbb.ErrIDTaken)

	j, err := c.Join(t.Context(), bbb.JoinParams{MeetingID: p.MeetingID, FullName: "Foyer", Role: bbb.Moderator, UserID: "foyer",
		CreateTime: made.CreateTime})
	if err != nil || j.GuestStatus != bbb.GuestAllow || len(j.Cookies) == 0 {
		t.Fatalf("joined %+v, %v", j.GuestStatus, err)
	}
	for _, cookie := range j.Cookies {
		t.Logf("cookie %s has the path %q", cookie.Name, cookie.Path)
	}
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: p.MeetingID, FullName: "Foyer", Role: bbb.Viewer, CreateTime: made.CreateTime - 1})
	wantKind(t, err, bbb.ErrOtherRun)

	m, err := c.MeetingInfo(t.Context(), p.MeetingID)
	if err != nil || m.Name != p.Name || m.Meta["foyer-test"] != "yes" {
		t.Errorf("meeting %+v, %v", m, err)
	}
	found := false
	if err := c.EachMeeting(t.Context(), func(m bbb.Meeting) error { found = found || m.MeetingID == p.MeetingID; return nil }); err != nil || !found {
		t.Errorf("in the list: %v, %v", found, err)
	}
	if err := c.InsertDocument(t.Context(), p.MeetingID, bbb.Document{Name: "more.txt", Content: []byte("more")}); err != nil {
		t.Error(err)
	}
	if s, err := c.Server(t.Context()); err == nil && s.GraphQLWebsocketURL != "" {
		if err := c.SendChatMessage(t.Context(), p.MeetingID, "Foyer", "hello"); err != nil {
			t.Error(err)
		}
	}
}

func TestLiveGuestsWaitOrAreDenied(t *testing.T) {
	c := liveClient(t, bbb.Auto)
	ana := bbb.JoinParams{FullName: "Ana", Role: bbb.Viewer, UserID: "ana", Guest: new(true)}
	ask, _ := liveMeeting(t, c, bbb.CreateParams{GuestPolicy: bbb.AskModerator})
	defer liveEnd(t, c, ask.MeetingID)
	ana.MeetingID = ask.MeetingID
	if j, err := c.Join(t.Context(), ana); err != nil || j.GuestStatus != bbb.GuestWait {
		t.Errorf("joined as %q, %v, want WAIT", j.GuestStatus, err)
	}
	member := ana
	member.Guest, member.UserID = new(false), "member"
	if j, err := c.Join(t.Context(), member); err != nil || j.GuestStatus != bbb.GuestAllow {
		t.Errorf("a member joined as %q, %v, want ALLOW", j.GuestStatus, err)
	}
	deny, _ := liveMeeting(t, c, bbb.CreateParams{GuestPolicy: bbb.AlwaysDeny})
	defer liveEnd(t, c, deny.MeetingID)
	ana.MeetingID = deny.MeetingID
	_, err := c.Join(t.Context(), ana)
	wantKind(t, err, bbb.ErrDenied)
	t.Logf("a denied join answers %v", err)
}

func TestLiveRecordings(t *testing.T) {
	c := liveClient(t, bbb.Auto)
	all, err := c.Recordings(t.Context(), bbb.RecordingFilter{MeetingIDs: []string{"foyer-live-test-none"}})
	if err != nil || len(all) != 0 {
		t.Errorf("recordings %v, %v", all, err)
	}
	_, err = c.RecordingTextTracks(t.Context(), "foyer-live-test-none")
	t.Logf("text tracks of no recording: %v", err)
	if err == nil {
		t.Error("text tracks of no recording were found")
	}
}

func TestLiveUnknownMeeting(t *testing.T) {
	c := liveClient(t, bbb.Auto)
	_, err := c.MeetingInfo(t.Context(), "foyer-live-test-none")
	wantKind(t, err, bbb.ErrNotFound)
	if running, err := c.IsMeetingRunning(t.Context(), "foyer-live-test-none"); err != nil || running {
		t.Errorf("running %v, %v", running, err)
	}
}
