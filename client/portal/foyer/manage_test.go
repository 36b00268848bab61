package foyer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/guestserver"
)

// house runs a real guest server with a simulated BigBlueButton, and returns the portal of its administrator.
func house(t *testing.T) (*foyer.Portal, string) {
	t.Helper()
	server, err := guestserver.Open(t.Context(), guestserver.Config{
		Data: t.TempDir(), Listen: "127.0.0.1:0", Simulate: true, Meeting: "Choir",
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if err := server.EnsureMeeting(t.Context(), "Choir"); err != nil {
		t.Fatal(err)
	}
	_, token, err := server.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := foyer.New(server.URL(), token)
	meetings, err := p.Meetings(t.Context())
	if err != nil || len(meetings) == 0 {
		t.Fatalf("there are %d meetings: %v", len(meetings), err)
	}
	return p, meetings[0].ID
}

func TestGroupsRoomsAndMeetingsAreMadeChangedAndDeleted(t *testing.T) {
	p, _ := house(t)
	ctx := t.Context()
	made := []portal.Details{}
	parent := ""
	for _, l := range []portal.Level{portal.GroupLevel, portal.RoomLevel, portal.MeetingLevel} {
		d, err := p.Save(ctx, portal.Details{Level: l, Parent: parent, Name: "School " + string(l)})
		if err != nil {
			t.Fatal(err)
		}
		if d.Parent != parent || d.Name != "School "+string(l) || d.Version == "" || !d.Owned {
			t.Errorf("made %+v in %q", d, parent)
		}
		made, parent = append(made, d), d.ID
	}
	groups, err := p.Groups(ctx)
	if err != nil || len(groups) != 2 {
		t.Fatalf("groups: %+v, %v", groups, err)
	}
	for _, g := range groups {
		if g.ID == made[0].ID && (len(g.Rooms) != 1 || g.Rooms[0].ID != made[1].ID || !g.Rooms[0].Owned) {
			t.Errorf("the group is listed as %+v", g)
		}
	}
	for i := 2; i >= 0; i-- {
		if err := p.Delete(ctx, made[i]); err != nil {
			t.Errorf("delete %s: %v", made[i].Level, err)
		}
	}
	if _, err := p.Details(ctx, portal.MeetingLevel, made[2].ID); code(t, err) != "unknown_meeting" {
		t.Errorf("a deleted meeting is answered with %v", err)
	}
}

func TestSettingsAreInheritedUntilTheyAreSet(t *testing.T) {
	p, id := house(t)
	ctx := t.Context()
	d, err := p.Details(ctx, portal.MeetingLevel, id)
	if err != nil {
		t.Fatal(err)
	}
	was := d.Effective["record"]
	if was.Value != false || was.Source == "meeting" {
		t.Fatalf("at first, record is %+v", was)
	}
	d.Settings = map[string]any{"record": true}
	d.StartsAt = time.Date(2026, 12, 1, 18, 0, 0, 0, time.UTC)
	saved, err := p.Save(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.Effective["record"]; got != (portal.Value{Value: true, Source: "meeting"}) || !saved.StartsAt.Equal(d.StartsAt) {
		t.Errorf("saved %+v, starts at %v", got, saved.StartsAt)
	}
	if _, err := p.Save(ctx, d); code(t, err) != "changed_meanwhile" {
		t.Errorf("an old version is saved over a new one: %v", err)
	}
	saved.Settings["record"] = nil
	back, err := p.Save(ctx, saved)
	if err != nil || back.Effective["record"] != was {
		t.Errorf("inherited again, record is %+v: %v", back.Effective["record"], err)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	p, id := house(t)
	d, err := p.Details(t.Context(), portal.MeetingLevel, id)
	if err != nil {
		t.Fatal(err)
	}
	d.Settings = map[string]any{"create": map[string]any{"duration": "long"}, "terms": map[string]any{"text": "Be kind."}}
	_, err = p.Save(t.Context(), d)
	refused, ok := errors.AsType[*portal.Error](err)
	if !ok || len(refused.Wrong) != 2 {
		t.Fatalf("wrong settings answer %+v", err)
	}
	for i, key := range []string{"terms.version", "create.duration"} {
		if w := refused.Wrong[i]; w.Key != key || w.Reason == "" {
			t.Errorf("wrong is %+v, want %s with a reason", w, key)
		}
	}
	d.Settings = map[string]any{"create": map[string]any{"duration": "60"}}
	saved, err := p.Save(t.Context(), d)
	if want := (portal.Value{Value: "60", Source: "meeting"}); err != nil || saved.Effective["create.duration"] != want {
		t.Errorf("saved, it is %+v, %v, want %+v", saved.Effective["create.duration"], err, want)
	}
	saved.Settings["create"] = map[string]any{"duration": nil}
	saved, err = p.Save(t.Context(), saved)
	if _, still := saved.Effective["create.duration"]; err != nil || still {
		t.Errorf("taken away, it is %+v, %v", saved.Effective["create.duration"], err)
	}
}

func TestLinksAreRenewedSwitchedOffAndMadeForOnePerson(t *testing.T) {
	p, id := house(t)
	ctx := t.Context()
	links, err := p.Links(ctx, id)
	if err != nil || len(links) != 1 || links[0].Personal {
		t.Fatalf("links: %+v, %v", links, err)
	}
	personal, err := p.NewLink(ctx, id, portal.Link{Personal: true, Name: "Bo", Moderator: true})
	if err != nil || personal.Name != "Bo" || !personal.Moderator || !personal.Personal {
		t.Fatalf("made %+v, %v", personal, err)
	}
	personal.Off = true
	if personal, err = p.SaveLink(ctx, id, personal); err != nil || !personal.Off {
		t.Errorf("switched off %+v, %v", personal, err)
	}
	renewed, err := p.NewLink(ctx, id, portal.Link{})
	if err != nil || renewed.URL == links[0].URL || renewed.Personal {
		t.Errorf("renewed %+v, %v", renewed, err)
	}
	renewed.Off = true
	if renewed, err = p.SaveLink(ctx, id, renewed); err != nil || !renewed.Off {
		t.Errorf("switched off %+v, %v", renewed, err)
	}
}

func TestModeratorJoinsPrintsAndReads(t *testing.T) {
	p, id := house(t)
	ctx := t.Context()
	if address, err := p.Join(ctx, id); err != nil || !strings.HasPrefix(address, "http") {
		t.Errorf("join at %q: %v", address, err)
	}
	if poster, err := p.Poster(ctx, id); err != nil || !strings.HasPrefix(poster, "http") {
		t.Errorf("the poster is at %q: %v", poster, err)
	}
	if entries, before, err := p.Log(ctx, id, ""); err != nil || before != "" {
		t.Errorf("the log is %+v, with more at %q: %v", entries, before, err)
	}
}

func TestModeratorTakesAnotherName(t *testing.T) {
	p, _ := house(t)
	me, err := p.Rename(t.Context(), "Ana López")
	if err != nil || me.Name != "Ana López" || me.Email == "" {
		t.Errorf("the account is %+v, %v", me, err)
	}
	_, err = p.Rename(t.Context(), " ")
	if refused, ok := errors.AsType[*portal.Error](err); !ok || refused.Code != "invalid_account" {
		t.Errorf("without a name: %v", err)
	}
}

func TestModeratorSeesWhereTheAccountIsSignedIn(t *testing.T) {
	p, _ := house(t)
	if who, err := p.Profile(t.Context()); err != nil || who.Email == "" {
		t.Errorf("the account is %+v, %v", who, err)
	}
	devices, err := p.Devices(t.Context())
	if err != nil || len(devices) != 1 || !devices[0].Current || devices[0].Since.IsZero() || !devices[0].Until.After(devices[0].Since) {
		t.Fatalf("it is signed in at %+v, %v, want here alone", devices, err)
	}
	if err := p.ChangePassword(t.Context(), "wrong", "a new password for Ana"); code(t, err) != "wrong_credentials" {
		t.Errorf("with a wrong password it answers %v", err)
	}
	if err := p.RevokeDevice(t.Context(), devices[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Devices(t.Context()); !errors.Is(err, portal.ErrSignedOut) {
		t.Errorf("after the session has ended it answers %v", err)
	}
}
