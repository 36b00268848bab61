package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"foyer/client/portal"
)

// Restore brings back the accounts of the last run, on the desk with what was last known of their meetings: those whose token the keyring
// gives are signed in, the others are listed with what is wrong. It returns when the keyring has answered, after keyringLimit at the
// latest. A keyring that answers later, since its owner had to unlock it first, restores the accounts then. The error says that the list
// could not be read, as Problem does from then on; the list is set aside before another is written.
func (a *Accounts) Restore(ctx context.Context) error {
	list, err := a.Store.Load()
	if err != nil {
		a.mu.Lock()
		a.problem, a.aside = ErrNotRead, true
		a.mu.Unlock()
		a.notify()
		return fmt.Errorf("load accounts: %w", err)
	}
	waiting, over := context.WithCancel(ctx)
	defer over()
	for _, account := range list {
		a.expect(account, absent{waiting.Done()})
	}
	a.notify()

	var asked sync.WaitGroup
	for _, account := range list {
		asked.Add(1)
		a.vault.get(account.ID, func(token string, err error) {
			defer asked.Done()
			a.restore(account, token, err)
		})
	}
	answered := make(chan struct{})
	go func() {
		asked.Wait()
		close(answered)
	}()
	limit := time.NewTimer(keyringLimit)
	defer limit.Stop()
	select {
	case <-answered:
		return nil
	case <-limit.C:
	case <-ctx.Done():
	}
	for _, account := range list {
		a.change(account.ID, func(s *Status) {
			if !s.SignedIn && s.Problem == nil {
				s.Problem = ErrKeyringLocked
			}
		})
	}
	return nil
}

// expect puts an account on the list and on the desk whose token is yet to come, unless it has signed in meanwhile.
func (a *Accounts) expect(account Account, p absent) {
	a.acting.Lock()
	defer a.acting.Unlock()
	a.mu.Lock()
	known := a.find(account.ID) != nil
	if !known {
		a.entries = append(a.entries, &entry{Status: Status{Account: account}})
	}
	a.mu.Unlock()
	if !known {
		a.Desk.Add(account.ID, account.Title(), p)
	}
}

// restore takes the keyring's answer for an account, unless it has signed in or was forgotten meanwhile.
func (a *Accounts) restore(account Account, token string, err error) {
	a.acting.Lock()
	defer a.acting.Unlock()
	a.mu.Lock()
	e := a.find(account.ID)
	if e == nil || e.SignedIn {
		a.mu.Unlock()
		return
	}
	if err != nil || token == "" {
		e.Problem = restoreProblem(err)
		a.mu.Unlock()
		a.notify()
		return
	}
	e.SignedIn, e.Kept, e.Problem = true, true, nil
	e.portal = a.open(account, token)
	p := e.portal
	a.mu.Unlock()
	a.Desk.Add(account.ID, account.Title(), p)
	a.notify()
}

// restoreProblem says why there is no token: without an error it was never kept, which is as good as signed out.
func restoreProblem(err error) error {
	if err == nil || errors.Is(err, ErrNoToken) {
		return portal.ErrSignedOut
	}
	slog.Warn("the keyring did not give a token", "error", err)
	return problem(err)
}
