package ui

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"time"

	"foyer/assets"
	"foyer/client/accounts"
	"foyer/client/portal"
	"foyer/client/portal/rest"
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
	case errors.Is(err, accounts.ErrNoBus):
		return u.Texts.Get("app.keyring.no_bus")
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

// fail tells in the main window what went wrong.
func (u *UI) fail(err error) {
	u.failure = u.sentence(err)
	u.refresh()
}

// reason says why a connection is lost, if there is more to say than that nobody answers; otherwise it is empty.
func (u *UI) reason(err error) string {
	var refusal *portal.Error
	if !errors.As(err, &refusal) || refusal.Code == rest.CodeUnreachable {
		return ""
	}
	return u.refusal(refusal)
}

// refusal translates the codes that have a text; for all others, the server's own sentence stands.
func (u *UI) refusal(refusal *portal.Error) string {
	data := map[string]string{"Cause": refusal.Code, "Detail": refusal.Detail}
	if u.Host != nil {
		data["Folder"] = u.Host.Folder()
	}
	key := "app.error." + refusal.Code
	switch {
	case u.translated[key] != nil:
	case refusal.Detail != "":
		return refusal.Detail
	default:
		key = "app.error.unknown"
	}
	return strings.TrimSpace(u.Texts.Get(key, data)) // A refusal may have no detail.
}

// translated returns the keys of all texts in the language.
func translated(texts assets.Texts) map[string]any {
	keys, err := assets.Keys(texts.Language)
	if err != nil {
		slog.Error("texts for what can go wrong", "error", err)
	}
	return keys
}

// isolate marks a person's name as a run of its own in a text, which may be written in the other direction than the name: without, the
// space between them gets lost. The characters are FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
func isolate(name string) string { return "\u2068" + name + "\u2069" }

// clock says when something was: the time if it was today, and the day as well if not.
func (u *UI) clock(t time.Time) string {
	now := u.Now()
	t = t.In(now.Location())
	if y, m, d := t.Date(); y == now.Year() && m == now.Month() && d == now.Day() {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
