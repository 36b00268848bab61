package signin_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/signin"
	"foyer/guestserver/signin/signintest"
	"foyer/guestserver/store/storetest"
	"foyer/guestserver/throttle"
)

// house is a guest server's sign-in pages, the accounts behind them, and a real provider.
type house struct {
	t        *testing.T
	server   *httptest.Server
	provider *signintest.Provider
	signin   *signin.Provider
	accounts *account.Accounts
	browsers signin.Browsers
}

func newHouse(t *testing.T, change func(*signin.Config)) *house {
	t.Helper()
	s := storetest.Open(t)
	h := &house{t: t, accounts: account.New(s)}
	mux := http.NewServeMux()
	h.server = httptest.NewServer(mux)
	t.Cleanup(h.server.Close)
	h.provider = signintest.Start(t, h.server.URL+"/signin/callback",
		signintest.User{Name: "ana", First: "Ana", Last: "López", Email: "ana@example.org", Verified: true},
		signintest.User{Name: "ben", First: "Ben", Last: "Ode", Email: "ben@example.org", Verified: true},
		signintest.User{Name: "mallory", First: "Mal", Last: "Ory", Email: "ana@example.org"})
	config := signin.Config{Issuer: h.provider.Issuer, ClientID: signintest.WebClient, ClientSecret: signintest.WebSecret}
	if change != nil {
		change(&config)
	}
	h.signin = &signin.Provider{Config: config, Accounts: h.accounts}
	h.browsers = signin.Browsers{Accounts: h.accounts}
	(&signin.Pages{
		Provider: h.signin, Browsers: h.browsers, Sessions: h.accounts, PublicURL: h.server.URL,
		Problem: func(w http.ResponseWriter, _ *http.Request, status int, kind, _ string) {
			w.WriteHeader(status)
			io.WriteString(w, kind) //nolint:errcheck // The test fails anyway.
		},
	}).Register(mux)
	mux.HandleFunc("GET /whoami", func(w http.ResponseWriter, r *http.Request) {
		acc, signedIn := h.browsers.Account(r)
		if !signedIn {
			acc.Email = "nobody"
		}
		io.WriteString(w, acc.Email) //nolint:errcheck // The test fails anyway.
	})
	return h
}

func (h *house) createAccount(email, name string) account.Account {
	h.t.Helper()
	acc, err := h.accounts.CreateWithoutPassword(h.t.Context(), email, name, account.Moderator)
	if err != nil {
		h.t.Fatal(err)
	}
	return acc
}

// browser is somebody's, with its cookies. It follows no redirect by itself.
type browser struct {
	*http.Client
	h *house
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{&http.Client{Jar: jar, CheckRedirect: stay}, h}
}

func (b *browser) get(address string) (*http.Response, string) {
	b.h.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.h.server.URL + address
	}
	resp, err := b.Get(address)
	if err != nil {
		b.h.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.h.t.Fatal(err)
	}
	return resp, string(body)
}

// begin goes to the sign-in page and returns the provider's address that it is sent to.
func (b *browser) begin(path string) string {
	b.h.t.Helper()
	resp, body := b.get(path)
	to := resp.Header.Get("Location")
	if resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, b.h.provider.Issuer) {
		b.h.t.Fatalf("%s answers %s %s to %q, want to the provider", path, resp.Status, body, to)
	}
	return to
}

// wantFailure checks that a callback shows a kind of failure, and signs nobody in.
func (b *browser) wantFailure(callback *url.URL, kind string) {
	b.h.t.Helper()
	if resp, body := b.get(callback.String()); resp.StatusCode < 400 || body != kind {
		b.h.t.Errorf("the callback answers %s %q, want %s", resp.Status, body, kind)
	}
	if _, who := b.get("/whoami"); who != "nobody" {
		b.h.t.Errorf("the browser is signed in as %s, want nobody", who)
	}
}

// TestModeratorSignsInByTheProvider is the whole way of a browser, with a real provider.
func TestModeratorSignsInByTheProvider(t *testing.T) {
	h := newHouse(t, nil)
	h.createAccount("Ana@example.org", "Ana")
	b := h.browser()
	callback := h.provider.SignIn(t, b.begin("/signin?next=/b/choir-abc-def-ghj"), "ana")
	resp, body := b.get(callback.String())
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/b/choir-abc-def-ghj" {
		t.Fatalf("the callback answers %s to %q: %s", resp.Status, resp.Header.Get("Location"), body)
	}
	for _, c := range resp.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			t.Errorf("the cookie %s is %v", c.Name, c)
		}
	}
	if _, who := b.get("/whoami"); who != "Ana@example.org" {
		t.Errorf("the browser is signed in as %s, want Ana", who)
	}
	if _, who := h.browser().get("/whoami"); who != "nobody" {
		t.Errorf("another browser is signed in as %s", who)
	}
	out, err := b.Post(h.server.URL+"/signout", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	out.Body.Close()
	if _, who := b.get("/whoami"); out.StatusCode != http.StatusSeeOther || who != "nobody" {
		t.Errorf("signing out answers %s, and the browser is signed in as %s", out.Status, who)
	}
}

