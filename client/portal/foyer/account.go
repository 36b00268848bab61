package foyer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// Profile returns who the account is.
func (p *Portal) Profile(ctx context.Context) (portal.Profile, error) {
	var a Account
	if _, err := p.do(ctx, rest.Call{Method: http.MethodGet, Path: "api/v1/account", Result: &a}); err != nil {
		return portal.Profile{}, fmt.Errorf("get account: %w", err)
	}
	return portal.Profile{Email: a.Email, Name: a.Name}, nil
}

// Rename gives the account another name, which people see in meetings and beside decisions from then on. It returns the account as it is
// then. The error has the code "invalid_account" for a name that cannot be.
func (p *Portal) Rename(ctx context.Context, name string) (portal.Profile, error) {
	var a Account
	call := rest.Call{Method: http.MethodPatch, Path: "api/v1/account", Body: map[string]string{"name": name}, Result: &a}
	if _, err := p.do(ctx, call); err != nil {
		return portal.Profile{}, fmt.Errorf("change name: %w", err)
	}
	return portal.Profile{Email: a.Email, Name: a.Name}, nil
}

// ChangePassword changes the account's password, and ends all its other sessions. The error has the code "wrong_credentials" if the old one
// is not right, and "invalid_account" for a new one that cannot be.
func (p *Portal) ChangePassword(ctx context.Context, old, password string) error {
	body := map[string]string{"old_password": old, "password": password}
	if _, err := p.do(ctx, rest.Call{Method: http.MethodPut, Path: "api/v1/account/password", Body: body}); err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	return nil
}

// Devices returns where the account is signed in, the latest first.
func (p *Portal) Devices(ctx context.Context) ([]portal.Device, error) {
	var listed []struct {
		ID      string    `json:"id"`
		Device  string    `json:"device"`
		Created time.Time `json:"created_at"`
		Expires time.Time `json:"expires_at"`
		Current bool      `json:"current"`
	}
	if _, err := p.do(ctx, rest.Call{Method: http.MethodGet, Path: "api/v1/sessions", Result: &listed}); err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	devices := make([]portal.Device, len(listed))
	for i, d := range listed {
		devices[i] = portal.Device{ID: d.ID, Name: d.Device, Since: d.Created, Until: d.Expires, Current: d.Current}
	}
	return devices, nil
}

// RevokeDevice signs the account out somewhere.
func (p *Portal) RevokeDevice(ctx context.Context, id string) error {
	if _, err := p.do(ctx, rest.Call{Method: http.MethodDelete, Path: "api/v1/sessions/" + url.PathEscape(id)}); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}
