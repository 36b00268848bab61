package people

import (
	"cmp"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// create makes an account. Without a password it signs in by the provider alone.
func (a *API) create(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	var body struct {
		Email    string       `json:"email"`
		Name     string       `json:"name"`
		Password *string      `json:"password"`
		Role     account.Role `json:"role"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	role := cmp.Or(body.Role, account.Moderator)
	var acc account.Account
	var err error
	if body.Password == nil {
		acc, err = a.Accounts.CreateWithoutPassword(r.Context(), body.Email, body.Name, role)
	} else {
		acc, err = a.Accounts.Create(r.Context(), body.Email, body.Name, *body.Password, role)
	}
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusCreated, viewAccount(acc))
}