func TestOtherSitesCannotSignOut(t *testing.T) {
	h := newHouse(t, nil)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.server.URL+"/signout", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("another site's form answers %s", resp.Status)
	}
}

// TestAnswerCountsOnceAndInItsBrowserAlone replays an answer, sends it to another browser, and changes it.
func TestAnswerCountsOnceAndInItsBrowserAlone(t *testing.T) {
	h := newHouse(t, nil)
	h.createAccount("ana@example.org", "Ana")
	other := func(u *url.URL, key, value string) *url.URL {
		query, changed := u.Query(), *u
		query.Set(key, value)
		changed.RawQuery = query.Encode()
		return &changed
	}

	t.Run("replay", func(t *testing.T) {
		b := h.browser()
		callback := h.provider.SignIn(t, b.begin("/signin"), "ana")
		kept := b.Jar.Cookies(callback)
		if resp, body := b.get(callback.String()); resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("the callback answers %s %s", resp.Status, body)
		}
		if resp, body := b.get(callback.String()); resp.StatusCode != http.StatusBadRequest || body != signin.FailedAgain {
			t.Errorf("the second time it answers %s %s", resp.Status, body)
		}
		// Not even a browser that forges its own cookie gets a second session out of the code.
		forged := h.browser()
		forged.Jar.SetCookies(callback, kept)
		forged.wantFailure(callback, signin.FailedRefused)
	})
	t.Run("in another browser", func(t *testing.T) {
		callback := h.provider.SignIn(t, h.browser().begin("/signin"), "ana")
		h.browser().wantFailure(callback, signin.FailedAgain)
		begun := h.browser()
		begun.begin("/signin")
		begun.wantFailure(callback, signin.FailedAgain)
	})
	t.Run("another state", func(t *testing.T) {
		b := h.browser()
		callback := h.provider.SignIn(t, b.begin("/signin"), "ana")
		b.wantFailure(other(callback, "state", "x"), signin.FailedAgain)
	})
	t.Run("somebody else's code", func(t *testing.T) {
		victim, mallory := h.browser(), h.browser()
		callback := h.provider.SignIn(t, victim.begin("/signin"), "ben")
		stolen := h.provider.SignIn(t, mallory.begin("/signin"), "ana").Query().Get("code")
		victim.wantFailure(other(callback, "code", stolen), signin.FailedRefused)
	})
	t.Run("another provider's", func(t *testing.T) {
		b := h.browser()
		callback := h.provider.SignIn(t, b.begin("/signin"), "ana")
		b.wantFailure(other(callback, "iss", "https://evil.example.org"), signin.FailedRefused)
	})
	t.Run("a refusal", func(t *testing.T) {
		b := h.browser()
		state := query(t, b.begin("/signin")).Get("state")
		callback, _ := url.Parse(h.server.URL + "/signin/callback?error=access_denied&state=" + state)
		b.wantFailure(callback, signin.FailedRefused)
	})
}

func query(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func TestOnlyVerifiedAddressesFindTheirAccount(t *testing.T) {
	h := newHouse(t, nil)
	h.createAccount("ana@example.org", "Ana")
	mallory := h.browser()
	mallory.wantFailure(h.provider.SignIn(t, mallory.begin("/signin"), "mallory"), signin.FailedUnverified)
	ben := h.browser()
	ben.wantFailure(h.provider.SignIn(t, ben.begin("/signin"), "ben"), signin.FailedUnknown)
}

func TestFirstSignInMakesAnAccountWhereThatIsAllowed(t *testing.T) {
	h := newHouse(t, func(c *signin.Config) { c.CreateAccounts = true })
	for range 2 {
		b := h.browser()
		if resp, body := b.get(h.provider.SignIn(t, b.begin("/signin"), "ben").String()); resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("the callback answers %s %s", resp.Status, body)
		}
	}
	list, err := h.accounts.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Email != "ben@example.org" || list[0].Name != "Ben Ode" || list[0].Role != account.Moderator {
		t.Errorf("the accounts are %+v, want one of the moderator Ben", list)
	}
	if _, err := h.accounts.SignIn(t.Context(), "ben@example.org", "", ""); !errors.Is(err, account.ErrWrongCredentials) {
		t.Errorf("signing in without a password answers %v", err)
	}
}

