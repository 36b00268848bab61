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
	"foyer/client/portal/loopback"
)

const (
	server = "https://foyer.example.org"
	ana    = "ana@example.org " + server
)

// anas is Ana's account.
func anas() Account { return Account{Server: server, Email: "ana@example.org"}.named() }

// fakeDesk remembers which accounts are on it, with the token of each portal.
type fakeDesk struct {
	mu  sync.Mutex
	now map[string]string
}

func (d *fakeDesk) Add(id, _ string, p desk.Portal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now[id] = ""
	if signedIn, ok := p.(*fakePortal); ok {
		d.now[id] = signedIn.token
	}
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
func (p *fakePortal) Ticket(context.Context, string, string) (portal.Ticket, error) {
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

func (m *memory) SetAside() error { return nil }

type house struct {
	*Accounts
	desk    *fakeDesk
	store   *memory
	signOut []string
	// renewed is what the portal that was opened last tells a new token.
	renewed func(token string)
}

// newHouse is one run of the program on a computer with this list and keyring, the system's if it is nil.
func newHouse(store *memory, ring Keyring) *house {
	h := newHouseWith(store, ring)
	h.store = store
	return h
}

func newHouseWith(store Store, ring Keyring) *house {
	if ring == nil {
		ring = open()
	}
	h := &house{desk: &fakeDesk{now: map[string]string{}}}
	h.Accounts = New(Options{Store: store, Keyring: ring, Desk: h.desk})
	h.Portals = portals{h: h}
	return h
}

// portals are those of a house, in which only the password "right" opens.
type portals struct {
	h *house
	// open, if set, opens another portal than fakePortal.
	open func() desk.Portal
}

func (p portals) Find(context.Context, string) (Ways, error) { return Ways{Password: true}, nil }

func (p portals) SignIn(_ context.Context, server, email, password string) (Session, error) {
	if password != "right" {
		return Session{}, &portal.Error{Code: "wrong_credentials"}
	}
	return Session{Server: server, Email: email, Name: "Ana", Token: "token of " + email}, nil
}

func (p portals) SignInByProvider(_ context.Context, server string, w Ways, _ loopback.Browser) (Session, error) {
	return Session{Server: server, Email: "ana@example.org", Kind: w.Kind, Client: w.Client, Token: "first"}, nil
}

func (p portals) Open(_ Account, token string, renewed func(string)) desk.Portal {
	p.h.renewed = renewed
	if p.open != nil {
		return p.open()
	}
	return &fakePortal{token, func(token string) error {
		p.h.signOut = append(p.h.signOut, token)
		return nil
	}}
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

func TestAccountIsThereAgainAtTheNextStart(t *testing.T) {
	keyring.MockInit()
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
	keyring.MockInit()
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
	keyring.MockInit()
	h := newHouse(&memory{}, nil)
	h.signIn(t)
	h.signIn(t)
	h.one(t)
	if len(h.store.list) != 1 {
		t.Errorf("stored: %v", h.store.list)
	}
}

func TestWrongPasswordChangesNothing(t *testing.T) {
	keyring.MockInit()
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

func TestAdoptedAccountIsForThisRunOnly(t *testing.T) {
	keyring.MockInit()
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

// TestTokenOfAProviderIsReplacedAsItTurns tells of an account whose provider gives a new token now and then, which alone opens its portal.
func TestTokenOfAProviderIsReplacedAsItTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := newSlowRing()
		close(ring.unlocked)
		store := &memory{}
		h := newHouse(store, ring)
		signIn := func() {
			if _, err := h.SignInByProvider(t.Context(), server, Ways{Kind: "opentalk", Client: "app"}, loopback.Browser{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		signIn()
		if want := "first"; ring.tokens[ana] != want || store.list[0].Kind != "opentalk" || store.list[0].Client != "app" {
			t.Errorf("kept: %q in the keyring, and %+v", ring.tokens[ana], store.list)
		}
		before := h.renewed
		before("second")
		synctest.Wait()
		if ring.tokens[ana] != "second" {
			t.Errorf("the keyring has %q, want the second token", ring.tokens[ana])
		}
		signIn()
		before("late")
		synctest.Wait()
		if ring.tokens[ana] != "first" {
			t.Errorf("the keyring has %q, which is the token of a session that was given up", ring.tokens[ana])
		}
		if err := h.SignOut(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		h.renewed("late")
		synctest.Wait()
		if len(ring.tokens) > 0 {
			t.Errorf("after signing out the keyring has %v", ring.tokens)
		}
	})
}

func TestAccountWorksThoughItsListCannotBeWritten(t *testing.T) {
	keyring.MockInit()
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
	want := []Account{
		anas(), {ID: "bo@example.org http://localhost:8080", Server: "http://localhost:8080", Email: "bo@example.org", Kind: "opentalk", Client: "foyer"},
	}
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
