// Package people serves the part of the portal API that is about those who log in: sessions, one's own account, and, for
// administrators, all accounts.
package people

import (
	"context"
	"strings"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/peer"
	"foyer/guestserver/signin"
)

// Accounts is what the API needs of the accounts.
type Accounts interface {
	SignIn(ctx context.Context, email, password, network string) (account.Account, error)
	NewSession(ctx context.Context, accountID, device string) (token string, expires time.Time, err error)
	SignOut(ctx context.Context, token string) error
	ListSessions(ctx context.Context, accountID string) ([]account.Session, error)
	Revoke(ctx context.Context, accountID, sessionID string) error

	Account(ctx context.Context, id string) (account.Account, error)
	List(ctx context.Context) ([]account.Account, error)
	Create(ctx context.Context, email, name, password string, role account.Role) (account.Account, error)
	CreateWithoutPassword(ctx context.Context, email, name string, role account.Role) (account.Account, error)
	ChangePassword(ctx context.Context, acc account.Account, old, password, token string) error
	SetPassword(ctx context.Context, acc account.Account, password string) error
	Change(ctx context.Context, accountID string, c account.Change) error
	Remove(ctx context.Context, accountID string) error
}

// Provider signs people in by OpenID Connect.
type Provider interface {
	// Name returns what people know the provider by, empty if there is none.
	Name() string
	BeginApp(ctx context.Context, redirect, challenge string) (signin.Begun, error)
	Finish(ctx context.Context, a signin.Answer) (account.Account, error)
}

// API serves sessions and accounts.
type API struct {
	Accounts Accounts
	Provider Provider
	// Proxies may say where a request comes from, which sign-ins are counted by.
	Proxies peer.Proxies
	// SignedOut is told the token of each session that has ended here; it may be nil.
	SignedOut func(token string)
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	mux.Handle("POST /api/v1/session", rest.Handler(a.signIn))
	mux.Handle("DELETE /api/v1/session", rest.Handler(a.signOut))
	mux.Handle("GET /api/v1/sessions", gate.SignedIn(a.listSessions))
	mux.Handle("DELETE /api/v1/sessions/{session}", gate.SignedIn(a.revoke))

	mux.Handle("GET /api/v1/signin", rest.Handler(a.waysIn))
	mux.Handle("POST /api/v1/signin", rest.Handler(a.begin))
	mux.Handle("POST /api/v1/signin/session", rest.Handler(a.finish))

	mux.Handle("GET /api/v1/account", gate.SignedIn(a.self))
	mux.Handle("PATCH /api/v1/account", gate.SignedIn(a.changeSelf))
	mux.Handle("PUT /api/v1/account/password", gate.SignedIn(a.changePassword))

	mux.Handle("GET /api/v1/accounts", gate.Administrator(a.list))
	mux.Handle("POST /api/v1/accounts", gate.Administrator(a.create))
	mux.Handle("GET /api/v1/accounts/{account}", gate.Administrator(a.get))
	mux.Handle("PATCH /api/v1/accounts/{account}", gate.Administrator(a.change))
	mux.Handle("DELETE /api/v1/accounts/{account}", gate.Administrator(a.remove))
	mux.Handle("PUT /api/v1/accounts/{account}/password", gate.Administrator(a.setPassword))
}

// view is an account as it is answered.
type view struct {
	ID        string       `json:"id"`
	Email     string       `json:"email"`
	Name      string       `json:"name"`
	Role      account.Role `json:"role"`
	CreatedAt time.Time    `json:"created_at"`
}

func viewAccount(a account.Account) view {
	return view{ID: a.ID, Email: a.Email, Name: a.Name, Role: a.Role, CreatedAt: a.CreatedAt}
}

// byName orders accounts.
func byName(a account.Account) string { return strings.ToLower(a.Name) + "\x00" + a.ID }
