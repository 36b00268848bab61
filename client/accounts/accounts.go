package accounts

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"foyer/client/desk"
	"foyer/client/portal/loopback"
)

// keyringLimit is how long the keyring may take before it counts as locked.
const keyringLimit = 2 * time.Second

// Store keeps the list of accounts between runs, without their tokens.
type Store interface {
	Load() ([]Account, error)
	Save(accounts []Account) error
	// SetAside keeps a list that could not be read from being replaced by Save. Without a list it does nothing.
	SetAside() error
}

// Desk takes the portals of the accounts.
type Desk interface {
	// Add puts a portal on the desk, in the place of the one that is there under this id.
	Add(id, name string, p desk.Portal)
	Remove(id string)
}

// Portals signs in at portals of all kinds.
type Portals interface {
	// Find asks a server how people sign in there.
	Find(ctx context.Context, server string) (Ways, error)
	SignIn(ctx context.Context, server, email, password string) (Session, error)
	SignInByProvider(ctx context.Context, server string, ways Ways, browser loopback.Browser) (Session, error)
	// Open returns the portal of an account. It does not connect. Renewed is told when another token has taken the place of this one.
	Open(account Account, token string, renewed func(token string)) desk.Portal
}

// Options are what the accounts work with; all but Keyring must be set.
type Options struct {
	Store Store
	// Keyring is the system's if nil.
	Keyring Keyring
	Desk    Desk
	Portals Portals
}

// Accounts are the accounts of this computer. All methods may be called from any goroutine.
type Accounts struct {
	Options
	vault vault

	// acting is held while an account comes or goes, so that the desk, the list and the file tell the same.
	acting sync.Mutex

	mu       sync.Mutex
	entries  []*entry
	watchers map[int]func()
	next     int
	problem  error
	// aside says that the list in the store could not be read, and must be set aside before another is written.
	aside bool
}

// entry is an account with what only this package may see.
type entry struct {
	Status
	portal desk.Portal
}

// New returns accounts that know of none; Restore brings back those of the last run.
func New(options Options) *Accounts {
	if options.Keyring == nil {
		options.Keyring = System{}
	}
	return &Accounts{Options: options, vault: vault{ring: options.Keyring}, watchers: map[int]func(){}}
}

// List returns all accounts, in the order in which they came. It does not block.
func (a *Accounts) List() []Status {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := make([]Status, len(a.entries))
	for i, e := range a.entries {
		list[i] = e.Status
	}
	return list
}

// Portal returns the portal of an account that is signed in, nil for others. It does not block.
func (a *Accounts) Portal(id string) desk.Portal {
	a.mu.Lock()
	defer a.mu.Unlock()
	if e := a.find(id); e != nil && e.SignedIn {
		return e.portal
	}
	return nil
}

// Problem returns ErrNotRead if the accounts of the last run are not known, nil otherwise. It does not block.
func (a *Accounts) Problem() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.problem
}

// Subscribe calls changed whenever List or Problem would return something else, until cancel is called. Changed must not block.
func (a *Accounts) Subscribe(changed func()) (cancel func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	id := a.next
	a.next++
	a.watchers[id] = changed
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.watchers, id)
	}
}

// SignIn signs in and puts the account's portal on the desk; whoever was signed in with it before is replaced. That the token cannot
// be kept is no error: List tells. Errors are those of the portal.
func (a *Accounts) SignIn(ctx context.Context, server, email, password string) (Account, error) {
	session, err := a.Portals.SignIn(ctx, server, email, password)
	if err != nil {
		return Account{}, err
	}
	return a.take(ctx, session), nil
}

// SignInByProvider is SignIn in the browser, by the provider that Find has told of. It waits until the person has signed in there, or ctx
// ends.
func (a *Accounts) SignInByProvider(ctx context.Context, server string, ways Ways, browser loopback.Browser) (Account, error) {
	session, err := a.Portals.SignInByProvider(ctx, server, ways, browser)
	if err != nil {
		return Account{}, err
	}
	return a.take(ctx, session), nil
}

// Find asks a server how people sign in there.
func (a *Accounts) Find(ctx context.Context, server string) (Ways, error) {
	return a.Portals.Find(ctx, server)
}

// take puts the account of a new session on the desk, and keeps it.
func (a *Accounts) take(ctx context.Context, session Session) Account {
	account := session.account()
	a.put(account, session.Token, false)
	a.keep(ctx, account.ID, session.Token)
	return account
}

// Adopt puts the account of a session on the desk, for this run only: neither the list nor the token is kept.
func (a *Accounts) Adopt(_ context.Context, session Session) (Account, error) {
	account := session.account()
	a.put(account, session.Token, true)
	return account, nil
}

