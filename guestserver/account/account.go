// Package account keeps the people who log in, and their sessions. It knows no HTTP and no SQL.
package account

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"foyer/guestserver/lobby/names"
)

// MaxEmail is the longest e-mail address, in bytes (RFC 5321, section 4.5.3.1.3).
const MaxEmail = 254

// Limits of what people choose, in characters.
const (
	MinPassword = 10
	MaxPassword = 200
	MaxName     = 100
)

// Errors that the callers tell apart.
var (
	ErrUnknown          = errors.New("unknown account")
	ErrWrongCredentials = errors.New("wrong e-mail address or password")
	ErrSignedOut        = errors.New("no such session")
	ErrEmailTaken       = errors.New("there is an account with this e-mail address")
	ErrInvalid          = errors.New("invalid account")
	// ErrLastAdministrator says that nobody would be left who may change the portal.
	ErrLastAdministrator = errors.New("the last administrator stays")
	// ErrThrottled says that there have been too many tries, or that too many people sign in at this moment. See RetryAfter.
	ErrThrottled = errors.New("too many sign-ins")
)

// Role is what an account may do on the whole portal.
type Role string

// The roles.
const (
	// Moderator may do what it has a role in groups, rooms and meetings for.
	Moderator Role = "moderator"
	// Administrator may do all.
	Administrator Role = "administrator"
)

// Account is someone who logs in.
type Account struct {
	ID    string
	Email string
	Name  string
	// PasswordHash is in argon2id's own format, empty for an account that signs in by other means alone.
	PasswordHash string
	Role         Role
	CreatedAt    time.Time
}

// Store keeps accounts. It returns ErrUnknown, ErrEmailTaken and ErrLastAdministrator.
type Store interface {
	AddAccount(ctx context.Context, a Account) error
	Account(ctx context.Context, id string) (Account, error)
	// Accounts returns all accounts, by name.
	Accounts(ctx context.Context) ([]Account, error)
	ChangeAccount(ctx context.Context, accountID string, c Change) error
	// RemoveAccount removes an account with its sessions and memberships. What it has made passes to another administrator.
	RemoveAccount(ctx context.Context, accountID string) error
	// SetPasswordHash replaces an account's password and ends its sessions but the one of the token hash keep, which may be nil.
	SetPasswordHash(ctx context.Context, accountID, hash string, keep []byte) error
	// Administrator returns the first administrator.
	Administrator(ctx context.Context) (Account, error)
	AccountByEmail(ctx context.Context, email string) (Account, error)
	AccountBySession(ctx context.Context, tokenHash []byte, now time.Time) (Account, error)
	AddSession(ctx context.Context, s Session) error
	// Sessions returns an account's sessions that have not expired, the latest first.
	Sessions(ctx context.Context, accountID string, now time.Time) ([]Session, error)
	RemoveSession(ctx context.Context, tokenHash []byte) error
	// RevokeSession removes a session of an account by its ID.
	RevokeSession(ctx context.Context, accountID, id string) error
	IdentityStore
}

// Create makes an account. It returns ErrInvalid, wrapped with what is wrong, or ErrEmailTaken.
func (a *Accounts) Create(ctx context.Context, email, name, password string, role Role) (Account, error) {
	if err := CheckPassword(password); err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	if err := check(email, name, role); err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	return a.add(ctx, email, name, hash, role)
}

// CreateWithoutPassword makes an account that signs in by other means than SignIn. It returns ErrInvalid, wrapped with what is wrong, or
// ErrEmailTaken.
func (a *Accounts) CreateWithoutPassword(ctx context.Context, email, name string, role Role) (Account, error) {
	if err := check(email, name, role); err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	return a.add(ctx, email, name, "", role)
}

func (a *Accounts) add(ctx context.Context, email, name, hash string, role Role) (Account, error) {
	acc := Account{
		ID: uuid.NewString(), Email: email, Name: strings.TrimSpace(name), PasswordHash: hash, Role: role, CreatedAt: time.Now(),
	}
	if err := a.store.AddAccount(ctx, acc); err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	return acc, nil
}

// Account finds an account, or returns ErrUnknown.
func (a *Accounts) Account(ctx context.Context, id string) (Account, error) {
	return a.store.Account(ctx, id)
}

// ByEmail finds an account by its address in any case, or returns ErrUnknown.
func (a *Accounts) ByEmail(ctx context.Context, email string) (Account, error) {
	return a.store.AccountByEmail(ctx, strings.TrimSpace(email))
}

// List returns all accounts, by name.
func (a *Accounts) List(ctx context.Context) ([]Account, error) { return a.store.Accounts(ctx) }

// Administrator returns the first administrator, or ErrUnknown if there is none.
func (a *Accounts) Administrator(ctx context.Context) (Account, error) {
	return a.store.Administrator(ctx)
}

// Change is what is changed of an account. What is nil stays.
type Change struct {
	// Name is what meetings and decisions have from then on.
	Name *string
	Role *Role
}

// Change gives an account another name or role. It returns ErrInvalid, wrapped with what is wrong, ErrUnknown or ErrLastAdministrator, and
// has changed nothing then.
func (a *Accounts) Change(ctx context.Context, accountID string, c Change) error {
	if c.Name != nil {
		if err := checkName(*c.Name); err != nil {
			return fmt.Errorf("change account: %w", err)
		}
		c.Name = new(strings.TrimSpace(*c.Name))
	}
	if c.Role != nil {
		if err := checkRole(*c.Role); err != nil {
			return fmt.Errorf("change account: %w", err)
		}
	}
	return a.store.ChangeAccount(ctx, accountID, c)
}

// Remove removes an account with its sessions and memberships. The meetings that it made pass to the first other administrator. It
// returns ErrUnknown or ErrLastAdministrator.
func (a *Accounts) Remove(ctx context.Context, accountID string) error {
	return a.ended(a.store.RemoveAccount(ctx, accountID))
}

func check(email, name string, role Role) error {
	if err := CheckEmail(email); err != nil {
		return err
	}
	if err := checkName(name); err != nil {
		return err
	}
	return checkRole(role)
}

func checkName(name string) error {
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > MaxName {
		return fmt.Errorf("%w: the name must have 1 to %d characters", ErrInvalid, MaxName)
	}
	if !names.Legible(strings.TrimSpace(name)) {
		return fmt.Errorf("%w: the name must be legible, on one line, without invisible characters that turn it around", ErrInvalid)
	}
	return nil
}

func checkRole(r Role) error {
	if r != Administrator && r != Moderator {
		return fmt.Errorf("%w: the role %.20q is neither administrator nor moderator", ErrInvalid, r)
	}
	return nil
}

// CheckEmail returns ErrInvalid, wrapped with what is wrong, for what is no e-mail address.
func CheckEmail(email string) error {
	if address, err := mail.ParseAddress(email); err != nil || address.Address != email || len(email) > MaxEmail {
		return fmt.Errorf("%w: %.60q is no e-mail address", ErrInvalid, email)
	}
	return nil
}
