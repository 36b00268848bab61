package account_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/store"
)

const password = "correct horse"

// open returns the accounts in a new database, and its folder.
func open(t *testing.T) (*account.Accounts, string) {
	t.Helper()
	folder := t.TempDir()
	s, err := store.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	accounts := account.New(s)
	return accounts, folder
}

func createBen(t *testing.T, accounts *account.Accounts) account.Account {
	t.Helper()
	ben, err := accounts.Create(t.Context(), "ben@example.org", "Ben", password, account.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	return ben
}

func TestModeratorSignsInAndOut(t *testing.T) {
	accounts, _ := open(t)
	ben := createBen(t, accounts)
	for email, password := range map[string]string{"ben@example.org": password, " BEN@example.org\n": password} {
		if a, err := accounts.SignIn(t.Context(), email, password, "192.0.2.0/24"); err != nil || a.ID != ben.ID || a.Name != "Ben" {
			t.Errorf("SignIn(%q) = %+v, %v; want Ben", email, a, err)
		}
	}
	token, _, err := accounts.NewSession(t.Context(), ben.ID, "laptop")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := accounts.NewSession(t.Context(), ben.ID, "laptop")
	if err != nil || other == token {
		t.Fatalf("second session: the same token %t, %v", other == token, err)
	}
	if a, err := accounts.Authenticate(t.Context(), token); err != nil || a.ID != ben.ID {
		t.Errorf("Authenticate = %+v, %v; want Ben", a, err)
	}
	if err := accounts.SignOut(t.Context(), token); err != nil {
		t.Error(err)
	}
	for _, token := range []string{token, "", "unknown"} {
		if _, err := accounts.Authenticate(t.Context(), token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("Authenticate(%q): %v, want ErrSignedOut", token, err)
		}
	}
	if _, err := accounts.Authenticate(t.Context(), other); err != nil {
		t.Errorf("the other device was signed out, too: %v", err)
	}
}

// TestRefusalDoesNotTellWhatIsWrong compares the errors: whoever guesses must not learn which accounts there are.
func TestRefusalDoesNotTellWhatIsWrong(t *testing.T) {
	accounts, _ := open(t)
	createBen(t, accounts)
	for name, c := range map[string]struct{ email, password string }{
		"wrong password":   {"ben@example.org", "wrong horse"},
		"no password":      {"ben@example.org", ""},
		"endless password": {"ben@example.org", strings.Repeat("x", 1<<20)},
		"unknown account":  {"ana@example.org", password},
	} {
		a, err := accounts.SignIn(t.Context(), c.email, c.password, "192.0.2.0/24")
		if err != account.ErrWrongCredentials || a != (account.Account{}) { //nolint:errorlint // The very same error, not a wrapped one.
			t.Errorf("%s: %+v, %v; want the bare ErrWrongCredentials", name, a, err)
		}
	}
}

func TestSessionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		accounts := account.New(s)
		ben := account.Account{ID: "ben", Email: "ben@example.org", Name: "Ben"}
		if err := s.AddAccount(t.Context(), ben); err != nil {
			t.Fatal(err)
		}
		token, expires, err := accounts.NewSession(t.Context(), ben.ID, "laptop")
		if err != nil || !expires.Equal(time.Now().Add(account.SessionLasts)) {
			t.Fatalf("NewSession until %v, %v; want %v from now", expires, err, account.SessionLasts)
		}
		<-time.After(account.SessionLasts - time.Second)
		if _, err := accounts.Authenticate(t.Context(), token); err != nil {
			t.Errorf("a second before the end: %v", err)
		}
		<-time.After(time.Second)
		if _, err := accounts.Authenticate(t.Context(), token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("at the end: %v, want ErrSignedOut", err)
		}
	})
}

