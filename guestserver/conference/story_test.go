package conference_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/account"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// hall is a conference on a simulated BigBlueButton, with a meeting of Ben's.
type hall struct {
	*conference.Conference
	t        *testing.T
	meetings *meeting.Meetings
	sim      *bbbtest.Simulator
	browser  *http.Client
	choir    meeting.Meeting
}

// newHall opens a hall that needs no network, so that time can pass in it.
func newHall(t *testing.T) *hall {
	t.Helper()
	sim := bbbtest.New(bbbtest.Options{Secret: "tulip"})
	h := &hall{t: t, sim: sim, meetings: meeting.New(storetest.Open(t, "ben", "cora")), browser: &http.Client{Transport: sim.Transport()}}
	client, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: "tulip", HTTPClient: h.browser})
	if err != nil {
		t.Fatal(err)
	}
	h.Conference = &conference.Conference{BBB: client, Meetings: h.meetings, PublicURL: "https://foyer.example.org"}
	h.choir = create(t, h.meetings, "ben", "Choir")
	return h
}

// set changes the meeting's own settings.
func (h *hall) set(s meeting.Settings) {
	h.t.Helper()
	h.choir.Settings = s
	var err error
	if h.choir, err = h.meetings.UpdateMeeting(h.t.Context(), h.choir); err != nil {
		h.t.Fatal(err)
	}
}

// guest returns a guest whom the meeting's policy let in, or a moderator of this ID.
func (h *hall) guest(decidedBy string) lobby.Guest {
	return lobby.Guest{ID: "ana", Name: "Ana", MeetingID: h.choir.ID, DecidedBy: lobby.Person{ID: decidedBy}}
}

// enter takes a guest in, and returns the parameters of the join.
func (h *hall) enter(g lobby.Guest) url.Values {
	h.t.Helper()
	address, err := h.JoinURL(h.t.Context(), g)
	if err != nil {
		h.t.Fatal(err)
	}
	return query(h.t, address)
}

func query(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// created returns the parameters of the only create.
func (h *hall) created() url.Values {
	h.t.Helper()
	calls := h.sim.Calls("create")
	if len(calls) != 1 {
		h.t.Fatalf("%d meetings were created, want 1", len(calls))
	}
	return calls[0].Params
}

func want(t *testing.T, got url.Values, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got.Get(name) != value || got.Has(name) != (value != "") {
			t.Errorf("%s is %q, want %q", name, got.Get(name), value)
		}
	}
}

func TestMeetingIsCreatedByTheSettingsOfAllLevels(t *testing.T) {
	h := newHall(t)
	p, err := h.meetings.Portal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.Settings = meeting.Settings{
		Welcome: new("Hello"), MuteOnStart: new(true),
		Create: map[string]string{"moderatorOnlyMessage": "Phone 030 123", "duration": "60", "maxParticipants": "20"},
	}
	if _, err := h.meetings.UpdatePortal(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	h.set(meeting.Settings{
		Record: new(true), Create: map[string]string{"duration": "", "meta_bbb-context": "Music", "lockSettingsDisableCam": "true"},
		Join: map[string]string{"userdata-bbb_override_default_locale": "de"},
	})
	joined := h.enter(h.guest("ben"))
	want(t, joined, map[string]string{
		"userdata-bbb_override_default_locale": "de", "guest": "true", "role": "VIEWER", "userID": "ana", "fullName": "Ana",
	})
	link := "https://foyer.example.org/b/" + h.choir.GuestCode
	want(t, h.created(), map[string]string{
		"name": "Choir", "meetingID": h.choir.ID, "record": "true", "muteOnStart": "true", "welcome": "Hello",
		"maxParticipants": "20", "duration": "", "lockSettingsDisableCam": "true", "guestPolicy": "ALWAYS_ACCEPT",
		"loginURL": link, "logoutURL": link + "/goodbye",
		"meta_bbb-context": "Music", "meta_foyer-meeting": h.choir.ID, "meta_foyer-room": h.choir.RoomID, "meta_foyer-group": h.choir.GroupID,
		"moderatorOnlyMessage": "Phone 030 123<br>Um externe Gäste einzuladen, teilen Sie diesen Link / " +
			"To invite external guests, share this link: " + link,
	})
}

func TestWhatNobodySetIsLeftToTheServer(t *testing.T) {
	h := newHall(t)
	h.enter(h.guest("ben"))
	want(t, h.created(), map[string]string{"muteOnStart": "", "record": "", "welcome": "", "duration": ""})
}

func TestInvitationIsOnesOwn(t *testing.T) {
	for name, c := range map[string]struct{ template, want string }{
		"a template":       {"Guests: <b>{link}</b>, {link}", "Guests: <b>LINK</b>, LINK"},
		"without the link": {"No guests, please.", "No guests, please."},
		"none":             {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			h.set(meeting.Settings{ModeratorMessage: &c.template})
			h.enter(h.guest("ben"))
			link := "https://foyer.example.org/b/" + h.choir.GuestCode
			want(t, h.created(), map[string]string{"moderatorOnlyMessage": strings.ReplaceAll(c.want, "LINK", link)})
		})
	}
}

