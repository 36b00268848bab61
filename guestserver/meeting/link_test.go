package meeting_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/meeting"
)

// links returns the links of the house's meeting.
func (h *house) links(t *testing.T) []meeting.Link {
	t.Helper()
	links, err := h.Links(t.Context(), h.choir.ID)
	if err != nil {
		t.Fatal(err)
	}
	return links
}

// wantLink looks for a code, which leads to the choir with this outcome.
func (h *house) wantLink(t *testing.T, code string, want error) meeting.Link {
	t.Helper()
	m, l, err := h.MeetingByCode(t.Context(), code)
	if !errors.Is(err, want) || (want == nil) != (err == nil) {
		t.Errorf("MeetingByCode(%q): %v, want %v", code, err, want)
	}
	if m.ID != h.choir.ID || l.MeetingID != h.choir.ID {
		t.Errorf("MeetingByCode(%q) is %q with a link of %q, want the choir with %v, too", code, m.ID, l.MeetingID, want)
	}
	return l
}

func TestNewGuestLinkReplacesTheOldOne(t *testing.T) {
	h := newHouse(t)
	old := h.links(t)[0]
	old.Limit, old.AccessCode, old.OnlyWhileRunning, old.Off = 20, "4711", true, true
	if _, err := h.UpdateLink(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	l, err := h.NewGuestLink(t.Context(), h.choir.ID)
	if err != nil {
		t.Fatal(err)
	}
	if l.Code == old.Code || l.Off || l.Limit != 20 || l.AccessCode != "4711" || !l.OnlyWhileRunning {
		t.Errorf("the new link is %+v, want another code that is switched on, with the old rules", l)
	}
	if got := h.wantLink(t, old.Code, meeting.ErrReplaced); got.ReplacedBy != l.ID {
		t.Errorf("the old link is %+v, want it replaced by %s", got, l.ID)
	}
	h.wantLink(t, strings.ToUpper(l.Code), nil)
	m, err := h.Meeting(t.Context(), h.choir.ID)
	if err != nil || m.GuestCode != l.Code {
		t.Errorf("the meeting's code is %q, %v; want %q", m.GuestCode, err, l.Code)
	}
	if links := h.links(t); len(links) != 1 || links[0].ID != l.ID {
		t.Errorf("the links are %+v, want the new one", links)
	}
	if _, err := h.NewGuestLink(t.Context(), "unknown"); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("a new link of no meeting: %v, want ErrUnknown", err)
	}
}

func TestGuestLinkIsSwitchedOffAndOn(t *testing.T) {
	h := newHouse(t)
	l := h.links(t)[0]
	for _, off := range []bool{true, false} {
		l.Off = off
		var err error
		if l, err = h.UpdateLink(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		want := error(nil)
		if off {
			want = meeting.ErrSwitchedOff
		}
		h.wantLink(t, l.Code, want)
	}
	if err := h.RemoveLink(t.Context(), l.ID, l.Version); !errors.Is(err, meeting.ErrInvalid) {
		t.Errorf("removing the guest link: %v, want ErrInvalid", err)
	}
}

func TestLinkExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		l := h.links(t)[0]
		l.ExpiresAt = time.Now().Add(time.Hour)
		if _, err := h.UpdateLink(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour - time.Second)
		h.wantLink(t, l.Code, nil)
		<-time.After(time.Second)
		h.wantLink(t, l.Code, meeting.ErrExpired)
	})
}

func TestPersonalLinkPresetsNameAndRole(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	ana, err := h.NewPersonalLink(ctx, meeting.Link{MeetingID: h.choir.ID, Name: "Ana López", Role: meeting.EntersAsModerator})
	if err != nil {
		t.Fatal(err)
	}
	l := h.wantLink(t, ana.Code, nil)
	if l.Kind != meeting.PersonalLink || l.Name != "Ana López" || l.Role != meeting.EntersAsModerator || l.ID != ana.ID {
		t.Errorf("the link is %+v, want Ana's", l)
	}
	guest := h.wantLink(t, h.choir.GuestCode, nil) // It is still there.
	if links := h.links(t); len(links) != 2 || links[0].ID != guest.ID || links[1].ID != ana.ID {
		t.Errorf("the links are %+v, want the guest link and Ana's", links)
	}
	if _, err := h.NewGuestLink(ctx, h.choir.ID); err != nil {
		t.Fatal(err)
	}
	h.wantLink(t, ana.Code, nil) // A new guest link leaves Ana hers.
	if err := h.RemoveLink(ctx, ana.ID, ana.Version+1); !errors.Is(err, meeting.ErrConflict) {
		t.Errorf("removing another version: %v, want ErrConflict", err)
	}
	if err := h.RemoveLink(ctx, ana.ID, ana.Version); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.MeetingByCode(ctx, ana.Code); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("a removed link: %v, want ErrUnknown", err)
	}
}

func TestLinksThatCannotBeMade(t *testing.T) {
	h := newHouse(t)
	for name, l := range map[string]meeting.Link{
		"unknown role":      {Role: "owner"},
		"negative limit":    {Limit: -1},
		"code with a space": {AccessCode: "12 34"},
		"long code":         {AccessCode: strings.Repeat("1", meeting.MaxAccessCode+1)},
		"invisible name":    {Name: "\u200b"},
		"long name":         {Name: strings.Repeat("x", 101)},
	} {
		l.MeetingID = h.choir.ID
		if _, err := h.NewPersonalLink(t.Context(), l); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	if _, err := h.NewPersonalLink(t.Context(), meeting.Link{MeetingID: "unknown"}); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("no meeting: %v, want ErrUnknown", err)
	}
	guest := h.links(t)[0]
	guest.Role = meeting.EntersAsModerator
	if _, err := h.UpdateLink(t.Context(), guest); !errors.Is(err, meeting.ErrInvalid) {
		t.Errorf("a guest link for moderators: %v, want ErrInvalid", err)
	}
}
