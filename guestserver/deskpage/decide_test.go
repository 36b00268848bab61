package deskpage_test

import (
	"net/http"
	"testing"

	"foyer/guestserver/lobby"
)

func TestModeratorAllowsAndDeniesByForms(t *testing.T) {
	h := newHouse(t)
	ben := h.as("ben")
	ben.get("/desk").at(http.StatusOK, "/desk").with("Choir <b>").without("waiting", "Band")
	ben.get(choir).at(http.StatusOK, choir).with("Nobody is waiting")

	ana, dan := h.knocks("Ana <i>"), h.knocks("Dan")
	ben.get("/desk").with("2 waiting")
	ben.get(choir).with("(2) Choir <b>", "2 guests are waiting", "Ana <i>", "Dan", "just now")

	ben.post(choir+"/decide", "allow", ana.ID).at(http.StatusOK, choir).with("1 guest is waiting", "Ben allowed Ana <i>", "Undo")
	if g := h.stands(ana, lobby.Allowed); g.DecidedBy.Name != "Ben" {
		t.Errorf("Ana was allowed by %q, want Ben", g.DecidedBy.Name)
	}
	ben.post(choir+"/decide", "deny", dan.ID, "reason", "Members only.").with("Nobody is waiting", "Ben denied Dan", "Members only.")
	if g := h.stands(dan, lobby.Denied); g.Reason != "Members only." {
		t.Errorf("Dan reads %q", g.Reason)
	}
}
