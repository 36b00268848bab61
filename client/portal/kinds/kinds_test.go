package kinds_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"foyer/client/accounts"
	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/client/portal/kinds"
	"foyer/client/portal/opentalk"
)

// serve answers each path with a JSON text, and all others with 404.
func serve(t *testing.T, answers map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, answer) //nolint:errcheck // The test fails anyway.
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestPortalIsRecognisedByItsAddress(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers map[string]string
		want    accounts.Ways
		code    string
	}{
		{"a Foyer server", map[string]string{"/api/v1/signin": `{"password":true,"provider":"Town"}`},
			accounts.Ways{Password: true, Provider: "Town"}, ""},
		{"an OpenTalk", map[string]string{
			"/.well-known/opentalk/api": `{"opentalk_api":{"v1":{"base_url":"/controller/v1"}}}`,
			"/controller/v1/auth/login": `{"oidc":{"name":"Keycloak","url":"https://id.example.org/realms/x"}}`,
		}, accounts.Ways{Kind: kinds.OpenTalk, Provider: "Keycloak", Client: "foyer"}, ""},
		{"something else", nil, accounts.Ways{}, foyer.CodeNotFoyer},
		{"half an OpenTalk", map[string]string{"/.well-known/opentalk/api": `{"opentalk_api":{"v1":{"base_url":"v1"}}}`},
			accounts.Ways{}, foyer.CodeNotFoyer},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := kinds.Portals{}.Find(t.Context(), serve(t, c.answers))
			refused, _ := errors.AsType[*portal.Error](err)
			if got != c.want || (err != nil) != (c.code != "") || err != nil && refused.Code != c.code {
				t.Errorf("found %+v, %v, want %+v, code %q", got, err, c.want, c.code)
			}
		})
	}
}

func TestAccountsAreOpenedAsWhatTheyAre(t *testing.T) {
	account := accounts.Account{Server: "https://x.example.org", Email: "ana@example.org"}
	if p, ok := (kinds.Portals{}).Open(account, "t", nil).(*foyer.Portal); !ok {
		t.Errorf("an account without a kind, as older versions wrote it, opens %T", p)
	}
	account.Kind = kinds.OpenTalk
	if p, ok := (kinds.Portals{}).Open(account, "t", nil).(*opentalk.Portal); !ok {
		t.Errorf("an account at OpenTalk opens %T", p)
	}
}