// TestModeratorsAreToldThatTheLinkLetsNobodyIn closes the door in three ways.
func TestModeratorsAreToldThatTheLinkLetsNobodyIn(t *testing.T) {
	for name, close := range map[string]func(*hall){
		"policy": func(h *hall) { h.set(meeting.Settings{GuestPolicy: new(meeting.AlwaysDeny)}) },
		"switched off": func(h *hall) {
			h.changeLink(func(l *meeting.Link) { l.Off = true })
		},
		"expired": func(h *hall) {
			h.changeLink(func(l *meeting.Link) { l.ExpiresAt = time.Now().Add(-time.Minute) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			close(h)
			if err := h.Start(t.Context(), h.choir.ID); err != nil {
				t.Fatal(err)
			}
			if text := h.created().Get("moderatorOnlyMessage"); !strings.Contains(text, "lets nobody in") || strings.Contains(text, "To invite") {
				t.Errorf("the moderators are told %q", text)
			}
		})
	}
	h := newHall(t)
	if h.choir.LetsNobodyIn() {
		t.Error("a meeting that asks its moderator lets nobody in")
	}
	h.set(meeting.Settings{GuestPolicy: new(meeting.AlwaysDeny)})
	if !h.choir.LetsNobodyIn() {
		t.Error("a closed meeting is not marked")
	}
}

func (h *hall) changeLink(change func(*meeting.Link)) {
	h.t.Helper()
	links, err := h.meetings.Links(h.t.Context(), h.choir.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	change(&links[0])
	if _, err := h.meetings.UpdateLink(h.t.Context(), links[0]); err != nil {
		h.t.Fatal(err)
	}
}

func TestWhoEntersAsModerator(t *testing.T) {
	for name, c := range map[string]struct {
		settings meeting.Settings
		role     lobby.Role
		want     string
	}{
		"a guest":                        {meeting.Settings{}, lobby.RoleGuest, "VIEWER"},
		"one who is invited as one":      {meeting.Settings{}, lobby.RoleModerator, "MODERATOR"},
		"everyone":                       {meeting.Settings{AllModerators: new(true)}, lobby.RoleGuest, "MODERATOR"},
		"nobody whom BigBlueButton asks": {meeting.Settings{AllModerators: new(true), WaitingPlace: new(meeting.BigBlueButtonWaits)}, lobby.RoleModerator, "VIEWER"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			h.set(c.settings)
			g := h.guest("ben")
			g.Role = c.role
			want(t, h.enter(g), map[string]string{"role": c.want, "guest": "true"})
		})
	}
}

// TestGuestsCanWaitInBigBlueButton sends a guest to BigBlueButton's own lobby, and a member past it.
func TestGuestsCanWaitInBigBlueButton(t *testing.T) {
	h := newHall(t)
	h.set(meeting.Settings{WaitingPlace: new(meeting.BigBlueButtonWaits)})
	if door := h.choir.Door(); door.Verdict() != lobby.Allow {
		t.Errorf("Foyer's door says %q, want it to be open", door.Verdict())
	}
	address, err := h.JoinURL(t.Context(), h.guest(""))
	if err != nil {
		t.Fatal(err)
	}
	want(t, h.created(), map[string]string{"guestPolicy": "ASK_MODERATOR"})
	if end, _ := h.visit(address); !strings.Contains(end.Path, "guestWait") {
		t.Errorf("the guest came to %s, want to wait", end)
	}
	member := account.Account{ID: "cora", Name: "Cora"}
	h.setMember("cora", meeting.RoleMember)
	if address, err = h.JoinMember(t.Context(), h.choir.ID, member); err != nil {
		t.Fatal(err)
	}
	if end, _ := h.visit(address); strings.Contains(end.Path, "guestWait") {
		t.Errorf("the member came to %s, want into the meeting", end)
	}
}

func (h *hall) setMember(accountID string, role meeting.Role) {
	h.t.Helper()
	m := meeting.Membership{Scope: meeting.ScopeGroup, ScopeID: h.choir.GroupID, AccountID: accountID, Role: role}
	if err := h.meetings.SetMember(h.t.Context(), m); err != nil {
		h.t.Fatal(err)
	}
}

// visit opens an address as a browser does, and returns where it ended and what is shown there.
func (h *hall) visit(address string) (*url.URL, string) {
	h.t.Helper()
	return visit(h.t, h.browser, address)
}

// TestGuestsWaitUntilAModeratorStarts has a guest whom nobody let in but an open door come before the moderator.
func TestGuestsWaitUntilAModeratorStarts(t *testing.T) {
	h := newHall(t)
	h.set(meeting.Settings{GuestPolicy: new(meeting.AlwaysAccept), WhoMayStart: new(meeting.ModeratorsStart)})
	if _, err := h.JoinURL(t.Context(), h.guest("")); !errors.Is(err, meeting.ErrNotRunning) {
		t.Fatalf("before the start: %v, want ErrNotRunning", err)
	}
	h.setMember("cora", meeting.RoleMember)
	cora := account.Account{ID: "cora", Name: "Cora"}
	if _, err := h.JoinMember(t.Context(), h.choir.ID, cora); !errors.Is(err, meeting.ErrNotRunning) {
		t.Errorf("a member before the start: %v, want ErrNotRunning", err)
	}
	if n := len(h.sim.Calls("create")); n != 0 {
		t.Errorf("%d meetings were created by those who may not", n)
	}
	address, err := h.JoinModerator(t.Context(), h.choir.ID, account.Account{ID: "ben", Name: "Ben"}, false)
	if err != nil {
		t.Fatal(err)
	}
	want(t, query(t, address), map[string]string{"role": "MODERATOR", "guest": "false", "userID": "ben", "fullName": "Ben", "bot": ""})
	if end, page := h.visit(address); !strings.Contains(page, "Ben") {
		t.Fatalf("Ben came to %s", end)
	}
	h.forgetSights()
	guest := h.enter(h.guest(""))
	if guest.Get("createTime") == "" || guest.Get("createTime") != query(t, address).Get("createTime") {
		t.Errorf("the guest enters the run %q, want Ben's", guest.Get("createTime"))
	}
	if address, err = h.JoinMember(t.Context(), h.choir.ID, cora); err != nil {
		t.Fatal(err)
	}
	want(t, query(t, address), map[string]string{"role": "VIEWER", "guest": "false", "userID": "cora"})
}

// forgetSights makes the conference look at the meeting anew, as it does by itself after some seconds.
func (h *hall) forgetSights() {
	fresh := conference.Conference{BBB: h.BBB, Meetings: h.meetings, PublicURL: h.PublicURL}
	h.Conference = &fresh
}

func TestWhomAModeratorLetsInStartsTheMeeting(t *testing.T) {
	h := newHall(t)
	h.set(meeting.Settings{WhoMayStart: new(meeting.ModeratorsStart)})
	h.enter(h.guest("ben"))
	h.created()
}

func TestStrangersAreNoMembers(t *testing.T) {
	h := newHall(t)
	cora := account.Account{ID: "cora", Name: "Cora"}
	if _, err := h.JoinMember(t.Context(), h.choir.ID, cora); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("a stranger as member: %v, want ErrUnknown", err)
	}
	h.setMember("cora", meeting.RoleMember)
	if _, err := h.JoinModerator(t.Context(), h.choir.ID, cora, false); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("a member as moderator: %v, want ErrUnknown", err)
	}
	if n := len(h.sim.Calls()); n != 0 {
		t.Errorf("BigBlueButton was called %d times", n)
	}
	h.setMember("cora", meeting.RoleModerator)
	address, err := h.JoinMember(t.Context(), h.choir.ID, cora)
	if err != nil {
		t.Fatal(err)
	}
	want(t, query(t, address), map[string]string{"role": "MODERATOR", "guest": "false"})
}

