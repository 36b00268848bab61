package meeting_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

func create(t *testing.T, meetings *meeting.Meetings, owner, name string) meeting.Meeting {
	t.Helper()
	m, err := meetings.Create(t.Context(), owner, name, false)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMeetingIsMadeAndFoundByItsLink(t *testing.T) {
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	m := create(t, meetings, "ben", "  Chorprobe ")
	if m.Name != "Chorprobe" || m.GuestPolicy != meeting.AskModerator || m.OwnerID != "ben" || m.Recorded {
		t.Errorf("made %+v, want Chorprobe, which asks Ben about each guest", m)
	}
	if len(m.AttendeePassword) < 20 || len(m.ModeratorPassword) < 20 || m.AttendeePassword == m.ModeratorPassword {
		t.Errorf("passwords %q and %q can be guessed", m.AttendeePassword, m.ModeratorPassword)
	}
	if link, want := meeting.GuestURL("https://foyer.example.org", m.GuestCode), "https://foyer.example.org/b/chorprobe-"; !strings.HasPrefix(link, want) {
		t.Errorf("guest link %q, want %q and more", link, want)
	}
	for _, typed := range []string{m.GuestCode, strings.ToUpper(m.GuestCode), strings.ReplaceAll(m.GuestCode, "-", " ")} {
		if found, _, err := meetings.MeetingByCode(t.Context(), typed); err != nil || found.ID != m.ID {
			t.Errorf("MeetingByCode(%q) = %+v, %v; want Chorprobe", typed, found, err)
		}
	}
	for _, typed := range []string{"", "---", "chorprobe", m.GuestCode + "x"} {
		if _, _, err := meetings.MeetingByCode(t.Context(), typed); !errors.Is(err, meeting.ErrUnknown) {
			t.Errorf("MeetingByCode(%q): %v, want ErrUnknown", typed, err)
		}
	}
}

func TestMeetingIsModeratedByItsOwner(t *testing.T) {
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	choir := create(t, meetings, "ben", "Choir")
	create(t, meetings, "cora", "Band")
	if role, err := meetings.Access(t.Context(), "ben", choir.ID); err != nil || role != meeting.RoleOwner {
		t.Errorf("Ben is %q, %v; want owner", role, err)
	}
	for _, c := range []struct{ account, id string }{{"cora", choir.ID}, {"", choir.ID}, {"ben", "unknown"}, {"ben", ""}} {
		if _, err := meetings.Access(t.Context(), c.account, c.id); !errors.Is(err, meeting.ErrUnknown) {
			t.Errorf("Access(%q, %q): %v, want ErrUnknown", c.account, c.id, err)
		}
	}
	if of, err := meetings.Of(t.Context(), "ben"); err != nil || len(of) != 1 || of[0].ID != choir.ID {
		t.Errorf("Ben's meetings are %+v, %v; want Choir", of, err)
	}
}

func TestMeetingNamesHaveLimits(t *testing.T) {
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	for _, name := range []string{"", " ", "x", " x ", strings.Repeat("ü", meeting.MaxName+1), "\u200b\u200b"} {
		if _, err := meetings.Create(t.Context(), "ben", name, false); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("Create(%q): %v, want ErrInvalid", name, err)
		}
	}
	create(t, meetings, "ben", strings.Repeat("ü", meeting.MaxName))
	create(t, meetings, "ben", "🎉🎉")
}

// TestMeetingNamesCannotForgeLines refuses what would be another line of a calendar file or a log, or turn around what stands beside it.
func TestMeetingNamesCannotForgeLines(t *testing.T) {
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	for _, name := range []string{"Choir\rEND:VEVENT", "Choir\nX", "Choir\u2028X", "Choir\x00", "Choir\u202egnp"} {
		if _, err := meetings.Create(t.Context(), "ben", name, false); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("Create(%q): %v, want ErrInvalid", name, err)
		}
		if _, err := meetings.CreateGroup(t.Context(), "ben", meeting.Group{Name: name}); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("CreateGroup(%q): %v, want ErrInvalid", name, err)
		}
	}
	create(t, meetings, "ben", "מקהלה\n")
}

// unlucky says of the first codes that they are taken, and then that the disk is full.
type unlucky struct {
	meeting.Store
	codes []string
}

var errDisk = errors.New("disk full")

func (u *unlucky) AddMeeting(ctx context.Context, m meeting.Meeting) error {
	u.codes = append(u.codes, m.GuestCode)
	switch {
	case len(u.codes) < 3:
		return meeting.ErrCodeTaken
	case m.Name == "Disk full":
		return errDisk
	}
	return u.Store.AddMeeting(ctx, m)
}

func TestCodeThatIsTakenIsReplaced(t *testing.T) {
	s := &unlucky{Store: storetest.Open(t, "ben", "cora")}
	meetings := meeting.New(s)
	m := create(t, meetings, "ben", "Choir")
	if len(s.codes) != 3 || s.codes[0] == s.codes[1] || m.GuestCode != s.codes[2] {
		t.Errorf("tried %q and took %q, want three codes and the last", s.codes, m.GuestCode)
	}
	if _, err := meetings.Create(t.Context(), "ben", "Disk full", false); !errors.Is(err, errDisk) {
		t.Errorf("Create on a full disk: %v, want that error", err)
	}
}

func TestPolicyAnswersTheKnock(t *testing.T) {
	for policy, want := range map[meeting.Policy]lobby.Verdict{
		meeting.AlwaysAccept: lobby.Allow, meeting.AlwaysDeny: lobby.Deny, meeting.AskModerator: "", meeting.AlwaysAcceptAuth: "", "?": "",
	} {
		if got := policy.Verdict(); got != want {
			t.Errorf("%s: verdict %q, want %q", policy, got, want)
		}
	}
}
