package loopback_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/loopback"
)

// The way through a whole sign-in is tested in the packages of the portals.
func TestPersonWhoStaysAwayIsTold(t *testing.T) {
	l, err := loopback.Listen(t.Context(), loopback.Browser{Open: func(string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	over, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	_, _, err = l.Ask(over, "https://provider.example.org/", "state")
	if refused, ok := errors.AsType[*portal.Error](err); !ok || refused.Code != loopback.CodeLate {
		t.Errorf("staying away answers %v", err)
	}
}
