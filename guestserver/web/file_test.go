package web

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"foyer/assets"
	"foyer/guestserver/web/invite"
)

// TestPosterWaitsForItsTurn has somebody who asks for a poster while another is drawn go away, and ask again after that.
func TestPosterWaitsForItsTurn(t *testing.T) {
	texts, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{posters: make(chan struct{}, 1)}
	s.posters <- struct{}{}
	var out bytes.Buffer
	draw := func(ctx context.Context) error {
		return s.poster(ctx, &out, texts.For("en"), invite.Invitation{Meeting: "Choir", URL: "https://foyer.example.org/b/choir-abc-def-ghj"})
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := draw(gone); !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Errorf("out of turn a poster of %d bytes is drawn, %v", out.Len(), err)
	}
	<-s.posters
	for range 2 {
		if err := draw(t.Context()); err != nil || !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) {
			t.Errorf("in its turn the poster is %.10q, %v", out.Bytes(), err)
		}
	}
}
