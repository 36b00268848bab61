// Package people serves the part of the portal API that is about those who log in: sessions, one's own account, and, for
// administrators, all accounts.
package people

import (
	"context"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// Accounts is what the API needs of the accounts.
type Accounts interface {
	SignIn(ctx context.Context, email, password, network string) (account.Account, error)
	NewSession(ctx context.Context, accountID, device string) (token string, expires time.Time, err error)
	SignOut(ctx context.Context, token string) error
}

// API serves sessions and accounts.
type API struct {
	Accounts Accounts
	// SignedOut is told the token of each session that has ended here; it may be nil.
	SignedOut func(token string)
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, _ rest.Gate) {
	mux.Handle("POST /api/v1/session", rest.Handler(a.signIn))
	mux.Handle("DELETE /api/v1/session", rest.Handler(a.signOut))
}

// accountView is an account as it is answered.
type accountView struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
}

func viewAccount(a account.Account) accountView {
	return accountView{ID: a.ID, Email: a.Email, Name: a.Name}
}
