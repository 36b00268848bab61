package signal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/throttle"
	"foyer/guestserver/meeting"
)

// maxBody bounds the body of a start request, in bytes.
const maxBody = 16 << 10

// started answers both start requests.
type started struct {
	Ticket     string `json:"ticket"`
	Resumption string `json:"resumption"`
}

// start gives a ticket to someone who is signed in and shows it by the header that only programs send.
func (e *Endpoint) start(w http.ResponseWriter, r *http.Request) {
	session, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		refuse(w, account.ErrSignedOut)
		return
	}
	e.StartAs(w, r, session)
}

// StartAs answers a start request, for the meeting of the path value "id", in the name of a session: with a ticket for a moderator of the
// meeting, or for a member, who comes as a guest with an account. That the request is that person's own wish is up to the caller.
func (e *Endpoint) StartAs(w http.ResponseWriter, r *http.Request, session string) {
	k, err := e.admit(w, r, session)
	if err != nil {
		refuse(w, err)
		return
	}
	resumption := k.resumption
	if !k.moderates {
		resumption = k.token
	}
	reply(w, http.StatusOK, started{Ticket: e.tickets.give(k), Resumption: resumption})
}

// admit returns the ticket for a request in the name of a session.
func (e *Endpoint) admit(w http.ResponseWriter, r *http.Request, token string) (ticket, error) {
	acc, err := e.Accounts.Authenticate(r.Context(), token)
	if err != nil {
		return ticket{}, err
	}
	var body struct {
		BreakoutRoom string `json:"breakout_room"`
		Resumption   string `json:"resumption"`
	}
	if err := readBody(w, r, &body); err != nil {
		return ticket{}, err
	}
	if body.BreakoutRoom != "" {
		return ticket{}, errBreakout
	}
	meetingID := r.PathValue("id")
	role, err := e.Meetings.Access(r.Context(), acc.ID, meetingID)
	if err != nil {
		return ticket{}, err
	}
	if err := e.checkBan(r.Context(), meetingID, acc.ID); err != nil {
		return ticket{}, err
	}
	k := ticket{
		meetingID: meetingID, moderates: role.AtLeast(meeting.RoleModerator),
		account: &signedIn{Person: lobby.Person{ID: acc.ID, Name: acc.Name}, session: token},
	}
	if k.moderates {
		k.resumption = e.resumptions.renew(body.Resumption, meetingID, acc.ID)
		return k, nil
	}
	m, err := e.Meetings.Meeting(r.Context(), meetingID)
	if err != nil {
		return ticket{}, err
	}
	k.knock = lobby.Knock{Name: acc.Name, AccountID: acc.ID, Network: e.network(r)}
	k.asksConsent = m.AsksConsent()
	return k, e.resume(r, &k, body.Resumption)
}

// checkBan returns errBanned for an account that a moderator keeps out.
func (e *Endpoint) checkBan(ctx context.Context, meetingID, accountID string) error {
	blocks, err := e.Lobby.Blocks(ctx, meetingID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(blocks, func(b lobby.Block) bool { return b.AccountID == accountID }) {
		return errBanned
	}
	return nil
}

// network returns where a request comes from, for the limits of knocks alone.
func (e *Endpoint) network(r *http.Request) string { return throttle.NetworkOf(e.Proxies.Address(r)) }

// Errors of a start request.
var (
	// errBadRequest is wrapped by what is wrong with a request.
	errBadRequest = errors.New("bad request")
	errForeign    = errors.New("another site's page")
	errBanned     = errors.New("banned from the room")
	errBreakout   = errors.New("there are no breakout rooms")
)

// problem is an error in OpenTalk's form.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refuse answers a start request that failed.
func refuse(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, account.ErrSignedOut):
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token", error_description="The user session expired"`)
		reply(w, http.StatusUnauthorized, problem{"unauthorized", "Sign in again."})
	case errors.Is(err, meeting.ErrUnknown):
		reply(w, http.StatusNotFound, problem{"not_found", "There is no such meeting."})
	case errors.Is(err, meeting.ErrSwitchedOff), errors.Is(err, meeting.ErrExpired), errors.Is(err, meeting.ErrReplaced):
		reply(w, http.StatusNotFound, problem{"not_found", "The guest link leads nowhere any more. Ask for a new one."})
	case errors.Is(err, meeting.ErrWrongAccessCode):
		reply(w, http.StatusUnauthorized, problem{"wrong_room_password", "The access code is not right."})
	case errors.Is(err, meeting.ErrTooManyTries):
		if tooMany, ok := errors.AsType[*meeting.TooManyTriesError](err); ok {
			w.Header().Set("Retry-After", strconv.Itoa(tooMany.Seconds()))
		}
		reply(w, http.StatusTooManyRequests, problem{"too_many_tries", "Too many tries. Wait as long as Retry-After says, then try again."})
	case errors.Is(err, errForeign):
		reply(w, http.StatusForbidden, problem{"cross_origin", "Another site's page asks for this."})
	case errors.Is(err, errBanned):
		reply(w, http.StatusForbidden, problem{"banned_from_room", "A moderator keeps this account out of the meeting."})
	case errors.Is(err, errBreakout):
		reply(w, http.StatusBadRequest, problem{"no_breakout_rooms", "The meeting has no breakout rooms."})
	case errors.Is(err, errBadRequest):
		reply(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
	default:
		slog.Error("start signaling", "error", err)
		reply(w, http.StatusInternalServerError, problem{"internal_server_error", "Something went wrong. Try again in a moment."})
	}
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Debug("answer start", "error", err)
	}
}

// readBody reads a JSON object into v; an empty body leaves v as it is.
func readBody(w http.ResponseWriter, r *http.Request, v any) error {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(v)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: the body is no JSON of the expected form", errBadRequest)
	}
	return nil
}
