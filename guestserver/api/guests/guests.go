// Package guests serves the part of the portal API that is about a meeting's guests: who waits, what is decided, and what was.
package guests

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Lobby is what the API needs of the lobby.
type Lobby interface {
	GuestsAfter(ctx context.Context, meetingID string, states []lobby.State, place int64, limit int) ([]lobby.Guest, error)
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
	Decide(ctx context.Context, d lobby.Decision) ([]lobby.Guest, error)
	Undo(ctx context.Context, meetingID string, decisionID int64, by lobby.Person) ([]lobby.Guest, error)
	Remember(ctx context.Context, meetingID string, v lobby.Verdict, by lobby.Person) error
	Say(ctx context.Context, meetingID, guestID, text string, by lobby.Person) error
	Rename(ctx context.Context, meetingID, guestID, name string, by lobby.Person) error
	ShowQueue(ctx context.Context, meetingID string, show bool, by lobby.Person) error
	SetRules(ctx context.Context, meetingID string, r lobby.Rules, by lobby.Person) error
	Block(ctx context.Context, meetingID, guestID string, by lobby.Person) error
	Unblock(ctx context.Context, meetingID string, blockID int64, by lobby.Person) error
	Blocks(ctx context.Context, meetingID string) ([]lobby.Block, error)
	SendBack(ctx context.Context, meetingID, guestID string, by lobby.Person) error
	Kick(ctx context.Context, meetingID, guestID string, by lobby.Person, ban bool) error
	Decisions(ctx context.Context, meetingID string, before int64, limit int) ([]lobby.LogEntry, error)
	DataOf(ctx context.Context, meetingID, guestID string) (lobby.Data, error)
	EraseGuest(ctx context.Context, meetingID, guestID string) error
}

// Meetings is what the API needs of the meetings.
type Meetings interface {
	Consents(ctx context.Context, meetingID, guestID string) ([]meeting.Consent, error)
	ConsentsAfter(ctx context.Context, meetingID string, id int64, limit int) ([]meeting.Consent, error)
}

// API serves guests and decisions.
type API struct {
	Lobby    Lobby
	Meetings Meetings
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	in := func(least meeting.Role, fn func(http.ResponseWriter, *http.Request, rest.Caller) error) rest.Handler {
		return gate.In(meeting.ScopeMeeting, least, fn)
	}
	moderator, owner := meeting.RoleModerator, meeting.RoleOwner
	mux.Handle("GET /api/v1/meetings/{id}/door", in(moderator, a.door))
	mux.Handle("PUT /api/v1/meetings/{id}/remembered", in(moderator, a.remember))
	mux.Handle("PUT /api/v1/meetings/{id}/message", in(moderator, a.say))
	mux.Handle("PUT /api/v1/meetings/{id}/queue", in(moderator, a.showQueue))
	mux.Handle("PUT /api/v1/meetings/{id}/rules", in(moderator, a.setRules))

	mux.Handle("GET /api/v1/meetings/{id}/guests", in(moderator, a.list))
	mux.Handle("PATCH /api/v1/meetings/{id}/guests/{guest}", in(moderator, a.rename))
	mux.Handle("DELETE /api/v1/meetings/{id}/guests/{guest}", in(owner, a.erase))
	mux.Handle("GET /api/v1/meetings/{id}/guests/{guest}/data", in(owner, a.data))
	mux.Handle("PUT /api/v1/meetings/{id}/guests/{guest}/message", in(moderator, a.say))
	mux.Handle("POST /api/v1/meetings/{id}/guests/{guest}/block", in(moderator, a.block))
	mux.Handle("POST /api/v1/meetings/{id}/guests/{guest}/send-back", in(moderator, a.sendBack))
	mux.Handle("POST /api/v1/meetings/{id}/guests/{guest}/kick", in(moderator, a.kick))

	mux.Handle("GET /api/v1/meetings/{id}/blocks", in(moderator, a.listBlocks))
	mux.Handle("DELETE /api/v1/meetings/{id}/blocks/{block}", in(moderator, a.unblock))

	mux.Handle("POST /api/v1/meetings/{id}/decisions", in(moderator, a.decide))
	mux.Handle("POST /api/v1/meetings/{id}/decisions/{decision}/undo", in(moderator, a.undo))
	mux.Handle("GET /api/v1/meetings/{id}/decisions", in(moderator, a.log))
	mux.Handle("GET /api/v1/meetings/{id}/decisions.csv", in(moderator, a.logTable))
	mux.Handle("GET /api/v1/meetings/{id}/consents", in(owner, a.listConsents))
	mux.Handle("GET /api/v1/meetings/{id}/consents.csv", in(owner, a.consentTable))
}

// view is a guest as moderators see it.
type view struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	State lobby.State `json:"state"`
	// AskedName is what the guest called itself before a moderator renamed it.
	AskedName string `json:"asked_name,omitempty"`
	// Role is moderator for someone who was invited as one.
	Role      lobby.Role   `json:"role,omitempty"`
	Flags     []lobby.Flag `json:"flags,omitempty"`
	KnockedAt time.Time    `json:"knocked_at"`
	ConsentAt *time.Time   `json:"consent_at,omitempty"`
	DecidedAt *time.Time   `json:"decided_at,omitempty"`
	DecidedBy string       `json:"decided_by,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	Message   string       `json:"message,omitempty"`
	// Decision is the entry of the log that brought the guest to where it is.
	Decision int64 `json:"decision,omitempty"`
}

func viewGuest(g lobby.Guest) view {
	return view{
		ID: g.ID, Name: g.Name, State: g.State, AskedName: g.AskedName, Role: g.Role, Flags: g.Flags, KnockedAt: g.KnockedAt,
		ConsentAt: optional(g.ConsentAt), DecidedAt: optional(g.DecidedAt), DecidedBy: g.DecidedBy.Name, Reason: g.Reason,
		Message: g.Message, Decision: g.DecisionID,
	}
}

// entryView is an entry of the decision log as it is answered.
type entryView struct {
	ID     int64        `json:"id"`
	At     time.Time    `json:"at"`
	Action lobby.Action `json:"action"`
	// By is the name of who did it, empty if the meeting did; Rule then says why.
	By       string     `json:"by"`
	Rule     lobby.Rule `json:"rule,omitempty"`
	Guests   []whomView `json:"guests"`
	Count    int        `json:"count"`
	Reason   string     `json:"reason,omitempty"`
	Detail   string     `json:"detail,omitempty"`
	Undoes   int64      `json:"undoes,omitempty"`
	UndoneBy int64      `json:"undone_by,omitempty"`
}

type whomView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func viewEntry(e lobby.LogEntry) entryView {
	return entryView{
		ID: e.ID, At: e.At, Action: e.Action, By: e.By.Name, Rule: e.Rule, Count: e.Count, Reason: e.Reason, Detail: e.Detail,
		Guests: rest.Views(e.Guests, func(g lobby.Whom) whomView { return whomView{g.ID, g.Name} }), Undoes: e.Undoes, UndoneBy: e.UndoneBy,
	}
}

// optional returns nil for no time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// number returns the number that a path names something by, 0 if it is none: nothing has that one.
func number(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
