package accounts

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/zalando/go-keyring"

	"foyer/client/desk"
	"foyer/client/portal"
)

const (
	server = "https://foyer.example.org"
	ana    = "ana@example.org " + server
)

// fakeDesk remembers which accounts are on it, with the token of each portal.
type fakeDesk struct {
	mu  sync.Mutex
	now map[string]string
}

func (d *fakeDesk) Add(id, _ string, p desk.Portal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now[id] = p.(*fakePortal).token
}

func (d *fakeDesk) Remove(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.now, id)
}

func (d *fakeDesk) token(id string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now[id]
}

type fakePortal struct {
	token   string
	signOut func(token string) error
}

func (p *fakePortal) Meetings(context.Context) ([]portal.Meeting, error) { return nil, nil }
func (p *fakePortal) Ticket(context.Context, string) (portal.Ticket, error) {
	return portal.Ticket{}, nil
}
func (p *fakePortal) SignOut(context.Context) error { return p.signOut(p.token) }

// memory is a store that forgets with the test.
type memory struct {
	list []Account
	err  error
}

func (m *memory) Load() ([]Account, error) { return slices.Clone(m.list), m.err }
func (m *memory) Save(list []Account) error {
	if m.err == nil {
		m.list = slices.Clone(list)
	}
	return m.err
}

// slowRing is a keyring that answers once its owner has unlocked it.
type slowRing struct {
	unlocked chan struct{}
	mu       sync.Mutex
	tokens   map[string]string
}

func newSlowRing() *slowRing {
	return &slowRing{unlocked: make(chan struct{}), tokens: map[string]string{}}
}

func (r *slowRing) Get(id string) (string, error) {
	<-r.unlocked
	r.mu.Lock()
	defer r.mu.Unlock()
	if token, ok := r.tokens[id]; ok {
		return token, nil
	}
	return "", ErrNoToken
}

func (r *slowRing) Set(id, token string) error {
	<-r.unlocked
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens[id] = token
	return nil
}

func (r *slowRing) Delete(id string) error {
	<-r.unlocked
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.tokens, id)
	return nil
}

type house struct {
	*Accounts
	desk    *fakeDesk
	store   *memory
	signOut []string
}

// newHouse is one run of the program on a computer with this list and keyring.
func newHouse(store *memory, ring Keyring) *house {
	h := &house{desk: &fakeDesk{now: map[string]string{}}, store: store}
	h.Accounts = New(Options{
		Store: store, Keyring: ring, Desk: h.desk,
		SignIn: func(_ context.Context, server, email, password string) (Session, error) {
			if password != "right" {
				return Session{}, &portal.Error{Code: "wrong_credentials"}
			}
			return Session{Server: server, Email: email, Name: "Ana", Token: "token of " + email}, nil
		},
		Open: func(_, token string) desk.Portal {
			return &fakePortal{token, func(token string) error {
				h.signOut = append(h.signOut, token)
				return nil
			}}
		},
	})
	return h
}

func (h *house) signIn(t *testing.T) {
	t.Helper()
	if _, err := h.SignIn(t.Context(), server, "ana@example.org", "right"); err != nil {
		t.Fatal(err)
	}
}

// one returns the status of the only account.
func (h *house) one(t *testing.T) Status {
	t.Helper()
	list := h.List()
	if len(list) != 1 {
		t.Fatalf("there are %d accounts, want 1: %+v", len(list), list)
	}
	return list[0]
}

func mockKeyring(t *testing.T) {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	keyring.MockInit()
}

func TestAccountIsThereAgainAtTheNextStart(t *testing.T) {
	mockKeyring(t)
	store := &memory{}
	first := newHouse(store, nil)
	first.signIn(t)
	if s := first.one(t); !s.SignedIn || !s.Kept || s.Problem != nil {
		t.Fatalf("after signing in the account is %+v", s)
	}

	second := newHouse(store, nil)
	if err := second.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := second.one(t); !s.SignedIn || !s.Kept || s.Problem != nil {
		t.Errorf("after the restart the account is %+v", s)
	}
	if got := second.desk.token(ana); got != "token of ana@example.org" {
		t.Errorf("the portal on the desk has the token %q", got)
	}
}

func TestSigningOutLeavesNothingBehind(t *testing.T) {
	mockKeyring(t)
	h := newHouse(&memory{}, nil)
	h.signIn(t)
	if err := h.SignOut(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	h.vault.run(func() { close(done) })
	<-done
	if _, err := keyring.Get(service, ana); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the keyring still has the token (%v)", err)
	}
	if len(h.List()) != 0 || len(h.store.list) != 0 || h.desk.token(ana) != "" {
		t.Errorf("left: listed %v, stored %v, on the desk %v", h.List(), h.store.list, h.desk.now)
	}
	if !slices.Equal(h.signOut, []string{"token of ana@example.org"}) {
		t.Errorf("sessions ended: %q", h.signOut)
	}
}

func TestSigningInTwiceGivesOneAccount(t *testing.T) {
	mockKeyring(t)
	h := newHouse(&memory{}, nil)
	h.signIn(t)
	h.signIn(t)
	h.one(t)
	if len(h.store.list) != 1 {
		t.Errorf("stored: %v", h.store.list)
	}
}

func TestWrongPasswordChangesNothing(t *testing.T) {
	mockKeyring(t)
	h := newHouse(&memory{}, nil)
	h.signIn(t)
	_, err := h.SignIn(t.Context(), server, "ana@example.org", "wrong")
	if e, ok := errors.AsType[*portal.Error](err); !ok || e.Code != "wrong_credentials" {
		t.Errorf("error is %v", err)
	}
	if !h.one(t).SignedIn {
		t.Error("the account was signed out")
	}
}

