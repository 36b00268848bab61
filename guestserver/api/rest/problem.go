package rest

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
)

// Problem is the body of an error answer, by RFC 9457. docs/api.md lists the codes.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail is a sentence for a person that says what to do next.
	Detail string `json:"detail"`
	// Code is stable, so that programs can tell problems apart.
	Code string `json:"code"`
	// Errors are what is wrong with settings, each by its key.
	Errors []WrongSetting `json:"errors,omitempty"`

	// retryAfter is how many seconds to wait, 0 if that is of no use.
	retryAfter int
}

// WrongSetting is what is wrong with one setting. The reason completes the sentence that begins with the key.
type WrongSetting struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
}

// Error returns the code and the sentence.
func (p Problem) Error() string { return p.Code + ": " + p.Detail }

// NewProblem returns a problem with an HTTP status, a stable code and a sentence that says what to do next.
func NewProblem(status int, code, detail string) Problem {
	return Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: code}
}

// answerProblem answers an error. What only the log may know of it, is logged.
func answerProblem(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // Nobody is there to be told.
	}
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError {
		slog.Error("answer request", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	if p.Code == "signed_out" {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if p.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		slog.Debug("answer problem", "error", err)
	}
}

// problemOf returns what whoever asks is told of an error.
func problemOf(err error) Problem {
	if p, ok := errors.AsType[Problem](err); ok {
		return p
	}
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return NewProblem(http.StatusRequestEntityTooLarge, "too_long", "The request is longer than 1 MiB; split it.")
	}
	for _, about := range []func(error) (Problem, bool){problemOfPeople, problemOfMeetings, problemOfGuests} {
		if p, known := about(err); known {
			return p
		}
	}
	return NewProblem(http.StatusInternalServerError, "internal",
		"Something went wrong on the server, and nothing was changed. Try again in a moment; the server's log has the cause.")
}
