package signal

import (
	"net/http"
	"slices"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/signal/wire"
)

// upgrade opens a websocket for whoever shows a ticket.
func (e *Endpoint) upgrade(w http.ResponseWriter, r *http.Request) {
	offered := websocket.Subprotocols(r)
	if !slices.Contains(offered, signaling.Subprotocol) {
		reply(w, http.StatusBadRequest, problem{"missing_protocol", "Offer " + signaling.Subprotocol + "."})
		return
	}
	secret, ok := signaling.TicketFrom(offered)
	if !ok {
		reply(w, http.StatusUnauthorized, problem{"missing_ticket", "Offer a ticket as a subprotocol."})
		return
	}
	k, ok := e.tickets.take(secret)
	if !ok {
		reply(w, http.StatusUnauthorized, problem{"invalid_ticket", "Ask for a new ticket."})
		return
	}
	e.wire.Upgrade(w, r, !k.moderates, func(c *wire.Conn) wire.Session { return e.session(c, k) })
}

// session returns what the holder of a ticket may do.
func (e *Endpoint) session(c *wire.Conn, k ticket) wire.Session {
	if k.moderates {
		e.resumptions.hold(k.resumption, c)
	}
	return &session{Endpoint: e, conn: c, meetingID: k.meetingID, ticket: &k, account: k.account, token: k.token}
}
