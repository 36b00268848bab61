package accounts

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/zalando/go-keyring"
)

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

// open is the system's keyring after its owner has unlocked it.
func open() System { return System{unlock: func() error { return nil }} }

func TestWithoutKeyringTheTokenIsForThisRunOnly(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	refused := func() error { return ErrKeyringLocked }
	for _, c := range []struct {
		name    string
		ring    System
		keyring error
		want    error
	}{
		{"no session bus", System{}, nil, ErrNoBus},
		{"nobody on the bus", open(), errors.New("org.freedesktop.secrets was not provided"), ErrKeyringMissing},
		{"unlocking refused", System{unlock: refused}, nil, ErrKeyringLocked},
		{"locked again", open(), errors.New("failed to unlock correct collection"), ErrKeyringLocked},
	} {
		t.Run(c.name, func(t *testing.T) {
			keyring.MockInitWithError(c.keyring)
			store := &memory{}
			first := newHouse(store, c.ring)
			first.signIn(t)
			if s := first.one(t); !s.SignedIn || s.Kept || s.Problem != c.want {
				t.Fatalf("after signing in the account is %+v, want problem %v", s, c.want)
			}
			second := newHouse(store, c.ring)
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
		h := newHouse(&memory{list: []Account{anas()}}, ring)
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
		h := newHouse(&memory{list: []Account{anas()}}, ring)
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
		h := newHouse(&memory{list: []Account{anas()}}, ring)
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
