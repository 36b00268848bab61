package bbb_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

// newClient returns a simulated server and a client of it.
func newClient(t *testing.T) (*bbb.Client, *bbbtest.Server) {
	t.Helper()
	server := bbbtest.NewServer(t, bbbtest.Options{})
	return clientOf(t, server, ""), server
}

func clientOf(t *testing.T, server *bbbtest.Server, hash bbb.Hash) *bbb.Client {
	t.Helper()
	c, err := bbb.New(bbb.Config{URL: server.URL, Secret: server.Secret, Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// choir is the meeting of most tests.
func choir() bbb.CreateParams {
	return bbb.CreateParams{MeetingID: "choir", Name: "Choir & friends <3", AttendeePW: "ap", ModeratorPW: "mp"}
}

func create(t *testing.T, c *bbb.Client, p bbb.CreateParams) bbb.Created {
	t.Helper()
	made, err := c.Create(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// open opens an address as a browser does, and returns the address at which it ends and the status.
func open(t *testing.T, address string) (*url.URL, int) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.Request.URL, resp.StatusCode
}

// enter brings a person into a meeting.
func enter(t *testing.T, c *bbb.Client, p bbb.JoinParams) {
	t.Helper()
	address, err := c.JoinURL(p)
	if err != nil {
		t.Fatal(err)
	}
	at, status := open(t, address)
	if at.Path != "/bigbluebutton/html5client/" || status != http.StatusOK {
		t.Fatalf("the way in ended at %s with status %d", at.Path, status)
	}
}

func TestGuestEntersMeetingAndIsSeenThere(t *testing.T) {
	c, _ := newClient(t)
	p := choir()
	p.GuestPolicy = bbb.AlwaysAccept
	p.Meta = map[string]string{"Portal": "foyer"}
	p.Duration = 90*time.Minute + time.Second
	p.MaxParticipants = 7
	p.Record = true
	made := create(t, c, p)
	if made.MeetingID != "choir" || made.CreateTime == 0 || made.InternalMeetingID == "" || made.Duplicate ||
		made.AttendeePW != "ap" || made.ModeratorPW != "mp" || made.HasUserJoined || made.HasBeenForciblyEnded ||
		made.Duration != 91*time.Minute {
		t.Errorf("created %+v", made)
	}
	if running, err := c.IsMeetingRunning(t.Context(), "choir"); err != nil || running {
		t.Errorf("running = %v, %v before anybody joined", running, err)
	}
	enter(t, c, bbb.JoinParams{MeetingID: "choir", FullName: "Mo & <i>Co</i>", Role: bbb.Moderator, UserID: "m1"})
	enter(t, c, bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer, UserID: "guest-1", Guest: new(true),
		CreateTime: made.CreateTime})
	if running, err := c.IsMeetingRunning(t.Context(), "choir"); err != nil || !running {
		t.Errorf("running = %v, %v with two inside", running, err)
	}
	m, err := c.MeetingInfo(t.Context(), "choir")
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != p.Name || !m.Running || !m.HasUserJoined || !m.Recording || m.MaxUsers != 7 || m.ParticipantCount != 2 ||
		m.ModeratorCount != 1 || m.Meta["portal"] != "foyer" || m.CreateTime != made.CreateTime || m.EndTime != 0 {
		t.Errorf("meeting %+v", m)
	}
	if len(m.Attendees) != 2 || m.Attendees[0].FullName != "Mo & <i>Co</i>" || m.Attendees[0].Role != bbb.Moderator ||
		m.Attendees[1].UserID != "guest-1" || m.Attendees[1].Role != bbb.Viewer || m.Attendees[1].ClientType != "HTML5" {
		t.Errorf("attendees %+v", m.Attendees)
	}
}

func TestCreateAgainFindsTheSameMeeting(t *testing.T) {
	c, _ := newClient(t)
	first := create(t, c, choir())
	second := create(t, c, choir())
	if !second.Duplicate || second.CreateTime != first.CreateTime || second.InternalMeetingID != first.InternalMeetingID {
		t.Errorf("first %+v, second %+v", first, second)
	}
	other := choir()
	other.ModeratorPW = "other"
	_, err := c.Create(t.Context(), other)
	wantKind(t, err, bbb.ErrIDTaken)
}

func TestMeetingsAreListed(t *testing.T) {
	c, _ := newClient(t)
	if all, err := c.Meetings(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("meetings of an empty server: %v, %v", all, err)
	}
	create(t, c, choir())
	create(t, c, bbb.CreateParams{MeetingID: "board", Name: "Board"})
	all, err := c.Meetings(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("meetings: %v, %v", all, err)
	}
	if names := all[0].Name + all[1].Name; names != "Choir & friends <3Board" && names != "BoardChoir & friends <3" {
		t.Errorf("meetings %q and %q", all[0].Name, all[1].Name)
	}
}

func TestEndedMeetingIsNotEntered(t *testing.T) {
	c, server := newClient(t)
	create(t, c, choir())
	enter(t, c, bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Moderator})
	if err := c.End(t.Context(), "choir", "mp"); err != nil {
		t.Fatal(err)
	}
	m, err := c.MeetingInfo(t.Context(), "choir")
	if err != nil || !m.HasBeenForciblyEnded || m.Running || m.EndTime == 0 {
		t.Errorf("ended meeting %+v, %v", m, err)
	}
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer})
	wantKind(t, err, bbb.ErrEnded)
	if got := server.Calls("end"); len(got) != 1 || got[0].Params.Get("password") != "mp" {
		t.Errorf("calls of end: %v", got)
	}
}

