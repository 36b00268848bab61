package api_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/signin"
	"foyer/guestserver/signin/signintest"
)

// The bodies of answers about people.
type (
	person  struct{ ID, Email, Name, Role string }
	session struct {
		Token     string
		ExpiresAt string `json:"expires_at"`
		Account   person
	}
	device struct {
		ID, Device string
		Current    bool
	}
)

func TestLostTelephoneIsSignedOutFromAfar(t *testing.T) {
	d := newDesk(t)
	lost := d.token
	token, _, err := d.accounts.NewSession(t.Context(), "ben", "the new one")
	if err != nil {
		t.Fatal(err)
	}
	d.token = token
	list := get[[]device](d, "GET", "/api/v1/sessions", "")
	if len(list) != 2 || list[0].Device != "the new one" || !list[0].Current || list[1].Device != "ben's telephone" || list[1].Current {
		t.Fatalf("Ben's sessions are %+v", list)
	}
	d.as("cora").refused("DELETE", "/api/v1/sessions/"+list[1].ID, "", 404, "unknown_session")
	d.token = token
	d.do("DELETE", "/api/v1/sessions/"+list[1].ID, "")
	d.wantProblem("Bearer "+lost, "GET", "/api/v1/account", "", 401, "signed_out")
	if me := get[person](d, "GET", "/api/v1/account", ""); me != (person{"ben", "ben@example.org", "Ben", "moderator"}) {
		t.Errorf("Ben is %+v", me)
	}
}

// TestAdministratorLooksAfterAccounts hashes real passwords.
func TestAdministratorLooksAfterAccounts(t *testing.T) {
	d := newDesk(t).as("ada")
	eva := get[person](d, "POST", "/api/v1/accounts", `{"email":"eva@example.org","name":"Eva","password":"`+password+`"}`)
	if eva.Role != "moderator" || eva.Name != "Eva" {
		t.Fatalf("Eva is %+v", eva)
	}
	sso := get[person](d, "POST", "/api/v1/accounts", `{"email":"sso@example.org","name":"Sso","role":"administrator"}`)
	signedIn := get[session](d, "POST", "/api/v1/session", `{"email":"eva@example.org","password":"`+password+`"}`)
	d.token = signedIn.Token
	d.refused("PUT", "/api/v1/account/password", `{"old_password":"wrong horse","password":"a better horse"}`, 401, "wrong_credentials")
	d.refused("PUT", "/api/v1/account/password", `{"old_password":"`+password+`","password":"short"}`, 400, "invalid_account")
	d.do("PUT", "/api/v1/account/password", `{"old_password":"`+password+`","password":"a better horse"}`)
	if me := get[person](d, "GET", "/api/v1/account", ""); me.ID != eva.ID {
		t.Errorf("after the change Eva is %+v", me)
	}
	d.as("ada").do("PUT", "/api/v1/accounts/"+eva.ID+"/password", `{"password":"the best horse"}`)
	d.wantProblem("Bearer "+signedIn.Token, "GET", "/api/v1/account", "", 401, "signed_out")

	if list := get[[]person](d, "GET", "/api/v1/accounts", ""); len(list) != 7 || list[0].Name != "Ada" {
		t.Errorf("the accounts are %+v", list)
	}
	if made := get[person](d, "PATCH", "/api/v1/accounts/"+eva.ID, `{"role":"administrator"}`); made.Role != "administrator" {
		t.Errorf("Eva is %+v", made)
	}
	d.do("DELETE", "/api/v1/accounts/"+sso.ID, "")
	d.do("DELETE", "/api/v1/accounts/"+eva.ID, "")
	d.refused("GET", "/api/v1/accounts/"+eva.ID, "", 404, "unknown_account")
	d.refused("PATCH", "/api/v1/accounts/ada", `{"role":"moderator"}`, 409, "last_administrator")
	d.refused("DELETE", "/api/v1/accounts/ada", "", 409, "last_administrator")
	d.refused("PATCH", "/api/v1/accounts/ben", `{"role":"king"}`, 400, "invalid_account")
	d.refused("POST", "/api/v1/accounts", `{"email":"BEN@example.org","name":"Ben"}`, 409, "email_taken")
	d.refused("POST", "/api/v1/accounts", `{"email":"nobody","name":"Ben"}`, 400, "invalid_account")
	if me := get[person](d, "GET", "/api/v1/accounts/ben", ""); me.Role != "moderator" {
		t.Errorf("Ben is %+v", me)
	}
}

func TestPeopleAreRenamed(t *testing.T) {
	d := newDesk(t)
	if me := get[person](d, "PATCH", "/api/v1/account", `{"name":" Benedikt "}`); me.Name != "Benedikt" || me.Role != "moderator" {
		t.Errorf("after his change Ben is %+v", me)
	}
	if me := get[person](d, "GET", "/api/v1/account", ""); me.Name != "Benedikt" {
		t.Errorf("later Ben is %+v", me)
	}
	d.refused("PATCH", "/api/v1/account", `{"name":null}`, 400, "invalid_account")
	d.refused("PATCH", "/api/v1/account", `{"name":"\u202enimdA"}`, 400, "invalid_account")
	d.refused("PATCH", "/api/v1/account", `{"role":"administrator"}`, 400, "unknown_field")

	d.as("ada")
	if ben := get[person](d, "PATCH", "/api/v1/accounts/ben", `{"name":"Ben","role":"administrator"}`); ben.Name != "Ben" || ben.Role != "administrator" {
		t.Errorf("after the administrator's change Ben is %+v", ben)
	}
	d.do("DELETE", "/api/v1/accounts/ben", "")
	// What cannot be done changes nothing.
	d.refused("PATCH", "/api/v1/accounts/ada", `{"name":"Adele","role":"moderator"}`, 409, "last_administrator")
	if ada := get[person](d, "GET", "/api/v1/account", ""); ada.Name != "Ada" {
		t.Errorf("Ada is %+v", ada)
	}
}