// TestIdentityStaysWithItsAccount has the provider's user come back after the account's e-mail address was given to another.
func TestIdentityStaysWithItsAccount(t *testing.T) {
	h := newHouse(t, nil)
	ana := h.createAccount("ana@example.org", "Ana")
	who := account.Identity{Issuer: "https://sso.example.org", Subject: "s1", Email: "ana@example.org", EmailVerified: true}
	if acc, err := h.accounts.ByIdentity(t.Context(), who, false); err != nil || acc.ID != ana.ID {
		t.Fatalf("the first sign-in finds %+v, %v", acc, err)
	}
	who.Email, who.EmailVerified = "ana@elsewhere.example.org", false
	if acc, err := h.accounts.ByIdentity(t.Context(), who, false); err != nil || acc.ID != ana.ID {
		t.Errorf("with another address it finds %+v, %v; want Ana's account", acc, err)
	}
}

func TestProviderThatIsDownIsToldAndAskedAgain(t *testing.T) {
	h := newHouse(t, nil)
	h.provider.Close()
	resp, body := h.browser().get("/signin")
	if resp.StatusCode != http.StatusBadGateway || body != signin.FailedUnavailable {
		t.Errorf("signing in answers %s %s", resp.Status, body)
	}
	if _, err := h.signin.BeginApp(t.Context(), "http://127.0.0.1:1/signin", strings.Repeat("x", 43)); !errors.Is(err, signin.ErrUnavailable) {
		t.Errorf("an app's sign-in answers %v", err)
	}
}

func TestNobodyIsSentElsewhereAfterSigningIn(t *testing.T) {
	h := newHouse(t, nil)
	h.createAccount("ana@example.org", "Ana")
	for _, next := range []string{
		"https://evil.example.org", "//evil.example.org", "/\\evil.example.org", "javascript:x", "", "/\r\nSet-Cookie: a=b",
		"/" + strings.Repeat("x", 5000),
	} {
		b := h.browser()
		callback := h.provider.SignIn(t, b.begin("/signin?next="+url.QueryEscape(next)), "ana")
		if resp, _ := b.get(callback.String()); resp.Header.Get("Location") != "/" {
			t.Errorf("with next=%.40q the browser is sent to %q, want /", next, resp.Header.Get("Location"))
		}
	}
}

// app is a desktop app's half of a sign-in, by RFC 8252.
type app struct{ redirect, verifier string }

func newApp() app { return app{"http://127.0.0.1:54321/signin", rand.Text() + rand.Text()} }

