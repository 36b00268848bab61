package deskpage

import (
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
)

// notes are the texts for what can come between a moderator and what it asks for.
var notes = [...]struct {
	err    error
	key    string
	status int
}{
	{lobby.ErrReasonTooLong, "desk.note.reason_long", http.StatusUnprocessableEntity},
	{lobby.ErrMessageTooLong, "desk.note.message_long", http.StatusUnprocessableEntity},
	{names.ErrEmpty, "desk.note.name", http.StatusUnprocessableEntity},
	{names.ErrTooLong, "desk.note.name", http.StatusUnprocessableEntity},
	{lobby.ErrUnknownGuest, "desk.note.unknown", http.StatusNotFound},
	{lobby.ErrUnknownDecision, "desk.note.too_late", http.StatusConflict},
	{lobby.ErrUnknownBlock, "desk.note.too_late", http.StatusConflict},
	{lobby.ErrTooLate, "desk.note.too_late", http.StatusConflict},
	{lobby.ErrConference, "desk.note.conference", http.StatusBadGateway},
	{lobby.ErrSetup, "desk.note.setup", http.StatusBadGateway},
}
