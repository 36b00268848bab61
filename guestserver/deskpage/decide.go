package deskpage

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// decide takes a decision: on the guest in the field allow or deny, or, with the field everyone, on all who wait.
func (d *Desk) decide(w http.ResponseWriter, r *http.Request, v visit) {
	decision := lobby.Decision{
		MeetingID: v.meeting.ID, Verdict: lobby.Verdict(r.PostFormValue("everyone")), By: v.by(), Reason: r.PostFormValue("reason"),
		Remember: r.PostFormValue("remember") != "",
	}
	decision.Everyone = decision.Verdict != ""
	for _, verdict := range []lobby.Verdict{lobby.Allow, lobby.Deny} {
		if guests := r.PostForm[string(verdict)]; !decision.Everyone && len(guests) > 0 {
			decision.Verdict, decision.Guests = verdict, guests
		}
	}
	if !decision.Everyone && len(decision.Guests) == 0 {
		d.tooLate(w, r, v, decision)
		return
	}
	decided, err := d.Lobby.Decide(r.Context(), decision)
	if err == nil && len(decided) == 0 && !decision.Remember {
		d.tooLate(w, r, v, decision)
		return
	}
	d.done(w, r, v, err)
}

// tooLate says why a decision changed nothing: somebody was first, or nobody waits.
func (d *Desk) tooLate(w http.ResponseWriter, r *http.Request, v visit, decision lobby.Decision) {
	texts := d.view(r, v.account, v.meeting)
	note := texts.T("desk.note.nobody")
	if len(decision.Guests) > 0 {
		g, err := d.Lobby.Find(r.Context(), v.meeting.ID, decision.Guests[0])
		if err != nil {
			d.done(w, r, v, err)
			return
		}
		note = texts.first(g)
	}
	d.show(w, r, v, http.StatusConflict, note)
}

// first tells who was first to decide on a guest.
func (v view) first(g lobby.Guest) string {
	key := "desk.first.gone"
	by := v.T("desk.log.itself")
	if g.DecidedBy.Name != "" {
		by = isolate(g.DecidedBy.Name)
	}
	switch {
	case g.State.Admitted():
		key = "desk.first.allow"
	case g.State == lobby.Denied:
		key = "desk.first.deny"
	}
	return v.Fill(key, "By", by, "Name", isolate(g.Name))
}

// done goes back to the meeting after something was done, or says why it was not.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, v visit, err error) {
	if err == nil {
		goTo(w, r, v.path())
		return
	}
	if key, status := noteOf(err); key != "" {
		d.show(w, r, v, status, d.view(r, v.account, v.meeting).T(key))
		return
	}
	if errors.Is(err, lobby.ErrInvalidDecision) {
		// The forms of the page say nothing of the kind.
		d.Problem(w, r, http.StatusBadRequest, "desk_form", v.path())
		return
	}
	d.failed(w, r, fmt.Errorf("act: %w", err))
}

// act answers a form by what it does in the lobby.
func (d *Desk) act(w http.ResponseWriter, r *http.Request, v visit, do func(ctx context.Context, meetingID string, by lobby.Person) error) {
	d.done(w, r, v, do(r.Context(), v.meeting.ID, v.by()))
}

// noteOf returns the text for what a moderator can meet, empty for what is ours to mend.
func noteOf(err error) (key string, status int) {
	for _, n := range notes {
		if errors.Is(err, n.err) {
			return n.key, n.status
		}
	}
	return "", 0
}
