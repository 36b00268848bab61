package deskpage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// visit is somebody who moderates, at a meeting.
type visit struct {
	account account.Account
	meeting meeting.Meeting
}

// by is who acts, as the lobby knows it.
func (v visit) by() lobby.Person { return lobby.Person{ID: v.account.ID, Name: v.account.Name} }

func (v visit) path() string { return home + "/" + v.meeting.ID }

// signedIn calls fn for who is signed in, and has others sign in first.
func (d *Desk) signedIn(fn func(http.ResponseWriter, *http.Request, account.Account)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		acc, ok := d.Browsers.Account(r)
		if !ok {
			next := home
			if id := r.PathValue("id"); id != "" {
				next += "/" + url.PathEscape(id)
			}
			goTo(w, r, signInPath(next))
			return
		}
		fn(w, r, acc)
	}
}

// moderating calls fn for who moderates the meeting of the path. To others it does not exist.
func (d *Desk) moderating(fn func(http.ResponseWriter, *http.Request, visit)) http.HandlerFunc {
	return d.signedIn(func(w http.ResponseWriter, r *http.Request, acc account.Account) {
		v, err := d.visit(r.Context(), r.PathValue("id"), acc)
		switch {
		case errors.Is(err, meeting.ErrUnknown):
			d.unknownMeeting(w, r)
		case err != nil:
			d.failed(w, r, err)
		default:
			fn(w, r, v)
		}
	})
}

func (d *Desk) visit(ctx context.Context, meetingID string, acc account.Account) (visit, error) {
	role, err := d.Meetings.Access(ctx, acc.ID, meetingID)
	if err != nil {
		return visit{}, fmt.Errorf("find role: %w", err)
	}
	if !role.AtLeast(meeting.RoleModerator) {
		return visit{}, meeting.ErrUnknown
	}
	m, err := d.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return visit{}, fmt.Errorf("find meeting: %w", err)
	}
	return visit{acc, m}, nil
}

func (d *Desk) unknownMeeting(w http.ResponseWriter, r *http.Request) {
	d.Problem(w, r, http.StatusNotFound, "desk_meeting", home)
}

// failed says sorry for what is not the moderator's fault, and logs it.
func (d *Desk) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the moderator went away; there is nobody to tell
	}
	slog.ErrorContext(r.Context(), "desk page failed", "route", r.Pattern, "meeting", r.PathValue("id"), "error", err)
	d.Problem(w, r, http.StatusInternalServerError, "desk_internal", home)
}

// goTo sends the browser to another page.
func goTo(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, path, http.StatusSeeOther)
}
