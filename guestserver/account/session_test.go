package account_test

import (
	"errors"
	"strings"
	"testing"

	"foyer/guestserver/account"
)

func newSession(t *testing.T, accounts *account.Accounts, accountID, device string) string {
	t.Helper()
	token, _, err := accounts.NewSession(t.Context(), accountID, device)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	accounts, _ := open(t)
	ben := createBen(t, accounts)
	ana, err := accounts.CreateWithoutPassword(t.Context(), "ana@example.org", "Ana", account.Moderator)
	if err != nil {
		t.Fatal(err)
	}
	phone := newSession(t, accounts, ben.ID, "phone")
	laptop := newSession(t, accounts, ben.ID, strings.Repeat("lä", 300))
	newSession(t, accounts, ana.ID, "tablet")

	sessions, err := accounts.ListSessions(t.Context(), ben.ID)
	if err != nil || len(sessions) != 2 {
		t.Fatalf("Ben's sessions are %+v, %v; want two", sessions, err)
	}
	if sessions[0].Device != strings.Repeat("lä", 50) || sessions[1].Device != "phone" || !sessions[1].Owns(phone) || sessions[1].Owns(laptop) {
		t.Errorf("Ben's sessions are %+v, want the laptop's, shortened, and the phone's", sessions)
	}
	if err := accounts.Revoke(t.Context(), ana.ID, sessions[1].ID); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("Ana revokes Ben's session: %v, want ErrUnknown", err)
	}
	if err := accounts.Revoke(t.Context(), ben.ID, sessions[1].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Authenticate(t.Context(), phone); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the revoked phone: %v, want ErrSignedOut", err)
	}
	if _, err := accounts.Authenticate(t.Context(), laptop); err != nil {
		t.Errorf("the laptop: %v", err)
	}
}

func TestChangedPasswordEndsTheOtherSessions(t *testing.T) {
	accounts, _ := open(t)
	ben := createBen(t, accounts)
	phone, laptop := newSession(t, accounts, ben.ID, "phone"), newSession(t, accounts, ben.ID, "laptop")
	if err := accounts.ChangePassword(t.Context(), ben, "wrong horse", "new password", laptop); !errors.Is(err, account.ErrWrongCredentials) {
		t.Errorf("with a wrong old password: %v, want ErrWrongCredentials", err)
	}
	if err := accounts.ChangePassword(t.Context(), ben, password, "short", laptop); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("to a short password: %v, want ErrInvalid", err)
	}
	if _, err := accounts.Authenticate(t.Context(), phone); err != nil {
		t.Errorf("what was refused ended a session: %v", err)
	}
	if err := accounts.ChangePassword(t.Context(), ben, password, "new password", laptop); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Authenticate(t.Context(), phone); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the phone: %v, want ErrSignedOut", err)
	}
	if _, err := accounts.Authenticate(t.Context(), laptop); err != nil {
		t.Errorf("the laptop, where it was changed: %v", err)
	}
	if _, err := accounts.SignIn(t.Context(), ben.Email, "new password", here); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestAccountWithoutPasswordHasNone(t *testing.T) {
	accounts, _ := open(t)
	ana, err := accounts.CreateWithoutPassword(t.Context(), "ana@example.org", " Ana ", account.Moderator)
	if err != nil || ana.Name != "Ana" || ana.Role != account.Moderator {
		t.Fatalf("the account is %+v, %v", ana, err)
	}
	for _, guess := range []string{"", password} {
		if _, err := accounts.SignIn(t.Context(), "ana@example.org", guess, here); !errors.Is(err, account.ErrWrongCredentials) {
			t.Errorf("signing in with %q: %v, want ErrWrongCredentials", guess, err)
		}
	}
}
