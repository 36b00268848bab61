package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// problem is the body of an error answer, by RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Code is stable, so that programs can tell problems apart.
	Code string `json:"code"`
}

// Error returns the code and the sentence.
func (p problem) Error() string { return p.Code + ": " + p.Detail }

var (
	errUnknownRoute = newProblem(http.StatusNotFound, "unknown_route", "There is nothing at this address; docs/protocol.md lists what there is.")
	errUnknownState = newProblem(http.StatusBadRequest, "unknown_state",
		"The state must be one of waiting, allowed, entering, denied, gone, left.")
)

func newProblem(status int, code, detail string) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: code}
}

// problemOf returns what the client is told of an error.
func problemOf(err error) problem {
	var p problem
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &tooLong):
		return newProblem(http.StatusRequestEntityTooLarge, "too_long", "The request is longer than 1 MiB; split it.")
	case errors.Is(err, account.ErrSignedOut):
		return newProblem(http.StatusUnauthorized, "signed_out", "You are not signed in, or no longer. Sign in again.")
	case errors.Is(err, account.ErrWrongCredentials):
		return newProblem(http.StatusUnauthorized, "wrong_credentials",
			"The e-mail address or the password is wrong. Check both and try again.")
	case errors.Is(err, meeting.ErrUnknown), errors.Is(err, lobby.ErrUnknownMeeting):
		return newProblem(http.StatusNotFound, "unknown_meeting", "There is no such meeting among yours. List them again.")
	case errors.Is(err, lobby.ErrInvalidDecision):
		return newProblem(http.StatusBadRequest, "invalid_decision",
			`A decision is "allow" or "deny", for the guests that it names or for everyone, with a reason of at most 200 characters.`)
	}
	return newProblem(http.StatusInternalServerError, "internal",
		"Something went wrong on the server, and nothing was changed. Try again in a moment; the server's log has the cause.")
}

func answerProblem(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // Nobody is there to be told.
	}
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError {
		slog.Error("answer request", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	if p.Code == "signed_out" {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		slog.Debug("answer problem", "error", err)
	}
}

// read reads a JSON body into v.
func read(r *http.Request, v any) error {
	err := json.NewDecoder(r.Body).Decode(v)
	var tooLong *http.MaxBytesError
	if err == nil || errors.As(err, &tooLong) {
		return err
	}
	return newProblem(http.StatusBadRequest, "invalid_json", "The body is no JSON of the expected form: "+err.Error())
}