func TestAccountsThatCannotBeMade(t *testing.T) {
	accounts, _ := open(t)
	createBen(t, accounts)
	for name, c := range map[string]struct{ email, name, password string }{
		"no address":           {"", "Ana", password},
		"no at sign":           {"ana.example.org", "Ana", password},
		"a name in it":         {"Ana <ana@example.org>", "Ana", password},
		"two addresses":        {"ana@example.org, ben@example.org", "Ana", password},
		"a line break":         {"ana@example.org\nbcc: x@example.org", "Ana", password},
		"no name":              {"ana@example.org", " ", password},
		"long name":            {"ana@example.org", strings.Repeat("ä", account.MaxName+1), password},
		"name of two lines":    {"ana@example.org", "Ana\nBen", password},
		"name turned around":   {"ana@example.org", "\u202enimdA", password},
		"invisible name":       {"ana@example.org", "\u200b", password},
		"short password":       {"ana@example.org", "Ana", strings.Repeat("ü", account.MinPassword-1)},
		"long password":        {"ana@example.org", "Ana", strings.Repeat("x", account.MaxPassword+1)},
		"no password":          {"ana@example.org", "Ana", ""},
		"address in angles":    {"<ana@example.org>", "Ana", password},
		"address with comment": {"ana@example.org (Ana)", "Ana", password},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := accounts.Create(t.Context(), c.email, c.name, c.password, account.Moderator); !errors.Is(err, account.ErrInvalid) {
				t.Errorf("Create: %v, want ErrInvalid", err)
			} else if c.password != "" && strings.Contains(err.Error(), c.password) {
				t.Errorf("the error %q tells the password", err)
			}
		})
	}
	if _, err := accounts.Create(t.Context(), "BEN@example.org", "Ben", password, account.Moderator); !errors.Is(err, account.ErrEmailTaken) {
		t.Errorf("an address that is taken: %v, want ErrEmailTaken", err)
	}
	longest := strings.Repeat("ü", account.MaxPassword)
	if _, err := accounts.Create(t.Context(), "ana@localhost", strings.Repeat("ä", account.MaxName), longest, account.Moderator); err != nil {
		t.Errorf("the longest name and password: %v", err)
	}
	if _, err := accounts.SignIn(t.Context(), "ana@localhost", longest, "192.0.2.0/24"); err != nil {
		t.Errorf("signing in with it: %v", err)
	}
}

func TestNewPasswordReplacesTheOldOne(t *testing.T) {
	accounts, _ := open(t)
	ben := createBen(t, accounts)
	for name, bad := range map[string]string{"short": "short", "empty": "", "too long": strings.Repeat("x", account.MaxPassword+1)} {
		if err := accounts.SetPassword(t.Context(), ben, bad); !errors.Is(err, account.ErrInvalid) {
			t.Errorf("SetPassword, %s: %v, want ErrInvalid", name, err)
		}
	}
	if err := accounts.SetPassword(t.Context(), ben, "new password"); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.SignIn(t.Context(), ben.Email, password, "192.0.2.0/24"); !errors.Is(err, account.ErrWrongCredentials) {
		t.Errorf("the old password: %v, want ErrWrongCredentials", err)
	}
	if _, err := accounts.SignIn(t.Context(), ben.Email, "new password", "192.0.2.0/24"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	nobody := account.Account{ID: "nobody", PasswordHash: ben.PasswordHash}
	if err := accounts.SetPassword(t.Context(), nobody, "new password"); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("SetPassword of nobody: %v, want ErrUnknown", err)
	}
	if admin, err := accounts.Administrator(t.Context()); err != nil || admin.ID != ben.ID {
		t.Errorf("Administrator = %+v, %v; want Ben", admin, err)
	}
}

func TestNewPasswordEndsTheSessions(t *testing.T) {
	accounts, _ := open(t)
	ben := createBen(t, accounts)
	token, _, err := accounts.NewSession(t.Context(), ben.ID, "laptop")
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.SetPassword(t.Context(), ben, password); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Authenticate(t.Context(), token); err != nil {
		t.Errorf("after setting the same password: %v", err)
	}
	if err := accounts.SetPassword(t.Context(), ben, "new password"); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Authenticate(t.Context(), token); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("after a new password: %v, want ErrSignedOut", err)
	}
}

// TestSecretsAreNotInTheFiles looks for tokens and passwords in every byte that the server has written.
func TestSecretsAreNotInTheFiles(t *testing.T) {
	accounts, folder := open(t)
	ben := createBen(t, accounts)
	token, _, err := accounts.NewSession(t.Context(), ben.ID, "laptop")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(data, []byte(ben.Email))
		for name, secret := range map[string]string{"password": password, "token": token, "half of the token": token[:len(token)/2]} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s is in %s", name, f.Name())
			}
		}
	}
	if !found {
		t.Errorf("not even the e-mail address is in %v: these are not the files", files)
	}
}
