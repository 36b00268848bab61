package foyer

import (
	"context"
	"fmt"
	"net/http"

	"foyer/client/portal/rest"
)

// Rename gives the account another name, which people see in meetings and beside decisions from then on. It returns the account as it is
// then. The error has the code "invalid_account" for a name that cannot be.
func (p *Portal) Rename(ctx context.Context, name string) (Account, error) {
	var a Account
	call := rest.Call{Method: http.MethodPatch, Path: "api/v1/account", Body: map[string]string{"name": name}, Result: &a}
	if _, err := p.do(ctx, call); err != nil {
		return Account{}, fmt.Errorf("change name: %w", err)
	}
	return a, nil
}
