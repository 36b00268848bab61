package signin

import "net/http"

// out signs a browser out, and sends it to the path in the field next.
func (p *Pages) out(w http.ResponseWriter, r *http.Request) {
	token := p.Browsers.Token(r)
	if err := p.Sessions.SignOut(r.Context(), token); err != nil {
		p.fail(w, r, err)
		return
	}
	if p.SignedOut != nil {
		p.SignedOut(token)
	}
	p.Browsers.signOut(w)
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	http.Redirect(w, r, Local(r.PostFormValue("next")), http.StatusSeeOther)
}

// maxForm bounds the form of a sign-out, in bytes.
const maxForm = 4 << 10