func TestWithoutKeyringTheTokenIsForThisRunOnly(t *testing.T) {
	for _, c := range []struct {
		name    string
		bus     string
		keyring error
		want    error
	}{
		{"no session bus", "", nil, ErrKeyringMissing},
		{"nobody on the bus", "unix:path=/nowhere", errors.New("org.freedesktop.secrets was not provided"), ErrKeyringMissing},
		{"unlocking refused", "unix:path=/nowhere", errors.New("failed to unlock correct collection"), ErrKeyringLocked},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", c.bus)
			keyring.MockInitWithError(c.keyring)
			store := &memory{}
			first := newHouse(store, nil)
			first.signIn(t)
			if s := first.one(t); !s.SignedIn || s.Kept || s.Problem != c.want {
				t.Fatalf("after signing in the account is %+v, want problem %v", s, c.want)
			}
			second := newHouse(store, nil)
			if err := second.Restore(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := second.one(t); s.SignedIn || s.Problem != c.want {
				t.Errorf("after the restart the account is %+v, want problem %v", s, c.want)
			}
		})
	}
}

func TestAccountComesBackWhenTheKeyringIsUnlockedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := newSlowRing()
		ring.tokens[ana] = "kept"
		h := newHouse(&memory{list: []Account{newAccount(server, "ana@example.org", "")}}, ring)
		if err := h.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := h.one(t); s.SignedIn || s.Problem != ErrKeyringLocked {
			t.Fatalf("while the keyring is locked the account is %+v", s)
		}
		told := 0
		defer h.Subscribe(func() { told++ })()
		close(ring.unlocked)
		synctest.Wait()
		if s := h.one(t); !s.SignedIn || !s.Kept || s.Problem != nil || h.desk.token(ana) != "kept" {
			t.Errorf("after unlocking the account is %+v, token %q", s, h.desk.token(ana))
		}
		if told == 0 {
			t.Error("nobody was told")
		}
	})
}

func TestSignInDoesNotWaitForALockedKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := newSlowRing()
		h := newHouse(&memory{}, ring)
		h.signIn(t)
		if s := h.one(t); !s.SignedIn || s.Kept || s.Problem != ErrKeyringLocked {
			t.Fatalf("while the keyring is locked the account is %+v", s)
		}
		close(ring.unlocked)
		synctest.Wait()
		if s := h.one(t); !s.Kept || s.Problem != nil || ring.tokens[ana] == "" {
			t.Errorf("after unlocking the account is %+v", s)
		}
	})
}

func TestLateKeyringDoesNotUndoASignOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := newSlowRing()
		ring.tokens[ana] = "kept"
		h := newHouse(&memory{list: []Account{newAccount(server, "ana@example.org", "")}}, ring)
		if err := h.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.signIn(t)
		if err := h.SignOut(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		close(ring.unlocked)
		synctest.Wait()
		if len(h.List()) != 0 || len(ring.tokens) != 0 || h.desk.token(ana) != "" {
			t.Errorf("left: listed %v, keyring %v, on the desk %v", h.List(), ring.tokens, h.desk.now)
		}
	})
}

func TestLateKeyringDoesNotReplaceANewSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := newSlowRing()
		ring.tokens[ana] = "old"
		h := newHouse(&memory{list: []Account{newAccount(server, "ana@example.org", "")}}, ring)
		if err := h.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.signIn(t)
		close(ring.unlocked)
		synctest.Wait()
		if got := h.desk.token(ana); got != "token of ana@example.org" {
			t.Errorf("the portal on the desk has the token %q", got)
		}
		if ring.tokens[ana] != "token of ana@example.org" {
			t.Errorf("the keyring has %q", ring.tokens[ana])
		}
	})
}

func TestAdoptedAccountIsForThisRunOnly(t *testing.T) {
	mockKeyring(t)
	h := newHouse(&memory{}, nil)
	account, err := h.Adopt(t.Context(), Session{Server: "http://127.0.0.1:8080", Email: "host", Token: "hosted"})
	if err != nil {
		t.Fatal(err)
	}
	if s := h.one(t); !s.SignedIn || !s.Temporary || s.Problem != nil {
		t.Errorf("the account is %+v", s)
	}
	if _, err := keyring.Get(service, account.ID); !errors.Is(err, keyring.ErrNotFound) || len(h.store.list) != 0 {
		t.Errorf("kept: keyring %v, stored %v", err, h.store.list)
	}
}

func TestAccountWorksThoughItsListCannotBeWritten(t *testing.T) {
	mockKeyring(t)
	h := newHouse(&memory{err: errors.New("disk full")}, nil)
	h.signIn(t)
	if s := h.one(t); !s.SignedIn || s.Kept || s.Problem != ErrNotSaved {
		t.Errorf("the account is %+v", s)
	}
}

func TestListSurvivesInItsFile(t *testing.T) {
	file := File(filepath.Join(t.TempDir(), "foyer", "accounts.json"))
	if list, err := file.Load(); err != nil || len(list) != 0 {
		t.Fatalf("before the first sign in: %v, %v", list, err)
	}
	want := []Account{newAccount(server, "ana@example.org", "Ana"), newAccount("http://localhost:8080", "bo@example.org", "")}
	for range 2 {
		if err := file.Save(want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := file.Load()
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("read %v, %v, want %v", got, err, want)
	}
	private(t, string(file))
}

func FuzzList(f *testing.F) {
	f.Add([]byte(`[{"id":"x","server":"https://a.example","email":"a@b"},{"server":"https://a.example/","email":"A@b"}]`))
	f.Add([]byte(`[{}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := decode(data)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, a := range list {
			if a.Server == "" || a.Email == "" || seen[a.ID] {
				t.Errorf("bad account in %+v", list)
			}
			seen[a.ID] = true
		}
	})
}
