package account_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/store"
)

const (
	here  = "192.0.2.1"
	there = "198.51.100.0/24"
)

// throttled returns how long an error says to wait, 0 if it is another one.
func throttled(err error) time.Duration {
	if t, ok := errors.AsType[*account.ThrottledError](err); ok && errors.Is(err, account.ErrThrottled) {
		return t.RetryAfter
	}
	return 0
}

// TestGuessingIsSlowedDown tries wrong passwords from one network until it is told to wait. Ben himself, elsewhere, signs in all the same.
func TestGuessingIsSlowedDown(t *testing.T) {
	accounts, _ := open(t)
	createBen(t, accounts)
	limit := account.PersonLimit()
	for i := range limit.Burst {
		if _, err := accounts.SignIn(t.Context(), "ben@example.org", "wrong horse", here); !errors.Is(err, account.ErrWrongCredentials) {
			t.Fatalf("try %d: %v, want ErrWrongCredentials", i, err)
		}
	}
	_, err := accounts.SignIn(t.Context(), "BEN@example.org ", password, here)
	if wait := throttled(err); wait <= 0 || wait > limit.Every {
		t.Errorf("one more try, with the right password: %v, want to wait for at most %v", err, limit.Every)
	}
	if _, err := accounts.SignIn(t.Context(), "ben@example.org", password, there); err != nil {
		t.Errorf("Ben elsewhere: %v", err)
	}
	if _, err := accounts.SignIn(t.Context(), "ana@example.org", "wrong horse", here); !errors.Is(err, account.ErrWrongCredentials) {
		t.Errorf("another account from here: %v, want ErrWrongCredentials", err)
	}
}

func TestRightPasswordsAreNotCounted(t *testing.T) {
	accounts, _ := open(t)
	createBen(t, accounts)
	for i := range account.PersonLimit().Burst + 2 {
		if _, err := accounts.SignIn(t.Context(), "ben@example.org", password, here); err != nil {
			t.Fatalf("sign-in %d: %v", i, err)
		}
	}
}

// TestFloodLeavesOthersTheirTurn has 400 sign-ins for accounts that there are not come at once from one network, and Ben from another.
func TestFloodLeavesOthersTheirTurn(t *testing.T) {
	accounts, _ := open(t)
	createBen(t, accounts)
	var mu sync.Mutex
	looked, refused := 0, 0
	var flood sync.WaitGroup
	for i := range 400 {
		flood.Go(func() {
			_, err := accounts.SignIn(t.Context(), fmt.Sprintf("x%d@example.org", i), "wrong horse", here)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, account.ErrWrongCredentials):
				looked++
			case throttled(err) > 0:
				refused++
			default:
				t.Errorf("flood: %v", err)
			}
		})
	}
	flood.Wait()
	begin := time.Now()
	if _, err := accounts.SignIn(t.Context(), "ben@example.org", password, there); err != nil {
		t.Errorf("Ben: %v", err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("Ben waited for %v", took)
	}
	if most := account.NetworkLimit().Burst; looked > most || looked+refused != 400 {
		t.Errorf("%d passwords were looked at and %d refused, want at most %d and all others", looked, refused, most)
	}
}

// TestFullQueueIsToldSo has many networks sign in at the same time, more than can be hashed in a moment.
func TestFullQueueIsToldSo(t *testing.T) {
	accounts, _ := open(t)
	var mu sync.Mutex
	outcomes := map[bool]int{}
	var crowd sync.WaitGroup
	for i := range 100 {
		crowd.Go(func() {
			_, err := accounts.SignIn(t.Context(), fmt.Sprintf("x%d@example.org", i), "wrong horse", fmt.Sprintf("network %d", i))
			mu.Lock()
			defer mu.Unlock()
			outcomes[throttled(err) > 0]++
		})
	}
	crowd.Wait()
	if outcomes[true] == 0 || outcomes[false] == 0 || outcomes[false] > 60 {
		t.Errorf("%d were looked at and %d told to come again, want few and many", outcomes[false], outcomes[true])
	}
}

// TestAccountIsGuessedSlowlyFromEverywhere tries one account from ever new networks.
func TestAccountIsGuessedSlowlyFromEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		accounts := account.New(s)
		limit := account.AccountLimit()
		// A password that is too long costs no hashing.
		long := string(make([]byte, account.MaxPassword+1))
		for i := range limit.Burst {
			if _, err := accounts.SignIn(t.Context(), "ben@example.org", long, fmt.Sprint(i)); !errors.Is(err, account.ErrWrongCredentials) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		for _, network := range []string{"another", ""} {
			if _, err := accounts.SignIn(t.Context(), "ben@example.org", long, network); throttled(err) == 0 {
				t.Errorf("one more from network %q: %v, want ErrThrottled", network, err)
			}
		}
		<-time.After(limit.Every)
		if _, err := accounts.SignIn(t.Context(), "ben@example.org", long, "another"); !errors.Is(err, account.ErrWrongCredentials) {
			t.Errorf("a while later: %v, want ErrWrongCredentials", err)
		}
	})
}

// TestNetworkIsSlowedDownOverAllAccounts tries ever new accounts from one network.
func TestNetworkIsSlowedDownOverAllAccounts(t *testing.T) {
	accounts, _ := open(t)
	// A password that is too long costs no hashing.
	long := string(make([]byte, account.MaxPassword+1))
	for i := range account.NetworkLimit().Burst {
		if _, err := accounts.SignIn(t.Context(), fmt.Sprintf("x%d@example.org", i), long, here); !errors.Is(err, account.ErrWrongCredentials) {
			t.Fatalf("try %d: %v, want ErrWrongCredentials", i, err)
		}
	}
	if _, err := accounts.SignIn(t.Context(), "ana@example.org", long, here); throttled(err) == 0 {
		t.Errorf("one more account: %v, want ErrThrottled", err)
	}
	for _, network := range []string{there, ""} {
		if _, err := accounts.SignIn(t.Context(), "ana@example.org", long, network); !errors.Is(err, account.ErrWrongCredentials) {
			t.Errorf("from network %q: %v, want ErrWrongCredentials", network, err)
		}
	}
}

// TestEndlessAddressIsNotRemembered tries addresses that no account can have, of which the counts would keep megabytes.
func TestEndlessAddressIsNotRemembered(t *testing.T) {
	accounts, _ := open(t)
	endless := strings.Repeat("a", account.MaxEmail) + "@example.org"
	// More often than it may fail: what is not looked at need not be counted.
	for range account.PersonLimit().Burst + 1 {
		if _, err := accounts.SignIn(t.Context(), endless, "wrong horse", here); !errors.Is(err, account.ErrWrongCredentials) {
			t.Fatalf("SignIn: %v, want ErrWrongCredentials", err)
		}
	}
	if _, err := accounts.Create(t.Context(), endless, "Ana", password, account.Moderator); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("Create: %v, want ErrInvalid", err)
	}
}
