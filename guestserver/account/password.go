package account

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"foyer/guestserver/throttle"
)

// maxHashing is how many passwords are hashed at the same time. Each takes 64 MiB of memory while it lasts.
const maxHashing = 2

// maxQueued is how many more may wait for that. It takes about a second to go through them.
const maxQueued = 20

// queueRetry is when somebody who found the queue full should come again.
const queueRetry = 2 * time.Second

// calmAfter is how long after the last password the memory that hashing took is given back to the system, which Go would keep. It costs
// a collection of all garbage, so that it waits until nobody signs in.
const calmAfter = 5 * time.Second

// Accounts is all the accounts of a guest server.
type Accounts struct {
	// Ended is called after sessions may have ended that nobody signed out of: they were revoked, the password changed, or the account is no
	// more. It may be nil, and is set before the accounts are used.
	Ended func()

	store   Store
	hashing chan struct{}
	// queued counts those who hash a password or wait for it.
	queued atomic.Int32
	// calm gives back what hashing took.
	calm *time.Timer
	// byPerson, byNetwork and byAccount count failed sign-ins.
	byPerson, byNetwork, byAccount *throttle.Throttle
}

// New returns the accounts in a store.
func New(store Store) *Accounts { return NewLimited(store, NetworkLimit()) }

// NewLimited returns the accounts in a store, with a limit of its own for failed sign-ins from one network; zero is NetworkLimit.
func NewLimited(store Store, network throttle.Limit) *Accounts {
	return &Accounts{
		store: store, hashing: make(chan struct{}, maxHashing), calm: time.AfterFunc(calmAfter, debug.FreeOSMemory),
		byPerson: throttle.New(PersonLimit()), byNetwork: throttle.New(network.Or(NetworkLimit())), byAccount: throttle.New(AccountLimit()),
	}
}

// cost returns what hashing a password takes, as RFC 9106 recommends for little memory but for fewer passes.
func cost() *argon2id.Params {
	return &argon2id.Params{Memory: 64 << 10, Iterations: 1, Parallelism: 2, SaltLength: 16, KeyLength: 32}
}

// decoy is the hash of no password. It is compared with when there is no account, so that an answer takes as long as it does for one.
const decoy = "$argon2id$v=19$m=65536,t=1,p=2$Rm95ZXIncyBkZWNveSE$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SetPassword gives an account a new password and ends its sessions, since whoever asks for one may fear that the old one is known.
// The password that the account has already changes nothing. It returns ErrInvalid, wrapped with what is wrong, or ErrUnknown.
func (a *Accounts) SetPassword(ctx context.Context, acc Account, password string) error {
	if err := CheckPassword(password); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	same, err := a.compare(ctx, password, acc.PasswordHash)
	if err != nil || same {
		return err
	}
	return a.replacePassword(ctx, acc, password, nil)
}

// ChangePassword gives an account a new password if the old one is right, and ends its sessions but the one whose token is given. It
// returns ErrWrongCredentials, ErrInvalid, wrapped with what is wrong, and ErrThrottled.
func (a *Accounts) ChangePassword(ctx context.Context, acc Account, old, password, token string) error {
	if err := CheckPassword(password); err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	if wait := a.byAccount.Take(acc.ID); wait > 0 {
		return &ThrottledError{wait}
	}
	right, err := a.compare(ctx, old, acc.PasswordHash)
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	if !right {
		return ErrWrongCredentials
	}
	a.byAccount.Return(acc.ID)
	return a.replacePassword(ctx, acc, password, hashToken(token))
}

func (a *Accounts) replacePassword(ctx context.Context, acc Account, password string, keep []byte) error {
	hash, err := a.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return a.ended(a.store.SetPasswordHash(ctx, acc.ID, hash, keep))
}

// CheckPassword returns ErrInvalid, wrapped with what is wrong, for a password that is too short or too long.
func CheckPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword || n > MaxPassword {
		return fmt.Errorf("%w: the password must have %d to %d characters", ErrInvalid, MinPassword, MaxPassword)
	}
	return nil
}

func (a *Accounts) hash(ctx context.Context, password string) (hash string, err error) {
	err = a.limit(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(password, cost())
		return err
	})
	return hash, err
}

// compare reports whether a password is that of a hash. Without a hash there is none, which takes as long to find out.
func (a *Accounts) compare(ctx context.Context, password, hash string) (match bool, err error) {
	if utf8.RuneCountInString(password) > MaxPassword {
		return false, nil
	}
	none := hash == ""
	if none {
		hash = decoy
	}
	err = a.limit(ctx, func() (err error) {
		match, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return match && !none, err
}

// limit runs fn when it is its turn, unless too many wait already.
func (a *Accounts) limit(ctx context.Context, fn func() error) error {
	defer a.queued.Add(-1)
	if a.queued.Add(1) > maxHashing+maxQueued {
		return &ThrottledError{queueRetry}
	}
	select {
	case a.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() {
		<-a.hashing
		a.calm.Reset(calmAfter)
	}()
	return fn()
}
