package store_test

import (
	"errors"
	"testing"
	"time"

	"foyer/guestserver/account"
)

func TestAccountIsFoundByItsAddressInAnyCase(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.AddAccount(t.Context(), ben); err != nil {
		t.Fatal(err)
	}
	for _, email := range []string{"Ben@Example.org", "ben@example.org", "BEN@EXAMPLE.ORG"} {
		if a, err := s.AccountByEmail(t.Context(), email); err != nil || a != ben {
			t.Errorf("AccountByEmail(%s) = %+v, %v; want %+v", email, a, err, ben)
		}
	}
	if _, err := s.AccountByEmail(t.Context(), "ana@example.org"); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("AccountByEmail of nobody: %v, want ErrUnknown", err)
	}
	again := account.Account{ID: "another", Email: "bEN@eXAMPLE.ORG", Name: "Another Ben"}
	if err := s.AddAccount(t.Context(), again); !errors.Is(err, account.ErrEmailTaken) {
		t.Errorf("AddAccount with the same address: %v, want ErrEmailTaken", err)
	}
}

func TestAdministratorIsTheFirstThatWasMade(t *testing.T) {
	s, _ := openWithMeeting(t)
	if _, err := s.Administrator(t.Context()); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("Administrator among none: %v, want ErrUnknown", err)
	}
	late := account.Account{ID: "1", Email: "late@example.org", Role: account.Administrator, CreatedAt: moment.Add(time.Hour)}
	early := account.Account{ID: "2", Email: "early@example.org", Role: account.Administrator, CreatedAt: moment.Add(time.Minute)}
	if err := errors.Join(s.AddAccount(t.Context(), late), s.AddAccount(t.Context(), early)); err != nil {
		t.Fatal(err)
	}
	if a, err := s.Administrator(t.Context()); err != nil || a != early {
		t.Errorf("Administrator = %+v, %v; want %+v", a, err, early)
	}
}

func TestPasswordHashIsReplaced(t *testing.T) {
	s, _ := openWithMeeting(t)
	if err := s.SetPasswordHash(t.Context(), ben.ID, "new hash", nil); err != nil {
		t.Fatal(err)
	}
	if a, err := s.AccountByEmail(t.Context(), ben.Email); err != nil || a.PasswordHash != "new hash" {
		t.Errorf("password hash is %q, %v; want the new one", a.PasswordHash, err)
	}
	if err := s.SetPasswordHash(t.Context(), "nobody", "hash", nil); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("SetPasswordHash of nobody: %v, want ErrUnknown", err)
	}
}

func TestSessionLastsUntilItExpiresOrIsRemoved(t *testing.T) {
	s, _ := openWithMeeting(t)
	begin := func(token string, at time.Time) {
		t.Helper()
		sess := account.Session{TokenHash: hash(token), AccountID: ben.ID, CreatedAt: at, ExpiresAt: at.Add(time.Hour)}
		if err := s.AddSession(t.Context(), sess); err != nil {
			t.Fatal(err)
		}
	}
	wantSession := func(token string, now time.Time, want error) {
		t.Helper()
		a, err := s.AccountBySession(t.Context(), hash(token), now)
		if !errors.Is(err, want) || want == nil && a != ben {
			t.Errorf("AccountBySession(%s) at %v = %+v, %v; want %v", token, now, a, err, want)
		}
	}
	begin("laptop", moment)
	begin("phone", moment.Add(30*time.Minute))
	wantSession("laptop", moment.Add(time.Hour-time.Microsecond), nil)
	wantSession("laptop", moment.Add(time.Hour), account.ErrUnknown)
	wantSession("phone", moment.Add(time.Hour), nil)
	wantSession("tablet", moment, account.ErrUnknown)

	begin("desk", moment.Add(time.Hour)) // Removes the laptop's, which has expired.
	wantSession("laptop", moment, account.ErrUnknown)
	wantSession("phone", moment, nil)

	for range 2 {
		if err := s.RemoveSession(t.Context(), hash("phone")); err != nil {
			t.Errorf("RemoveSession: %v", err)
		}
	}
	wantSession("phone", moment, account.ErrUnknown)
	wantSession("desk", moment.Add(time.Hour), nil)

	nobody := account.Session{TokenHash: hash("x"), AccountID: "nobody", CreatedAt: moment, ExpiresAt: moment.Add(time.Hour)}
	if err := s.AddSession(t.Context(), nobody); err == nil {
		t.Error("a session of no account was added")
	}
}