// TestPasswordsAreNotTriedForEver has someone guess from one network.
func TestPasswordsAreNotTriedForEver(t *testing.T) {
	d := newDesk(t)
	for range account.PersonLimit().Burst {
		d.wantProblem("", "POST", "/api/v1/session", `{"email":"ben@example.org","password":"wrong horse"}`, 401, "wrong_credentials")
	}
	resp, text := d.askAs("", "POST", "/api/v1/session", `{"email":"ben@example.org","password":"wrong horse"}`)
	if resp.StatusCode != http.StatusTooManyRequests || !strings.Contains(text, "too_many_tries") || resp.Header.Get("Retry-After") == "" {
		t.Errorf("one try too many answers %s %v %s", resp.Status, resp.Header, text)
	}
}

// TestAppSignsInByAProvider has a real provider, and does what the app does.
func TestAppSignsInByAProvider(t *testing.T) {
	d := newDesk(t)
	type ways struct {
		Password bool
		Provider string
	}
	if none := get[ways](d, "GET", "/api/v1/signin", ""); none != (ways{true, ""}) {
		t.Errorf("the ways in are %+v", none)
	}
	verifier := rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	const redirect = "http://127.0.0.1:54321" + signintest.AppPath
	begin := `{"redirect":"` + redirect + `","code_challenge":"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"}`
	d.wantProblem("", "POST", "/api/v1/signin", begin, 404, "no_provider")

	provider := signintest.Start(t, publicURL+"/signin/callback",
		signintest.User{Name: "ben", Email: "ben@example.org", Verified: true}, signintest.User{Name: "mallory", Email: "ada@example.org"},
		signintest.User{Name: "eva", Email: "eva@example.org", Verified: true})
	d.signin.Config = signin.Config{Issuer: provider.Issuer, ClientID: signintest.AppClient}
	if one := get[ways](d, "GET", "/api/v1/signin", ""); one != (ways{true, "127.0.0.1"}) {
		t.Errorf("the ways in are %+v", one)
	}
	d.wantProblem("", "POST", "/api/v1/signin", strings.Replace(begin, "127.0.0.1", "192.0.2.1", 1), 400, "invalid_redirect")
	signIn := func(user string) string {
		begun := get[struct{ URL, State, Nonce string }](d, "POST", "/api/v1/signin", begin)
		back := provider.SignIn(t, begun.URL, user)
		if back.Query().Get("state") != begun.State {
			t.Errorf("the provider calls back at %s", back)
		}
		return `{"code":"` + back.Query().Get("code") + `","redirect":"` + redirect + `","code_verifier":"` + verifier + `","nonce":"` + begun.Nonce + `"}`
	}
	finish := signIn("ben")
	s := get[session](d, "POST", "/api/v1/signin/session", finish)
	if s.Account.ID != "ben" {
		t.Errorf("the session is %+v", s)
	}
	d.token = s.Token
	if me := get[person](d, "GET", "/api/v1/account", ""); me.ID != "ben" {
		t.Errorf("with the session Ben is %+v", me)
	}
	d.wantProblem("", "POST", "/api/v1/signin/session", finish, 403, "signin_refused")
	d.wantProblem("", "POST", "/api/v1/signin/session", signIn("mallory"), 403, "email_unverified")
	d.wantProblem("", "POST", "/api/v1/signin/session", signIn("eva"), 404, "unknown_account")
}

// meanwhile is the body of a request during which something else happens.
type meanwhile struct {
	io.Reader
	happens func()
}

func (m *meanwhile) Read(p []byte) (int, error) {
	if m.happens != nil {
		m.happens()
		m.happens = nil
	}
	return m.Reader.Read(p)
}

// TestNewNameBringsNoOldRoleBack has somebody take a role back while another administrator gives the account a name.
func TestNewNameBringsNoOldRoleBack(t *testing.T) {
	d := newDesk(t)
	change := func(role account.Role) {
		if err := d.accounts.Change(t.Context(), "mo", account.Change{Role: &role}); err != nil {
			t.Error(err)
		}
	}
	change(account.Administrator)
	r := httptest.NewRequest("PATCH", "/api/v1/accounts/mo", &meanwhile{strings.NewReader(`{"name":"Moritz"}`), func() { change(account.Moderator) }})
	r.Header.Set("Authorization", "Bearer "+d.tokens["ada"])
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("PATCH: %d %s", w.Code, w.Body)
	}
	if mo := get[person](d.as("ada"), "GET", "/api/v1/accounts/mo", ""); mo.Name != "Moritz" || mo.Role != "moderator" {
		t.Errorf("Mo is %+v, want a moderator called Moritz", mo)
	}
}
