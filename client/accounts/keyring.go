package accounts

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/zalando/go-keyring"
)

// service is the name under which the keyring shows the tokens to its owner.
const service = "Foyer"

// ErrNoToken says that the keyring works, but has no token for the account.
var ErrNoToken = errors.New("the keyring has no token")

// Keyring keeps secrets by account. Its methods may block for as long as its owner needs to unlock it. Their errors wrap ErrNoToken,
// ErrKeyringMissing, ErrNoBus or ErrKeyringLocked.
type Keyring interface {
	Get(id string) (string, error)
	Set(id, token string) error
	Delete(id string) error
}

// System is the keyring of the operating system: Secret Service over D-Bus, macOS' keychain, or Windows' credential manager.
type System struct {
	// unlock has the owner unlock the keyring; nil is how Secret Service does it, elsewhere the system does it itself.
	unlock func() error
}

// Get returns the token of an account.
func (s System) Get(id string) (token string, err error) {
	err = s.unlocked(func() error {
		token, err = keyring.Get(service, id)
		return err
	})
	return token, err
}

// Set keeps the token of an account.
func (s System) Set(id, token string) error {
	return s.unlocked(func() error { return keyring.Set(service, id, token) })
}

// Delete forgets the token of an account. That there is none is no error.
func (s System) Delete(id string) error {
	err := s.unlocked(func() error { return keyring.Delete(service, id) })
	if errors.Is(err, ErrNoToken) {
		return nil
	}
	return err
}

// unlocked asks the keyring once it is unlocked.
func (s System) unlocked(ask func() error) error {
	open := s.unlock
	if open == nil {
		open = unlock
	}
	if err := open(); err != nil {
		return err
	}
	err := ask()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return fmt.Errorf("%w: %w", ErrNoToken, err)
	case strings.Contains(strings.ToLower(err.Error()), "lock"): // It was locked again meanwhile.
		return fmt.Errorf("%w: %w", ErrKeyringLocked, err)
	}
	return fmt.Errorf("%w: %w", ErrKeyringMissing, err)
}

// problem returns what a keyring's error means to its owner.
func problem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrKeyringLocked):
		return ErrKeyringLocked
	case errors.Is(err, ErrNoBus):
		return ErrNoBus
	}
	return ErrKeyringMissing
}

// vault asks a keyring one thing after the other, in goroutines of its own: two questions at once would ask its owner
// for the password twice, and a token that is removed must not come back by a slow set.
type vault struct {
	ring Keyring
	mu   sync.Mutex
	last <-chan struct{}
}

func (v *vault) get(id string, done func(string, error)) {
	v.run(func() { done(v.ring.Get(id)) })
}

func (v *vault) set(id, token string, done func(error)) {
	v.run(func() { done(v.ring.Set(id, token)) })
}

func (v *vault) remove(id string) {
	v.run(func() {
		if err := v.ring.Delete(id); err != nil {
			slog.Warn("the keyring did not forget a token", "error", err)
		}
	})
}

// run runs f after everything that was asked before.
func (v *vault) run(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	before, done := v.last, make(chan struct{})
	v.last = done
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		f()
	}()
}
