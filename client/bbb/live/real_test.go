//go:build live

package live_test

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/live"
)

// TestLiveLobby works the lobby of the real server that the environment names, in a meeting of its own.
func TestLiveLobby(t *testing.T) {
	address, secret := os.Getenv("BBB_URL"), os.Getenv("BBB_SECRET")
	if address == "" || secret == "" {
		t.Fatal("BBB_URL and BBB_SECRET name no server: nothing was tested")
	}
	c, err := bbb.New(bbb.Config{URL: address, Secret: secret, Timeout: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	id := "foyer-live-test-" + strings.ToLower(rand.Text())
	made, err := c.Create(t.Context(), bbb.CreateParams{MeetingID: id, Name: "Foyer’s live test", GuestPolicy: bbb.AskModerator,
		ModeratorPW: "mp", AttendeePW: "ap", Duration: 5 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	m, err := live.Open(ctx, live.Options{Join: live.ByAPI(c, bbb.JoinParams{MeetingID: id, FullName: "Foyer live test",
		UserID: "foyer-live-test", CreateTime: made.CreateTime})})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Leave(context.Background())
	if err := m.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Ana", "Ben"} {
		p := bbb.JoinParams{MeetingID: id, FullName: name, Role: bbb.Viewer, Guest: new(true), UserID: "foyer-" + name}
		if joined, err := c.Join(ctx, p); err != nil || joined.GuestStatus != bbb.GuestWait {
			t.Fatalf("%s: %+v, %v", name, joined, err)
		}
	}
	s := waiting(t, m, 2)
	if names(s.Waiting) != "Ana Ben" || s.Policy != bbb.AskModerator {
		t.Errorf("snapshot %+v", s)
	}
	for name, do := range map[string]func() error{
		"message to all":  func() error { return m.LobbyMessage(ctx, "Soon") },
		"message to one":  func() error { return m.LobbyMessageTo(ctx, s.Waiting[1].ID, "You, too") },
		"message in chat": func() error { return m.Chat(ctx, "Hello") },
		"mute all":        func() error { return m.MuteAll(ctx, false) },
	} {
		if err := do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := m.Allow(ctx, s.Waiting[0].ID); err != nil {
		t.Error(err)
	}
	if err := m.Remember(ctx, live.DenyGuests, live.Everyone); err != nil {
		t.Error(err)
	}
	if err := m.End(ctx); err != nil {
		t.Error(err)
	}
}
