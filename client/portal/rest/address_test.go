package rest

import (
	"errors"
	"strings"
	"testing"

	"foyer/client/portal"
)

// address returns in full what was typed.
func address(typed string) (string, error) {
	u, err := Parse(typed)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func TestAddress(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"foyer.example.org", "https://foyer.example.org"},
		{" Foyer.Example.org/ ", "https://foyer.example.org"},
		{"https://x/", "https://x"},
		{"http://foyer.example.org", "http://foyer.example.org"},
		{"HTTPS://foyer.example.org:8443", "https://foyer.example.org:8443"},
		{"https://example.org/foyer/?a=b#c", "https://example.org/foyer"},
		{"localhost:8080", "http://localhost:8080"},
		{"foyer.localhost", "http://foyer.localhost"},
		{"127.0.0.1", "http://127.0.0.1"},
		{"192.168.1.4:8080", "http://192.168.1.4:8080"},
		{"10.0.0.1", "http://10.0.0.1"},
		{"[::1]:8080", "http://[::1]:8080"},
		{"::1", "http://[::1]"},
		{"fd00::4", "http://[fd00::4]"},
		{"8.8.8.8", "https://8.8.8.8"},
		{"https://localhost", "https://localhost"},
		{"notlocalhost", "https://notlocalhost"},
		{"http://[2001:db8::1]", "http://[2001:db8::1]"},
	}
	for _, tt := range tests {
		if got, err := address(tt.typed); got != tt.want || err != nil {
			t.Errorf("Parse(%q) = %q, %v, want %q", tt.typed, got, err, tt.want)
		}
	}
}

func TestAddressRefuses(t *testing.T) {
	for _, typed := range []string{
		"", " ", "/", "https://", "ftp://example.org", "javascript://alert", "a b", "ana@example.org", "https://ana:pw@example.org",
		"example.org:", "example.org:0", "example.org:70000", "example.org:http", ":8080", "..", "http://[::1", "a<b>.org",
	} {
		got, err := address(typed)
		refused, ok := errors.AsType[*portal.Error](err)
		if !ok || refused.Code != CodeInvalidAddress {
			t.Errorf("Parse(%q) = %q, %v, want %s", typed, got, err, CodeInvalidAddress)
		}
	}
}

// An address in full stays as it is: what was kept from an earlier start leads to the same server.
func FuzzAddress(f *testing.F) {
	for _, typed := range []string{"foyer.example.org", "localhost:8080", "https://x/", "::1", "http://a/b%2Fc", "ä.org", "%41.org"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		first, err := address(typed)
		if err != nil {
			return
		}
		if !strings.HasPrefix(first, "http://") && !strings.HasPrefix(first, "https://") {
			t.Fatalf("%q became %q", typed, first)
		}
		second, err := address(first)
		if err != nil || second != first {
			t.Fatalf("%q became %q, which became %q, %v", typed, first, second, err)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	f.Add(401, "application/problem+json", []byte(`{"code":"signed_out","detail":"Sign in again."}`))
	f.Add(404, "text/json", []byte(`{"code":"not_found","message":"No such room."}`))
	f.Add(502, "text/html", []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, kind string, answer []byte) {
		c := Client{Kind: portal.Error{Code: "another_program", Detail: "Check the address."}}
		err := c.refusal(status, kind, answer)
		refused, ok := errors.AsType[*portal.Error](err)
		if !ok || refused.Code == "" || len(refused.Detail) > maxDetail {
			t.Fatalf("%v", err)
		}
	})
}
