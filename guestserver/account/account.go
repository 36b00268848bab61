// Package account keeps the people who log in, and their sessions. It knows no HTTP and no SQL.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/mail"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"
)

// SessionLasts is how long a moderator stays signed in.
const SessionLasts = 90 * 24 * time.Hour

// Limits of what people choose, in characters.
const (
	MinPassword = 10
	MaxPassword = 200
	MaxName     = 100
)

// maxHashing is how many passwords are hashed at the same time. Each takes 64 MiB of memory while it lasts.
const maxHashing = 2

// calmAfter is how long after the last password the memory that hashing took is given back to the system, which Go would keep. It costs
// a collection of all garbage, so that it waits until nobody signs in.
const calmAfter = 5 * time.Second

// Errors that the callers tell apart.
var (
	ErrUnknown          = errors.New("unknown account")
	ErrWrongCredentials = errors.New("wrong e-mail address or password")
	ErrSignedOut        = errors.New("no such session")
	ErrEmailTaken       = errors.New("there is an account with this e-mail address")
	ErrInvalid          = errors.New("invalid account")
)

// Account is someone who logs in.
type Account struct {
	ID    string
	Email string
	Name  string
	// PasswordHash is in argon2id's own format.
	PasswordHash  string
	Administrator bool
	CreatedAt     time.Time
}

// Session is a signed-in device.
type Session struct {
	// TokenHash is what is kept of the token.
	TokenHash []byte
	AccountID string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Store keeps accounts. It returns ErrUnknown and ErrEmailTaken.
type Store interface {
	AddAccount(ctx context.Context, a Account) error
	SetPasswordHash(ctx context.Context, accountID, hash string) error
	Administrator(ctx context.Context) (Account, error)
	AccountByEmail(ctx context.Context, email string) (Account, error)
	AccountBySession(ctx context.Context, tokenHash []byte, now time.Time) (Account, error)
	AddSession(ctx context.Context, s Session) error
	RemoveSession(ctx context.Context, tokenHash []byte) error
}

// Accounts is all the accounts of a guest server.
type Accounts struct {
	store   Store
	hashing chan struct{}
	// calm gives back what hashing took.
	calm *time.Timer
}

// New returns the accounts in a store.
func New(store Store) *Accounts {
	return &Accounts{
		store: store, hashing: make(chan struct{}, maxHashing), calm: time.AfterFunc(calmAfter, debug.FreeOSMemory),
	}
}

// cost returns what hashing a password takes, as RFC 9106 recommends for little memory but for fewer passes.
func cost() *argon2id.Params {
	return &argon2id.Params{Memory: 64 << 10, Iterations: 1, Parallelism: 2, SaltLength: 16, KeyLength: 32}
}

// decoy is the hash of no password. It is compared with when there is no account, so that an answer takes as long as it does for one.
const decoy = "$argon2id$v=19$m=65536,t=1,p=2$Rm95ZXIncyBkZWNveSE$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Create makes an account. It returns ErrInvalid, wrapped with what is wrong, or ErrEmailTaken.
func (a *Accounts) Create(ctx context.Context, email, name, password string, administrator bool) (Account, error) {
	if err := check(email, name, password); err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	acc := Account{
		ID: uuid.NewString(), Email: email, Name: name, PasswordHash: hash, Administrator: administrator, CreatedAt: time.Now(),
	}
	if err := a.store.AddAccount(ctx, acc); err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	return acc, nil
}

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
	hash, err := a.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return a.store.SetPasswordHash(ctx, acc.ID, hash)
}

// Administrator returns the first administrator, or ErrUnknown if there is none.
func (a *Accounts) Administrator(ctx context.Context) (Account, error) {
	return a.store.Administrator(ctx)
}

// SignIn returns the account of an e-mail address and password, or ErrWrongCredentials, and does not tell which is wrong.
func (a *Accounts) SignIn(ctx context.Context, email, password string) (Account, error) {
	acc, err := a.store.AccountByEmail(ctx, strings.TrimSpace(email))
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Account{}, fmt.Errorf("sign in: %w", err)
	}
	known := err == nil
	if !known {
		acc.PasswordHash = decoy
	}
	match, err := a.compare(ctx, password, acc.PasswordHash)
	if err != nil {
		return Account{}, fmt.Errorf("sign in: %w", err)
	}
	if !known || !match {
		return Account{}, ErrWrongCredentials
	}
	return acc, nil
}

// NewSession returns the token of a new session.
func (a *Accounts) NewSession(ctx context.Context, accountID string) (token string, expires time.Time, err error) {
	now := time.Now()
	token = rand.Text() + rand.Text()
	s := Session{TokenHash: hashToken(token), AccountID: accountID, CreatedAt: now, ExpiresAt: now.Add(SessionLasts)}
	if err := a.store.AddSession(ctx, s); err != nil {
		return "", time.Time{}, fmt.Errorf("start session: %w", err)
	}
	return token, s.ExpiresAt, nil
}

// Authenticate returns the account of a session's token, or ErrSignedOut.
func (a *Accounts) Authenticate(ctx context.Context, token string) (Account, error) {
	acc, err := a.store.AccountBySession(ctx, hashToken(token), time.Now())
	if errors.Is(err, ErrUnknown) {
		return Account{}, ErrSignedOut
	}
	if err != nil {
		return Account{}, fmt.Errorf("authenticate: %w", err)
	}
	return acc, nil
}

// SignOut ends a session.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	return a.store.RemoveSession(ctx, hashToken(token))
}

func (a *Accounts) hash(ctx context.Context, password string) (hash string, err error) {
	err = a.limit(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(password, cost())
		return err
	})
	return hash, err
}

func (a *Accounts) compare(ctx context.Context, password, hash string) (match bool, err error) {
	if utf8.RuneCountInString(password) > MaxPassword {
		return false, nil
	}
	err = a.limit(ctx, func() (err error) {
		match, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return match, err
}

// limit runs fn when it is its turn.
func (a *Accounts) limit(ctx context.Context, fn func() error) error {
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

func check(email, name, password string) error {
	if err := CheckEmail(email); err != nil {
		return err
	}
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > MaxName {
		return fmt.Errorf("%w: the name must have 1 to %d characters", ErrInvalid, MaxName)
	}
	return CheckPassword(password)
}

// CheckEmail returns ErrInvalid, wrapped with what is wrong, for what is no e-mail address.
func CheckEmail(email string) error {
	if address, err := mail.ParseAddress(email); err != nil || address.Address != email {
		return fmt.Errorf("%w: %.60q is no e-mail address", ErrInvalid, email)
	}
	return nil
}

// CheckPassword returns ErrInvalid, wrapped with what is wrong, for a password that is too short or too long.
func CheckPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword || n > MaxPassword {
		return fmt.Errorf("%w: the password must have %d to %d characters", ErrInvalid, MinPassword, MaxPassword)
	}
	return nil
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