func (a app) challenge() string {
	sum := sha256.Sum256([]byte(a.verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func TestAppSignsInByLoopbackAndPKCE(t *testing.T) {
	h := newHouse(t, func(c *signin.Config) { c.ClientID, c.ClientSecret = signintest.AppClient, "" })
	ana := h.createAccount("ana@example.org", "Ana")
	a := newApp()
	begin := func() (signin.Begun, signin.Answer) {
		t.Helper()
		begun, err := h.signin.BeginApp(t.Context(), a.redirect, a.challenge())
		if err != nil {
			t.Fatal(err)
		}
		back := h.provider.SignIn(t, begun.URL, "ana")
		if !strings.HasPrefix(back.String(), a.redirect+"?") || back.Query().Get("state") != begun.State {
			t.Fatalf("the provider calls back at %s", back)
		}
		return begun, signin.Answer{Code: back.Query().Get("code"), Redirect: a.redirect, Verifier: a.verifier, Nonce: begun.Nonce}
	}
	_, answer := begin()
	if acc, err := h.signin.Finish(t.Context(), answer); err != nil || acc.ID != ana.ID {
		t.Errorf("the app signs in as %+v, %v; want Ana", acc, err)
	}
	for name, change := range map[string]func(*signin.Answer){
		"replayed":             func(b *signin.Answer) { b.Code = answer.Code },
		"without the verifier": func(b *signin.Answer) { b.Verifier = "" },
		"another verifier":     func(b *signin.Answer) { b.Verifier = rand.Text() + rand.Text() },
		"another nonce":        func(b *signin.Answer) { b.Nonce = "x" },
		"no nonce":             func(b *signin.Answer) { b.Nonce = "" },
		"another redirect":     func(b *signin.Answer) { b.Redirect = "http://127.0.0.1:1/signin" },
		"another issuer":       func(b *signin.Answer) { b.Issuer = "https://evil.example.org" },
	} {
		_, b := begin()
		change(&b)
		if acc, err := h.signin.Finish(t.Context(), b); !errors.Is(err, signin.ErrRefused) {
			t.Errorf("%s, the app signs in as %+v, %v; want it refused", name, acc, err)
		}
	}
}

// TestCodesAreNotTriedForEver has someone show one made-up answer after the other.
func TestCodesAreNotTriedForEver(t *testing.T) {
	h := newHouse(t, nil)
	h.createAccount("ana@example.org", "Ana")
	h.signin.Tries = throttle.New(throttle.Limit{Burst: 2, Every: time.Hour})
	made := signin.Answer{Code: "x", Redirect: h.server.URL + "/signin/callback", Verifier: "y", Nonce: "z", Network: "192.0.2.1/32"}
	for range 2 {
		if _, err := h.signin.Finish(t.Context(), made); !errors.Is(err, signin.ErrRefused) {
			t.Errorf("a made-up answer: %v", err)
		}
	}
	if _, err := h.signin.Finish(t.Context(), made); !errors.Is(err, account.ErrThrottled) {
		t.Errorf("one too many: %v", err)
	}
	// Others are not kept out, and who signs in has tried nothing in vain.
	for range 3 {
		b := h.browser()
		if resp, body := b.get(h.provider.SignIn(t, b.begin("/signin"), "ana").String()); resp.StatusCode != http.StatusSeeOther {
			t.Errorf("Ana's callback answers %s %s", resp.Status, body)
		}
	}
}

func TestAppIsCalledBackOnItsOwnComputerAlone(t *testing.T) {
	h := newHouse(t, nil)
	challenge := newApp().challenge()
	for _, c := range []struct{ redirect, challenge string }{
		{"https://evil.example.org/signin", challenge},
		{"http://192.0.2.1:80/signin", challenge},
		{"http://localhost:80/signin", challenge},
		{"http://127.0.0.1/signin", challenge},
		{"https://127.0.0.1:80/signin", challenge},
		{"http://127.0.0.1:80/signin?x=y", challenge},
		{"http://127.0.0.1:80/signin#x", challenge},
		{"http://evil@127.0.0.1:80/signin", challenge},
		{"foyer://signin", challenge},
		{"", challenge},
		{"http://127.0.0.1:80/signin", ""},
		{"http://127.0.0.1:80/signin", "plain"},
	} {
		if begun, err := h.signin.BeginApp(t.Context(), c.redirect, c.challenge); !errors.Is(err, signin.ErrRedirect) {
			t.Errorf("%q with %q begins %+v, %v", c.redirect, c.challenge, begun, err)
		}
	}
	if _, err := h.signin.BeginApp(t.Context(), "http://[::1]:80/signin", challenge); err != nil {
		t.Errorf("the loopback address of IPv6 answers %v", err)
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	for issuer, right := range map[string]bool{
		"": true, "https://sso.example.org": true, "https://sso.example.org/realms/x": true, "http://127.0.0.1:80": true,
		"http://sso.example.org": false, "sso.example.org": false, "https://sso.example.org?x": false, "ftp://sso.example.org": false,
	} {
		if err := (signin.Config{Issuer: issuer, ClientID: "foyer"}).Check(); (err == nil) != right {
			t.Errorf("the issuer %q: %v", issuer, err)
		}
	}
	if (signin.Config{Issuer: "https://sso.example.org"}).Check() == nil {
		t.Error("no client id is needed")
	}
}

func TestWithoutAProviderThereAreNoPages(t *testing.T) {
	h := newHouse(t, func(c *signin.Config) { c.Issuer = "" })
	if resp, _ := h.browser().get("/signin"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("/signin answers %s", resp.Status)
	}
	if _, err := h.signin.BeginApp(context.Background(), "http://127.0.0.1:80/signin", newApp().challenge()); !errors.Is(err, signin.ErrNone) {
		t.Errorf("an app's sign-in answers %v", err)
	}
}

// silent is a network in which nobody answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestManyWaitForASilentProviderAsLongAsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := signin.Provider{Config: signin.Config{Issuer: "https://sso.example.org"}, HTTP: &http.Client{Transport: silent{}}}
		began := time.Now()
		var waiting sync.WaitGroup
		for range 30 {
			waiting.Go(func() {
				_, err := p.BeginApp(t.Context(), "http://127.0.0.1:1/signin", strings.Repeat("a", 43))
				if took := time.Since(began); !errors.Is(err, signin.ErrUnavailable) || took > 10*time.Second {
					t.Errorf("after %v the answer is %v, want ErrUnavailable within 10 seconds", took, err)
				}
			})
		}
		waiting.Wait()
	})
}