// SignOut takes an account off the desk and this computer, and ends its session. The error says that the server could not be told; the
// account is gone nevertheless. An account that is not there is no error.
func (a *Accounts) SignOut(ctx context.Context, id string) error {
	e := a.remove(id)
	if e == nil {
		return nil
	}
	if !e.Temporary {
		a.vault.remove(id)
	}
	if p, ok := e.portal.(interface{ SignOut(context.Context) error }); ok {
		if err := p.SignOut(ctx); err != nil {
			return fmt.Errorf("sign out of %s: %w", Host(e.Server), err)
		}
	}
	return nil
}

// put makes an account one that is signed in.
func (a *Accounts) put(account Account, token string, temporary bool) {
	a.acting.Lock()
	defer a.acting.Unlock()
	p := a.open(account, token)
	a.mu.Lock()
	e := a.find(account.ID)
	if e == nil {
		e = &entry{}
		a.entries = append(a.entries, e)
	}
	*e = entry{Status{Account: account, SignedIn: true, Temporary: temporary}, p}
	a.mu.Unlock()
	a.Desk.Add(account.ID, account.Title(), p)
	a.save(account.ID)
	a.notify()
}

// open opens the portal of an account. A token that it gets in place of the first is kept, unless the account has signed out or signed in
// anew meanwhile.
func (a *Accounts) open(account Account, token string) (p desk.Portal) {
	p = a.Portals.Open(account, token, func(renewed string) {
		a.mu.Lock()
		defer a.mu.Unlock() // Whoever signs out has the keyring forget the token after this one was put into it, and not before.
		if e := a.find(account.ID); e != nil && e.portal == p && !e.Temporary {
			a.vault.set(account.ID, renewed, func(err error) { a.kept(account.ID, err) })
		}
	})
	return p
}

// remove takes an account off the list and the desk, and returns it.
func (a *Accounts) remove(id string) *entry {
	a.acting.Lock()
	defer a.acting.Unlock()
	a.mu.Lock()
	e := a.find(id)
	a.entries = slices.DeleteFunc(a.entries, func(other *entry) bool { return other == e })
	a.mu.Unlock()
	if e == nil {
		return nil
	}
	a.Desk.Remove(id)
	a.save("")
	a.notify()
	return e
}

// save writes the list. If that fails, the account of this id, which the list is written for, has a problem.
func (a *Accounts) save(id string) {
	list := []Account{}
	for _, s := range a.List() {
		if !s.Temporary {
			list = append(list, s.Account)
		}
	}
	if err := a.write(list); err != nil {
		slog.Warn("the list of accounts could not be written", "error", err)
		a.change(id, func(s *Status) { s.Problem = ErrNotSaved })
	}
}

// write writes the list, and sets aside one that could not be read: its owner may still mend it. The caller holds acting.
func (a *Accounts) write(list []Account) error {
	a.mu.Lock()
	aside := a.aside
	a.mu.Unlock()
	if aside {
		if err := a.Store.SetAside(); err != nil {
			return err
		}
		a.mu.Lock()
		a.aside = false
		a.mu.Unlock()
	}
	return a.Store.Save(list)
}

// keep puts a token into the keyring. It waits no longer than keyringLimit; what the keyring says later still counts.
func (a *Accounts) keep(ctx context.Context, id, token string) {
	done := make(chan struct{})
	a.vault.set(id, token, func(err error) {
		defer close(done)
		a.kept(id, err)
	})
	limit := time.NewTimer(keyringLimit)
	defer limit.Stop()
	select {
	case <-done:
		return
	case <-limit.C:
	case <-ctx.Done():
	}
	a.change(id, func(s *Status) {
		if !s.Kept && s.Problem == nil {
			s.Problem = ErrKeyringLocked
		}
	})
}

// kept takes the keyring's answer on a token that was put into it.
func (a *Accounts) kept(id string, err error) {
	if err != nil {
		slog.Warn("the keyring did not take a token", "error", err)
	}
	a.change(id, func(s *Status) {
		if s.Problem == ErrNotSaved {
			return
		}
		s.Kept, s.Problem = err == nil, problem(err)
	})
}

// change changes what is known of an account, if it is still there, and tells.
func (a *Accounts) change(id string, f func(*Status)) {
	a.mu.Lock()
	e := a.find(id)
	if e != nil {
		f(&e.Status)
	}
	a.mu.Unlock()
	if e != nil {
		a.notify()
	}
}

// find returns the entry of an account, nil if there is none. The caller holds mu.
func (a *Accounts) find(id string) *entry {
	for _, e := range a.entries {
		if e.ID == id {
			return e
		}
	}
	return nil
}

func (a *Accounts) notify() {
	a.mu.Lock()
	watchers := make([]func(), 0, len(a.watchers))
	for _, w := range a.watchers {
		watchers = append(watchers, w)
	}
	a.mu.Unlock()
	for _, w := range watchers {
		w()
	}
}
