package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// SessionLasts is how long a moderator stays signed in.
const SessionLasts = 90 * 24 * time.Hour

// Session is a signed-in device.
type Session struct {
	// ID names the session to its owner. It opens nothing.
	ID string
	// TokenHash is what is kept of the token.
	TokenHash []byte
	AccountID string
	// Device is what its owner may know it by, such as the name of an app or a browser.
	Device    string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// NewSession returns the token of a new session on a device, which is named by what it says of itself.
func (a *Accounts) NewSession(ctx context.Context, accountID, userAgent string) (token string, expires time.Time, err error) {
	now := time.Now()
	token = rand.Text() + rand.Text()
	s := Session{
		ID: uuid.NewString(), TokenHash: hashToken(token), AccountID: accountID, Device: deviceName(userAgent), CreatedAt: now,
		ExpiresAt: now.Add(SessionLasts),
	}
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

// ListSessions returns an account's sessions, the latest first.
func (a *Accounts) ListSessions(ctx context.Context, accountID string) ([]Session, error) {
	return a.store.Sessions(ctx, accountID, time.Now())
}

// Revoke ends a session of an account by its ID, or returns ErrUnknown.
func (a *Accounts) Revoke(ctx context.Context, accountID, sessionID string) error {
	return a.ended(a.store.RevokeSession(ctx, accountID, sessionID))
}

// ended tells that sessions have ended, unless err says that nothing has happened, and returns err.
func (a *Accounts) ended(err error) error {
	if err == nil && a.Ended != nil {
		a.Ended()
	}
	return err
}

// Owns reports whether a token is that of the session, so that its owner sees which one this is.
func (s Session) Owns(token string) bool { return string(s.TokenHash) == string(hashToken(token)) }

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
