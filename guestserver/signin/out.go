package signin

import "net/http"

// out signs a browser out.
func (p *Pages) out(w http.ResponseWriter, r *http.Request) {
	if err := p.Sessions.SignOut(r.Context(), p.Browsers.token(r)); err != nil {
		p.fail(w, r, err)
		return
	}
	p.Browsers.signOut(w)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