func TestCompanionSaysWhatItIs(t *testing.T) {
	h := newHall(t)
	h.set(meeting.Settings{Join: map[string]string{"excludeFromDashboard": "false"}})
	ben := account.Account{ID: "ben", Name: "Ben"}
	if _, err := h.JoinModerator(t.Context(), h.choir.ID, ben, true); !errors.Is(err, meeting.ErrNotRunning) {
		t.Errorf("a companion of a meeting that nobody has started: %v", err)
	}
	if _, err := h.JoinModerator(t.Context(), h.choir.ID, ben, false); err != nil {
		t.Fatal(err)
	}
	address, err := h.JoinModerator(t.Context(), h.choir.ID, ben, true)
	if err != nil {
		t.Fatal(err)
	}
	want(t, query(t, address), map[string]string{
		"role": "MODERATOR", "userID": "ben-companion", "fullName": "Ben (Foyer)", "bot": "true", "excludeFromDashboard": "true", "guest": "false",
	})
}

func TestMeetingCanBeOnAnyOtherSystem(t *testing.T) {
	h := newHall(t)
	const link = "https://meet.example.org/choir#x"
	h.set(meeting.Settings{ConferenceLink: new(link), WhoMayStart: new(meeting.ModeratorsStart)})
	ben := account.Account{ID: "ben", Name: "Ben"}
	for who, join := range map[string]func() (string, error){
		"guest":     func() (string, error) { return h.JoinURL(t.Context(), h.guest("")) },
		"member":    func() (string, error) { return h.JoinMember(t.Context(), h.choir.ID, ben) },
		"moderator": func() (string, error) { return h.JoinModerator(t.Context(), h.choir.ID, ben, false) },
	} {
		if address, err := join(); err != nil || address != link {
			t.Errorf("%s: %q, %v; want the plain link", who, address, err)
		}
	}
	if running, _, err := h.Running(t.Context(), h.choir.ID); err != nil || !running {
		t.Errorf("Running = %t, %v; want true", running, err)
	}
	if err := h.Start(t.Context(), h.choir.ID); err != nil {
		t.Error(err)
	}
	h.end(true)
	if n := len(h.sim.Calls()); n != 0 {
		t.Errorf("BigBlueButton was called %d times", n)
	}
}
