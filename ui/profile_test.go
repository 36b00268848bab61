package ui

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/client/portal"
)

// registry is a portal with the moderator's own account.
type registry struct {
	desk.Portal
	name    string
	devices []portal.Device
	did     []string
	err     error
	// away is why nothing is told or revoked.
	away error
}

func (p *registry) Profile(context.Context) (portal.Profile, error) {
	return portal.Profile{Name: p.name}, p.away
}

func (p *registry) Rename(_ context.Context, name string) (portal.Profile, error) {
	p.name = name
	return portal.Profile{Name: name}, p.err
}

func (p *registry) ChangePassword(_ context.Context, old, password string) error {
	p.did = append(p.did, "password "+old+" "+password)
	if p.err == nil {
		p.devices = p.devices[:1]
	}
	return p.err
}

func (p *registry) Devices(context.Context) ([]portal.Device, error) {
	return slices.Clone(p.devices), p.away
}

func (p *registry) RevokeDevice(_ context.Context, id string) error {
	p.did = append(p.did, "revoke "+id)
	if p.away == nil {
		p.devices = slices.DeleteFunc(p.devices, func(d portal.Device) bool { return d.ID == id })
	}
	return p.away
}

func TestModeratorKeepsTheOwnAccount(t *testing.T) {
	d, a := quiet()
	since, until := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	p := &registry{name: "Ana", devices: []portal.Device{
		{ID: "1", Name: "Foyer on this computer", Since: since, Until: until, Current: true},
		{ID: "2", Name: "Firefox", Since: since.Add(-24 * time.Hour), Until: until},
		{ID: "3", Name: "Old phone", Since: since.Add(-48 * time.Hour), Until: until},
	}}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Accounts and hosting")
		s.tap(s.window(), "My account…")
		top := func() fyne.CanvasObject { return s.main.window.Canvas().Overlays().Top() }
		var entries []*widget.Entry
		walk(top(), func(o fyne.CanvasObject) {
			if e, ok := o.(*widget.Entry); ok {
				entries = append(entries, e)
			}
		})
		if len(entries) != 4 || entries[0].Text != "Ana" {
			t.Fatalf("there are %d fields", len(entries))
		}
		s.wantSaid(top(), "Firefox")
		s.wantSaid(top(), "this app · signed in since 09:00, until 2026-04-01 09:00")

		entries[0].SetText(" Ana López ")
		s.tap(top(), "Save")
		s.wantSaid(top(), "You are called Ana López from now on.")
		if p.name != "Ana López" {
			t.Errorf("the portal knows the name %q", p.name)
		}
		s.tap(top(), "Sign out there")
		s.wantUnsaid(top(), "Firefox")

		for i, text := range []string{"old", "new", "knew"} {
			entries[i+1].SetText(text)
		}
		s.tap(top(), "Change password")
		s.wantSaid(top(), "The new password is not the same twice.")
		entries[3].SetText("new")
		p.err = &portal.Error{Code: "wrong_credentials"}
		s.tap(top(), "Change password")
		s.wantSaid(top(), "E-mail or password is wrong. Check both and try again.")
		p.err = nil
		test.Type(entries[3], "")
		s.tap(top(), "Change password")
		s.wantSaid(top(), "Your password is changed. You are signed out everywhere else.")
		s.wantUnsaid(top(), "Old phone")
		if want := []string{"revoke 2", "password old new", "password old new"}; !slices.Equal(p.did, want) {
			t.Errorf("the portal was asked for %q, want %q", p.did, want)
		}
		for _, e := range entries[1:] {
			if e.Text != "" {
				t.Error("the form still has a password")
			}
		}
	})
}

func TestDeviceCanBeSignedOutAfterAFailure(t *testing.T) {
	d, a := quiet()
	p := &registry{name: "Ana", devices: []portal.Device{{ID: "2", Name: "Firefox"}}}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Accounts and hosting")
		s.tap(s.window(), "My account…")
		p.away = &portal.Error{Code: "conference_unavailable"}
		s.tap(s.overlay(), "Sign out there")
		s.tap(s.overlay(), "Sign out there")
		if want := []string{"revoke 2", "revoke 2"}; !slices.Equal(p.did, want) {
			t.Errorf("the portal was asked for %q, want %q", p.did, want)
		}
	})
}
