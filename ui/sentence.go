package ui

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"foyer/client/accounts"
	"foyer/client/portal"
)

// sentence says what went wrong, in the moderator's language, and what to do next. Causes that are of no use to a person go to the log.
func (u *UI) sentence(err error) string {
	var refusal *portal.Error
	var network net.Error
	switch {
	case errors.As(err, &refusal):
		return u.refusal(refusal)
	case errors.Is(err, portal.ErrSignedOut):
		return u.Texts.Get("app.error.signed_out")
	case errors.Is(err, accounts.ErrKeyringLocked):
		return u.Texts.Get("app.keyring.locked")
	case errors.Is(err, accounts.ErrKeyringMissing):
		return u.Texts.Get("app.keyring.missing")
	case errors.Is(err, context.DeadlineExceeded):
		return u.Texts.Get("app.error.slow")
	case errors.As(err, &network):
		slog.Warn("a server could not be reached", "error", err)
		return u.Texts.Get("app.error.unreachable")
	}
	slog.Warn("something failed", "error", err)
	return u.Texts.Get("app.error.unknown", map[string]string{"Cause": err.Error()})
}

// refusal translates the codes that a moderator can meet; the server's own sentence stands for all others.
func (u *UI) refusal(refusal *portal.Error) string {
	switch refusal.Code {
	case "wrong_credentials", "too_many_tries", "signed_out", "unknown_meeting", "unreachable", "forbidden", "invalid_address",
		"unknown_host", "certificate", "no_https", "moved", "not_a_foyer_server", "unavailable",
		"host_bbb_secret", "host_bbb_unreachable", "host_bbb_other":
		return u.Texts.Get("app.error." + refusal.Code)
	}
	if refusal.Detail != "" {
		return refusal.Detail
	}
	return u.Texts.Get("app.error.unknown", map[string]string{"Cause": refusal.Code})
}

// clock says when something was: the time if it was today, and the day as well if not.
func (u *UI) clock(t time.Time) string {
	now := u.Now()
	t = t.In(now.Location())
	if y, m, d := t.Date(); y == now.Year() && m == now.Month() && d == now.Day() {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
