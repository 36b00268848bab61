package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"foyer/guestserver/throttle"
)

// PersonLimit is how often sign-in to one account may fail from one network: a person who tries all of their passwords.
func PersonLimit() throttle.Limit { return throttle.Limit{Burst: 6, Every: 30 * time.Second} }

// NetworkLimit is how often sign-in may fail from one network, to whatever account: a whole office on a Monday.
func NetworkLimit() throttle.Limit { return throttle.Limit{Burst: 30, Every: 10 * time.Second} }

// AccountLimit is how often sign-in to one account may fail from everywhere. It takes many networks to reach it, so that nobody is
// kept out by somebody else's mistakes, and lets someone who has many try a password a minute.
func AccountLimit() throttle.Limit { return throttle.Limit{Burst: 60, Every: time.Minute} }

// ThrottledError is ErrThrottled with the time to wait.
type ThrottledError struct{ RetryAfter time.Duration }

// Error says how long to wait.
func (e *ThrottledError) Error() string {
	return fmt.Sprintf("%v: wait %v", ErrThrottled, e.RetryAfter.Round(time.Second))
}

// Unwrap returns ErrThrottled.
func (e *ThrottledError) Unwrap() error { return ErrThrottled }

// SignIn returns the account of an e-mail address and password, or ErrWrongCredentials, and does not tell which is wrong. Network is
// what tries from one place are counted by, empty if it is not known. After too many failures it returns a *ThrottledError, without looking at the
// password: whoever floods the server with sign-ins does not keep it from signing in others.
func (a *Accounts) SignIn(ctx context.Context, email, password, network string) (Account, error) {
	email = strings.TrimSpace(email)
	if len(email) > MaxEmail {
		return Account{}, ErrWrongCredentials // Nobody has it, and the counts would keep it.
	}
	forgive, err := a.try(strings.ToLower(email), network)
	if err != nil {
		return Account{}, err
	}
	acc, err := a.store.AccountByEmail(ctx, email)
	if err != nil && !errors.Is(err, ErrUnknown) {
		forgive()
		return Account{}, fmt.Errorf("sign in: %w", err)
	}
	match, err := a.compare(ctx, password, acc.PasswordHash)
	if err != nil {
		forgive() // Nobody looked at the password.
		return Account{}, fmt.Errorf("sign in: %w", err)
	}
	if !match {
		return Account{}, ErrWrongCredentials
	}
	forgive()
	return acc, nil
}

// try counts a try to sign in, which forgive takes back. Tries from a network that is not known count for the account alone: otherwise
// one person would use up the tries of all who come by the same proxy.
func (a *Accounts) try(email, network string) (forgive func(), err error) {
	type count struct {
		of  *throttle.Throttle
		key string
	}
	counts := []count{{a.byAccount, email}}
	if network != "" {
		counts = []count{{a.byPerson, email + "\n" + network}, {a.byNetwork, network}, {a.byAccount, email}}
	}
	for i, c := range counts {
		if wait := c.of.Take(c.key); wait > 0 {
			for _, earlier := range counts[:i] {
				earlier.of.Return(earlier.key)
			}
			return nil, &ThrottledError{wait}
		}
	}
	return func() {
		for _, c := range counts {
			c.of.Return(c.key)
		}
	}, nil
}
