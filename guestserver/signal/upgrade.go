package signal

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
)

// upgrade opens a websocket for whoever shows a ticket. The handler returns at once: what net/http keeps for a request
// would be more than all else that a waiting guest needs.
func (e *Endpoint) upgrade(w http.ResponseWriter, r *http.Request) {
	offered := websocket.Subprotocols(r)
	if !slices.Contains(offered, signaling.Subprotocol) {
		reply(w, http.StatusBadRequest, map[string]string{"code": "missing_protocol", "message": "Offer " + signaling.Subprotocol + "."})
		return
	}
	secret, ok := signaling.TicketFrom(offered)
	if !ok {
		reply(w, http.StatusUnauthorized, map[string]string{"code": "missing_ticket", "message": "Offer a ticket as a subprotocol."})
		return
	}
	k, ok := e.tickets.take(secret)
	if !ok {
		reply(w, http.StatusUnauthorized, map[string]string{"code": "invalid_ticket", "message": "Ask for a new ticket."})
		return
	}
	ws, err := e.upgrader.Upgrade(w, r, http.Header{"Sec-Websocket-Protocol": {signaling.Subprotocol}})
	if err != nil {
		slog.Debug("upgrade to websocket", "error", err)
		return
	}
	c := newConn(ws, e.writers, k.moderator == nil)
	if !e.hub.open(c) {
		turnAway(ws)
		return
	}
	e.keepalive.add(c)
	go e.serve(c, e.session(c, k))
}

// turnAway tells a client that came too late that the server goes away. The writers may be gone already.
func turnAway(ws *websocket.Conn) {
	defer ws.Close()
	bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
	if err := ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWait)); err != nil {
		slog.Debug("turn a late client away", "error", err)
	}
}

// session returns what the holder of a ticket may do.
func (e *Endpoint) session(c *conn, k ticket) session {
	if k.moderator != nil {
		return &moderator{Endpoint: e, conn: c, meetingID: k.meetingID, person: *k.moderator, session: k.token}
	}
	return &guest{Endpoint: e, conn: c, meetingID: k.meetingID, token: k.token, recorded: k.recorded}
}
