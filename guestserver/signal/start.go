package signal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// maxBody bounds the body of a start request, in bytes.
const maxBody = 16 << 10

// started answers both start requests.
type started struct {
	Ticket     string `json:"ticket"`
	Resumption string `json:"resumption"`
}

// start gives a signed-in moderator a ticket.
func (e *Endpoint) start(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		refuse(w, account.ErrSignedOut)
		return
	}
	acc, err := e.Accounts.Authenticate(r.Context(), token)
	if err != nil {
		refuse(w, err)
		return
	}
	m, err := e.Meetings.Moderated(r.Context(), acc.ID, r.PathValue("id"))
	if err != nil {
		refuse(w, err)
		return
	}
	secret := e.tickets.give(ticket{meetingID: m.ID, moderator: &lobby.Person{ID: acc.ID, Name: acc.Name}, token: token})
	// A moderator's connection has no state to resume: all of it comes with join_success. Clients expect the field.
	reply(w, http.StatusOK, started{Ticket: secret, Resumption: lobby.NewToken()})
}

// refuse answers a start request that failed, in OpenTalk's form.
func refuse(w http.ResponseWriter, err error) {
	status, code, message := http.StatusInternalServerError, "internal_server_error", "Something went wrong. Try again in a moment."
	switch {
	case errors.Is(err, account.ErrSignedOut):
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token", error_description="The user session expired"`)
		status, code, message = http.StatusUnauthorized, "unauthorized", "Sign in again."
	case errors.Is(err, meeting.ErrUnknown):
		status, code, message = http.StatusNotFound, "not_found", "There is no such meeting."
	case errors.Is(err, errBadRequest):
		status, code, message = http.StatusBadRequest, "bad_request", err.Error()
	default:
		slog.Error("start signaling", "error", err)
	}
	reply(w, status, map[string]string{"code": code, "message": message})
}

// errBadRequest is wrapped by what is wrong with a request.
var errBadRequest = errors.New("bad request")

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