func TestUnknownMeetingIsNotFound(t *testing.T) {
	c, _ := newClient(t)
	_, err := c.MeetingInfo(t.Context(), "choir")
	wantKind(t, err, bbb.ErrNotFound)
	wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrNotFound)
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer})
	wantKind(t, err, bbb.ErrNotFound)
	if running, err := c.IsMeetingRunning(t.Context(), "choir"); err != nil || running {
		t.Errorf("running = %v, %v", running, err)
	}
}

func TestJoinWithoutBrowser(t *testing.T) {
	c, _ := newClient(t)
	p := choir()
	p.GuestPolicy = bbb.AskModerator
	made := create(t, c, p)
	ana := bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer, Guest: new(true)}
	j, err := c.Join(t.Context(), ana)
	if err != nil {
		t.Fatal(err)
	}
	if j.GuestStatus != bbb.GuestWait || j.MeetingID != made.InternalMeetingID || j.SessionToken == "" || j.UserID == "" ||
		j.AuthToken == "" || len(j.Cookies) != 1 || j.Cookies[0].Name != "JSESSIONID" {
		t.Errorf("joined %+v", j)
	}
	if at, status := open(t, j.URL); at.Path != "/bigbluebutton/html5client/guestWait" || status != http.StatusOK {
		t.Errorf("the way on is %s with status %d", at, status)
	}
	ana.Guest = new(false)
	if j, err := c.Join(t.Context(), ana); err != nil || j.GuestStatus != bbb.GuestAllow {
		t.Errorf("a member joined as %+v, %v", j, err)
	}
}

func TestRefusedJoins(t *testing.T) {
	c, _ := newClient(t)
	p := choir()
	p.GuestPolicy, p.MaxParticipants = bbb.AlwaysDeny, 1
	made := create(t, c, p)
	enter(t, c, bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Moderator, UserID: "m1"})
	ana := bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer, Guest: new(false)}
	_, err := c.Join(t.Context(), ana)
	wantKind(t, err, bbb.ErrFull)
	ana.CreateTime = made.CreateTime - 1
	_, err = c.Join(t.Context(), ana)
	wantKind(t, err, bbb.ErrOtherRun)
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Viewer, UserID: "m1",
		Guest: new(true)})
	wantKind(t, err, bbb.ErrDenied)
}

func TestEveryHashIsAccepted(t *testing.T) {
	server := bbbtest.NewServer(t, bbbtest.Options{})
	for _, name := range []string{"", "sha1", "SHA-256", "sha384", "SHA512"} {
		hash, err := bbb.ParseHash(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := clientOf(t, server, hash).Check(t.Context()); err != nil {
			t.Errorf("hash %q: %v", name, err)
		}
	}
	if _, err := bbb.ParseHash("md5"); err == nil {
		t.Error("md5 was accepted")
	}
}

func TestServerTellsItsVersion(t *testing.T) {
	c, _ := newClient(t)
	s, err := c.Server(t.Context())
	if err != nil || s.APIVersion != "2.0" || s.Version == "" {
		t.Errorf("server %+v, %v", s, err)
	}
}
