package deskpage_test

import (
	"net/http"
	"testing"

	"foyer/guestserver/account"
)

func TestModeratorSignsInAndOut(t *testing.T) {
	h := newHouse(t)
	if _, err := h.accounts.Create(t.Context(), "ada@example.org", "Ada", password, account.Administrator); err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	b.get(choir).at(http.StatusOK, "/desk/signin").with("Sign in to your desk", "Sign in with sso.example.org").
		has(`name="next" value="`+choir+`"`, `href="/signin?next=%2fdesk%2f`+choirID+`"`)

	b.post("/desk/signin", "email", "ada@example.org", "password", "wrong", "next", choir).
		at(http.StatusUnprocessableEntity, "/desk/signin").with("E-mail or password is wrong.").has(`value="ada@example.org"`)
	b.get("/desk").at(http.StatusOK, "/desk/signin")

	b.post("/desk/signin", "email", "Ada@Example.org", "password", password, "next", choir).at(http.StatusOK, choir).with("Choir <b>")
	b.get("/desk/signin").at(http.StatusOK, "/desk")
	sessions, err := h.accounts.ListSessions(t.Context(), mustAccount(h, "ada@example.org"))
	if err != nil || len(sessions) != 1 {
		t.Fatalf("there are the sessions %+v (%v), want one", sessions, err)
	}

	b.post("/signout", "next", "/desk/signin?out").at(http.StatusOK, "/desk/signin").with("You are signed out.")
	b.get(choir).at(http.StatusOK, "/desk/signin")
	if sessions, err = h.accounts.ListSessions(t.Context(), mustAccount(h, "ada@example.org")); err != nil || len(sessions) != 0 {
		t.Errorf("there are the sessions %+v (%v), want none", sessions, err)
	}
}

func mustAccount(h *house, email string) string {
	h.t.Helper()
	acc, err := h.accounts.ByEmail(h.t.Context(), email)
	if err != nil {
		h.t.Fatal(err)
	}
	return acc.ID
}
