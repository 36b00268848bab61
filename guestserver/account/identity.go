package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrUnverified says that a provider does not vouch for the e-mail address that it told.
var ErrUnverified = errors.New("the provider has not verified the e-mail address")

// Identity is a person as a sign-in provider knows it. Issuer and Subject name it for ever, its e-mail address may change.
type Identity struct {
	Issuer  string
	Subject string
	Email   string
	// EmailVerified says that the provider has seen the address to be the person's.
	EmailVerified bool
	Name          string
}

// IdentityStore keeps whose account an identity is.
type IdentityStore interface {
	// AccountByIdentity returns ErrUnknown for an identity that was never here.
	AccountByIdentity(ctx context.Context, issuer, subject string) (Account, error)
	// AddIdentity ties an identity to an account.
	AddIdentity(ctx context.Context, issuer, subject, accountID string) error
}

// ByIdentity returns the account of a person whom a provider has signed in. Who comes for the first time gets the account with its
// e-mail address, and the account stays its own if the address changes. If there is none, create makes one of a moderator. It returns
// ErrUnknown for a person without an account and ErrUnverified for one whose address is not certain.
func (a *Accounts) ByIdentity(ctx context.Context, who Identity, create bool) (Account, error) {
	acc, err := a.store.AccountByIdentity(ctx, who.Issuer, who.Subject)
	if !errors.Is(err, ErrUnknown) {
		return acc, err
	}
	// Whoever may choose an address freely at the provider could take over any account here.
	if !who.EmailVerified || CheckEmail(who.Email) != nil {
		return Account{}, fmt.Errorf("first sign-in of %.80q: %w", who.Subject, ErrUnverified)
	}
	acc, err = a.store.AccountByEmail(ctx, who.Email)
	if errors.Is(err, ErrUnknown) && create {
		acc, err = a.CreateWithoutPassword(ctx, who.Email, who.displayName(), Moderator)
	}
	if err != nil {
		return Account{}, fmt.Errorf("first sign-in of %.80q: %w", who.Subject, err)
	}
	if err := a.store.AddIdentity(ctx, who.Issuer, who.Subject, acc.ID); err != nil {
		return Account{}, fmt.Errorf("first sign-in of %.80q: %w", who.Subject, err)
	}
	return acc, nil
}

// displayName returns what the person is called here: its name if that can be one, else the part of the e-mail address before the @.
func (i Identity) displayName() string {
	if checkName(i.Name) == nil {
		return i.Name
	}
	name, _, _ := strings.Cut(i.Email, "@")
	return shorten(name)
}
